// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as the core told it: a copy of its events, searched by tag, and the bytes of the values that are kept.
// Elements become objects only when somebody asks for one.

import { type QuirkCode, quirkCodes } from '../codes.js';
import { flagMeta, type Note, partKinds } from '../part.js';
import { ItemNode, Path } from '../path.js';
import { depthWord, eventWords, formWord, indexWord, lengthWord, sizeWord, tagWord } from '../wasm/parser.js';

export const kindOf = {
  header: partKinds.indexOf('header'),
  sequence: partKinds.indexOf('sequence'),
  sequenceEnd: partKinds.indexOf('sequenceEnd'),
  item: partKinds.indexOf('item'),
  itemEnd: partKinds.indexOf('itemEnd'),
  fragments: partKinds.indexOf('fragments'),
  fragment: partKinds.indexOf('fragment'),
  fragmentsEnd: partKinds.indexOf('fragmentsEnd'),
  note: partKinds.indexOf('note'),
} as const;

type Kind = keyof typeof kindOf;

/** The elements of one data set, of the root or of an item, in the order of the file. */
interface Level {
  readonly tags: number[];
  readonly rows: number[];
  /** Whether the tags ascend, as they should: PS3.5 §7.1. */
  readonly ascending: boolean;
}

/** The bytes of a file that are at hand: all of them, or those that were kept, each run with its position. */
export class KeptBytes {
  /** The bytes; not all of them need be in use. */
  arena: Uint8Array;
  #used = 0;
  readonly #positions: number[] = [];
  readonly #offsets: number[] = [];

  /** `whole`: all bytes of the file, borrowed. */
  constructor(whole?: Uint8Array) {
    this.arena = whole ?? new Uint8Array(4096);
    if (whole === undefined) return;
    this.#used = whole.length;
    this.#positions.push(0);
    this.#offsets.push(0);
  }

  /** Copies bytes of the file; positions ascend from call to call. */
  keep(bytes: Uint8Array, position: number): void {
    const needed = this.#used + bytes.length;
    if (needed > this.arena.length) {
      const grown = new Uint8Array(Math.max(needed, this.arena.length * 2));
      grown.set(this.arena.subarray(0, this.#used));
      this.arena = grown;
    }
    this.arena.set(bytes, this.#used);
    const last = this.#positions.length - 1;
    const follows =
      last >= 0 && (this.#positions[last] as number) + this.#used - (this.#offsets[last] as number) === position;
    if (!follows) {
      this.#positions.push(position);
      this.#offsets.push(this.#used);
    }
    this.#used = needed;
  }

  /** Where in the arena the bytes of a stretch of the file are; -1 where not all of them are at hand. */
  find(position: number, length: number): number {
    let low = 0;
    let high = this.#positions.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#positions[middle] as number) <= position) low = middle;
      else high = middle;
    }
    if (high === 0 || (this.#positions[low] as number) > position) return -1;
    const offset = (this.#offsets[low] as number) + position - (this.#positions[low] as number);
    const end = low + 1 < this.#offsets.length ? (this.#offsets[low + 1] as number) : this.#used;
    return offset + length <= end ? offset : -1;
  }
}

// Shared: making empty arrays for each table is a tenth of what parsing a small file costs (measured).
const noWords = new Uint32Array(0);
const noPositions = new Float64Array(0);

export class EventTable {
  rows = 0;
  #words = noWords;
  #positions = noPositions;

  constructor(readonly bytes: KeptBytes) {}

  /** @internal As docs/events.md has them; more may follow than there are rows. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Copies `count` events. */
  add(words: Uint32Array, count: number): void {
    const needed = (this.rows + count) * eventWords;
    if (needed > this.#words.length) {
      const grown = new Uint32Array(this.rows === 0 ? needed : Math.max(needed, this.#words.length * 2));
      grown.set(this.#words.subarray(0, this.rows * eventWords));
      this.#words = grown;
      this.#positions = new Float64Array(grown.buffer);
    }
    this.#words.set(words.subarray(0, count * eventWords), this.rows * eventWords);
    this.rows += count;
  }

  tag(row: number): number {
    return this.#words[row * eventWords + tagWord] as number;
  }

  length(row: number): number {
    return this.#words[row * eventWords + lengthWord] as number;
  }

  /** The VR's code: two letters. */
  vr(row: number): number {
    return (this.#words[row * eventWords + formWord] as number) & 0xffff;
  }

  flags(row: number): number {
    return (this.#words[row * eventWords + formWord] as number) >>> 24;
  }

  index(row: number): number {
    return this.#words[row * eventWords + indexWord] as number;
  }

  position(row: number): number {
    return this.#positions[row * 4] as number;
  }

  /** The position behind the header. */
  valuePosition(row: number): number {
    return this.position(row) + (this.#words[row * eventWords + sizeWord] as number);
  }

  is(row: number, kind: Kind): boolean {
    return this.#kind(row) === kindOf[kind];
  }

  /** The elements of the root, for row -1, or of the item at `row`. */
  level(row: number): Level {
    const depth = row < 0 ? 0 : this.#depth(row) + 1;
    const tags: number[] = [];
    const rows: number[] = [];
    let ascending = true;
    let previous = -1;
    for (let at = row + 1; at < this.rows; at++) {
      const kind = this.#kind(at);
      const nested = this.#depth(at);
      if (kind === kindOf.itemEnd && nested < depth) break;
      if (nested !== depth) continue;
      if (kind !== kindOf.header && kind !== kindOf.sequence && kind !== kindOf.fragments) continue;
      const tag = this.tag(at);
      if (tag <= previous) ascending = false;
      previous = tag;
      tags.push(tag);
      rows.push(at);
    }
    return { tags, rows, ascending };
  }

  /** The rows of what a sequence or pixel data hold: of their items, or of their fragments. */
  held(row: number): number[] {
    const isSequence = this.#kind(row) === kindOf.sequence;
    const [wanted, end] = isSequence ? [kindOf.item, kindOf.sequenceEnd] : [kindOf.fragment, kindOf.fragmentsEnd];
    const depth = this.#depth(row);
    const found: number[] = [];
    for (let at = row + 1; at < this.rows; at++) {
      if (this.#depth(at) !== depth) continue;
      const kind = this.#kind(at);
      if (kind === end) break;
      if (kind === wanted) found.push(at);
    }
    return found;
  }

  /** The item that is open behind the last row, and all around it. */
  openItem(): ItemNode | undefined {
    let open: ItemNode | undefined;
    for (let row = 0; row < this.rows; row++) {
      if (this.is(row, 'item')) open = new ItemNode(this.tag(row), this.index(row), open);
      else if (this.is(row, 'itemEnd')) open = open?.parent;
    }
    return open;
  }

  /** The notes among the rows. */
  notes(): Note[] {
    const notes: Note[] = [];
    let open: ItemNode | undefined;
    for (let row = 0; row < this.rows; row++) {
      if (this.is(row, 'item')) open = new ItemNode(this.tag(row), this.index(row), open);
      else if (this.is(row, 'itemEnd')) open = open?.parent;
      else if (this.is(row, 'note')) {
        const tag = this.tag(row);
        const path = tag === 0 ? '' : new Path(open, tag).toString();
        notes.push({ code: quirkCodes[this.index(row)] as QuirkCode, position: this.position(row), tag, path });
      }
    }
    return notes;
  }

  /** Drops the rows from `row` on. */
  cut(row: number): void {
    this.rows = row;
  }

  /** The first row from `from` on that is an element of the root, not of the file meta, with a tag of at least `tag`; or -1. */
  reaches(tag: number, from: number): number {
    for (let row = from; row < this.rows; row++) {
      if (this.#depth(row) !== 0 || this.tag(row) < tag || (this.flags(row) & flagMeta) !== 0) continue;
      const kind = this.#kind(row);
      if (kind === kindOf.header || kind === kindOf.sequence || kind === kindOf.fragments) return row;
    }
    return -1;
  }

  #kind(row: number): number {
    return ((this.#words[row * eventWords + formWord] as number) >>> 16) & 0xff;
  }

  #depth(row: number): number {
    return (this.#words[row * eventWords + depthWord] as number) & 0xffff;
  }
}

/** The row of a tag in a level, or -1; of equal tags the first. */
export function findRow({ tags, rows, ascending }: Level, tag: number): number {
  if (!ascending) return rows[tags.indexOf(tag)] ?? -1;
  let low = 0;
  let high = tags.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = tags[middle] as number;
    if (found === tag) return rows[middle] as number;
    if (found < tag) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export type { Level };
