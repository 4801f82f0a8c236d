// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One element of a data set.

import { flagBigEndian, flagExplicitVr, vrName } from '../part.js';
import { formatTag, Path } from '../path.js';
import { bigintsOf, firstNumber, isNumericVr, numbersOf } from '../values/numbers.js';
import { type PersonName, parsePersonName } from '../values/person-name.js';
import { CharacterSet, isTextVr } from '../values/text.js';
import { Change } from './changes.js';
import type { Dataset } from './dataset.js';
import type { EventTable } from './event-table.js';

/** A fragment of encapsulated pixel data; the one of index 0 is the Basic Offset Table. PS3.5 §A.4 */
export interface Fragment {
  /** Of its value, from the beginning of the file. */
  readonly position: number;
  /** In bytes. */
  readonly length: number;
}

const nothing = new Uint8Array();

/** An element: what its header says, and its value decoded when asked for. */
export class Element {
  /** @internal */
  constructor(
    /** @internal */
    readonly table: EventTable,
    /** @internal */
    readonly row: number,
    /** The data set, or the data set of the item, that it stands in. */
    readonly dataset: Dataset,
  ) {}

  get tag(): number {
    return this.table.tag(this.row);
  }

  /** As stated, or the dictionary's where the file states none. PS3.5 §6.2 */
  get vr(): string {
    return vrName(this.table.vr(this.row));
  }

  /** As declared, in bytes; 0xFFFFFFFF where the element ends by a delimiter. */
  get length(): number {
    return this.table.length(this.row);
  }

  /** Of the header, from the beginning of the file; 0 where the element was put in. */
  get position(): number {
    return this.table.position(this.row);
  }

  /** Of the value, or of the first item; 0 where the element was put in. */
  get valuePosition(): number {
    return this.table.valuePosition(this.row);
  }

  get bigEndian(): boolean {
    return (this.table.flags(this.row) & flagBigEndian) !== 0;
  }

  /** Whether the header states its VR. */
  get explicitVR(): boolean {
    return (this.table.flags(this.row) & flagExplicitVr) !== 0;
  }

  get path(): Path {
    return new Path(this.dataset.item, this.tag);
  }

  get isSequence(): boolean {
    return this.table.is(this.row, 'sequence');
  }

  /** Whether it is encapsulated pixel data. */
  get isFragments(): boolean {
    return this.table.is(this.row, 'fragments');
  }

  /** Whether it was put in by `Dataset.with`, so that it is not as it was read. */
  get isChanged(): boolean {
    return this.table instanceof Change;
  }

  /**
   * The value's bytes as they stand in the file: a view; `undefined` where they are not at hand, or there are items instead. Those of
   * an element that was put in are little endian, and text is in UTF-8, until they are written.
   */
  get bytes(): Uint8Array | undefined {
    const start = this.#start;
    return start < 0 ? undefined : this.table.bytes.arena.subarray(start, start + this.length);
  }

  /** How the text of its value is encoded, if it is in the declared character set at all. */
  get characterSet(): CharacterSet {
    return this.isChanged ? CharacterSet.of(['ISO_IR 192']) : this.dataset.textEncoding;
  }

  /** The first value as text. */
  get string(): string | undefined {
    const { vr, length } = this;
    if (!isTextVr(vr)) return this.strings[0];
    const start = this.#start;
    if (start < 0 || length === 0) return undefined;
    return this.characterSet.decodeFirst(this.table.bytes.arena, vr, start, start + length);
  }

  get strings(): string[] {
    const { vr } = this;
    if (isTextVr(vr)) return this.characterSet.decodeValues(this.bytes ?? nothing, vr);
    if (vr === 'AT') return this.numbers.map(formatTag);
    if (vr === 'SV' || vr === 'UV') return this.bigints.map(String);
    return isNumericVr(vr) ? this.numbers.map(String) : [];
  }

  /** The first value as a number. */
  get number(): number | undefined {
    const start = this.#start;
    if (start < 0) return undefined;
    return firstNumber(this.table.bytes.arena, this.vr, this.bigEndian, start, start + this.length);
  }

  get numbers(): number[] {
    return numbersOf(this.bytes ?? nothing, this.vr, this.bigEndian);
  }

  get bigints(): bigint[] {
    return bigintsOf(this.bytes ?? nothing, this.vr, this.bigEndian);
  }

  /** The values of a PN, in their components; [] for every other VR. */
  get personNames(): PersonName[] {
    return this.vr === 'PN' ? this.strings.map(parsePersonName) : [];
  }

  get items(): Dataset[] {
    return this.dataset.itemsOf(this);
  }

  /** Where the fragments are; [] where there are none. */
  get fragments(): Fragment[] {
    if (!this.isFragments) return [];
    return this.table
      .held(this.row)
      .map((row) => ({ position: this.table.valuePosition(row), length: this.table.length(row) }));
  }

  /** Where in the kept bytes the value begins; -1 where it has none, or it was not kept. */
  get #start(): number {
    return this.table.is(this.row, 'header') ? this.table.bytes.find(this.valuePosition, this.length) : -1;
  }
}
