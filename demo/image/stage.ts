// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is on the screen: a series, a place in it, its window and view. Knows nothing of the page around the canvas.

import { type Frame, render } from 'dcmstream';
import { Cine, rateOf } from './cine.js';
import { type FrameStore, isAbort } from './frames.js';
import { fitted, type View } from './view.js';
import { Viewport } from './viewport.js';
import { automaticChoice, resolveWindow, takesWindow, type Window, type WindowChoice } from './windows.js';
import type { Picture } from '../study/instance.js';
import type { Series } from '../study/series.js';

/** `series`: another series, or its pictures changed. `picture`: another picture is drawn, or cannot be. `place`: another
 * picture is asked for. `window`, `view`, `cine`: as named. */
export type Change = 'series' | 'picture' | 'place' | 'window' | 'view' | 'cine';

/** What is remembered of a series while others are looked at. */
interface Remembered {
  index: number;
  window: WindowChoice;
  invert: boolean;
  view: View;
}

/** The picture drawn, or why there is none. */
export type Shown =
  | { readonly picture: Picture; readonly frame: Frame }
  | { readonly picture: Picture; readonly frame?: undefined; readonly problem: unknown };

const defaultWindow: WindowChoice = { kind: 'file', index: 0 };

export class Stage {
  series: Series | undefined;
  /** Place of the picture asked for in the series. */
  index = 0;
  /** What the canvas shows now; behind `index` while a frame is being decoded. */
  shown: Shown | undefined;
  choice: WindowChoice = defaultWindow;
  invert = false;
  readonly viewport: Viewport;
  readonly cine: Cine;
  private request_ = 0;
  /** The picture at `index` when it was asked for: places move while a series comes in. */
  private asked_: Picture | undefined;
  private readonly remembered_ = new Map<Series, Remembered>();

  constructor(
    canvas: HTMLCanvasElement,
    private readonly frames_: FrameStore,
    private readonly changed_: (change: Change) => void,
  ) {
    this.viewport = new Viewport(canvas, () => changed_('view'));
    this.cine = new Cine(
      () => this.goTo(this.index + 1 >= this.count ? 0 : this.index + 1),
      () => changed_('cine'),
    );
  }

  get count(): number {
    return this.series?.pictures.length ?? 0;
  }

  get picture(): Picture | undefined {
    return this.series?.pictures[this.index];
  }

  /** The window in use; `undefined` where nothing is shown that takes one. */
  get window(): Window | undefined {
    const frame = this.shown?.frame;
    return frame !== undefined && takesWindow(frame) ? resolveWindow(this.choice, frame) : undefined;
  }

  /** Shows a series where it was left; a new one at `index`. */
  async open(series: Series, index = 0): Promise<void> {
    this.remember();
    this.cine.stop();
    this.series = series;
    const before = this.remembered_.get(series);
    this.index = before?.index ?? index;
    this.choice = before?.window ?? defaultWindow;
    this.invert = before?.invert ?? false;
    this.viewport.view = before?.view ?? fitted;
    // No picture of one series stands under the name of another, not even for a moment.
    this.shown = undefined;
    this.viewport.clear();
    this.changed_('series');
    this.changed_('picture');
    const { picture } = this;
    if (picture !== undefined) this.cine.rate = rateOf(picture.instance.dataset);
    await this.load();
  }

  /** After instances came in: the picture asked for stays, its place may not. */
  refresh(): void {
    const { series } = this;
    if (series === undefined) return;
    const place = this.asked_ === undefined ? -1 : series.positionOf(this.asked_);
    this.index = place >= 0 ? place : Math.max(0, Math.min(this.index, this.count - 1));
    this.changed_('series');
    if (place < 0) void this.load();
    else if (this.shown !== undefined) this.changed_('picture');
  }

  /** Shows nothing. */
  close(): void {
    ++this.request_;
    this.cine.stop();
    if (this.series !== undefined) this.remembered_.delete(this.series);
    this.series = undefined;
    this.shown = undefined;
    this.index = 0;
    this.viewport.clear();
    this.changed_('series');
    this.changed_('picture');
  }

  async goTo(index: number): Promise<void> {
    const place = Math.min(this.count - 1, Math.max(0, index));
    if (place === this.index) return;
    this.index = place;
    this.changed_('place');
    await this.load();
  }

  setWindow(choice: WindowChoice): void {
    this.choice = choice;
    this.redraw();
    this.changed_('window');
  }

  /** The first window of the file, or the automatic one. */
  resetWindow(): void {
    const frame = this.shown?.frame;
    const hasNone = frame !== undefined && takesWindow(frame) && frame.display.windows.length === 0;
    this.setWindow(hasNone ? automaticChoice(frame) : defaultWindow);
  }

  setInvert(invert: boolean): void {
    this.invert = invert;
    this.redraw();
    this.changed_('window');
  }

  private remember(): void {
    if (this.series === undefined) return;
    const { index, choice: window, invert } = this;
    this.remembered_.set(this.series, { index, window, invert, view: this.viewport.view });
  }

  private async load(): Promise<void> {
    const { picture } = this;
    const request = ++this.request_;
    this.asked_ = picture;
    if (picture === undefined) return;
    const near = [-1, 0, 1, 2].map((step) => this.series?.pictures[this.index + step]?.instance);
    this.frames_.release((instance) => near.includes(instance));
    if (picture.frame < 0) return this.show({ picture, problem: undefined });
    try {
      const frame =
        this.frames_.peek(picture.instance, picture.frame) ??
        (await this.frames_.frame(picture.instance, picture.frame));
      if (request === this.request_) this.show({ picture, frame });
      this.prefetch();
    } catch (problem) {
      if (request === this.request_ && !isAbort(problem)) this.show({ picture, problem });
    }
  }

  private show(shown: Shown): void {
    this.shown = shown;
    const { frame } = shown;
    if (
      frame !== undefined &&
      this.choice.kind === 'file' &&
      frame.display.windows.length === 0 &&
      takesWindow(frame)
    ) {
      this.choice = automaticChoice(frame);
    }
    if (frame === undefined) {
      this.cine.stop();
      this.viewport.clear();
    }
    this.redraw();
    this.changed_('picture');
  }

  /** Decodes the neighbours, so that they are there when asked for. */
  private prefetch(): void {
    for (const step of [1, -1, 2]) {
      const next = this.series?.pictures[this.index + step];
      if (next === undefined || next.frame < 0 || this.frames_.peek(next.instance, next.frame) !== undefined) continue;
      // A neighbour that does not decode says so when it is looked at.
      if (next.instance !== this.shown?.picture.instance)
        this.frames_.frame(next.instance, next.frame).catch(() => undefined);
    }
  }

  private redraw(): void {
    const frame = this.shown?.frame;
    if (frame === undefined) return;
    const window = this.window;
    const picture = render(frame, window === undefined ? { invert: this.invert } : { window, invert: this.invert });
    this.viewport.show(picture, frame.display.pixelAspectRatio);
  }
}
