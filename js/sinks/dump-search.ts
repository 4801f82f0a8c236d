// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which elements a dump that searches shows.

import { Selection, type Selector } from '../flows/selector.js';
import type { Part, PartKind } from '../part.js';

/** How what begins so ends; of a plain element the header stands for all of it. */
const ends: Partial<Record<PartKind, PartKind>> = {
  sequence: 'sequenceEnd',
  item: 'itemEnd',
  fragments: 'fragmentsEnd',
};

export class DumpSearch {
  readonly #all: boolean;
  /** One for each selector that may still find something. */
  #sought: readonly Selection[];
  /** What was found last. */
  #found: Part | undefined;
  /** Where that holds more: which part ends it. */
  #endKind: PartKind | undefined;

  /** Finds the first element that each selector names, or all. */
  constructor(selectors: readonly Selector[], all: boolean) {
    this.#all = all;
    this.#sought = selectors.map((selector) => new Selection([selector]));
  }

  /** Whether nothing more can be found. */
  get isDone(): boolean {
    return this.#sought.length === 0 && this.#endKind === undefined;
  }

  /** How far what was found is indented in a whole dump. */
  get level(): number {
    if (this.#found === undefined) return 0;
    return this.#found.depth * 2 + (this.#found.kind === 'item' ? 1 : 0);
  }

  /** Whether the part is the beginning of what was found last. */
  isFound(part: Part): boolean {
    return part === this.#found;
  }

  /** Whether a part that begins or ends something is shown. Asked once for each, in order. */
  shows(part: Part): boolean {
    const { kind } = part;
    if (this.#endKind !== undefined) {
      if (kind === this.#endKind && part.depth === this.#found?.depth) this.#endKind = undefined;
      return true;
    }
    const end = ends[kind];
    if ((end === undefined && kind !== 'header') || !this.#names(part)) return false;
    this.#found = part;
    this.#endKind = end;
    return true;
  }

  #names(part: Part): boolean {
    if (this.#all) return this.#sought.some((selection) => selection.names(part));
    const rest = this.#sought.filter((selection) => !selection.names(part));
    const isNamed = rest.length < this.#sought.length;
    this.#sought = rest;
    return isNamed;
  }
}
