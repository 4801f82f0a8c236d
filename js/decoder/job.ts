// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A frame that somebody waits for.

import type { DecodedFrame, FrameJob } from '../wasm/codec.js';

export class Job {
  /** Its encoded bytes are the decoder's own. */
  readonly frame: FrameJob;
  /** Of the encoded bytes; their memory leaves with the job. */
  readonly size: number;
  readonly promise: Promise<DecodedFrame>;
  /** Set once it is compiled; a worker takes the job only then. */
  module: WebAssembly.Module | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #abort: () => void;
  #resolve!: (frame: DecodedFrame) => void;
  #reject!: (reason: unknown) => void;
  #settled = false;

  /** `cancelled` is called where the signal aborts before the job is settled. */
  constructor(frame: FrameJob, signal: AbortSignal | undefined, cancelled: (job: Job) => void) {
    this.frame = frame;
    this.size = frame.encoded.length;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal = signal;
    this.#abort = () => {
      this.reject(signal?.reason);
      cancelled(this);
    };
    signal?.addEventListener('abort', this.#abort);
  }

  /** Nobody waits any more. */
  get settled(): boolean {
    return this.#settled;
  }

  resolve(frame: DecodedFrame): void {
    if (this.#settle()) this.#resolve(frame);
  }

  reject(reason: unknown): void {
    if (this.#settle()) this.#reject(reason);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    return true;
  }
}
