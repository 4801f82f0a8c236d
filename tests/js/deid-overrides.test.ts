// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rules of users go before those of the tables, the more particular first, and warn where they leave more.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readProfile } from '../../js/deid/profile.js';
import { Rules } from '../../js/deid/rules.js';
import { ItemNode } from '../../js/path.js';
import { readTsv } from '../support/annex-e.js';

const rulesOf = (overrides: readonly object[], options: object = {}): Rules =>
  new Rules(readProfile({ options, overrides }));
const actionOf = (rules: Rules, tag: number, vr: string, parent?: ItemNode, creator?: string): string =>
  rules.ruleFor(tag, vr, parent, creator).action;

const request = new ItemNode(0x00400275, 2, undefined);

describe('overrides', () => {
  test('go before the tables: by path, then tag, then digits of a tag, then VR', () => {
    const overrides = [
      { path: '**.(0040,0275)[*].(0040,0009)', action: 'D' },
      { tag: 'ScheduledProcedureStepID', action: 'X' },
      { tag: '0040xxxx', action: 'Z' },
      { vr: 'SH', action: 'X', reason: 'short' },
    ];
    const rules = rulesOf(overrides);
    assert.equal(actionOf(rules, 0x00400009, 'SH', request), 'D');
    assert.equal(actionOf(rules, 0x00400009, 'SH'), 'X');
    assert.equal(actionOf(rules, 0x00401001, 'SH'), 'Z');
    assert.equal(actionOf(rules, 0x00080100, 'SH'), 'X');
    assert.equal(rules.ruleFor(0x00080100, 'SH').rule, 'override $.overrides[3] X');
    assert.equal(rules.ruleFor(0x00080100, 'SH').reason, 'short');
    assert.deepEqual(rules.warnings, []);
  });

  test('that are equal count in their order: the later goes before', () => {
    for (const key of ['tag', 'path']) {
      const rules = rulesOf([
        { [key]: '(0010,4000)', action: 'Z' },
        { [key]: '(0010,4000)', action: 'D' },
      ]);
      assert.equal(actionOf(rules, 0x00104000, 'LT'), 'D');
    }
    const patterns = rulesOf([
      { tag: '0010xxxx', action: 'Z' },
      { tag: '001040xx', action: 'D' },
    ]);
    assert.equal(actionOf(patterns, 0x00104000, 'LT'), 'D');
    assert.equal(actionOf(patterns, 0x00100010, 'PN'), 'Z');
    const vrs = rulesOf([
      { vr: 'LT', action: 'Z' },
      { vr: 'LT', action: 'D' },
    ]);
    assert.equal(actionOf(vrs, 0x00104000, 'LT'), 'D');
  });

  test('by path hold where the path leads, with the index of the item that it names', () => {
    const rules = rulesOf([{ path: '(0040,0275)[2].(0040,0007)', action: 'D' }]);
    assert.equal(actionOf(rules, 0x00400007, 'LO', request), 'D');
    assert.equal(actionOf(rules, 0x00400007, 'LO', new ItemNode(0x00400275, 1, undefined)), 'X');
    assert.equal(actionOf(rules, 0x00400007, 'LO', new ItemNode(0x00400275, 2, request)), 'X');
    assert.equal(actionOf(rules, 0x00400007, 'LO'), 'X');
  });

  test('by tag with repeating digits hold in all even groups that they name', () => {
    const rules = rulesOf([{ tag: 'OverlayData', action: 'K' }]);
    assert.equal(actionOf(rules, 0x60003000, 'OW'), 'K');
    assert.equal(actionOf(rules, 0x601e3000, 'OB'), 'K');
    assert.equal(actionOf(rules, 0x601e0010, 'US'), 'K', 'Overlay Rows stay with the data');
    const without = rulesOf([{ tag: 'OverlayData', action: 'X' }], { cleanGraphics: true });
    assert.equal(actionOf(without, 0x60000010, 'US'), 'X', 'and go with them');
    assert.equal(actionOf(rules, 0x60013000, 'OW'), 'X');
    assert.equal(actionOf(rules, 0x60013000, 'OW', undefined, 'X'), 'X');
  });

  test('let nothing pass under a VR that the attribute cannot have', () => {
    const rules = rulesOf([
      { tag: 'PatientAge', action: 'K' },
      { tag: 'OtherPatientIDsSequence', action: 'K' },
    ]);
    assert.equal(actionOf(rules, 0x00101010, 'AS'), 'K');
    assert.equal(actionOf(rules, 0x00101010, 'LO'), 'X');
    assert.equal(actionOf(rules, 0x00101010, 'ZZ'), 'X');
    assert.equal(actionOf(rules, 0x00101002, 'SQ'), 'K');
    assert.equal(actionOf(rules, 0x00101002, 'UN'), 'X');
  });

  test('may name attributes that PS3.6 does not know', () => {
    const rules = rulesOf([{ tag: '00100ff0', action: 'K' }]);
    assert.equal(actionOf(rules, 0x00100ff0, 'LO'), 'K');
    assert.equal(rules.warnings.length, 1);
  });

  test('by VR never leave more of what Table E.1-1 names, of what is private, unknown, or of another VR', () => {
    const rules = rulesOf(
      [
        { vr: 'LO', action: 'K' },
        { vr: 'UL', action: 'K' },
      ],
      { retainSafePrivate: true },
    );
    const attributes = new Map(readTsv('attributes.tsv').map((row) => [row.tag, row.vr]));
    const plain = new Rules(readProfile({ options: { retainSafePrivate: true } }));
    for (const { tag = '' } of readTsv('confidentiality-profile.tsv')) {
      if (attributes.get(tag) !== 'LO') continue;
      const number = Number.parseInt(tag, 16);
      assert.equal(rules.ruleFor(number, 'LO'), rules.ruleFor(number, 'LO'));
      assert.deepEqual(rules.ruleFor(number, 'LO'), plain.ruleFor(number, 'LO'));
    }
    assert.equal(actionOf(rules, 0x00181006, 'LO'), 'K', 'Grid ID');
    assert.equal(actionOf(rules, 0x00291010, 'LO', undefined, 'ACME'), 'X');
    assert.equal(actionOf(rules, 0x00100ff0, 'LO'), 'X');
    assert.equal(actionOf(rules, 0x00080022, 'LO'), 'Z');
    assert.equal(actionOf(rules, 0x00080000, 'UL'), 'X');
  });

  test('by VR take away what is otherwise kept', () => {
    const rules = rulesOf(
      [
        { vr: 'DA', action: 'X' },
        { vr: 'LO', action: 'X' },
      ],
      {
        retainLongitudinalFullDates: true,
        retainSafePrivate: true,
      },
    );
    assert.equal(actionOf(rules, 0x00080020, 'DA'), 'X');
    assert.equal(actionOf(rules, 0x00080030, 'TM'), 'K');
    assert.equal(actionOf(rules, 0x00080070, 'LO'), 'X');
    assert.equal(actionOf(rules, 0x2001109d, 'LO', undefined, 'Philips Imaging DD 001'), 'X');
  });

  test('by creator hold in its blocks: an element before a group, that before all', () => {
    const rules = rulesOf([
      { creator: 'ACME', element: '10', action: 'D' },
      { creator: 'ACME', group: '0029', action: 'X' },
      { creator: 'ACME', action: 'K', reason: 'known to be harmless' },
    ]);
    assert.equal(actionOf(rules, 0x00291010, 'LO', undefined, 'ACME'), 'D');
    assert.equal(actionOf(rules, 0x00292011, 'LO', undefined, 'ACME '), 'X');
    assert.equal(actionOf(rules, 0x00312011, 'LO', undefined, 'ACME'), 'K');
    assert.equal(actionOf(rules, 0x00312011, 'LO', undefined, 'Acme'), 'X');
    assert.equal(actionOf(rules, 0x00310020, 'LO', undefined, 'ACME'), 'K');
    assert.equal(rules.ruleFor(0x00310020, 'LO', undefined, 'ACME').condition, 'blockUsed');
    assert.equal(actionOf(rules, 0x00310020, 'LO', undefined, 'OTHER'), 'X');
    assert.equal(actionOf(rules, 0x00310000, 'UL', undefined, 'ACME'), 'X');
  });

  test('go before what is safe of a creator', () => {
    const rules = rulesOf([{ creator: 'ELSCINT1', action: 'X' }], { retainSafePrivate: true });
    assert.equal(actionOf(rules, 0x00e11021, 'DS', undefined, 'ELSCINT1'), 'X');
  });

  test('with U remove what holds no UID', () => {
    const rules = rulesOf([
      { creator: 'ACME', action: 'U' },
      { tag: 'SOPInstanceUID', action: 'U' },
    ]);
    assert.equal(actionOf(rules, 0x00291010, 'UI', undefined, 'ACME'), 'U');
    assert.equal(actionOf(rules, 0x00291010, 'SQ', undefined, 'ACME'), 'U');
    assert.equal(actionOf(rules, 0x00291010, 'LO', undefined, 'ACME'), 'X');
    assert.equal(actionOf(rules, 0x00080018, 'UI'), 'U');
    assert.equal(actionOf(rules, 0x00080018, 'UN'), 'U');
    assert.equal(actionOf(rules, 0x00080018, 'LO'), 'X');
  });
});

describe('warnings', () => {
  const warned = (override: object, options: object = {}): string | undefined =>
    rulesOf([override], options).warnings.map(
      ({ override: place, action, instead }) => `${place} ${action} ${instead}`,
    )[0];

  test('say which override keeps or cleans what the tables would not leave', () => {
    assert.equal(warned({ tag: 'PatientName', action: 'K' }), '$.overrides[0] K E.1-1 (0010,0010) basic Z');
    assert.equal(warned({ tag: 'StudyDescription', action: 'C' }), '$.overrides[0] C E.1-1 (0008,1030) basic X');
    assert.equal(warned({ tag: 'StudyDate', action: 'K' }), '$.overrides[0] K E.1-1 (0008,0020) basic Z');
    assert.equal(warned({ path: '**.PatientID', action: 'K' }), '$.overrides[0] K E.1-1 (0010,0020) basic Z/D');
    assert.equal(warned({ tag: 'OverlayData', action: 'K' }), '$.overrides[0] K E.1-1 (60xx,3000) basic X');
    assert.match(warned({ tag: '0010xxxx', action: 'K' }) ?? '', /E\.1-1 \(0010,/);
    assert.match(warned({ tag: 'xxxxxxxx', action: 'C' }) ?? '', /basic/);
    assert.equal(warned({ vr: 'LO', action: 'K' }), '$.overrides[0] K unnamed LO removed');
    assert.equal(warned({ vr: 'UI', action: 'K' }), '$.overrides[0] K unnamed UI replaced');
    assert.equal(warned({ creator: 'ACME', action: 'K' }), '$.overrides[0] K E.1-1 private basic X');
    assert.equal(warned({ creator: 'ELSCINT1', group: '00E1', element: '21', action: 'K' })?.includes('private'), true);
  });

  test('are silent about what the tables leave as well, and about what takes more away', () => {
    for (const action of ['X', 'Z', 'D']) assert.equal(warned({ tag: 'PatientName', action }), undefined);
    assert.equal(warned({ tag: 'Rows', action: 'K' }), undefined);
    assert.equal(warned({ vr: 'US', action: 'K' }), undefined);
    assert.equal(warned({ tag: 'StudyDate', action: 'C' }, { retainLongitudinalModifiedDates: true }), undefined);
    assert.equal(warned({ tag: 'StudyDate', action: 'K' }, { retainLongitudinalFullDates: true }), undefined);
    assert.equal(warned({ tag: 'StudyDate', action: 'C' }, { retainLongitudinalFullDates: true }), undefined);
    const safe = { creator: 'ELSCINT1', group: '00E1', element: '21', action: 'K' };
    assert.equal(warned(safe, { retainSafePrivate: true }), undefined);
  });

  test('are there for every attribute of Table E.1-1 that is kept against it', () => {
    const tags = readTsv('confidentiality-profile.tsv').map((row) => row.tag ?? '');
    const allowed = tags.filter((tag) => tag !== 'private' && !/^000[0-7]/.test(tag));
    const rules = rulesOf(allowed.map((tag) => ({ tag, action: 'K' })));
    assert.equal(rules.warnings.length, allowed.length);
  });
});
