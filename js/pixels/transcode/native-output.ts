// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoded frames as the parts of an element Pixel Data: one native value, or a fragment for each frame. PS3.5 §A.4

import type { Place } from '../../flow/elements.js';
import { type Part, undefinedLength } from '../../part.js';
import { ExtendedOffsetTable, ExtendedOffsetTableLengths, PixelData } from '../../dictionary/tags.js';
import { encodeNumbers } from '../../values/encode/encode-numbers.js';
import { joinBytes } from '../../values/join-bytes.js';
import type { Encoder } from '../../wasm/encode.js';
import type { Frame } from '../frame.js';
import { RawFrames } from '../raw.js';
import { planesOf } from './planes.js';
import type { PartMaker } from './part-maker.js';

/** What makes parts of decoded frames. */
export interface PixelOutput {
  /** What stands in front of the first frame. */
  begin(): Part[];
  write(frame: Frame): Part[];
  end(): Part[];
}

const zero = new Uint8Array(1);

/** One value, whose length is known. */
export class NativeOutput implements PixelOutput {
  readonly #maker: PartMaker;
  readonly #header: Part;
  readonly #raw = new RawFrames();
  readonly #byPlane: boolean;
  /** Bytes that are still to come, padding among them. */
  #missing: number;

  /** `size`: bytes of all frames, made even; `vr`: OB or OW. */
  constructor(maker: PartMaker, encoder: Encoder, place: Place, vr: string, size: number, byPlane: boolean) {
    this.#maker = maker;
    this.#byPlane = byPlane;
    this.#header = maker.elementHeader(encoder, place, PixelData, vr, size);
    this.#missing = size;
  }

  begin(): Part[] {
    return [this.#header];
  }

  write(frame: Frame): Part[] {
    if (this.#byPlane) return planesOf(frame).flatMap((plane) => this.#value(plane));
    return this.#value(this.#raw.write(frame));
  }

  /** The last bits, and the byte that makes the value even. */
  end(): Part[] {
    return [...this.#value(this.#raw.end()), ...(this.#missing === 1 ? this.#value(zero) : [])];
  }

  #value(bytes: Uint8Array): Part[] {
    if (bytes.length === 0) return [];
    this.#missing -= bytes.length;
    return [this.#maker.makePart({ kind: 'value', bytes, last: this.#missing === 0 }, this.#header)];
  }
}

const itemTag = 0xfffee000;
const sequenceDelimitation = 0xfffee0dd;

/** Of more frames an Extended Offset Table would take more memory than it is worth: readers find frames of one fragment without it. */
const maxTableFrames = 2 ** 16;

/** A fragment for each frame, which begins at a byte, behind an empty Basic Offset Table. */
export class FragmentOutput implements PixelOutput {
  readonly #maker: PartMaker;
  readonly #encoder: Encoder;
  readonly #place: Place;
  readonly #frameSize: number;
  readonly #frames: number;
  readonly #byPlane: boolean;
  #index = 0;

  /** `frameSize`: bytes of a frame, not made even. */
  constructor(maker: PartMaker, encoder: Encoder, place: Place, frameSize: number, frames: number, byPlane: boolean) {
    this.#byPlane = byPlane;
    this.#maker = maker;
    this.#encoder = encoder;
    this.#place = place;
    this.#frameSize = frameSize;
    this.#frames = frames;
  }

  begin(): Part[] {
    const bytes = this.#encoder.header(PixelData, 'OB', undefinedLength, this.#place);
    const header = { ...this.#place, tag: PixelData, vr: 'OB', length: undefinedLength, bytes };
    return [...this.#table(), this.#maker.makePart({ ...header, kind: 'fragments' }), this.#fragment(0)];
  }

  write(frame: Frame): Part[] {
    const raw = new RawFrames();
    const samples = this.#byPlane ? planesOf(frame) : [raw.write(frame), raw.end()];
    const pieces = [...samples, ...(this.#frameSize % 2 === 1 ? [zero] : [])];
    const bytes = frame.packing === 'bits' ? joinBytes(pieces) : undefined;
    const whole = bytes === undefined ? pieces.filter(({ length }) => length > 0) : [bytes];
    const header = this.#fragment(this.#frameSize + (this.#frameSize % 2));
    const { index } = header;
    return [
      header,
      ...whole.map((piece, i) =>
        this.#maker.makePart(
          { kind: 'value', bytes: piece, index, last: i === whole.length - 1, length: header.length },
          header,
        ),
      ),
    ];
  }

  end(): Part[] {
    const bytes = this.#encoder.header(sequenceDelimitation, '', 0, this.#place);
    return [this.#maker.makePart({ ...this.#place, kind: 'fragmentsEnd', tag: PixelData, vr: 'OB', bytes })];
  }

  #fragment(length: number): Part {
    const bytes = this.#encoder.header(itemTag, '', length, this.#place);
    const last = length === 0;
    return this.#maker.makePart({
      ...this.#place,
      kind: 'fragment',
      tag: PixelData,
      vr: 'OB',
      index: this.#index++,
      length,
      last,
      bytes,
    });
  }

  /** PS3.3 §C.7.6.3.1.8; of frames of even size, whose lengths are those of their fragments. */
  #table(): Part[] {
    if (this.#frameSize % 2 === 1 || this.#frames > maxTableFrames) return [];
    const all = Array.from({ length: this.#frames }, (_, i) => BigInt(i * (this.#frameSize + 8)));
    const value = (numbers: readonly bigint[]): Uint8Array => encodeNumbers('OV', numbers, this.#place.bigEndian);
    const lengths = all.map(() => BigInt(this.#frameSize));
    return [
      ...this.#maker.elementParts(this.#encoder, this.#place, ExtendedOffsetTable, 'OV', value(all)),
      ...this.#maker.elementParts(this.#encoder, this.#place, ExtendedOffsetTableLengths, 'OV', value(lengths)),
    ];
  }
}
