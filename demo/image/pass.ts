// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One pass through the frames of a file, from the first one on, as far ahead of the last request as it may.

import type { Frame } from 'dcmstream';

interface Waiting {
  resolve(frame: Frame): void;
  reject(reason: unknown): void;
}

/** Frames come one after another without a break for so long, in milliseconds; then the page may draw and take input. */
const breath = 12;

export class Pass {
  /** Index of the frame that comes next. */
  next = 0;
  private wanted_ = 0;
  private ended_ = false;
  private readonly waiting_ = new Map<number, Set<Waiting>>();
  private readonly aborter_ = new AbortController();
  private proceed_: () => void = () => undefined;

  /**
   * @param read_ Reads the frames in order.
   * @param keep_ Takes each of them.
   * @param ahead_ How many bytes of frames that nobody has asked for it may go on.
   */
  constructor(
    read_: (signal: AbortSignal) => AsyncIterable<Frame>,
    private readonly keep_: (frame: Frame) => void,
    private readonly ahead_: number,
  ) {
    void this.run(read_(this.aborter_.signal));
  }

  get ended(): boolean {
    return this.ended_;
  }

  /** Whether somebody waits for one of its frames. */
  get wanted(): boolean {
    return this.waiting_.size > 0;
  }

  /** A frame that has not passed yet. */
  want(index: number, signal: AbortSignal): Promise<Frame> {
    this.wanted_ = Math.max(this.wanted_, index);
    this.proceed_();
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      const all = this.waiting_.get(index) ?? new Set();
      this.waiting_.set(index, all.add(waiting));
      const leave = (): void => {
        if (all.delete(waiting) && all.size === 0) this.waiting_.delete(index);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  end(): void {
    this.ended_ = true;
    this.aborter_.abort();
    this.proceed_();
    this.refuse(new DOMException('no longer needed', 'AbortError'));
  }

  private async run(frames: AsyncIterable<Frame>): Promise<void> {
    let size = 0;
    let since = performance.now();
    try {
      for await (const frame of frames) {
        if (this.ended_) return;
        this.keep_(frame);
        this.next = frame.index + 1;
        this.waiting_.get(frame.index)?.forEach(({ resolve }) => resolve(frame));
        this.waiting_.delete(frame.index);
        size = Math.max(size, frame.samples.byteLength);
        if (performance.now() - since > breath) {
          await new Promise((resolve) => setTimeout(resolve));
          since = performance.now();
        }
        while (!this.ended_ && (this.next - 1 - this.wanted_) * size >= this.ahead_) await this.request();
      }
      this.ended_ = true;
      this.refuse(new RangeError('the file holds fewer frames than it declares'));
    } catch (error) {
      this.ended_ = true;
      this.refuse(error);
    }
  }

  private request(): Promise<void> {
    return new Promise((resolve) => (this.proceed_ = resolve));
  }

  private refuse(reason: unknown): void {
    for (const all of this.waiting_.values()) all.forEach(({ reject }) => reject(reason));
    this.waiting_.clear();
  }
}
