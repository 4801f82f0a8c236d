// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The data set that a user reads: by tag, keyword or path, values decoded when asked for.

import { type QuirkCode, quirkCodes } from '../codes.js';
import { flagBigEndian, type Note, vrName } from '../part.js';
import { formatTag, ItemNode, parsePath, Path } from '../path.js';
import { bigintsOf, firstNumber, isNumericVr, numbersOf } from '../values/numbers.js';
import { CharacterSet, isTextVr } from '../values/text.js';
import { Element } from './element.js';
import { type EventTable, findRow, type Level } from './event-table.js';

/**
 * What names an element: its tag as a number (`PatientName` of `dcmstream/tags`), or text: `'(0010,0010)'`, a keyword once
 * the names are loaded, or a path such as `'(0008,1140)[0].(0008,1155)'`. Item indices count from 0.
 */
export type Key = number | string;

const specificCharacterSet = 0x00080005;
const transferSyntaxUid = 0x00020010;

/** A data set, or the data set of one item. Immutable. */
export class Dataset {
  readonly #table: EventTable;
  readonly #row: number;
  readonly #parent: Dataset | undefined;
  #level: Level | undefined;
  #characterSet: CharacterSet | undefined;

  /** @internal `row` is that of the item, or -1. */
  constructor(table: EventTable, row = -1, parent?: Dataset) {
    this.#table = table;
    this.#row = row;
    this.#parent = parent;
  }

  /** The element, or `undefined` where there is none. */
  get(key: Key): Element | undefined {
    const [holder, row] = this.#find(key);
    return row < 0 ? undefined : new Element(holder.#table, row, holder);
  }

  has(key: Key): boolean {
    return this.#find(key)[1] >= 0;
  }

  /** The first value as text, trimmed: text VRs decoded, numbers in decimal; `undefined` where there is no value at hand. */
  string(key: Key): string | undefined {
    const [holder, row] = this.#find(key);
    return row < 0 ? undefined : holder.stringAt(row);
  }

  /** All values as text; [] where there is none at hand. */
  strings(key: Key): string[] {
    const [holder, row] = this.#find(key);
    return row < 0 ? [] : holder.stringsAt(row);
  }

  /** The first value as a number, of a binary VR, DS or IS; `undefined` where there is none. AT is a tag. */
  number(key: Key): number | undefined {
    const [holder, row] = this.#find(key);
    return row < 0 ? undefined : holder.numberAt(row);
  }

  /** All values as numbers; [] where there is none. 64-bit integers are rounded to the nearest double. */
  numbers(key: Key): number[] {
    const [holder, row] = this.#find(key);
    return row < 0 ? [] : holder.numbersAt(row);
  }

  /** All values of an integer VR, exactly. */
  bigints(key: Key): bigint[] {
    const [holder, row] = this.#find(key);
    return row < 0 ? [] : holder.bigintsAt(row);
  }

  /** The value's bytes as they stand in the file: a view; `undefined` where they are not at hand. */
  bytes(key: Key): Uint8Array | undefined {
    const [holder, row] = this.#find(key);
    return row < 0 ? undefined : holder.bytesAt(row);
  }

  /** The items of a sequence; [] where there is none. */
  items(key: Key): Dataset[] {
    const [holder, row] = this.#find(key);
    return row < 0 ? [] : holder.itemsAt(row);
  }

  /** All elements of this data set in the order of the file, those of the file meta first. */
  *elements(): Generator<Element, void, undefined> {
    for (const row of this.#elements().rows) yield new Element(this.#table, row, this);
  }

  /** The path of this item; `undefined` at the root. */
  get item(): ItemNode | undefined {
    if (this.#parent === undefined) return undefined;
    return new ItemNode(this.#table.tag(this.#row), this.#table.index(this.#row), this.#parent.item);
  }

  /** How text is encoded here: as declared in this item, or else around it. PS3.3 §C.12.1.1.2 */
  get characterSet(): CharacterSet {
    return (this.#characterSet ??= this.#findCharacterSet());
  }

  /** Transfer Syntax UID (0002,0010), or '' where there is no file meta. */
  get transferSyntax(): string {
    return (this.#parent ?? this).string(transferSyntaxUid) ?? '';
  }

  /** What deviates from the standard in the whole file and was tolerated, in the order of the file. */
  get notes(): readonly Note[] {
    const table = this.#table;
    const notes: Note[] = [];
    let open: ItemNode | undefined;
    for (let row = 0; row < table.rows; row++) {
      if (table.is(row, 'item')) open = new ItemNode(table.tag(row), table.index(row), open);
      else if (table.is(row, 'itemEnd')) open = open?.parent;
      else if (table.is(row, 'note')) {
        const tag = table.tag(row);
        const path = tag === 0 ? '' : new Path(open, tag).toString();
        notes.push({ code: quirkCodes[table.index(row)] as QuirkCode, position: table.position(row), tag, path });
      }
    }
    return notes;
  }

  /** @internal */
  stringAt(row: number): string | undefined {
    const table = this.#table;
    const vr = vrName(table.vr(row));
    if (!isTextVr(vr)) return this.stringsAt(row)[0];
    const start = valueOffset(table, row);
    if (start < 0 || table.length(row) === 0) return undefined;
    return this.characterSet.decodeFirst(table.bytes.arena, vr, start, start + table.length(row));
  }

  /** @internal */
  stringsAt(row: number): string[] {
    const table = this.#table;
    const vr = vrName(table.vr(row));
    if (isTextVr(vr)) {
      const start = valueOffset(table, row);
      return start < 0 ? [] : this.characterSet.decodeValues(table.bytes.arena, vr, start, start + table.length(row));
    }
    if (vr === 'AT') return this.numbersAt(row).map(formatTag);
    if (vr === 'SV' || vr === 'UV') return this.bigintsAt(row).map(String);
    return isNumericVr(vr) ? this.numbersAt(row).map(String) : [];
  }

  /** @internal */
  numberAt(row: number): number | undefined {
    const table = this.#table;
    const start = valueOffset(table, row);
    if (start < 0) return undefined;
    const end = start + table.length(row);
    const bigEndian = (table.flags(row) & flagBigEndian) !== 0;
    return firstNumber(table.bytes.arena, vrName(table.vr(row)), bigEndian, start, end);
  }

  /** @internal */
  numbersAt(row: number): number[] {
    const table = this.#table;
    const start = valueOffset(table, row);
    if (start < 0) return [];
    const end = start + table.length(row);
    const bigEndian = (table.flags(row) & flagBigEndian) !== 0;
    return numbersOf(table.bytes.arena, vrName(table.vr(row)), bigEndian, start, end);
  }

  /** @internal */
  bigintsAt(row: number): bigint[] {
    const table = this.#table;
    const start = valueOffset(table, row);
    if (start < 0) return [];
    const end = start + table.length(row);
    const bigEndian = (table.flags(row) & flagBigEndian) !== 0;
    return bigintsOf(table.bytes.arena, vrName(table.vr(row)), bigEndian, start, end);
  }

  /** @internal */
  bytesAt(row: number): Uint8Array | undefined {
    const start = valueOffset(this.#table, row);
    return start < 0 ? undefined : this.#table.bytes.arena.subarray(start, start + this.#table.length(row));
  }

  /** @internal */
  itemsAt(row: number): Dataset[] {
    if (!this.#table.is(row, 'sequence')) return [];
    return this.#table.held(row).map((item) => new Dataset(this.#table, item, this));
  }

  #elements(): Level {
    return (this.#level ??= this.#table.level(this.#row));
  }

  /** The data set that holds the element, and the element's row or -1. */
  #find(key: Key): readonly [Dataset, number] {
    if (typeof key === 'number') return [this, findRow(this.#elements(), key)];
    const path = parsePath(key);
    const holder = this.#descend(path.parent);
    return holder === undefined ? [this, -1] : [holder, findRow(holder.#elements(), path.tag)];
  }

  #descend(node: ItemNode | undefined): Dataset | undefined {
    if (node === undefined) return this;
    const holder = this.#descend(node.parent);
    const row = holder === undefined ? -1 : findRow(holder.#elements(), node.tag);
    return row < 0 ? undefined : holder?.itemsAt(row)[node.index];
  }

  #findCharacterSet(): CharacterSet {
    const row = findRow(this.#elements(), specificCharacterSet);
    if (row < 0) return this.#parent?.characterSet ?? CharacterSet.default;
    const start = valueOffset(this.#table, row);
    if (start < 0) return CharacterSet.default;
    const { arena } = this.#table.bytes;
    return CharacterSet.of(CharacterSet.default.decodeValues(arena, 'CS', start, start + this.#table.length(row)));
  }
}

/** Where in the kept bytes an element's value begins; -1 where it has none, or it was not kept. */
export function valueOffset(table: EventTable, row: number): number {
  return table.is(row, 'header') ? table.bytes.find(table.valuePosition(row), table.length(row)) : -1;
}
