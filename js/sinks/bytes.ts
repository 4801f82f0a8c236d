// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts back to bytes. Neighbours that are views of the same chunk go out as one view of it.

import type { Part } from '../part.js';

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

/** A pair for `pipeThrough`: batches of parts to bytes. Parts that no flow touched are the original bytes. */
export function bytes(): ReadableWritablePair<Uint8Array, readonly Part[]> {
  return new TransformStream<readonly Part[], Uint8Array>(
    {
      transform(parts, controller) {
        for (const piece of joinBytes(parts)) controller.enqueue(piece);
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}
