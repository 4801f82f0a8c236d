// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Playing pictures in a loop, at the rate that the object asks for (PS3.3 §C.7.6.5).

import type { Dataset } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { numberOf } from '../study/instance.js';

const stackRate = 10;
export const slowest = 1;
export const fastest = 60;

/** Pictures a second: what the object recommends, else the rate it was taken at, else 10. */
export function rateOf(dataset: Dataset): number {
  const recommended = numberOf(dataset, tags.RecommendedDisplayFrameRate) || numberOf(dataset, tags.CineRate);
  if (recommended !== undefined && recommended > 0) return clamp(recommended);
  const frameTime = numberOf(dataset, tags.FrameTime) || mean(dataset.numbers(tags.FrameTimeVector).slice(1));
  return frameTime > 0 ? clamp(1000 / frameTime) : stackRate;
}

function clamp(rate: number): number {
  return Math.min(fastest, Math.max(slowest, rate));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export class Cine {
  private rate_ = stackRate;
  private playing_ = false;
  private due_ = 0;
  private waiting_ = 0;

  /** @param step_ Shows the next picture; what it returns is awaited, so that slow decoding slows the loop down. */
  constructor(
    private readonly step_: () => Promise<void>,
    private readonly changed_: () => void,
  ) {}

  get playing(): boolean {
    return this.playing_;
  }

  get rate(): number {
    return this.rate_;
  }

  set rate(rate: number) {
    this.rate_ = clamp(rate);
    this.changed_();
  }

  toggle(): void {
    if (this.playing_) return this.stop();
    this.playing_ = true;
    this.due_ = performance.now() + 1000 / this.rate_;
    this.changed_();
    this.schedule();
  }

  stop(): void {
    if (!this.playing_) return;
    this.playing_ = false;
    this.changed_();
  }

  /** One tick is waiting at most, however often the loop was stopped and started meanwhile. */
  private schedule(): void {
    cancelAnimationFrame(this.waiting_);
    this.waiting_ = requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    if (!this.playing_) return;
    if (now < this.due_ - 2) return this.schedule();
    // After a stall the loop goes on from here; it does not catch up.
    this.due_ = Math.max(this.due_ + 1000 / this.rate_, now);
    void this.step_().then(() => this.schedule());
  }
}
