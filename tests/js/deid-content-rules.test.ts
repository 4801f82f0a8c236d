// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rules for content items are PS3.15 Table E.3.4-1, row by row and column by column.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProfile } from '../../js/deid/profile.js';
import { Rules } from '../../js/deid/rules.js';
import { expectedAction, optionSets, readTsv } from '../support/annex-e.js';

const rows = readTsv('structured-content-profile.tsv');

function rulesFor(...options: string[]): Rules {
  return new Rules(readProfile({ options: Object.fromEntries(options.map((name) => [name, true])) }));
}

test('content items that the table names are treated as all options that are used say', () => {
  for (const set of optionSets()) {
    const rules = rulesFor(...set);
    for (const row of rows) {
      const { code = '', scheme = '', 'value-type': type = '' } = row;
      const { action } = rules.ruleForContentItem(type, scheme.split(' ')[0] ?? '', code);
      if (action !== expectedAction(row, set)) assert.fail(`${row.meaning} ${set.join()}: ${action}`);
    }
  }
});

test('content items that the table names come with the concept and the column that decided', () => {
  const rules = rulesFor('retainUids', 'retainLongitudinalModifiedDates');
  const name = (type: string, scheme: string, code: string): string =>
    rules.ruleForContentItem(type, scheme, code).rule;
  assert.equal(name('PNAME', 'DCM', '121008'), 'E.3.4-1 (121008, DCM) PNAME basic D');
  assert.equal(name('DATE', 'DCM', '111018'), 'E.3.4-1 (111018, DCM) DATE retainLongitudinalModifiedDates C');
  assert.equal(name('IMAGE', 'DCM', '113795'), 'E.3.4-1 (113795, DCM) IMAGE retainUids K');
  assert.equal(name('TEXT', 'DCM', '121106'), 'E.3.4-1 (121106, DCM) TEXT basic X');
});

test('a concept is another in another coding scheme or with another value type', () => {
  const rules = rulesFor();
  assert.equal(rules.ruleForContentItem('TEXT', 'DCM', '121071').action, 'D');
  assert.equal(rules.ruleForContentItem('CODE', 'DCM', '121071').rule, 'unnamed CODE kept');
  assert.equal(rules.ruleForContentItem('TEXT', '99LOCAL', '121106').rule, 'unnamed TEXT replaced');
  assert.equal(rules.ruleForContentItem('NUM', 'DCM', '121033').action, 'X');
  assert.equal(rules.ruleForContentItem('NUM', 'DCM', '121034').action, 'K');
});

test('of content items that the table does not name text, names and dates become dummies, and UIDs others', () => {
  const plain = rulesFor();
  const rich = rulesFor('cleanDescriptors', 'retainUids', 'retainLongitudinalFullDates');
  const shifted = rulesFor('retainLongitudinalModifiedDates');
  const actions = (type: string): string =>
    [plain, rich, shifted].map((rules) => rules.ruleForContentItem(type, 'X', '1').action).join('');
  for (const type of ['TEXT']) assert.equal(actions(type), 'DCD');
  for (const type of ['PNAME']) assert.equal(actions(type), 'DDD');
  for (const type of ['DATE', 'TIME', 'DATETIME']) assert.equal(actions(type), 'DKC');
  for (const type of ['UIDREF']) assert.equal(actions(type), 'UKU');
  for (const type of 'CODE NUM CONTAINER SCOORD SCOORD3D TCOORD TABLE IMAGE WAVEFORM COMPOSITE'.split(' ')) {
    assert.equal(actions(type), 'KKK', type);
  }
  for (const type of ['', 'text', 'PNAME ', 'HTML', 'toString']) assert.equal(actions(type), 'XXX', type);
});
