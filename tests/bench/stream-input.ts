// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the streaming lines read: files in chunks, and chunks as a source of either kind.

import { Readable } from 'node:stream';
import { dicom } from '../support/dicom-builder.js';

export const kibibyte = 1024;
export const mebibyte = 1024 * kibibyte;

/** VRs and values as they come in real files: half text, half binary. */
export const smallValues = [
  ['DS', '1.250000'],
  ['US', 512],
  ['LO', 'SMALL VALUE'],
  ['SL', -70000],
  ['IS', '1601'],
  ['FD', 0.5],
  ['CS', 'ORIGINAL'],
  ['SH', ''],
] as const;

/** A file of small elements at the root of the data set, in ascending order of their tags: explicit VR little endian. */
export function smallElements(count: number): Uint8Array {
  const file = dicom().preamble().meta();
  for (let i = 0; i < count; i++) {
    const [vr, value] = smallValues[i % smallValues.length]!;
    // Odd groups are private, so that every library takes the VR from the file.
    const tag = ((0x0011 + 2 * Math.floor(i / 0xe000)) << 16) | (0x1000 + (i % 0xe000));
    file.element(tag, vr, value);
  }
  return file.bytes();
}

/** All that stands before the pixels of a file of `size` bytes of native pixel data. */
export function headOfLargeValue(size: number): Uint8Array {
  return dicom()
    .preamble()
    .meta()
    .element(0x00280010, 'US', 16384)
    .element(0x00280011, 'US', 8192)
    .header(0x7fe00010, 'OW', size)
    .bytes();
}

/** A file of `size` bytes of native pixel data. */
export function largeValue(size: number): Uint8Array {
  const head = headOfLargeValue(size);
  const file = new Uint8Array(head.length + size);
  file.set(head);
  // Not all alike, and no page untouched.
  for (let at = head.length; at < file.length; at += 512) file[at] = at >> 9;
  return file;
}

/** The bytes in views of `size` bytes each. */
export function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    chunks.push(bytes.subarray(at, at + size));
  }
  return chunks;
}

/** The same bytes as Node's Buffers: the peer takes nothing else. */
export function asBuffers(chunks: readonly Uint8Array[]): Buffer[] {
  return chunks.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
}

/** A web stream that hands out a chunk whenever it is asked. */
export function webStream(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The same as a Node stream, of Buffers. */
export function nodeStream(chunks: Iterable<Buffer>): Readable {
  return Readable.from(chunks, { objectMode: false, highWaterMark: 64 * kibibyte });
}
