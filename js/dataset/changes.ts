// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What of a data set is not as it was read: a tree by tag whose nodes never change, so that data sets share them. Changing one of
// many elements copies eight small nodes, whatever was changed before.

import { DicomError } from '../errors.js';
import { flagExplicitVr, noIndex, undefinedLength } from '../part.js';
import { eventWords, formWord, indexWord, lengthWord, tagWord } from '../wasm/parser.js';
import { vrCode } from '../wasm/vr-code.js';
import type { Dataset } from './dataset.js';
import { EventTable, findRow, KeptBytes, kindOf, type Level } from './event-table.js';

/** An item of a sequence: the row of one that was read, of the table of the data set around it, or another data set. */
export type ItemHandle = number | Dataset;

/** An element that was put in, as a table of its own: of one row, or of none where the element was taken out. */
export class Change extends EventTable {
  readonly items: readonly ItemHandle[] = [];

  /**
   * @param value little endian, text in UTF-8, padded; or the items of a sequence.
   * @throws DicomError with code `value_too_long` where no header can say its length.
   */
  constructor(
    readonly key: number,
    vr = '',
    value?: Uint8Array | readonly ItemHandle[],
  ) {
    const isSequence = Array.isArray(value);
    const bytes = value instanceof Uint8Array ? value : new Uint8Array();
    super(new KeptBytes(bytes));
    if (value === undefined) return;
    if (bytes.length >= undefinedLength) throw new DicomError({ code: 'value_too_long', tag: key });
    if (isSequence) this.items = value as readonly ItemHandle[];
    const words = new Uint32Array(eventWords);
    words[lengthWord] = isSequence ? undefinedLength : bytes.length;
    words[tagWord] = key;
    words[formWord] = vrCode(vr) | (kindOf[isSequence ? 'sequence' : 'header'] << 16) | (flagExplicitVr << 24);
    words[indexWord] = noIndex;
    this.add(words, 1);
  }
}

/** A node has sixteen branches, by four bits of the tag; below the eighth node stand the changes. */
export type Changes = readonly (Changes | Change | undefined)[];

/** The change of an element; `undefined` where it is as it was. */
export function findChange(changes: Changes | undefined, tag: number): Change | undefined {
  let node: Changes | Change | undefined = changes;
  for (let shift = 28; node !== undefined && shift >= 0; shift -= 4) node = (node as Changes)[(tag >>> shift) & 15];
  return node as Change | undefined;
}

export function withChange(changes: Changes | undefined, change: Change, shift = 28): Changes {
  const node = changes?.slice() ?? [];
  const branch = (change.key >>> shift) & 15;
  node[branch] = shift === 0 ? change : withChange(node[branch] as Changes | undefined, change, shift - 4);
  return node;
}

/** The rows of a level and the changes in the order of the file: what was there keeps its place, what was put in goes by its tag. */
export function* inOrder(level: Level, changes: Changes = []): Generator<number | Change, void, undefined> {
  const added = (changes.flat(8) as (Change | undefined)[])
    .filter((change) => change !== undefined && change.rows > 0 && findRow(level, change.key) < 0)
    .sort((a, b) => placeOf(a!.key) - placeOf(b!.key)) as Change[];
  let next = 0;
  for (const [i, tag] of level.tags.entries()) {
    for (let change; (change = added[next]) !== undefined && placeOf(change.key) < placeOf(tag); next++) yield change;
    const row = level.rows[i] as number;
    const change = findChange(changes, tag);
    if (change === undefined) yield row;
    // Of several elements of one tag the first is the one that was changed; the others are gone.
    else if (change.rows > 0 && row === findRow(level, tag)) yield change;
  }
  yield* added.slice(next);
}

/** The file meta stands in front of all else. */
function placeOf(tag: number): number {
  return tag >>> 16 === 2 ? tag - 2 ** 32 : tag;
}
