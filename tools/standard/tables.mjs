// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads the tables of this folder, each with the columns that are expected and as many rows as README.md says.

import { readFileSync } from 'node:fs';

const folder = new URL('./', import.meta.url);
const rowCounts = readRowCounts();

/** The tables' columns, as their first lines name them. */
const columnsOf = {
  'attributes.tsv': ['tag', 'vr', 'vm', 'keyword', 'name', 'retired'],
  'uids.tsv': ['uid', 'keyword', 'type', 'name', 'retired'],
  'private-attributes-a-o.tsv': ['creator', 'tag', 'vr', 'vm', 'name'],
  'private-attributes-p-z.tsv': ['creator', 'tag', 'vr', 'vm', 'name'],
  'safe-private-attributes.tsv': ['creator', 'group', 'element', 'vr', 'vm', 'meaning'],
  'confidentiality-profile.tsv': [
    'tag',
    'name',
    'retired',
    'in-standard-iod',
    'basic',
    'retain-safe-private',
    'retain-uids',
    'retain-device-identity',
    'retain-institution-identity',
    'retain-patient-characteristics',
    'retain-full-dates',
    'retain-modified-dates',
    'clean-descriptors',
    'clean-structured-content',
    'clean-graphics',
  ],
  'structured-content-profile.tsv': [
    'meaning',
    'code',
    'scheme',
    'value-type',
    'retired',
    'in-standard-template',
    'basic',
    'retain-uids',
    'retain-device-identity',
    'retain-institution-identity',
    'retain-patient-characteristics',
    'retain-full-dates',
    'retain-modified-dates',
    'clean-descriptors',
  ],
  'keep.tsv': ['keyword', 'action', 'why'],
};

/** All tables of this folder, by name. */
export function readTables() {
  return Object.fromEntries(Object.entries(columnsOf).map(([name, columns]) => [name, readTable(name, columns)]));
}

/** @param {string} name
 * @param {string[]} columns */
function readTable(name, columns) {
  const [head, ...lines] = readFileSync(new URL(name, folder), 'utf8').replace(/\n$/, '').split('\n');
  if (head !== columns.join('\t')) throw new Error(`${name}: the columns are not ${columns.join(', ')}`);
  if (lines.length !== rowCounts.get(name)) throw new Error(`${name}: ${lines.length} rows, README.md says otherwise`);
  return lines.map((line, index) => {
    const cells = line.split('\t');
    if (cells.length !== columns.length) throw new Error(`${name}:${index + 2}: ${cells.length} columns`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

/** From lines such as `| uids.tsv | 490 | …`. */
function readRowCounts() {
  const lines = readFileSync(new URL('README.md', folder), 'utf8').matchAll(/^\| (\S+\.tsv) \| (\d+) \|/gm);
  return new Map([...lines].map(([, name, rows]) => [name, Number(rows)]));
}
