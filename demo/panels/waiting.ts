// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The bar at the top of the picture, while one is long in coming.

import { find } from './dom.js';

/** Milliseconds between two looks at how far it is. */
const pace = 100;

export class Waiting {
  private readonly bar_ = find('decoding', HTMLProgressElement);
  private timer_: ReturnType<typeof setInterval> | undefined;

  show(of: { readonly waiting: boolean; readonly progress: number | undefined }): void {
    this.bar_.hidden = !of.waiting;
    clearInterval(this.timer_);
    if (!of.waiting) return;
    this.move(of.progress);
    this.timer_ = setInterval(() => this.move(of.progress), pace);
  }

  private move(progress: number | undefined): void {
    if (progress === undefined) this.bar_.removeAttribute('value');
    else this.bar_.value = progress;
  }
}
