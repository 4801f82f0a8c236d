/// <reference lib="esnext.disposable" preserve="true" />
// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames decoded beside this thread: what users hold.

import { type DecoderWorker, parallelism } from '#threads';
import { misuse } from '../errors.js';
import type { Frame } from '../pixels/frame.js';
import type { RangeReader } from '../range-reader.js';
import type { FileIndex } from '../sinks/file-index.js';
import { type FrameOptions, framesOf } from '../sinks/frames.js';
import { frameOf, type ReadFrameOptions } from '../sinks/read-frame.js';
import type { Source } from '../source.js';
import type { DecodedFrame, FrameDecoder, FrameJob } from '../wasm/codec.js';
import { type DecoderStats, Pool } from './pool.js';

export interface DecoderOptions {
  /**
   * How many workers there may be: by default one less than the machine has threads, at least 1 and at most 4. With 0 frames
   * are decoded on this thread.
   */
  readonly workers?: number | undefined;
  /**
   * Makes a worker that runs `dcmstream/worker`, where the page must say itself where that is: a `Worker` of type `module`, or
   * on Node one of worker_threads. The decoder ends it. Where the script is of another origin, a Blob can import it; a policy
   * of the page then names both in `worker-src`: `blob:` and that origin.
   */
  readonly worker?: (() => DecoderWorker) | undefined;
  /** A worker whose wasm modules hold more bytes than this after a frame is ended; 256 MiB by default. */
  readonly maxMemory?: number | undefined;
  /** A worker that has had nothing to do for so many milliseconds is ended; 30 000 by default. */
  readonly idleTimeout?: number | undefined;
}

export interface DecoderFrameOptions extends FrameOptions {
  /** How many frames may be read ahead of the one that is waited for: by default twice as many as there may be workers. */
  readonly ahead?: number | undefined;
  /** How many bytes those may take, encoded and decoded, unless it is one frame alone: 256 MiB by default. */
  readonly maxAheadSize?: number | undefined;
}

/**
 * Reads frames and decodes them in workers. What is not encoded takes no worker. Everything that a decoder rejects says why as
 * `readFrames` does; over a frame on which its worker dies it is a DicomError with code `decoder_crashed`, and the frames
 * after it are decoded by another one. Where no worker can be started, this thread decodes, and `stats().fallback` says so;
 * but where the caller makes the workers, it is a TypeError with code `worker_unavailable`.
 */
export interface Decoder extends FrameDecoder, Disposable, AsyncDisposable {
  /**
   * Like `readFrames`, in order, while workers decode the frames that come next. Leaving the loop cancels the source and the
   * frames that are not decoded yet. An error comes in the place of its frame and ends the reading.
   */
  readFrames(source: Source, options?: DecoderFrameOptions): AsyncGenerator<Frame, void, undefined>;
  /** Like `readFrame`. What is called first is decoded first. */
  readFrame(source: Blob | RangeReader, index: FileIndex, frame: number, options?: ReadFrameOptions): Promise<Frame>;
  /** What has been done since the decoder was made, and what is being done. */
  stats(): DecoderStats;
  /**
   * Ends the workers. What is waited for, and what is asked for afterwards, is rejected with an AbortError. `using` and
   * `await using` call it; the latter waits until the workers have ended.
   */
  close(): void;
}

/** More threads than this the library does not start. */
const maxWorkers = 64;

/**
 * Makes a decoder. Workers start with the first encoded frame, as many as there is work for; the wasm modules are fetched and
 * compiled once, here, as `init({ wasm })` says. Nothing needs SharedArrayBuffer, and no memory of the caller's is detached.
 * @throws TypeError with code `argument_invalid`.
 */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  return new PooledDecoder(options);
}

// Engines without explicit resource management have no such symbols; compilers take these in their place.
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
const asyncDisposeSymbol: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

class PooledDecoder implements Decoder {
  readonly #pool: Pool;
  readonly #ahead: number;

  constructor({ workers, worker, maxMemory = 2 ** 28, idleTimeout = 30_000 }: DecoderOptions) {
    const limit = workers ?? Math.max(1, Math.min(parallelism() - 1, 4));
    if (!Number.isInteger(limit) || limit < 0 || limit > maxWorkers) {
      throw misuse('argument_invalid', `workers is an integer from 0 to ${maxWorkers}`);
    }
    if (!(maxMemory >= 0)) throw misuse('argument_invalid', 'maxMemory is a number of bytes');
    if (!(idleTimeout >= 0)) throw misuse('argument_invalid', 'idleTimeout is a number of milliseconds');
    this.#pool = new Pool({ workers: limit, worker, maxMemory, idleTimeout });
    this.#ahead = Math.max(1, 2 * limit);
  }

  readFrames(
    source: Source,
    { ahead = this.#ahead, maxAheadSize, ...options }: DecoderFrameOptions = {},
  ): AsyncGenerator<Frame, void, undefined> {
    if (!(ahead >= 1)) throw misuse('argument_invalid', 'ahead is a number of frames, at least 1');
    if (maxAheadSize !== undefined && !(maxAheadSize >= 0)) {
      throw misuse('argument_invalid', 'maxAheadSize is a number of bytes');
    }
    return framesOf(source, options, { decoder: this.#pool, ahead, maxAheadSize });
  }

  readFrame(
    source: Blob | RangeReader,
    index: FileIndex,
    frame: number,
    options: ReadFrameOptions = {},
  ): Promise<Frame> {
    return frameOf(source, index, frame, options, this.#pool);
  }

  decode(job: FrameJob, signal?: AbortSignal): Promise<DecodedFrame> {
    return this.#pool.decode(job, signal);
  }

  stats(): DecoderStats {
    return this.#pool.stats;
  }

  close(): void {
    void this.#pool.close();
  }

  [disposeSymbol](): void {
    this.close();
  }

  async [asyncDisposeSymbol](): Promise<void> {
    await this.#pool.close();
  }
}
