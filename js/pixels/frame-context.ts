// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of what turns the bytes of the pixel data into frames, and what the frames of an image have in common.

import type { QuirkCode, StatusCode } from '../codes.js';
import { PixelData } from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import type { Note } from '../part.js';
import { formatTag } from '../path.js';
import type { ImageDescription } from './describe.js';
import type { Frame, Packing, Samples } from './frame.js';

/** How the pixel data stand in the file. */
export interface PixelDataForm {
  /** In fragments, not in one value. */
  readonly encapsulated: boolean;
  /** The transfer syntax that the file declares; it says how fragments are encoded. */
  readonly transferSyntax: string;
  /** How the element was read, whatever the file declares. */
  readonly bigEndian: boolean;
  /** OB or OW. */
  readonly vr: string;
  /** Of a native value, as its header declares it. */
  readonly length: number;
  /** Where the element begins, for notes and errors. */
  readonly position: number;
}

/**
 * Takes the pixel data in the order of the file. Each call returns the frames that it completes, one at a time: exhaust them
 * before the next call, and do not touch the bytes before that.
 */
export interface FrameAssembler {
  /** A fragment's header, of encapsulated pixel data only; the first one is the Basic Offset Table's. */
  begin(length: number): Iterable<Frame>;
  /** Bytes of the value, or of the fragment that was begun last. */
  write(bytes: Uint8Array): Iterable<Frame>;
  /** The end of the pixel data, or of what there is of them. */
  end(): Iterable<Frame>;
}

/** What the frames of an image have in common. */
export class FrameContext {
  readonly description: ImageDescription;
  readonly #position: number;

  constructor(description: ImageDescription, position: number) {
    this.description = description;
    this.#position = position;
  }

  /** `bytes`, which the frame will own, hold its samples and nothing else. */
  frame(
    index: number,
    bytes: Uint8Array<ArrayBuffer>,
    packing: Packing,
    bitOffset: number,
    quirks: readonly QuirkCode[],
  ): Frame {
    const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed } = this.description;
    const { photometricInterpretation, numberOfFrames } = this.description;
    const ofImage = index === 0 ? this.description.quirks : [];
    return {
      index,
      numberOfFrames,
      samples: samplesOf(bytes.buffer, bitsAllocated, signed),
      packing,
      bitOffset,
      ...{ rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed, photometricInterpretation },
      display: this.description.displayOf(index),
      notes: [...ofImage, ...quirks].map((code) => this.#note(code)),
    };
  }

  error(code: StatusCode, tag = PixelData): DicomError {
    return new DicomError({ code, position: this.#position, tag, path: formatTag(tag) });
  }

  #note(code: QuirkCode): Note {
    return { code, position: this.#position, tag: PixelData, path: formatTag(PixelData) };
  }
}

function samplesOf(buffer: ArrayBuffer, bitsAllocated: number, signed: boolean): Samples {
  switch (bitsAllocated) {
    case 16:
      return signed ? new Int16Array(buffer) : new Uint16Array(buffer);
    case 32:
      return signed ? new Int32Array(buffer) : new Uint32Array(buffer);
    case 8:
      return signed ? new Int8Array(buffer) : new Uint8Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}
