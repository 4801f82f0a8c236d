// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames that somebody waits for, and the signals by which they say that they do not any more.

import type { DecodedFrame, FrameJob } from '../wasm/codec.js';

export class Job {
  /** Its encoded bytes are the decoder's own. */
  readonly frame: FrameJob;
  /** Of the encoded bytes; their memory leaves with the job. */
  readonly size: number;
  readonly promise: Promise<DecodedFrame>;
  /** Set once it is compiled; a worker takes the job only then. */
  module: WebAssembly.Module | undefined;
  readonly #onSettled: (job: Job) => void;
  #resolve!: (frame: DecodedFrame) => void;
  #reject!: (reason: unknown) => void;
  #settled = false;

  constructor(frame: FrameJob, onSettled: (job: Job) => void) {
    this.frame = frame;
    this.size = frame.encoded.length;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#onSettled = onSettled;
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
    this.#onSettled(this);
    return true;
  }
}

interface Watched {
  readonly jobs: Set<Job>;
  readonly listener: () => void;
}

/** Listens to each signal once, however many jobs hang on it: Node warns of more than ten listeners. */
export class AbortWatch {
  readonly #signals = new Map<AbortSignal, Watched>();
  readonly #cancel: (job: Job, reason: unknown) => void;

  constructor(cancel: (job: Job, reason: unknown) => void) {
    this.#cancel = cancel;
  }

  add(signal: AbortSignal, job: Job): void {
    const { jobs } = this.#signals.get(signal) ?? this.#listen(signal);
    jobs.add(job);
  }

  remove(signal: AbortSignal, job: Job): void {
    const watched = this.#signals.get(signal);
    watched?.jobs.delete(job);
    if (watched?.jobs.size !== 0) return;
    signal.removeEventListener('abort', watched.listener);
    this.#signals.delete(signal);
  }

  #listen(signal: AbortSignal): Watched {
    const jobs = new Set<Job>();
    const listener = (): void => {
      for (const job of [...jobs]) this.#cancel(job, signal.reason);
    };
    const watched = { jobs, listener };
    signal.addEventListener('abort', listener);
    this.#signals.set(signal, watched);
    return watched;
  }
}
