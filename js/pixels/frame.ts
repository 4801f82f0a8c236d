// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a decoded frame is. Plain data: it survives `postMessage`, and its samples can be transferred.

import type { Note } from '../part.js';
import type { Display } from './display/display.js';

/** The numbers of a frame, of the type that its bits allocated and its sign ask for. */
export type Samples =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Whether samples are integers, or floating-point numbers of 32 or 64 bits (PS3.3 §C.7.6.24, §C.7.6.25). */
export type SampleType = 'integer' | 'float';

/**
 * How pixels lie in the samples. `samples`: `samplesPerPixel` numbers a pixel. `bits`: one bit a pixel, the first one in bit
 * `bitOffset` of the first byte (PS3.5 §8.1.1). `ybr422`: two pixels in four bytes, Y Y CB CR (PS3.3 §C.7.6.3.1.2).
 */
export type Packing = 'samples' | 'bits' | 'ybr422';

/** One decoded frame, row by row from the top left, as the data set holds it: no look-up table is applied. */
export interface Frame {
  /** Which frame, from 0. */
  readonly index: number;
  /** How many the data set declares; 1 where it says nothing. */
  readonly numberOfFrames: number;
  /**
   * Pixel-interleaved (planar configuration is undone), in the byte order of the machine, as wide as `bitsAllocated`. Bits
   * beside the `bitsStored` ones are left as they were stored. The frame owns them.
   */
  readonly samples: Samples;
  readonly sampleType: SampleType;
  readonly packing: Packing;
  /** Where the first pixel begins; 0 to 7, and 0 unless `packing` is `bits`. */
  readonly bitOffset: number;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** Whether stored values are two's complement (PixelRepresentation 1). */
  readonly signed: boolean;
  readonly photometricInterpretation: string;
  readonly display: Display;
  /** Deviations that were tolerated, of this frame and, with the first one, of the image. */
  readonly notes: readonly Note[];
}

/** Bytes (packing `bits`: bits / 8, unrounded) between one pixel and the next. */
export function pixelSizeOf(frame: Pick<Frame, 'packing' | 'samplesPerPixel' | 'bitsAllocated'>): number {
  if (frame.packing === 'samples') return (frame.samplesPerPixel * frame.bitsAllocated) / 8;
  return frame.packing === 'bits' ? 1 / 8 : 2;
}
