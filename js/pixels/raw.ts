// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames as one run of bytes: frame after frame, little endian, one-bit frames continued bit by bit without gaps.

import type { Frame } from './frame.js';

/** The bytes of a frame's samples; a view of them. */
export function sampleBytes({ samples }: Pick<Frame, 'samples'>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Strings frames together. Frames of whole bytes pass as views; of one-bit frames the last bits wait for the next one. */
export class RawFrames {
  #pending = 0;
  #pendingBits = 0;

  /** The bytes that a frame completes. */
  write(frame: Frame): Uint8Array<ArrayBuffer> {
    const bytes = sampleBytes(frame);
    if (frame.packing !== 'bits') return bytes;
    const bits = frame.rows * frame.columns;
    const out = new Uint8Array((this.#pendingBits + bits) >> 3);
    let accumulator = this.#pending;
    let have = this.#pendingBits;
    let size = 0;
    let left = bits;
    for (let i = 0; left > 0; i++) {
      const skip = i === 0 ? frame.bitOffset : 0;
      const take = Math.min(8 - skip, left);
      accumulator |= ((bytes[i]! >> skip) & ((1 << take) - 1)) << have;
      have += take;
      left -= take;
      if (have >= 8) {
        out[size++] = accumulator & 0xff;
        accumulator >>= 8;
        have -= 8;
      }
    }
    this.#pending = accumulator;
    this.#pendingBits = have;
    return out;
  }

  /** What is left after the last frame: nothing, or a byte whose upper bits are zero. */
  end(): Uint8Array<ArrayBuffer> {
    return this.#pendingBits === 0 ? new Uint8Array(0) : Uint8Array.of(this.#pending);
  }
}
