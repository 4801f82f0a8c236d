// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data (PS3.5 §A.4): which fragments make a frame, and decoding it. The first item is the Basic Offset
// Table. Where it says nothing, a fragment is a frame (RLE: §A.4.2), or all of them are one where only one is declared.

import type { QuirkCode } from '../../codes.js';
import type { FrameAssembler, FrameContext } from './frame-context.js';
import type { EncodedFrame } from './encoded-frame.js';
import type { FrameEncoding } from './encoding.js';
import { itemHeaderSize, readOffsets } from './frame-ranges.js';

export class FragmentAssembler implements FrameAssembler {
  readonly #context: FrameContext;
  readonly #encoding: FrameEncoding;
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

  constructor(context: FrameContext, encoding: FrameEncoding, only: number | undefined) {
    this.#context = context;
    this.#encoding = encoding;
    this.#only = only;
    this.#index = only ?? 0;
  }

  *begin(length: number): Generator<EncodedFrame, void, undefined> {
    this.#items++;
    this.#missing = length;
    if (this.#collected.size + length > this.#context.maxEncodedSize) throw this.#context.error('frame_too_large');
    if (this.#items > 1) {
      this.#nextOffset += itemHeaderSize + length;
      this.#frameBegun = true;
    }
    if (length === 0) yield* this.#endItem(new Uint8Array(0));
  }

  *write(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
    const piece = bytes.length > this.#missing ? bytes.subarray(0, this.#missing) : bytes;
    if (piece.length === 0) return;
    this.#missing -= piece.length;
    if (this.#missing === 0) yield* this.#endItem(piece);
    else this.#collected.append(piece, piece.length + this.#missing);
  }

  *end(): Generator<EncodedFrame, void, undefined> {
    if (this.#frameBegun) yield this.#finishFrame(new Uint8Array(0));
    if (this.#only === undefined && this.#index < this.#context.description.numberOfFrames)
      throw this.#context.error('frame_missing');
  }

  /** `tail`: what of the item has not been collected. */
  *#endItem(tail: Uint8Array): Generator<EncodedFrame, void, undefined> {
    if (this.#items === 1) {
      this.#offsets = readOffsets(this.#collected.take(tail));
    } else if (this.#completesFrame()) {
      yield this.#finishFrame(tail);
    } else {
      this.#collected.append(tail, tail.length);
    }
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

  #finishFrame(tail: Uint8Array): EncodedFrame {
    return this.#makeFrame(this.#collected.take(tail));
  }

  #makeFrame(data: Uint8Array): EncodedFrame {
    const index = this.#index++;
    this.#frameBegun = false;
    const isSurplus = index === this.#context.description.numberOfFrames;
    const quirks: QuirkCode[] = isSurplus ? ['number_of_frames_wrong'] : [];
    const native = this.#encoding === 'native' ? ({ swap: 1, bitOffset: 0 } as const) : undefined;
    return this.#context.frame(index, data, this.#encoding, native, quirks);
  }

  release(): void {
    this.#collected.take(new Uint8Array(0));
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
