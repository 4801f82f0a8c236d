// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts back to bytes. Nothing that is large is copied.

import type { Part } from '../part.js';
import type { Deflater } from '../wasm/zlib.js';

/** A run of this many bytes goes out as it is; smaller ones go out together, since a chunk costs more than the copy (measured). */
const largeRun = 16 * 1024;
/** What goes out together has at most so many bytes, and one small run. */
const packSize = 64 * 1024;

/** The bytes of a batch, in few pieces. What stands together in one chunk is a view of it; small views are put together. */
export function* joinBytes(parts: readonly Part[]): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  let size = 0;
  for (const run of runsOf(parts)) {
    if (run.length >= largeRun || size >= packSize) {
      if (small.length > 0) yield packed(small, size);
      small = [];
      size = 0;
    }
    if (run.length >= largeRun) yield run;
    else {
      small.push(run);
      size += run.length;
    }
  }
  if (small.length > 0) yield packed(small, size);
}

function packed(runs: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = runs;
  if (runs.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const run of runs) {
    bytes.set(run, offset);
    offset += run.length;
  }
  return bytes;
}

/** Neighbours that are views of the same chunk, as one view of it. */
function* runsOf(parts: readonly Part[]): Generator<Uint8Array, void, undefined> {
  let base: Uint8Array | undefined;
  let begin = 0;
  let end = 0;
  for (const part of parts) {
    if (part.size === 0) continue;
    if (part.base !== base || part.offset !== end) {
      if (base !== undefined) yield base.subarray(begin, end);
      base = part.base;
      begin = part.offset;
    }
    end = part.offset + part.size;
  }
  if (base !== undefined) yield base.subarray(begin, end);
}

/**
 * A pair for `pipeThrough`: batches of parts to bytes. Parts that no flow touched are the original bytes. A data set that was
 * inflated is deflated again, since the file meta declares it so (PS3.5 §A.5).
 */
export function bytes(): ReadableWritablePair<Uint8Array, readonly Part[]> {
  let deflater: Deflater | undefined;
  return new TransformStream<readonly Part[], Uint8Array>(
    {
      async transform(parts, controller) {
        const first = deflater === undefined ? parts.findIndex((part) => part.inflated && part.size > 0) : 0;
        const plain = first < 0 ? parts : parts.slice(0, first);
        for (const piece of joinBytes(plain)) controller.enqueue(piece);
        if (first < 0) return;
        deflater ??= await openDeflater();
        for (const piece of joinBytes(parts.slice(first))) {
          deflater.write(piece);
          enqueueAll(deflater, controller);
        }
      },
      flush(controller) {
        if (deflater === undefined) return;
        deflater.end();
        enqueueAll(deflater, controller);
        deflater.release();
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}

/** Loaded with the first deflated data set. */
async function openDeflater(): Promise<Deflater> {
  return (await import('../wasm/zlib.js')).openDeflater();
}

function enqueueAll(deflater: Deflater, controller: TransformStreamDefaultController<Uint8Array>): void {
  for (let piece; (piece = deflater.next()) !== undefined;) controller.enqueue(piece);
}
