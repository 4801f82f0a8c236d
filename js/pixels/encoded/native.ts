// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native pixel data (PS3.5 §A.1 to §A.3): one value, cut into frames by their size. Bytes are copied once, from the chunk into
// the frame's own memory: where nothing is to be arranged, they are its samples.

import type { QuirkCode } from '../../codes.js';
import { BitsAllocated, Columns, NumberOfFrames } from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import type { ImageDescription } from '../describe.js';
import { nativeFrameBits } from '../native-frame.js';
import type { EncodedFrame, NativeForm } from './encoded-frame.js';
import type { FrameAssembler, FrameContext, PixelDataForm } from './frame-context.js';

/** Bytes of frames that may be missing and are given as zeros; more is not a short value but a wrong number of frames. */
const maxMissing = 2 ** 30;
/** What a missing frame counts for at least. */
const minMissing = 4096;

/** Bytes of all frames, made even as values are (PS3.5 §7.1.1). */
export function nativeSize(description: ImageDescription): number {
  return 2 * Math.ceil((nativeFrameBits(description) * description.numberOfFrames) / 16);
}

/** Bytes of each number that are to change places. */
function swapOf(
  { bitsAllocated, sampleType }: Pick<ImageDescription, 'bitsAllocated' | 'sampleType'>,
  { bigEndian, vr }: Pick<PixelDataForm, 'bigEndian' | 'vr'>,
): NativeForm['swap'] {
  if (!bigEndian) return 1;
  if (sampleType === 'float') return bitsAllocated === 64 ? 8 : 4;
  // Bytes of VR OB have no order; a sample of more than one byte is OW, whatever the header says. PS3.5 §A.3
  return vr !== 'OB' || bitsAllocated > 8 ? 2 : 1;
}

/** What frames share a byte of, or a swapped word. */
function unitBitsOf(swap: NativeForm['swap']): number {
  return swap === 2 ? 16 : 8;
}

interface Range {
  readonly position: number;
  readonly length: number;
}

/** Frames of a bit would make a range of each eighth of a byte. */
const maxFrames = 2 ** 24;

/** Frames of native pixel data follow one another without gaps; they may share a byte, or a swapped word. PS3.5 §8.1.1 */
export function nativeRanges(
  image: ImageDescription,
  form: Pick<PixelDataForm, 'bigEndian' | 'vr' | 'length' | 'position'>,
): Range[] {
  const bits = nativeFrameBits(image);
  const unit = unitBitsOf(swapOf(image, form));
  const ranges: Range[] = [];
  for (let frame = 0; frame < image.numberOfFrames; frame++) {
    const begin = Math.floor((frame * bits) / unit) * (unit / 8);
    const end = Math.min(Math.ceil(((frame + 1) * bits) / unit) * (unit / 8), form.length);
    if (begin >= form.length) break; // what is declared beyond the value is not there
    if (frame >= maxFrames) throw new DicomError({ code: 'too_many_elements', position: form.position });
    ranges.push({ position: form.position + begin, length: end - begin });
  }
  return ranges;
}

export class NativeAssembler implements FrameAssembler {
  readonly lends = false;
  readonly #context: FrameContext;
  readonly #frameBits: number;
  readonly #swap: NativeForm['swap'];
  readonly #unitBits: number;
  readonly #declaredLong: boolean;
  #index: number;
  /** Where the present frame begins in its buffer: frames of bits, and of odd sizes in words, share a byte or a word. */
  #lead: number;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  /** What the present frame shares with the one before. */
  #shared: Uint8Array = new Uint8Array(0);

  /** `first`: the frame that the bytes begin with, or with the unit that holds its first bit. */
  constructor(context: FrameContext, form: PixelDataForm, first: number) {
    const { columns, bitsAllocated, native422 } = context.description;
    if (native422 && columns % 2 !== 0) throw context.error('attribute_invalid', Columns);
    if (native422 && bitsAllocated !== 8) throw context.error('attribute_invalid', BitsAllocated);
    this.#context = context;
    this.#frameBits = nativeFrameBits(context.description);
    if (this.#frameBits / 8 > context.maxEncodedSize) throw context.error('frame_too_large');
    this.#swap = swapOf(context.description, form);
    this.#unitBits = unitBitsOf(this.#swap);
    this.#index = first;
    this.#lead = (first * this.#frameBits) % this.#unitBits;
    this.#declaredLong = form.length > nativeSize(context.description);
  }

  begin(): Iterable<EncodedFrame> {
    throw this.#context.error('sequence_malformed');
  }

  *write(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
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
  *end(): Generator<EncodedFrame, void, undefined> {
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

  #finishFrame(buffer: Uint8Array<ArrayBuffer>, quirks: readonly QuirkCode[]): EncodedFrame {
    const { numberOfFrames } = this.#context.description;
    const lead = this.#lead;
    this.#lead = (lead + this.#frameBits) % this.#unitBits;
    this.#shared = this.#lead === 0 ? new Uint8Array(0) : buffer.slice(buffer.length - this.#unitBits / 8);
    this.#buffer = undefined;
    const index = this.#index++;
    const isLast = this.#index === numberOfFrames;
    const all = isLast && this.#declaredLong ? [...quirks, 'pixel_data_long' as const] : quirks;
    return this.#context.frame(index, buffer, 'native', { swap: this.#swap, bitOffset: lead }, all);
  }

  release(): void {
    this.#buffer = undefined;
  }
}
