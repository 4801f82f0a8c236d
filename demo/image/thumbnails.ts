// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Small pictures of series: of the image in the middle, decoded no larger than they need to be where the file holds smaller
// sizes; made one after another while nothing else is read or decoded.

import { type Frame, render } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { numberOf, type Picture } from '../study/instance.js';
import type { Series } from '../study/series.js';
import { type FrameStore, isAbort } from './frames.js';
import { fitZoom } from './view.js';
import { putPicture } from './viewport.js';

/** In device pixels; drawn at half of it. */
export const thumbnailSize = 112;

/** Files above this give their first frame: the middle one would need half of the file. */
const largeFile = 48 * 1024 * 1024;

function middleOf(series: Series): Picture | undefined {
  const pictures = series.pictures.filter(({ frame }) => frame >= 0);
  const middle = pictures[Math.floor(pictures.length / 2)];
  return middle !== undefined && middle.instance.file.blob.size > largeFile ? { ...middle, frame: 0 } : middle;
}

/** How many times the image may be halved without becoming smaller than a thumbnail. */
export function reductionOf({ instance: { dataset } }: Picture): number {
  const largest = Math.max(numberOf(dataset, tags.Rows) ?? 1, numberOf(dataset, tags.Columns) ?? 1);
  return Math.max(0, Math.floor(Math.log2(largest / thumbnailSize)));
}

export class Thumbnails {
  private readonly made_ = new WeakMap<Series, { picture: Picture; canvas: HTMLCanvasElement }>();
  private waiting_ = new Set<Series>();
  private current_: { series: Series; aborter: AbortController } | undefined;

  /** @param ready_ Called when a series has a new thumbnail. */
  constructor(
    private readonly frames_: FrameStore,
    private readonly ready_: () => void,
  ) {}

  get(series: Series): HTMLCanvasElement | undefined {
    return this.made_.get(series)?.canvas;
  }

  /** Makes what is missing or no longer shows the middle; what is not listed is not made any more. */
  update(list: readonly Series[]): void {
    this.waiting_ = new Set(list);
    if (this.current_ === undefined) void this.run();
    else if (!this.waiting_.has(this.current_.series)) this.current_.aborter.abort();
  }

  private async run(): Promise<void> {
    for (let series; (series = [...this.waiting_][0]) !== undefined;) {
      this.waiting_.delete(series);
      this.current_ = { series, aborter: new AbortController() };
      await this.make(series, this.current_.aborter.signal);
    }
    this.current_ = undefined;
  }

  private async make(series: Series, signal: AbortSignal): Promise<void> {
    const picture = middleOf(series);
    const before = this.made_.get(series)?.picture;
    if (picture === undefined || (before?.instance === picture.instance && before.frame === picture.frame)) return;
    try {
      await this.frames_.whenIdle();
      await leisure();
      const frame = await this.frames_.reduced(picture, reductionOf(picture), signal);
      if (frame === undefined || signal.aborted) return;
      this.made_.set(series, { picture, canvas: drawThumbnail(frame) });
      this.ready_();
    } catch (error) {
      // Its index was given up with the pictures beside it. A series whose middle image does not decode has no thumbnail;
      // the reason is said when the image is looked at.
      if (isAbort(error) && !signal.aborted) this.waiting_.add(series);
    }
  }
}

/** Until the page has nothing to do, where the browser tells. */
function leisure(): Promise<unknown> {
  if (typeof requestIdleCallback === 'undefined') return new Promise((resolve) => setTimeout(resolve, 50));
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
}

/** A frame as large as a thumbnail. */
export function drawThumbnail(frame: Frame): HTMLCanvasElement {
  const picture = render(frame);
  const whole = document.createElement('canvas');
  putPicture(whole, picture);

  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = thumbnailSize;
  const height = picture.height * frame.display.pixelAspectRatio;
  const zoom = fitZoom({ width: picture.width, height }, canvas);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  context.fillStyle = '#000';
  context.fillRect(0, 0, thumbnailSize, thumbnailSize);
  context.imageSmoothingQuality = 'high';
  const x = (thumbnailSize - picture.width * zoom) / 2;
  const y = (thumbnailSize - height * zoom) / 2;
  context.drawImage(whole, x, y, picture.width * zoom, height * zoom);
  return canvas;
}
