// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is on the screen: a series, a place in it, its window and view. Knows nothing of the page around the canvas.

import { type Frame, render, type VoiLut, type VoiWindow } from 'dcmstream';
import { Cine, rateOf } from './cine.js';
import { type FrameStore, isAbort } from './frames.js';
import { neighbours } from './neighbours.js';
import { fitted, type View } from './view.js';
import { Viewport } from './viewport.js';
import { automaticChoice, hasOwnWindow, resolveVoi, takesWindow, windowOf } from './windows.js';
import type { Window, WindowChoice } from './windows.js';
import type { Picture } from '../study/instance.js';
import type { Series } from '../study/series.js';

/** `series`: another series, or its pictures changed. `picture`: another picture is drawn, or cannot be. `place`: another
 * picture is asked for. `waiting`: it is long in coming, or has come. `window`, `view`, `cine`: as named. */
export type Change = 'series' | 'picture' | 'place' | 'waiting' | 'window' | 'view' | 'cine';

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

/** A picture that takes longer than this is seen to be waited for, in milliseconds. */
const patience = 150;

export class Stage {
  series: Series | undefined;
  /** Place of the picture asked for in the series. */
  index = 0;
  /** What the canvas shows now; behind `index` while a frame is being decoded. */
  shown: Shown | undefined;
  choice: WindowChoice = defaultWindow;
  invert = false;
  /** Whether bitmaps of the file are drawn over its picture, where there are any. */
  overlays = true;
  readonly viewport: Viewport;
  readonly cine: Cine;
  /** The picture asked for is long in coming. */
  waiting = false;
  private request_ = 0;
  /** The request whose picture is shown: an older one that comes later is of no use. */
  private answered_ = 0;
  private step_ = 1;
  private timer_: ReturnType<typeof setTimeout> | undefined;
  private buffer_: Uint8ClampedArray<ArrayBuffer> | undefined;
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

  /** The window or look-up table in use; `undefined` where nothing is shown that takes one. */
  get voi(): VoiWindow | VoiLut | undefined {
    const frame = this.shown?.frame;
    return frame !== undefined && takesWindow(frame) ? resolveVoi(this.choice, frame) : undefined;
  }

  /** The window in use, or where a table is, the one that a drag begins with. */
  get window(): Window | undefined {
    const { voi } = this;
    return voi === undefined ? undefined : windowOf(voi);
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
    this.step_ = 1;
    this.frames_.abandon();
    this.answered_ = ++this.request_;
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
    this.answered_ = ++this.request_;
    this.frames_.abandon();
    this.wait(false);
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
    this.step_ = place - this.index;
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
    const hasNone = frame !== undefined && takesWindow(frame) && !hasOwnWindow(frame);
    this.setWindow(hasNone ? automaticChoice(frame) : defaultWindow);
  }

  setInvert(invert: boolean): void {
    this.invert = invert;
    this.redraw();
    this.changed_('window');
  }

  setOverlays(overlays: boolean): void {
    this.overlays = overlays;
    this.redraw();
    this.changed_('window');
  }

  private remember(): void {
    if (this.series === undefined) return;
    const { index, choice: window, invert } = this;
    this.remembered_.set(this.series, { index, window, invert, view: this.viewport.view });
  }

  /** How far the picture that is waited for is, from 0 to 1; `undefined` where that is not known. */
  get progress(): number | undefined {
    return this.picture === undefined ? undefined : this.frames_.progress(this.picture);
  }

  private async load(): Promise<void> {
    const { picture, series } = this;
    const request = ++this.request_;
    this.asked_ = picture;
    if (picture === undefined || series === undefined) return;
    if (picture.frame < 0) return this.answer(request, { picture, problem: undefined });
    const known = this.frames_.peek(picture);
    if (known !== undefined) this.answer(request, { picture, frame: known });
    else this.waitFor(request);
    const size = (known ?? this.shown?.frame)?.samples.byteLength;
    try {
      const frame = await this.frames_.want(picture, size === undefined ? [] : this.neighbours(size));
      if (known !== undefined) return;
      this.answer(request, { picture, frame });
      // How many may be read ahead is known now.
      if (size === undefined && request === this.request_) {
        void this.frames_.want(picture, this.neighbours(frame.samples.byteLength));
      }
    } catch (problem) {
      if (request === this.request_ && !isAbort(problem)) this.answer(request, { picture, problem });
    }
  }

  private neighbours(size: number): Picture[] {
    const going = { step: this.step_, round: this.cine.playing };
    return neighbours(this.series?.pictures ?? [], this.index, going, size);
  }

  /** Shows what was asked for, unless something that was asked for later is shown already. */
  private answer(request: number, shown: Shown): void {
    if (request < this.answered_) return;
    this.answered_ = request;
    if (request === this.request_) this.wait(false);
    try {
      this.show(shown);
    } catch (problem) {
      this.show({ picture: shown.picture, problem });
    }
  }

  private waitFor(request: number): void {
    clearTimeout(this.timer_);
    this.timer_ = setTimeout(() => this.wait(request === this.request_ && this.answered_ < request), patience);
  }

  private wait(waiting: boolean): void {
    clearTimeout(this.timer_);
    if (waiting === this.waiting) return;
    this.waiting = waiting;
    this.changed_('waiting');
  }

  private show(shown: Shown): void {
    this.shown = shown;
    const { frame } = shown;
    const proposesNone = frame !== undefined && takesWindow(frame) && !hasOwnWindow(frame);
    if (proposesNone && this.choice.kind === 'file') {
      this.choice = automaticChoice(frame);
    }
    if (frame === undefined) {
      this.cine.stop();
      this.viewport.clear();
    }
    this.redraw();
    this.changed_('picture');
  }

  private redraw(): void {
    const frame = this.shown?.frame;
    if (frame === undefined) return;
    const { voi, invert, overlays } = this;
    const size = frame.rows * frame.columns * 4;
    if (this.buffer_?.length !== size) this.buffer_ = new Uint8ClampedArray(size);
    const picture = render(frame, { voi, invert, overlays, frameBuffer: this.buffer_ });
    this.viewport.show(picture, frame.display.pixelAspectRatio);
  }
}
