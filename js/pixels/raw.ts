// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames as one run of bytes: frame after frame, little endian, one-bit frames continued bit by bit without gaps.

import { imageModuleNow, joinBits } from '../wasm/image.js';
import type { Frame } from './frame.js';

/** The bytes of a frame's samples; a view of them. */
export function sampleBytes({ samples }: Pick<Frame, 'samples'>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Strings frames together. Frames of whole bytes pass as views; of one-bit frames the last bits wait for the next one. */
export class RawFrames {
  #pending = 0;
  #pendingBits = 0;

  /**
   * The bytes that a frame completes.
   * @throws TypeError with code `not_ready` for a one-bit frame, where neither `init()` nor a reader of such frames has loaded
   * the module `image`: one that came from another thread.
   */
  write(frame: Frame): Uint8Array<ArrayBuffer> {
    const bytes = sampleBytes(frame);
    if (frame.packing !== 'bits') return bytes;
    const bits = frame.rows * frame.columns;
    const joined = joinBits(imageModuleNow(), this.#pending, this.#pendingBits, bytes, frame.bitOffset, bits);
    const all = this.#pendingBits + bits;
    this.#pendingBits = all % 8;
    this.#pending = this.#pendingBits === 0 ? 0 : (joined.at(-1) ?? 0);
    return joined.subarray(0, all >> 3);
  }

  /** What is left after the last frame: nothing, or a byte whose upper bits are zero. */
  end(): Uint8Array<ArrayBuffer> {
    return this.#pendingBits === 0 ? new Uint8Array(0) : Uint8Array.of(this.#pending);
  }
}
