// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native pixel data (PS3.5 §A.1 to §A.3): one value, cut into frames by their size. Little endian, pixel-interleaved frames
// are copied once, from the chunk into the frame's own memory, and never see wasm.

import type { QuirkCode } from '../codes.js';
import { BitsAllocated, Columns, NumberOfFrames } from '../dictionary/tags.js';
import { arrangeNative, type ImageModule } from '../wasm/image.js';
import type { ImageDescription } from './describe.js';
import type { FrameAssembler, FrameContext } from './frame-context.js';
import type { Frame, Packing } from './frame.js';

/** Bytes of frames that may be missing and are given as zeros; more is not a short value but a wrong number of frames. */
const maxMissing = 2 ** 30;
/** What a missing frame counts for at least. */
const minMissing = 4096;

/** Bits of a native frame; one-bit frames follow each other without gaps. */
export function nativeFrameBits({
  rows,
  columns,
  samplesPerPixel,
  bitsAllocated,
  native422,
}: ImageDescription): number {
  return rows * columns * (native422 ? 16 : samplesPerPixel * bitsAllocated);
}

/** Bytes of all frames, made even as values are (PS3.5 §7.1.1). */
export function nativeSize(description: ImageDescription): number {
  return 2 * Math.ceil((nativeFrameBits(description) * description.numberOfFrames) / 16);
}

export class NativeAssembler implements FrameAssembler {
  readonly #context: FrameContext;
  readonly #module: ImageModule | undefined;
  readonly #packing: Packing;
  readonly #frameBits: number;
  readonly #swapWords: boolean;
  readonly #unitBits: number;
  readonly #declaredLong: boolean;
  #index: number;
  /** Where the present frame begins in its buffer: frames of bits, and of odd sizes in words, share a byte or a word. */
  #lead: number;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  /** What the present frame shares with the one before. */
  #shared: Uint8Array = new Uint8Array(0);

  /**
   * `length`: of the value, as declared. `module` is needed where words are swapped or samples are plane by plane. `first`: the
   * frame that the bytes begin with, or with the unit that holds its first bit.
   */
  constructor(
    context: FrameContext,
    length: number,
    swapWords: boolean,
    module: ImageModule | undefined,
    first: number,
  ) {
    const { columns, bitsAllocated, native422 } = context.description;
    if (native422 && columns % 2 !== 0) throw context.error('attribute_invalid', Columns);
    if (native422 && bitsAllocated !== 8) throw context.error('attribute_invalid', BitsAllocated);
    this.#context = context;
    this.#module = module;
    this.#packing = bitsAllocated === 1 ? 'bits' : native422 ? 'ybr422' : 'samples';
    this.#frameBits = nativeFrameBits(context.description);
    this.#swapWords = swapWords;
    this.#unitBits = swapWords ? 16 : 8;
    this.#index = first;
    this.#lead = (first * this.#frameBits) % this.#unitBits;
    this.#declaredLong = length > nativeSize(context.description);
  }

  begin(): Iterable<Frame> {
    throw this.#context.error('sequence_malformed');
  }

  *write(bytes: Uint8Array): Generator<Frame, void, undefined> {
    const { numberOfFrames } = this.#context.description;
    for (let at = 0; this.#index < numberOfFrames;) {
      if (at === bytes.length && !this.#covered) return;
      const buffer = (this.#buffer ??= this.#startFrame());
      const piece = bytes.subarray(at, at + buffer.length - this.#filled);
      buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === buffer.length) yield this.#finishFrame(buffer, []);
    }
  }

  /** What is missing is zeros. */
  *end(): Generator<Frame, void, undefined> {
    const { numberOfFrames } = this.#context.description;
    const missing = (numberOfFrames - this.#index - 1) * Math.max(this.#frameBits / 8, minMissing);
    while (this.#index < numberOfFrames) {
      const buffer = (this.#buffer ??= this.#startFrame());
      const complete = this.#filled * 8 >= this.#lead + this.#frameBits;
      yield this.#finishFrame(buffer, complete ? [] : ['pixel_data_short']);
      if (missing > maxMissing) throw this.#context.error('attribute_invalid', NumberOfFrames);
    }
  }

  /** Whether what the frame before left holds all of the next one: small frames of bits. */
  get #covered(): boolean {
    return this.#buffer === undefined && this.#shared.length * 8 >= this.#lead + this.#frameBits;
  }

  #startFrame(): Uint8Array<ArrayBuffer> {
    const units = Math.ceil((this.#lead + this.#frameBits) / this.#unitBits);
    const buffer = new Uint8Array((units * this.#unitBits) / 8);
    buffer.set(this.#shared);
    this.#filled = this.#shared.length;
    return buffer;
  }

  #finishFrame(buffer: Uint8Array<ArrayBuffer>, quirks: readonly QuirkCode[]): Frame {
    const { numberOfFrames } = this.#context.description;
    const lead = this.#lead;
    this.#lead = (lead + this.#frameBits) % this.#unitBits;
    this.#shared = this.#lead === 0 ? new Uint8Array(0) : buffer.slice(buffer.length - this.#unitBits / 8);
    this.#buffer = undefined;
    const index = this.#index++;
    const isLast = this.#index === numberOfFrames;
    return this.#context.frame(
      index,
      this.#arrange(buffer, lead),
      this.#packing,
      lead % 8,
      isLast && this.#declaredLong ? [...quirks, 'pixel_data_long'] : quirks,
    );
  }

  #arrange(buffer: Uint8Array<ArrayBuffer>, lead: number): Uint8Array<ArrayBuffer> {
    if (this.#module === undefined) return buffer;
    const { planar, samplesPerPixel, bitsAllocated } = this.#context.description;
    const skip = lead >> 3;
    const size = Math.ceil((lead + this.#frameBits) / 8) - skip;
    const byPlane = planar && this.#packing === 'samples';
    return arrangeNative(
      this.#module,
      buffer,
      {
        swapWords: this.#swapWords,
        skip,
        planes: byPlane ? { samplesPerPixel, bytesPerSample: bitsAllocated / 8 } : undefined,
      },
      size,
    );
  }
}
