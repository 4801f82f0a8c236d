// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// DICOM files larger than memory, made on the fly: a few literal bytes, and between them stretches that repeat one period.
// What they give out are views of a few buffers that never change.

import type { RangeReader } from 'dcmstream';
import { dicom, explicitLittleEndian, rleLossless } from './dicom-builder.js';

/** Of a read, and of a chunk. */
export const chunkSize = 65536;
const pixelData = 0x7fe00010;
const trailingPadding = 0xfffcfffc;

interface Stretch {
  readonly size: number;
  readonly period: number;
  /** The period again and again, a chunk longer than one. */
  readonly pattern: Uint8Array;
}

function literal(bytes: Uint8Array): Stretch {
  return { size: bytes.length, period: bytes.length, pattern: bytes };
}

function repeated(period: Uint8Array, size: number): Stretch {
  const pattern = new Uint8Array(period.length + chunkSize);
  for (let at = 0; at < pattern.length; at += period.length) {
    pattern.set(period.subarray(0, pattern.length - at), at);
  }
  return { size, period: period.length, pattern };
}

export class LargeObject implements RangeReader {
  readonly size: number;
  /** How many bytes have been read. */
  bytesRead = 0;
  readonly #stretches: readonly Stretch[];

  constructor(...stretches: readonly Stretch[]) {
    this.#stretches = stretches;
    this.size = stretches.reduce((sum, { size }) => sum + size, 0);
  }

  /** Bytes `position` to `position + length`, at most a chunk: a view, or a copy where stretches meet. */
  view(position: number, length: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    let left = Math.min(length, this.size - position);
    let begin = 0;
    for (const { size, period, pattern } of this.#stretches) {
      const at = position - begin;
      if (at < size && left > 0) {
        const piece = pattern.subarray(at % period, (at % period) + Math.min(left, size - at));
        pieces.push(piece);
        position += piece.length;
        left -= piece.length;
      }
      begin += size;
    }
    return pieces.length === 1 ? (pieces[0] as Uint8Array) : new Uint8Array(Buffer.concat(pieces));
  }

  read(position: number, length: number): Promise<Uint8Array> {
    this.bytesRead += length;
    return Promise.resolve(this.view(position, length));
  }

  *chunks(): Generator<Uint8Array, void, undefined> {
    for (let at = 0; at < this.size; at += chunkSize) yield this.view(at, chunkSize);
  }
}

function image(transferSyntax: string, frames: number, side: number) {
  return dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', String(frames))
    .element(0x00280010, 'US', side)
    .element(0x00280011, 'US', side)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0);
}

/** What is known of an object beforehand, from how it is made. */
export interface Known {
  readonly object: LargeObject;
  /** Where the last element's header stands. */
  readonly lastHeader: number;
  readonly frames: number;
  /** Of the last frame: position and length. */
  readonly lastFrame: readonly [number, number];
}

export const frameSide = 8192;

/** Native frames of 64 MiB in a value of `valueSize` bytes, and behind it trailing padding of `paddingSize`. PS3.10 §7.2 */
export function nativeObject(valueSize: number, paddingSize: number): Known {
  const frameSize = frameSide * frameSide;
  const frames = Math.floor(valueSize / frameSize);
  const head = image(explicitLittleEndian, frames, frameSide).header(pixelData, 'OB', valueSize).bytes();
  const behind = dicom().header(trailingPadding, 'OB', paddingSize).bytes();
  const zeros = new Uint8Array(chunkSize);
  return {
    object: new LargeObject(literal(head), repeated(zeros, valueSize), literal(behind), repeated(zeros, paddingSize)),
    lastHeader: head.length + valueSize,
    frames,
    lastFrame: [head.length + (frames - 1) * frameSize, frameSize],
  };
}

/** `count` fragments of `size` bytes, two a frame, with an Extended Offset Table. PS3.5 §A.4, PS3.3 §C.7.6.3.1.8 */
export function fragmentedObject(count: number, size: number): Known {
  const frames = count / 2;
  const frameSize = 2 * (8 + size);
  const table = new BigUint64Array(frames).map((_, i) => BigInt(i) * BigInt(frameSize));
  const lengths = new BigUint64Array(frames).fill(BigInt(frameSize));
  const head = image(rleLossless, frames, 256)
    .element(0x7fe00001, 'OV', new Uint8Array(table.buffer))
    .element(0x7fe00002, 'OV', new Uint8Array(lengths.buffer))
    .header(pixelData, 'OB', 0xffffffff)
    .fragment(new Uint8Array(0))
    .bytes();
  const fragment = dicom().fragment(new Uint8Array(size)).bytes();
  const content = repeated(fragment, count * fragment.length);
  return {
    object: new LargeObject(literal(head), content, literal(dicom().sequenceEnd().bytes())),
    lastHeader: head.length - 12 - 8,
    frames,
    lastFrame: [head.length + (frames - 1) * frameSize, frameSize],
  };
}

/** Bytes of an element, header and value: as small as fits a GiB of them into the limit of elements. */
export const smallSize = 96;

/** A file of an even number of `size` bytes, of small elements. */
export function smallElements(size: number): Uint8Array {
  const file = new Uint8Array(size);
  const element = dicom()
    .element(0x00291001, 'LO', 'small element '.repeat(6).padEnd(smallSize - 8))
    .bytes();
  const head = image(explicitLittleEndian, 1, 8);
  // A first value that leaves room for whole elements.
  const left = (size - head.size - 8) % smallSize;
  head.element(0x00290010, 'LO', new Uint8Array(left));
  file.set(head.bytes());
  // Doubling is much quicker than one by one.
  file.set(element, head.size);
  for (let filled = element.length; head.size + filled < size; filled *= 2) {
    file.copyWithin(head.size + filled, head.size, Math.min(head.size + filled, size - filled));
  }
  return file;
}
