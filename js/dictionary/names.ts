// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Names of attributes: tag to keyword, name, VR and VM, and keyword to tag. Loaded lazily, through registry.ts.

import { nameRows } from './name-rows.js';
import { isPrivate, isPrivateCreator } from './private-blocks.js';

/** What the dictionary of PS3.6 and PS3.7 knows; `undefined` for what is not registered. */
export interface Names {
  /** `PatientName` of 0x00100010. `GenericGroupLength` of other group lengths and `PrivateCreator`, as dcmdump has them. */
  keywordOf(tag: number): string | undefined;
  /** The tag of a keyword, in exact spelling; of a repeating group's keyword the lowest tag. */
  tagOf(keyword: string): number | undefined;
  /** `Patient's Name` of 0x00100010. */
  nameOf(tag: number): string | undefined;
  /** The VR as the standard prints it: two letters, or a choice such as `US or SS`; '' for items and delimiters. */
  vrOf(tag: number): string | undefined;
  /** The VRs to choose from: `['LO']`, `['US', 'SS']`; none for items and delimiters. */
  vrsOf(tag: number): readonly string[] | undefined;
  /** The value multiplicity as the standard prints it: `1`, `1-n`, `2-2n`. */
  vmOf(tag: number): string | undefined;
  /** Whether the attribute is registered and retired. */
  isRetired(tag: number): boolean;
}

interface Row {
  readonly keyword: string;
  readonly name: string;
  readonly vr: string;
  readonly vm: string;
  readonly retired: boolean;
}

interface Pattern {
  readonly mask: number;
  readonly tag: number;
  readonly row: Row;
}

interface Table {
  readonly rows: Map<number, Row>;
  readonly patterns: readonly Pattern[];
  readonly tags: Map<string, number>;
}

const choices: Readonly<Record<string, string>> = {
  '--': '',
  xs: 'US or SS',
  ox: 'OB or OW',
  lt: 'US or OW',
  up: 'US or SS or OW',
};

// PS3.5 §7.2 and §7.8.1: what a tag's number alone tells.
const groupLength: Row = {
  keyword: 'GenericGroupLength',
  name: 'Generic Group Length',
  vr: 'UL',
  vm: '1',
  retired: true,
};
const privateCreator: Row = {
  keyword: 'PrivateCreator',
  name: 'Private Creator',
  vr: 'LO',
  vm: '1',
  retired: false,
};

let table: Table | undefined;

/** PS3.6's way from most names to their keywords; tools/generate-dictionary.mjs writes out the keywords that differ. */
function keywordFromName(name: string): string {
  const words = name
    .replace(/['’]s\b/g, '')
    .replace(/['’]/g, '')
    .split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

/** Reads `0010PN 1<TAB>Patient's Name`. */
function readRow(line: string): Row {
  const nameStart = line.indexOf('\t') + 1;
  const nameEnd = line.indexOf('\t', nameStart);
  const name = nameEnd < 0 ? line.slice(nameStart) : line.slice(nameStart, nameEnd);
  const code = line.slice(4, 6);
  return {
    keyword: nameEnd < 0 ? keywordFromName(name) : line.slice(nameEnd + 1),
    name,
    vr: choices[code] ?? code,
    vm: line.slice(7, nameStart - 1),
    retired: line[6] === '-',
  };
}

function readTable(): Table {
  const rows = new Map<number, Row>();
  const patterns: Pattern[] = [];
  const tags = new Map<string, number>();
  let group = '';
  for (const line of nameRows.split('\n')) {
    if (line.startsWith('>')) {
      group = line.slice(1);
      continue;
    }
    const digits = group + line.slice(0, 4);
    const row = readRow(line);
    let tag = Number.parseInt(digits.replaceAll('x', '0'), 16);
    if (digits.includes('x')) {
      const mask = Number.parseInt(digits.replace(/[^x]/g, 'F').replaceAll('x', '0'), 16);
      patterns.push({ mask, tag, row });
      tag = lowestTag(tag, mask, rows);
    } else {
      rows.set(tag, row);
    }
    if (row.keyword !== '') tags.set(row.keyword, tag);
  }
  return { rows, patterns, tags };
}

/** The lowest tag of a pattern that is no group length and not an attribute of its own. Rows come in the order of tags. */
function lowestTag(tag: number, mask: number, rows: Map<number, Row>): number {
  let lowest = tag;
  while ((lowest & 0xffff) === 0 || rows.has(lowest)) {
    // Counts up in the pattern's free digits alone: the others are filled with ones, so that a carry runs through them.
    lowest = (((((lowest | mask) >>> 0) + 1) & ~mask) | tag) >>> 0;
  }
  return lowest;
}

function find(tag: number): Row | undefined {
  table ??= readTable();
  const row = table.rows.get(tag);
  if (row !== undefined) return row;
  if ((tag & 0xffff) === 0) return groupLength;
  if (isPrivate(tag)) return isPrivateCreator(tag) ? privateCreator : undefined;
  const upperByte = tag >>> 24;
  if (upperByte === 0x50 || upperByte === 0x60 || upperByte === 0x7f) {
    return table.rows.get((tag & 0xff00ffff) >>> 0);
  }
  return table.patterns.find((pattern) => (tag & pattern.mask) >>> 0 === pattern.tag)?.row;
}

/** The dictionary; its table is built at the first look-up. */
export const names: Names = {
  keywordOf: (tag) => find(tag)?.keyword || undefined,
  tagOf: (keyword) => (table ??= readTable()).tags.get(keyword),
  nameOf: (tag) => find(tag)?.name,
  vrOf: (tag) => find(tag)?.vr,
  vrsOf: (tag) =>
    find(tag)
      ?.vr.split(' or ')
      .filter((vr) => vr !== ''),
  vmOf: (tag) => find(tag)?.vm,
  isRetired: (tag) => find(tag)?.retired === true,
};
