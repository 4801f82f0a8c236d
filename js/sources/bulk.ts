// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Bulk data: values that a text names by URI instead of holding them.

import '../write-messages.js';
import { DicomError } from '../errors.js';
import type { Path } from '../path.js';
import { chunksOf } from '../source.js';

/** A stream whose length in bytes is known. */
export interface SizedStream {
  readonly length: number;
  readonly stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A value, little endian. Of encapsulated pixel data the items of the fragments, with their headers. */
export type BulkSource = Blob | ArrayBuffer | Uint8Array | SizedStream;

/** The attribute whose value is asked for. */
export interface BulkAttribute {
  readonly tag: number;
  readonly vr: string;
  readonly path: Path;
}

/** How many bytes a source has. */
export function bulkLength(source: BulkSource): number {
  if (source instanceof Blob) return source.size;
  return source instanceof ArrayBuffer ? source.byteLength : source.length;
}

/**
 * The bytes of a source in chunks, none of them empty: exactly as many as it says.
 * @throws DicomError with code `bulk_data_missing` where there are more or fewer.
 */
export async function* bulkChunks(
  source: BulkSource,
  path: Path,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = bulkLength(source);
  const chunks = source instanceof Blob || source instanceof ArrayBuffer || source instanceof Uint8Array;
  for await (const chunk of chunksOf(chunks ? source : source.stream, signal)) {
    left -= chunk.length;
    if (left < 0) break;
    if (chunk.length > 0) yield chunk;
  }
  if (left !== 0) throw new DicomError({ code: 'bulk_data_missing', tag: path.tag, path: path.toString() });
}
