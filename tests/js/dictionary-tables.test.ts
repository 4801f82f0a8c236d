// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The reviewed tables that de-identification is made of: each cell is what its column allows (PS3.15 Annex E).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { names } from '../../js/dictionary/names.js';
// @ts-expect-error A tool is plain JavaScript.
import { readTables as readUntyped } from '../../tools/standard/tables.mjs';

const tables = (readUntyped as () => Record<string, Record<string, string>[]>)();
const profile = tables['confidentiality-profile.tsv']!;
const structured = tables['structured-content-profile.tsv']!;
const safe = tables['safe-private-attributes.tsv']!;
const optionsOf = (row: Record<string, string>): string[] =>
  Object.keys(row).filter((column) => column.startsWith('retain-') || column.startsWith('clean-'));

describe('the confidentiality profile', () => {
  test('has 655 rows, each of another attribute', () => {
    assert.equal(profile.length, 655);
    assert.equal(new Set(profile.map((row) => row.tag)).size, 655);
  });
  test('names attributes of the dictionary', () => {
    const others = ['private', '50xxxxxx', '60xx3000', '60xx4000'];
    for (const { tag = '', name = '', retired } of profile) {
      if (others.includes(tag)) continue;
      assert.match(tag, /^[0-9A-F]{8}$/);
      const number = Number.parseInt(tag, 16);
      assert.ok(names.nameOf(number) !== undefined, `${tag} ${name}`);
      assert.match(`${retired}`, /^[YN]$/);
    }
    for (const tag of others) assert.ok(profile.some((row) => row.tag === tag));
  });
  test('has the actions of Table E.1-1a, and keeps or cleans by option', () => {
    for (const row of profile) {
      assert.match(row.basic ?? '', /^(?:[DZXKU]|X\/Z|X\/D|Z\/D|X\/Z\/D|X\/Z\/U\*)$/, row.tag);
      assert.match(row['in-standard-iod'] ?? '', /^[YN]$/);
      for (const option of optionsOf(row)) assert.match(row[option] ?? '-', /^[KC]?$/, `${row.tag} ${option}`);
    }
    assert.equal(optionsOf(profile[0]!).length, 10);
  });
});

describe('the profile of structured content', () => {
  test('has 211 rows with the value types of PS3.3 C.17.3', () => {
    assert.equal(structured.length, 211);
    for (const row of structured) {
      assert.match(
        row['value-type'] ?? '',
        /^(?:CODE|COMPOSITE|CONTAINER|DATE|DATETIME|IMAGE|NUM|PNAME|TEXT|TIME|UIDREF|WAVEFORM)$/,
      );
      assert.match(row.basic ?? '', /^(?:D|X|X\/D)$/);
      for (const option of optionsOf(row)) assert.match(row[option] ?? '-', /^[KC]?$/);
      assert.ok(row.meaning !== '');
    }
  });
});

describe('the private attributes that are safe', () => {
  test('are 479, in odd groups, each once', () => {
    assert.equal(safe.length, 479);
    assert.equal(new Set(safe.map((row) => `${row.creator}\t${row.group}\t${row.element}`)).size, 479);
    for (const { creator, group = '', element = '', vr = '', vm = '' } of safe) {
      assert.match(group, /^[0-9A-F]{3}[13579BDF]$/);
      assert.match(element, /^[0-9A-F]{2}$/);
      assert.match(vr, /^(?:[A-Z]{2}|OW\/OB|)$/);
      assert.match(vm, /^\d(?:-(?:\d|n))?$/);
      assert.ok(creator !== '');
    }
  });
});
