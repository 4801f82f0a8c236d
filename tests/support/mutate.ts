// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Bytes broken as disks, networks and writers break them; all follows from one number.

/** Numbers that follow from a seed (Mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to one less than `count`. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) % count;
  }
}

/** What turns a length into another kind of length, and bytes into delimiters, both byte orders. */
const words: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff],
  [0xfe, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 1, 0],
  [0xfe, 0xff, 0x00, 0xe0],
  [0xfe, 0xff, 0x0d, 0xe0],
  [0xfe, 0xff, 0xdd, 0xe0],
  [0xff, 0xfe, 0xe0, 0x00],
  [0xff, 0xfe, 0xe0, 0xdd],
  [0xe0, 0x7f, 0x10, 0x00],
  [0x53, 0x51, 0, 0], // SQ
  [0x55, 0x4e, 0, 0], // UN
];

/** A copy of the bytes with one to four faults. */
export function mutated(bytes: Uint8Array, dice: Dice): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let faults = 1 + dice.below(4); faults > 0 && out.length > 8; faults--) {
    const at = dice.below(out.length - 4);
    const size = 1 + dice.below(12);
    switch (dice.below(7)) {
      case 0:
        out[at] = dice.below(256);
        break;
      case 1:
        out[at] = (out[at] as number) ^ (1 << dice.below(8));
        break;
      case 2:
      case 3:
        out.set(words[dice.below(words.length)] as readonly number[], at);
        break;
      case 4:
        out = joined(out.subarray(0, at), out.subarray(at + size));
        break;
      case 5:
        out = joined(out.subarray(0, at), out.subarray(dice.below(at + 1), at), out.subarray(at));
        break;
      default:
        if (dice.below(4) === 0) out = out.slice(0, at);
        else out = joined(out.subarray(0, at), new Uint8Array(size).fill(dice.below(256)), out.subarray(at));
    }
  }
  return out;
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
