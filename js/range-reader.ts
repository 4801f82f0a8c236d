// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sources that can be read anywhere: a Blob, or whatever answers range requests.

import { unlessAborted } from './source.js';

/** Reads parts of a file, such as by HTTP range requests. */
export interface RangeReader {
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** Bytes `position` to `position + length` of the file; all of them, unless the file ends before. */
  read(position: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Whether a source can be read anywhere. */
export function isSeekable(source: unknown): source is Blob | RangeReader {
  return (
    source instanceof Blob || (typeof source === 'object' && source !== null && 'read' in source && 'size' in source)
  );
}

/** One way to read both. */
export function rangeReaderOf(source: Blob | RangeReader): RangeReader {
  if (!(source instanceof Blob)) {
    return {
      size: source.size,
      read(position, length, signal) {
        signal?.throwIfAborted();
        return unlessAborted(source.read(position, length, signal), signal);
      },
    };
  }
  return {
    size: source.size,
    async read(position, length, signal) {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(await source.slice(position, position + length).arrayBuffer());
      signal?.throwIfAborted();
      return bytes;
    },
  };
}
