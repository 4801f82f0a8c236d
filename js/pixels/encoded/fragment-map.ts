// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which bytes of a file hold which frame of encapsulated pixel data, found from the headers and beginnings of the fragments
// alone. PS3.5 §A.4

import type { QuirkCode } from '../../codes.js';
import type { FragmentVisitor } from '../../parse/part-parser.js';
import { type FrameSplitter, headSize, role } from '../../wasm/splitter.js';
import { itemHeaderSize, maxTableSize } from './fragments.js';

interface Range {
  readonly position: number;
  readonly length: number;
}

/** Fragments that go to the splitter at a time. */
const batchSize = 64;

/** The fragments as they are found: thirteen bytes of memory each. */
export class FragmentMap implements FragmentVisitor {
  readonly #splitter: FrameSplitter;
  #positions = new Float64Array(256);
  #lengths = new Uint32Array(256);
  #roles = new Uint8Array(256);
  #count = 0;
  /** Fragments whose roles are known. */
  #known = 0;
  /** The beginnings of those whose roles are not. */
  readonly #heads = new Uint8Array(batchSize * headSize);
  readonly #headSizes = new Uint8Array(batchSize);
  /** The Basic Offset Table; it grows as it comes, whatever its length is declared to be. */
  #table: Uint8Array = new Uint8Array(4096);
  #tableSize = 0;
  #items = 0;

  /** Takes the splitter for its own. */
  constructor(splitter: FrameSplitter) {
    this.#splitter = splitter;
  }

  release(): void {
    this.#splitter.close();
  }

  /** An item header: the first one is the Basic Offset Table's. */
  fragment(position: number, length: number): void {
    this.#items++;
    if (this.#items === 1) return;
    if (this.#items === 2) this.#splitter.setOffsets(this.#table.subarray(0, this.#tableSize));
    if (this.#count - this.#known === batchSize) this.#ask();
    if (this.#count === this.#positions.length) this.#grow();
    this.#positions[this.#count] = position;
    this.#lengths[this.#count] = length;
    this.#headSizes[this.#count - this.#known] = 0;
    this.#count++;
  }

  /** Bytes of the item: `size` of `base`, at `offset`. */
  value(base: Uint8Array, offset: number, size: number): void {
    if (this.#items === 1) return this.#appendToTable(base.subarray(offset, offset + size));
    const place = this.#count - this.#known - 1;
    const filled = this.#headSizes[place] as number;
    if (filled === headSize) return;
    const added = Math.min(headSize - filled, size);
    this.#heads.set(base.subarray(offset, offset + added), place * headSize + filled);
    this.#headSizes[place] = filled + added;
  }

  /** One range a frame, and what deviates. */
  frames(numberOfFrames: number): { ranges: Range[]; quirks: QuirkCode[] } {
    this.#ask();
    const ranges: Range[] = [];
    let isTableWrong = false;
    for (let first = this.#next(0); first < this.#count;) {
      const after = this.#next(first + 1);
      const position = this.#positions[first] as number;
      const last = after - 1;
      const end = (this.#positions[last] as number) + itemHeaderSize + (this.#lengths[last] as number);
      ranges.push({ position, length: end - position });
      first = after;
    }
    for (let i = 0; i < this.#count; i++) isTableWrong ||= ((this.#roles[i] as number) & role.tableWrong) !== 0;
    const quirks: QuirkCode[] = isTableWrong ? ['offset_table_wrong'] : [];
    if (ranges.length !== numberOfFrames) quirks.push('number_of_frames_wrong');
    return { ranges, quirks };
  }

  /** The first fragment from there on that starts a frame. */
  #next(from: number): number {
    let fragment = from;
    while (fragment < this.#count && ((this.#roles[fragment] as number) & role.starts) === 0) fragment++;
    return fragment;
  }

  #ask(): void {
    const { base } = this;
    const count = this.#count - this.#known;
    const offsets = this.#positions.subarray(this.#known, this.#count).map((position) => position - base);
    const lengths = this.#lengths.subarray(this.#known, this.#count);
    const roles = this.#roles.subarray(this.#known, this.#count);
    this.#splitter.addAll(count, { offsets, lengths, heads: this.#heads, headSizes: this.#headSizes }, roles);
    this.#known = this.#count;
  }

  /** Offsets count from the first fragment's header. */
  private get base(): number {
    return this.#positions[0] as number;
  }

  #grow(): void {
    const room = 2 * this.#positions.length;
    const grown = [new Float64Array(room), new Uint32Array(room), new Uint8Array(room)] as const;
    grown[0].set(this.#positions);
    grown[1].set(this.#lengths);
    grown[2].set(this.#roles);
    [this.#positions, this.#lengths, this.#roles] = grown;
  }

  #appendToTable(bytes: Uint8Array): void {
    const needed = this.#tableSize + bytes.length;
    if (needed > maxTableSize) return;
    if (needed > this.#table.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#table.length));
      grown.set(this.#table.subarray(0, this.#tableSize));
      this.#table = grown;
    }
    this.#table.set(bytes, this.#tableSize);
    this.#tableSize = needed;
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
