// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which fragments of encapsulated pixel data hold which frame. PS3.5 §A.4

interface Range {
  readonly position: number;
  readonly length: number;
}

export const itemHeaderSize = 8;

/** A Basic Offset Table of 16 million frames; more is no table. */
const maxTableSize = 64 * 1024 * 1024;

/** The fragments of encapsulated pixel data as they are found, and the frames that they make. */
export class FragmentMap {
  readonly #positions: number[] = [];
  readonly #lengths: number[] = [];
  /** Whether a fragment begins like a codestream. */
  readonly #begins: boolean[] = [];
  /** Grows as the table comes, whatever its length is declared to be. */
  #table: Uint8Array = new Uint8Array(4096);
  #tableSize = 0;
  /** The item's first byte, and how many of its bytes have been seen, up to two. */
  #first = 0;
  #seen = 0;
  #items = 0;

  /** An item header: the first one is the Basic Offset Table's. */
  begin(position: number, length: number): void {
    this.#items++;
    this.#seen = 0;
    if (this.#items === 1) return;
    this.#positions.push(position);
    this.#lengths.push(length);
    this.#begins.push(false);
  }

  /** Whether more of the item is of use. */
  get isCurious(): boolean {
    return this.#items === 1 ? this.#tableSize < maxTableSize : this.#seen < 2;
  }

  /** Bytes of the item. */
  value(bytes: Uint8Array): void {
    if (this.#items === 1) return this.#appendToTable(bytes);
    if (bytes.length === 0) return;
    const isFirst = this.#seen === 0;
    if (isFirst) this.#first = bytes[0] as number;
    const second = bytes[isFirst ? 1 : 0];
    if (second !== undefined) this.#begins[this.#begins.length - 1] = isCodestreamHead(this.#first, second);
    this.#seen += bytes.length;
  }

  #appendToTable(bytes: Uint8Array): void {
    const needed = this.#tableSize + bytes.length;
    if (needed > this.#table.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#table.length));
      grown.set(this.#table.subarray(0, this.#tableSize));
      this.#table = grown;
    }
    this.#table.set(bytes, this.#tableSize);
    this.#tableSize = needed;
  }

  /** One range a frame: by the tables where they are right, else by counting, else by how codestreams begin. */
  frames(numberOfFrames: number, extendedOffsets: readonly number[]): Range[] {
    const count = this.#positions.length;
    if (count === 0) return [];
    const base = this.#positions[0] as number;
    for (const offsets of [extendedOffsets, readOffsets(this.#table.subarray(0, this.#tableSize))]) {
      if (offsets.length === numberOfFrames) {
        const firsts = this.#fragmentsAt(offsets.map((offset) => base + offset));
        if (firsts !== undefined) return this.#ranges(firsts);
      }
    }
    if (numberOfFrames === 1) return this.#ranges([0]);
    if (count === numberOfFrames) return this.#ranges(this.#positions.map((_, i) => i));
    const heads = this.#begins.flatMap((begins, i) => (begins || i === 0 ? [i] : []));
    return this.#ranges(heads.length === numberOfFrames ? heads : this.#positions.map((_, i) => i));
  }

  /** The fragments whose headers stand at these ascending positions; `undefined` where one does not. */
  #fragmentsAt(positions: readonly number[]): number[] | undefined {
    const found: number[] = [];
    let fragment = 0;
    for (const position of positions) {
      while (fragment < this.#positions.length && (this.#positions[fragment] as number) < position) fragment++;
      if (this.#positions[fragment] !== position) return undefined;
      found.push(fragment);
    }
    return found[0] === 0 ? found : undefined;
  }

  #ranges(firsts: readonly number[]): Range[] {
    return firsts.map((first, i) => {
      const last = (firsts[i + 1] ?? this.#positions.length) - 1;
      const position = this.#positions[first] as number;
      const end = (this.#positions[last] as number) + itemHeaderSize + (this.#lengths[last] as number);
      return { position, length: end - position };
    });
  }
}

/** The fragments in a range of items, as they stand in the file. */
export function* fragmentsIn(items: Uint8Array): Generator<Uint8Array, void, undefined> {
  const view = new DataView(items.buffer, items.byteOffset, items.byteLength);
  for (let at = 0; at + itemHeaderSize <= items.length;) {
    const length = view.getUint32(at + 4, true);
    at += itemHeaderSize;
    yield items.subarray(at, at + length);
    at += length;
  }
}

/** SOI of JPEG and JPEG-LS, or SOC of JPEG 2000. */
function isCodestreamHead(first: number, second: number): boolean {
  return first === 0xff && (second === 0xd8 || second === 0x4f);
}

/** The Basic Offset Table, which is always little endian; [] where it is none. PS3.5 §A.4 */
export function readOffsets(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
  return offsets.every((offset, i) => (i === 0 ? offset === 0 : offset > (offsets[i - 1] as number))) ? offsets : [];
}
