// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which instances go together into one request: as many as fit, and none twice.

import { unlessAborted } from '../source.js';
import type { Prepared, StowFile } from './prepare.js';

export interface RequestLimits {
  readonly maxInstances: number;
  readonly maxRequestBytes: number;
}

export class Requests {
  /** How many files there were, at their end. */
  count: number | undefined;
  readonly #files: Iterator<StowFile> | AsyncIterator<StowFile>;
  readonly #limits: RequestLimits;
  readonly #signal: AbortSignal;
  readonly #prepare: (file: StowFile, index: number) => Promise<Prepared | undefined>;
  #index = 0;
  /** What did not fit any more. */
  #left: Prepared | undefined;

  constructor(
    files: Iterator<StowFile> | AsyncIterator<StowFile>,
    limits: RequestLimits,
    signal: AbortSignal,
    prepare: (file: StowFile, index: number) => Promise<Prepared | undefined>,
  ) {
    this.#files = files;
    this.#limits = limits;
    this.#signal = signal;
    this.#prepare = prepare;
  }

  /** The instances of the next request; `undefined` where there are none left. */
  async next(): Promise<readonly Prepared[] | undefined> {
    const { maxInstances, maxRequestBytes } = this.#limits;
    const parts: Prepared[] = [];
    const uids = new Set<string>();
    let bytes = 0;
    while (parts.length < maxInstances) {
      const one = this.#left ?? (await this.#nextPrepared());
      this.#left = undefined;
      if (one === undefined) break;
      bytes += one.content.size;
      // The answer names instances by their UIDs: two of the same could not be told apart.
      if (parts.length > 0 && (bytes > maxRequestBytes || uids.has(one.sopInstance))) {
        this.#left = one;
        break;
      }
      parts.push(one);
      uids.add(one.sopInstance);
    }
    return parts.length === 0 ? undefined : parts;
  }

  /** Ends the iteration of files. One that does not answer is not waited for after an abort. */
  async close(): Promise<void> {
    if (this.count !== undefined) return;
    const closed = Promise.resolve(this.#files.return?.()).catch(() => undefined);
    if (!this.#signal.aborted) await closed;
  }

  async #nextPrepared(): Promise<Prepared | undefined> {
    while (this.count === undefined) {
      const { done, value } = await unlessAborted(Promise.resolve(this.#files.next()), this.#signal);
      if (done === true) {
        this.count = this.#index;
        break;
      }
      const prepared = await this.#prepare(value, this.#index++);
      if (prepared !== undefined) return prepared;
    }
    return undefined;
  }
}
