// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What becomes of text and bytes that PS3.15 Table E.1-1 does not name and that are not removed; and of what else it had better name.

import { keepRows } from './keep-rows.js';
import { readTagList } from './tag-list.js';

/** A row of keep.tsv. */
export interface KeepRow {
  /** `characteristic`: of the patient, as the table has others removed and kept by an option. */
  readonly action: 'keep' | 'dummy' | 'empty' | 'clean' | 'characteristic';
  readonly why: string;
}

let table: ReadonlyMap<number, KeepRow> | undefined;

function readTable(): ReadonlyMap<number, KeepRow> {
  return new Map(
    keepRows.split('\n').flatMap((line) => {
      const [action = '', why = '', tags = ''] = line.split('\t');
      const row = { action: action as KeepRow['action'], why };
      return readTagList(tags).map(({ tag }): [number, KeepRow] => [tag, row]);
    }),
  );
}

/** The row of an attribute; without one it is removed. */
export function keepRow(tag: number): KeepRow | undefined {
  return (table ??= readTable()).get(tag);
}
