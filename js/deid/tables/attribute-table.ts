// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// PS3.15 Table E.1-1 by tag.

import { actionOf } from '../rule/action.js';
import type { TableRow } from '../rule/decision.js';
import { columnOptions, type OptionName } from '../rule/option.js';
import { profileRows } from './profile-rows.js';
import { isExact, isTagOf, readTagList, type TagPattern } from './tag-list.js';

/** A row with the tag as the table writes it: `(60xx,3000)`. */
export interface AttributeRow {
  readonly pattern: TagPattern;
  readonly row: TableRow;
}

interface Table {
  readonly exact: ReadonlyMap<number, AttributeRow>;
  readonly patterns: readonly AttributeRow[];
}

let table: Table | undefined;

/** Reads the actions of a row, `X/D,,,K,,,K,C,,,`: the Basic Profile's, then a column for each of the options. */
export function readActions(text: string, columns: readonly OptionName[]): TableRow {
  const [basic = 'X', ...codes] = text.split(',');
  const options = columns.flatMap((name, i) => (codes[i] ? [[name, actionOf(codes[i])] as const] : []));
  return { basic, options };
}

function readTable(): Table {
  const all = profileRows.split('\n').flatMap((line) => {
    const [codes = '', tags = ''] = line.split('\t');
    const row = readActions(codes, columnOptions);
    return readTagList(tags).map((pattern) => ({ pattern, row }));
  });
  return {
    exact: new Map(all.filter(({ pattern }) => isExact(pattern)).map((each) => [each.pattern.tag, each])),
    patterns: all.filter(({ pattern }) => !isExact(pattern)),
  };
}

/** The row that names an attribute of the standard. */
export function attributeRow(tag: number): AttributeRow | undefined {
  const { exact, patterns } = (table ??= readTable());
  return exact.get(tag) ?? patterns.find(({ pattern }) => isTagOf(pattern, tag));
}

/** All rows. */
export function attributeRows(): AttributeRow[] {
  const { exact, patterns } = (table ??= readTable());
  return [...exact.values(), ...patterns];
}
