// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What of a data set is as it was read, as the parts that it was: its events have all but the values that were not kept.

import type { EventTable } from '../dataset/event-table.js';
import { depthOf, makePart } from '../made-part.js';
import { Part, type PartKind, partKinds, PartTable } from '../part.js';
import { ItemNode } from '../path.js';
import { depthWord, eventWords, formWord, lengthWord, sizeWord } from '../wasm/parser.js';

/** Bytes that are not at hand, and what their parts say otherwise. */
export interface Missing {
  readonly like: Part;
  readonly kind: PartKind;
  /** In the file. */
  readonly position: number;
  readonly size: number;
  /** Whether nothing more of the value follows. */
  readonly last: boolean;
}

/** A part, or one that must be fetched. */
export type Piece = Part | Missing;

const nothing = new Uint8Array();

export function kindAt(table: EventTable, row: number): PartKind {
  return partKinds[((table.words[row * eventWords + formWord] as number) >>> 16) & 0xff] as PartKind;
}

export function depthAt(table: EventTable, row: number): number {
  return (table.words[row * eventWords + depthWord] as number) & 0xffff;
}

/** Whether an element begins in the row. */
export function isElementAt(table: EventTable, row: number): boolean {
  const kind = kindAt(table, row);
  return kind === 'header' || kind === 'sequence' || kind === 'fragments';
}

/** The row behind an element: behind its value, or all that it holds. */
export function endOfElement(table: EventTable, row: number): number {
  const kind = kindAt(table, row);
  const depth = depthAt(table, row);
  let at = row + 1;
  if (kind === 'header') {
    while (at < table.rows && kindAt(table, at) === 'value') at++;
    return at;
  }
  const end = kind === 'sequence' ? 'sequenceEnd' : 'fragmentsEnd';
  while (at < table.rows && (depthAt(table, at) !== depth || kindAt(table, at) !== end)) at++;
  return Math.min(at + 1, table.rows);
}

/** The row of the end of an item; behind all rows for the root, -1. */
export function endOfLevel(table: EventTable, row: number): number {
  if (row < 0) return table.rows;
  const depth = depthAt(table, row);
  let at = row + 1;
  while (at < table.rows && (depthAt(table, at) !== depth || kindAt(table, at) !== 'itemEnd')) at++;
  return at;
}

/** The parts of some rows in the item `parent`. */
export function* rowParts(
  table: EventTable,
  from: number,
  to: number,
  parent: ItemNode | undefined,
): Generator<Piece, void, undefined> {
  const reader = new RowReader(table, from < to && depthAt(table, from) !== depthOf(parent));
  let open = parent;
  for (let row = from; row < to; row++) {
    const kind = kindAt(table, row);
    if (kind === 'value') continue;
    if (kind === 'itemEnd') open = open?.parent;
    const piece = reader.piece(row, open);
    yield piece;
    if (kind === 'item') open = new ItemNode(table.tag(row), table.index(row), open);
    if (piece instanceof Part && (kind === 'header' || kind === 'fragment')) yield* reader.value(row, piece);
  }
}

class RowReader {
  readonly #table: EventTable;
  /** Whether the rows are deeper or less deep than they were. */
  readonly #isMoved: boolean;
  #rows: PartTable | undefined;

  constructor(table: EventTable, isMoved: boolean) {
    this.#table = table;
    this.#isMoved = isMoved;
  }

  piece(row: number, parent: ItemNode | undefined): Piece {
    const table = this.#table;
    const position = table.position(row);
    const size = table.words[row * eventWords + sizeWord] as number;
    const offset = size === 0 ? 0 : table.bytes.find(position, size);
    const part = new Part(this.#tableAt(position - Math.max(0, offset)), row, parent);
    if (offset < 0) return { like: part, kind: part.kind, position, size, last: part.last };
    if (!this.#isMoved) return part;
    const { kind, index, length, last, bytes } = part;
    return makePart({ kind, length, last, bytes, parent, index: index < 0 ? undefined : index }, part);
  }

  /** The value behind a header or a fragment, in one piece. */
  *value(row: number, like: Part): Generator<Piece, void, undefined> {
    const table = this.#table;
    const position = table.valuePosition(row);
    const length = table.words[row * eventWords + lengthWord] as number;
    const size = Math.min(length, this.#endOfValue(row) - position);
    const isCut = size < length;
    if (size > 0) {
      const offset = table.bytes.find(position, size);
      if (offset < 0) yield { like, kind: 'value', position, size, last: !isCut };
      else yield valueOf(like, table.bytes.arena.subarray(offset, offset + size), position, !isCut);
    }
    if (isCut) yield valueOf(like, nothing, position + size, true);
  }

  /** Where the input ended inside the value, or else what follows begins. */
  #endOfValue(row: number): number {
    const table = this.#table;
    for (let at = row + 1; at < table.rows; at++) {
      const kind = kindAt(table, at);
      const isPiece = kind === 'note' || (kind === 'value' && table.words[at * eventWords + sizeWord] !== 0);
      if (!isPiece) return table.position(at);
    }
    return Infinity;
  }

  #tableAt(origin: number): PartTable {
    if (this.#rows?.origin !== origin) {
      this.#rows = new PartTable(this.#table.words, this.#table.bytes.arena, origin, this.#rows?.positions);
    }
    return this.#rows;
  }
}

/** Some or all of the value of an element or fragment. */
export function valueOf(like: Part, bytes: Uint8Array, position: number, last: boolean): Part {
  return makePart({ kind: 'value', bytes, last, position, index: like.index < 0 ? undefined : like.index }, like);
}
