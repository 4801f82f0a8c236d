// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One element of a data set.

import { flagBigEndian, flagExplicitVr, vrName } from '../part.js';
import { Path } from '../path.js';
import { type PersonName, parsePersonName } from '../values/person-name.js';
import type { Dataset } from './dataset.js';
import type { EventTable } from './event-table.js';

/** A fragment of encapsulated pixel data; the one of index 0 is the Basic Offset Table. PS3.5 §A.4 */
export interface Fragment {
  /** Of its value, from the beginning of the file. */
  readonly position: number;
  /** In bytes. */
  readonly length: number;
}

/** An element: what its header says, and its value decoded when asked for. */
export class Element {
  readonly #table: EventTable;
  readonly #row: number;

  /** @internal */
  constructor(
    table: EventTable,
    row: number,
    /** The data set, or the data set of the item, that it stands in. */
    readonly dataset: Dataset,
  ) {
    this.#table = table;
    this.#row = row;
  }

  get tag(): number {
    return this.#table.tag(this.#row);
  }

  /** As stated, or the dictionary's where the file states none. PS3.5 §6.2 */
  get vr(): string {
    return vrName(this.#table.vr(this.#row));
  }

  /** As declared, in bytes; 0xFFFFFFFF where the element ends by a delimiter. */
  get length(): number {
    return this.#table.length(this.#row);
  }

  /** Of the header, from the beginning of the file. */
  get position(): number {
    return this.#table.position(this.#row);
  }

  /** Of the value, or of the first item. */
  get valuePosition(): number {
    return this.#table.valuePosition(this.#row);
  }

  get bigEndian(): boolean {
    return (this.#table.flags(this.#row) & flagBigEndian) !== 0;
  }

  /** Whether the header states its VR. */
  get explicitVR(): boolean {
    return (this.#table.flags(this.#row) & flagExplicitVr) !== 0;
  }

  get path(): Path {
    return new Path(this.dataset.item, this.tag);
  }

  get isSequence(): boolean {
    return this.#table.is(this.#row, 'sequence');
  }

  /** Whether it is encapsulated pixel data. */
  get isFragments(): boolean {
    return this.#table.is(this.#row, 'fragments');
  }

  /** The value's bytes as they stand in the file: a view; `undefined` where they are not at hand, or there are items instead. */
  get bytes(): Uint8Array | undefined {
    return this.dataset.bytesAt(this.#row);
  }

  /** The first value as text. */
  get string(): string | undefined {
    return this.dataset.stringAt(this.#row);
  }

  get strings(): string[] {
    return this.dataset.stringsAt(this.#row);
  }

  /** The first value as a number. */
  get number(): number | undefined {
    return this.dataset.numberAt(this.#row);
  }

  get numbers(): number[] {
    return this.dataset.numbersAt(this.#row);
  }

  get bigints(): bigint[] {
    return this.dataset.bigintsAt(this.#row);
  }

  /** The values of a PN, in their components; [] for every other VR. */
  get personNames(): PersonName[] {
    return this.vr === 'PN' ? this.strings.map(parsePersonName) : [];
  }

  get items(): Dataset[] {
    return this.dataset.itemsAt(this.#row);
  }

  /** Where the fragments are; [] where there are none. */
  get fragments(): Fragment[] {
    if (!this.isFragments) return [];
    return this.#table
      .held(this.#row)
      .map((row) => ({ position: this.#table.valuePosition(row), length: this.#table.length(row) }));
  }
}
