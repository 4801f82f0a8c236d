// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The first stage of every pipeline: a stream of bytes in, a stream of batches of parts out.

import type { Part } from '../part.js';
import { openStepper, type ReadOptions } from './options.js';
import { PartParser } from './part-parser.js';
import { pullPair } from './pull-pair.js';

export interface PartOptions extends ReadOptions {
  /** Whether a deflated data set is inflated and parsed (the default), or passes as `deflated` parts. PS3.5 §A.5 */
  readonly inflate?: boolean | undefined;
}

export interface ParseOptions extends PartOptions {
  /** Ends the stream with the signal's reason, at both ends. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A pair for `pipeThrough`: chunks of bytes, of any size, to batches of at most 1024 parts. Concatenated, the bytes of all
 * parts are the file. A batch is made only when it is asked for. Chunks must be left alone while their parts are in use.
 *
 * The stream fails with a DicomError where the data cannot be read, after all parts before the break.
 */
export function parse(options: ParseOptions = {}): ReadableWritablePair<readonly Part[], Uint8Array> {
  return pullPair(() => createPartParser(options), options.signal);
}

/**
 * The same without streams, for bytes that are pushed: `write` a chunk, take batches by `next` until there is none, and
 * `release` at the end.
 */
export async function createPartParser(options: PartOptions = {}): Promise<PartParser> {
  return new PartParser(await openStepper(options));
}
