// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The canvas: keeps the rendered picture and draws it where the view says, in device pixels.

import type { RenderedFrame } from 'dcmstream';
import { type Extent, fitted, panBy, placement, type View, zoomAt, zoomOf } from './view.js';

/** Pictures that follow one another within so many milliseconds are drawn quickly; the one that stays is drawn well. */
const settling = 120;

export class Viewport {
  view: View = fitted;
  smooth = true;
  private readonly context_: CanvasRenderingContext2D;
  private readonly picture_ = document.createElement('canvas');
  private extent_: Extent | undefined;
  private drawing_ = 0;
  private shownAt_ = Number.NEGATIVE_INFINITY;
  private settle_: ReturnType<typeof setTimeout> | undefined;

  /** @param changed_ Called when the view or the canvas's size has changed. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly changed_: () => void,
  ) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser gives no 2D canvas');
    this.context_ = context;
    new ResizeObserver((entries) => this.resize(entries.at(-1)!)).observe(canvas);
  }

  /** Device pixels for one image column; 0 while nothing is shown. */
  get zoom(): number {
    return this.extent_ === undefined ? 0 : zoomOf(this.view, this.extent_, this.canvas);
  }

  /** Shows a picture; `aspect` is the height of a pixel for a width of 1. */
  show(picture: RenderedFrame, aspect: number): void {
    putPicture(this.picture_, picture);
    this.extent_ = { width: picture.width, height: picture.height * aspect };
    const now = performance.now();
    clearTimeout(this.settle_);
    this.settle_ = undefined;
    if (now - this.shownAt_ < settling) {
      this.settle_ = setTimeout(() => {
        this.settle_ = undefined;
        this.draw();
      }, settling);
    }
    this.shownAt_ = now;
    this.draw();
  }

  clear(): void {
    this.extent_ = undefined;
    this.draw();
  }

  setView(view: View): void {
    this.view = view;
    this.draw();
    this.changed_();
  }

  /** Zooms around a point of the page, by default around the middle. */
  zoomBy(factor: number, clientX?: number, clientY?: number): void {
    if (this.extent_ === undefined) return;
    const box = this.canvas.getBoundingClientRect();
    const x = clientX === undefined ? 0 : (clientX - box.left - box.width / 2) * this.density;
    const y = clientY === undefined ? 0 : (clientY - box.top - box.height / 2) * this.density;
    this.setView(zoomAt(this.view, this.extent_, this.canvas, factor, x, y));
  }

  /** Moves the picture by CSS pixels. */
  pan(x: number, y: number): void {
    if (this.extent_ !== undefined) this.setView(panBy(this.view, x * this.density, y * this.density));
  }

  /** Draws with the next animation frame. */
  draw(): void {
    if (this.drawing_ !== 0) return;
    this.drawing_ = requestAnimationFrame(() => {
      this.drawing_ = 0;
      this.drawNow();
    });
  }

  /** Device pixels for one CSS pixel. */
  private get density(): number {
    return this.canvas.width / Math.max(1, this.canvas.clientWidth);
  }

  private resize(entry: ResizeObserverEntry): void {
    const { inlineSize, blockSize } = entry.devicePixelContentBoxSize?.[0] ?? {};
    this.canvas.width = Math.max(1, exactSize(entry.contentRect.width * devicePixelRatio, inlineSize));
    this.canvas.height = Math.max(1, exactSize(entry.contentRect.height * devicePixelRatio, blockSize));
    // Setting the size clears the canvas: drawn at once, so that no black flash is seen.
    this.drawNow();
    this.changed_();
  }

  private drawNow(): void {
    const { canvas, context_: context } = this;
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (this.extent_ === undefined) return;
    const place = placement(this.view, this.extent_, canvas);
    context.imageSmoothingEnabled = this.smooth && this.zoom !== 1;
    context.imageSmoothingQuality = this.settle_ === undefined ? 'high' : 'low';
    context.drawImage(this.picture_, place.x, place.y, place.width, place.height);
  }
}

/** Makes a canvas the picture, pixel by pixel. */
export function putPicture(canvas: HTMLCanvasElement, { data, width, height }: RenderedFrame): void {
  // Setting the size clears the canvas, which costs as much as drawing it.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
}

/** The browser's own rounding where it gives one; an emulated density it does not know of is computed. */
function exactSize(computed: number, measured: number | undefined): number {
  return measured !== undefined && Math.abs(measured - computed) <= 1 ? measured : Math.round(computed);
}
