// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The contract of what cuts the bytes of the pixel data into frames, and what the frames of an image have in common.

import type { QuirkCode, StatusCode } from '../../codes.js';
import { PixelData } from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import type { Note } from '../../part.js';
import { formatTag } from '../../path.js';
import type { ImageDescription, PixelFormat } from '../describe.js';
import type { EncodedFrame, NativeForm } from './encoded-frame.js';
import type { FrameEncoding } from './encoding.js';

/** How the pixel data stand in the file. */
export interface PixelDataForm {
  /** Pixel Data, or Float or Double Float Pixel Data: Pixel Data where it is not said. */
  readonly tag?: number | undefined;
  /** In fragments, not in one value. */
  readonly encapsulated: boolean;
  /** The transfer syntax that the file declares; it says how fragments are encoded. */
  readonly transferSyntax: string;
  /** How the element was read, whatever the file declares. */
  readonly bigEndian: boolean;
  /** OB or OW, OF or OD. */
  readonly vr: string;
  /** Of a native value, as its header declares it. */
  readonly length: number;
  /** Where the element begins, for notes and errors. */
  readonly position: number;
}

/**
 * Takes the pixel data in the order of the file. Each call returns the frames that it completes, one at a time: exhaust them
 * before the next call, and do not touch the bytes before that. The data of a frame of fragments are a view, valid until the
 * next one is asked for; those of a native frame are its own.
 */
export interface FrameAssembler {
  /** A fragment's header, of encapsulated pixel data only; the first one is the Basic Offset Table's. */
  begin(length: number): Iterable<EncodedFrame>;
  /** Bytes of the value, or of the fragment that was begun last. */
  write(bytes: Uint8Array): Iterable<EncodedFrame>;
  /** The end of the pixel data, or of what there is of them. */
  end(): Iterable<EncodedFrame>;
  /** What is held beside the frames is given back. A second call does nothing. */
  release(): void;
}

/** What the frames of an image have in common. */
export class FrameContext {
  readonly description: ImageDescription;
  /** Bytes that an encoded frame may have at most. */
  readonly maxEncodedSize: number;
  readonly #form: PixelDataForm;
  readonly #format: PixelFormat;

  constructor(description: ImageDescription, form: PixelDataForm, maxEncodedSize: number) {
    const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed, sampleType } = description;
    const { planar, photometricInterpretation, native422 } = description;
    this.description = description;
    this.maxEncodedSize = maxEncodedSize;
    this.#form = form;
    this.#format = {
      ...{ rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed, sampleType },
      ...{ planar, photometricInterpretation, native422 },
    };
  }

  get transferSyntax(): string {
    return this.#form.transferSyntax;
  }

  frame(
    index: number,
    data: Uint8Array,
    encoding: FrameEncoding,
    native: NativeForm | undefined,
    quirks: readonly QuirkCode[],
  ): EncodedFrame {
    const { position, tag = PixelData, transferSyntax } = this.#form;
    const { numberOfFrames, displayOf } = this.description;
    const ofImage = index === 0 ? this.description.quirks : [];
    const none = ofImage.length === 0 && quirks.length === 0;
    const codes = none ? quirks : [...ofImage, ...quirks];
    const notes = codes.map((code): Note => ({ code, position, tag, path: formatTag(tag) }));
    const format = this.#format;
    const display = displayOf(index);
    return { index, numberOfFrames, transferSyntax, encoding, data, format, native, display, notes, position, tag };
  }

  error(code: StatusCode, tag = this.#form.tag ?? PixelData): DicomError {
    return new DicomError({ code, position: this.#form.position, tag, path: formatTag(tag) });
  }
}
