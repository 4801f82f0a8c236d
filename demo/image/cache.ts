// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoded frames, up to a number of bytes: the ones not looked at for the longest time go first.

import type { Frame } from 'dcmstream';

export class FrameCache {
  private readonly frames_ = new Map<string, Frame>();
  private bytes_ = 0;

  constructor(readonly capacity: number) {}

  get(key: string): Frame | undefined {
    const frame = this.frames_.get(key);
    if (frame !== undefined) {
      // A Map keeps the order of insertion: the youngest stands last.
      this.frames_.delete(key);
      this.frames_.set(key, frame);
    }
    return frame;
  }

  has(key: string): boolean {
    return this.frames_.has(key);
  }

  /** Bytes of all that is kept. */
  get bytes(): number {
    return this.bytes_;
  }

  put(key: string, frame: Frame): void {
    this.remove(key);
    this.frames_.set(key, frame);
    this.bytes_ += frame.samples.byteLength;
    for (const [oldest] of this.frames_) {
      if (this.bytes_ <= this.capacity || oldest === key) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    const frame = this.frames_.get(key);
    if (frame === undefined) return;
    this.frames_.delete(key);
    this.bytes_ -= frame.samples.byteLength;
  }
}
