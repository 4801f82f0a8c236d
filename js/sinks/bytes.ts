// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts back to bytes. Neighbours that are views of the same chunk go out as one view of it.

import type { Part } from '../part.js';
import type { Deflater } from '../wasm/zlib.js';

/** The bytes of a batch: as few views as possible, nothing copied. */
export function* joinBytes(parts: readonly Part[]): Generator<Uint8Array, void, undefined> {
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
