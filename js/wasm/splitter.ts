// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which fragments make a frame, asked of the image module. It sees the ends of fragments only.

import { DicomError } from '../errors.js';
import { type ImageModule, withMemory } from './image.js';

/** The numbers of `fragment_coding` in core/codec/frame_splitter.hpp: how frames can be told from their bytes. */
const codings = ['opaque', 'jpeg', 'jpegxl', 'rle', 'native', 'video'] as const;
export type FragmentCoding = (typeof codings)[number];

export interface SplitterOptions {
  readonly coding: FragmentCoding;
  readonly numberOfFrames: number;
  /** Segments of an RLE frame of this image. */
  readonly rleSegments: number;
  /** Bytes of a native frame. */
  readonly nativeSize: number;
}

/** What a fragment is, in bits. */
export const role = {
  /** The first of a frame: the frame before it has ended, if it had not yet. */
  starts: 1,
  /** The last of its frame. */
  ends: 2,
  /** It belongs to a frame that has ended, and adds nothing to it. */
  skipped: 4,
  /** An offset table has been found wrong. */
  tableWrong: 8,
  /** The last byte of the frame before it is padding. */
  paddedBefore: 16,
  /** The last byte of its frame is padding. */
  padded: 32,
} as const;

/** The layout of a record: bindings/embind/splitter_module.hpp. */
const recordSize = 88;
const lengthAt = 8;
const headSizeAt = 12;
const tailSizeAt = 13;
const roleAt = 14;
const headAt = 16;
const tailAt = 80;
export const headSize = 64;
const tailSize = 8;
/** What the module's window takes at a time. */
const batchSize = 64;

/** Fragments, column by column. */
export interface FragmentBatch {
  /** Of their item headers, from that of the first fragment. */
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
  /** Their first bytes, `headSize` each, of which the first `headSizes` are there. */
  readonly heads: Uint8Array;
  readonly headSizes: Uint8Array;
}

export class FrameSplitter {
  readonly #module: ImageModule;
  #handle: number;
  readonly #records = new Uint8Array(batchSize * recordSize);
  readonly #view = new DataView(this.#records.buffer);

  constructor(module: ImageModule, { coding, numberOfFrames, rleSegments, nativeSize }: SplitterOptions) {
    this.#module = module;
    this.#handle = module.openSplitter(codings.indexOf(coding), numberOfFrames, rleSegments, nativeSize);
    if (this.#handle === 0) throw new DicomError({ code: 'memory_exhausted' });
  }

  /** A second call does nothing. */
  close(): void {
    if (this.#handle !== 0) this.#module.closeSplitter(this.#handle);
    this.#handle = 0;
  }

  /** The Basic Offset Table as it stands in the file. */
  setOffsets(table: Uint8Array): void {
    if (table.length === 0) return;
    const done = withMemory(this.#module, table.length, (at) => {
      this.#module.HEAPU8.set(table, at);
      return this.#module.setOffsets(this.#handle, at, table.length);
    });
    if (!done) throw new DicomError({ code: 'memory_exhausted' });
  }

  /** The Extended Offset Table and its lengths, before the basic one. */
  setExtendedOffsets(table: Uint8Array, lengths: Uint8Array): void {
    const size = table.length + lengths.length;
    if (size === 0) return;
    const done = withMemory(this.#module, size, (at) => {
      this.#module.HEAPU8.set(table, at);
      this.#module.HEAPU8.set(lengths, at + table.length);
      const after = at + table.length;
      return this.#module.setExtendedOffsets(this.#handle, at, table.length, after, lengths.length);
    });
    if (!done) throw new DicomError({ code: 'memory_exhausted' });
  }

  /** The role of the next fragment, which is at hand; `offset`: of its item header, from that of the first one. */
  add(offset: number, fragment: Uint8Array): number {
    this.#put(0, offset, fragment.length);
    const head = fragment.length > headSize ? fragment.subarray(0, headSize) : fragment;
    const tail = fragment.length > tailSize ? fragment.subarray(-tailSize) : fragment;
    this.#records.set(head, headAt);
    this.#records.set(tail, tailAt);
    this.#records[headSizeAt] = head.length;
    this.#records[tailSizeAt] = tail.length;
    this.#flush(1);
    return this.#records[roleAt] as number;
  }

  /** Writes the roles of the next `count` fragments, of which only the beginnings are at hand. */
  addAll(count: number, { offsets, lengths, heads, headSizes }: FragmentBatch, roles: Uint8Array): void {
    for (let begin = 0; begin < count; begin += batchSize) {
      const size = Math.min(batchSize, count - begin);
      for (let i = 0; i < size; i++) {
        const from = begin + i;
        const at = i * recordSize;
        this.#put(at, offsets[from] as number, lengths[from] as number);
        this.#records.set(heads.subarray(from * headSize, (from + 1) * headSize), at + headAt);
        this.#records[at + headSizeAt] = headSizes[from] as number;
        this.#records[at + tailSizeAt] = 0;
      }
      this.#flush(size);
      for (let i = 0; i < size; i++) roles[begin + i] = this.#records[i * recordSize + roleAt] as number;
    }
  }

  /** Nothing follows: whether the last byte of the frame that is still open is padding. */
  get lastIsPadding(): boolean {
    return this.#module.lastIsPadding(this.#handle);
  }

  #put(at: number, offset: number, length: number): void {
    this.#view.setFloat64(at, offset, true);
    this.#view.setUint32(at + lengthAt, length, true);
  }

  #flush(count: number): void {
    const at = this.#module.fragmentWindow();
    const size = count * recordSize;
    this.#module.HEAPU8.set(this.#records.subarray(0, size), at);
    this.#module.addFragments(this.#handle, count);
    this.#records.set(this.#module.HEAPU8.subarray(at, at + size));
  }
}

/** In the order of `codestream_kind` in core/codec/codestream_head.hpp. */
const kinds = ['none', 'jpegAny', 'jpeg', 'jpegls', 'jpeg2000', 'jpegxl', 'jpegxlBare', 'rle'] as const;
export type FrameKind = (typeof kinds)[number];

/** JPEG's header may stand behind large tables and comments. */
const firstLook = 4096;
const secondLook = 2 ** 20;

/** What a frame is by its first bytes; `none` where they tell nothing. */
export function kindOfFrame(module: ImageModule, frame: Uint8Array, rleSegments: number): FrameKind {
  const found = look(firstLook);
  return found === 'jpegAny' && frame.length > firstLook ? look(secondLook) : found;

  function look(size: number): FrameKind {
    const head = frame.subarray(0, size);
    if (head.length === 0) return 'none';
    return withMemory(module, head.length, (at) => {
      module.HEAPU8.set(head, at);
      return kinds[module.frameKind(at, head.length, rleSegments)] as FrameKind;
    });
  }
}
