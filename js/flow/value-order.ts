// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The byte order of a value that comes in pieces: what a piece cuts waits for the next. PS3.5 §7.3

import type { Encoder } from '../wasm/encode.js';

export class ValueOrder {
  readonly #encoder: Encoder;
  #unit = 1;
  /** The beginning of a unit. */
  #carry = new Uint8Array();

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** A value begins whose bytes change places by `unit`; 1 where they do not. */
  begin(unit: number): void {
    this.#unit = unit;
    this.#carry = new Uint8Array();
  }

  /** How many bytes of a unit wait for the next piece. */
  get waiting(): number {
    return this.#carry.length;
  }

  /** The next piece in the other order: of a broken unit at the end of the value the bytes stay as they are. */
  next(piece: Uint8Array, last: boolean): Uint8Array {
    if (this.#unit === 1) return piece;
    let bytes = piece;
    if (this.#carry.length > 0) {
      bytes = new Uint8Array(this.#carry.length + piece.length);
      bytes.set(this.#carry);
      bytes.set(piece, this.#carry.length);
    }
    const whole = last ? bytes.length : bytes.length - (bytes.length % this.#unit);
    this.#carry = bytes.slice(whole);
    return this.#encoder.swapped(bytes.subarray(0, whole), this.#unit);
  }
}
