// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data (PS3.5 §A.4): which fragments make a frame, and decoding it. The first item is the Basic Offset
// Table. Where it says nothing, a fragment is a frame (RLE: §A.4.2), or all of them are one where only one is declared.

import type { QuirkCode } from '../codes.js';
import { DicomError } from '../errors.js';
import { decodeFrame } from '../wasm/codec.js';
import type { ImageModule } from '../wasm/image.js';
import type { FrameAssembler, FrameContext } from './frame-context.js';
import type { Frame } from './frame.js';
import { itemHeaderSize, readOffsets } from './frame-ranges.js';

export class FragmentAssembler implements FrameAssembler {
  readonly #context: FrameContext;
  readonly #module: ImageModule;
  /** Items begun, the Basic Offset Table among them. */
  #items = 0;
  /** Bytes that the present item still lacks. */
  #missing = 0;
  /** Where the next fragment begins, counted like the offsets of the table. */
  #nextOffset = 0;
  /** Where each frame begins; empty where the table says nothing. */
  #offsets: readonly number[] = [];
  /** Of the present frame, or of the table. */
  readonly #collected = new GrowingBytes();
  #index: number;
  #frameBegun = false;

  /** Of this one frame are all fragments, where it is given. */
  readonly #only: number | undefined;

  constructor(context: FrameContext, module: ImageModule, only: number | undefined) {
    this.#context = context;
    this.#module = module;
    this.#only = only;
    this.#index = only ?? 0;
  }

  *begin(length: number): Generator<Frame, void, undefined> {
    this.#items++;
    this.#missing = length;
    if (this.#collected.size + length > this.#maxEncodedSize) throw this.#context.error('frame_too_large');
    if (this.#items > 1) {
      this.#nextOffset += itemHeaderSize + length;
      this.#frameBegun = true;
    }
    if (length === 0) yield* this.#endItem(new Uint8Array(0));
  }

  *write(bytes: Uint8Array): Generator<Frame, void, undefined> {
    const piece = bytes.length > this.#missing ? bytes.subarray(0, this.#missing) : bytes;
    if (piece.length === 0) return;
    this.#missing -= piece.length;
    if (this.#missing === 0) yield* this.#endItem(piece);
    else this.#collected.append(piece, piece.length + this.#missing);
  }

  *end(): Generator<Frame, void, undefined> {
    if (this.#frameBegun) yield this.#finishFrame(new Uint8Array(0));
    if (this.#only === undefined && this.#index < this.#context.description.numberOfFrames)
      throw this.#context.error('frame_missing');
  }

  /** `tail`: what of the item has not been collected. */
  *#endItem(tail: Uint8Array): Generator<Frame, void, undefined> {
    if (this.#items === 1) {
      this.#offsets = readOffsets(this.#collected.take(tail));
    } else if (this.#completesFrame()) {
      yield this.#finishFrame(tail);
    } else {
      this.#collected.append(tail, tail.length);
      if (this.#only === undefined && this.#context.description.numberOfFrames > 1) yield* this.#finishIfWhole();
    }
  }

  /** The table says that more is to come, but tables may be wrong: what decodes is a frame. */
  *#finishIfWhole(): Generator<Frame, void, undefined> {
    let samples: Uint8Array<ArrayBuffer>;
    try {
      samples = this.#decode(this.#collected.all);
    } catch {
      return;
    }
    this.#collected.take(new Uint8Array(0));
    yield this.#makeFrame(samples);
  }

  /** Whether the fragment that has just ended is known to be its frame's last. */
  #completesFrame(): boolean {
    if (this.#only !== undefined) return false;
    if (this.#usesOffsets) {
      const next = this.#offsets[this.#index + 1];
      return next !== undefined && this.#nextOffset >= next;
    }
    return this.#context.description.numberOfFrames > 1;
  }

  /** A table of one entry for many frames was begun and never filled in. */
  get #usesOffsets(): boolean {
    return this.#offsets.length > 1 || this.#context.description.numberOfFrames === 1;
  }

  /** Runs of one byte each make an RLE frame twice its size; the table holds four bytes a frame. */
  get #maxEncodedSize(): number {
    return 2 * this.#context.description.maxFrameSize + 64;
  }

  #finishFrame(tail: Uint8Array): Frame {
    return this.#makeFrame(this.#decode(this.#collected.take(tail)));
  }

  #makeFrame(samples: Uint8Array<ArrayBuffer>): Frame {
    const { bitsAllocated, numberOfFrames } = this.#context.description;
    const index = this.#index++;
    this.#frameBegun = false;
    const quirks: QuirkCode[] = index === numberOfFrames ? ['number_of_frames_wrong'] : [];
    const packing = bitsAllocated === 1 ? 'bits' : 'samples';
    return this.#context.frame(index, samples, packing, 0, quirks);
  }

  #decode(encoded: Uint8Array): Uint8Array<ArrayBuffer> {
    const { description } = this.#context;
    try {
      const job = { codec: 'rle', encoded, declared: description, maxSize: description.maxFrameSize } as const;
      return decodeFrame(this.#module, job).bytes;
    } catch (error) {
      throw error instanceof DicomError ? this.#context.error(error.code) : error;
    }
  }
}

/** Bytes that come in pieces. What comes in one piece is never copied. */
class GrowingBytes {
  #bytes = new Uint8Array(0);
  size = 0;

  /** Copies `piece`; `expected` more bytes, those of `piece` included, are to come. */
  append(piece: Uint8Array, expected: number): void {
    const needed = this.size + piece.length;
    if (needed > this.#bytes.length) {
      // No more than twice what has really come, whatever is promised.
      const grown = new Uint8Array(Math.max(needed, Math.min(this.size + expected, 2 * needed)));
      grown.set(this.#bytes.subarray(0, this.size));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.size);
    this.size = needed;
  }

  /** What has come so far; valid until the next call. */
  get all(): Uint8Array {
    return this.#bytes.subarray(0, this.size);
  }

  /** Everything, ended by `tail`; valid until the next call. */
  take(tail: Uint8Array): Uint8Array {
    if (this.size === 0) return tail;
    if (tail.length > 0) this.append(tail, tail.length);
    const all = this.#bytes.subarray(0, this.size);
    this.size = 0;
    return all;
  }
}
