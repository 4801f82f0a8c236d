// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What an encoded frame is. Plain data: it survives `postMessage`, and its bytes can be transferred.

import type { Note } from '../../part.js';
import type { PixelFormat } from '../describe.js';
import type { Display } from '../display/display.js';
import type { FrameEncoding } from './encoding.js';

/** Where the samples of a native frame are. */
export interface NativeForm {
  /** Bytes of each number that stand in big endian order: 1 where there are none. */
  readonly swap: 1 | 2 | 4 | 8;
  /** Of the frame's first bit, once bytes are swapped: frames of bits, and of odd sizes in words, share bytes with others. */
  readonly bitOffset: number;
}

/** One frame as the file holds it, and what decoding it takes. */
export interface EncodedFrame {
  /** Which frame, from 0. */
  readonly index: number;
  /** How many the data set declares; 1 where it says nothing. */
  readonly numberOfFrames: number;
  /** As the file declares it. */
  readonly transferSyntax: string;
  /** What `data` is; by its own first bytes, where they contradict the transfer syntax. Video is one frame, all of it. */
  readonly encoding: FrameEncoding;
  /** The fragments of the frame, one after the other; or its part of a native value. */
  readonly data: Uint8Array;
  /** How the data set describes every frame. */
  readonly format: PixelFormat;
  /** Of frames whose encoding is `native`. */
  readonly native?: NativeForm | undefined;
  readonly display: Display;
  /** Deviations that were tolerated, of this frame and, with the first one, of the image. */
  readonly notes: readonly Note[];
  /** Of the pixel data in the file. */
  readonly position: number;
  /** Of the pixel data: (7FE0,0010), or those of floating-point numbers. */
  readonly tag: number;
}
