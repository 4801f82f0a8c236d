// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Profiles are read, or refused with the place in the JSON that is wrong.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readProfile } from 'dcmstream';
import { Rules } from '../../js/deid/rules.js';
import { methodCodes, optionNames } from '../../js/deid/rule/option.js';

interface Schema {
  readonly properties: Readonly<Record<string, { properties?: Record<string, unknown> }>>;
  readonly $defs: Readonly<
    Record<string, { properties?: Record<string, { enum?: string[] }>; enum?: string[]; required?: string[] }>
  >;
}
const schema = JSON.parse(
  readFileSync(new URL('../../docs/deid-profile.schema.json', import.meta.url), 'utf8'),
) as Schema;

function refused(json: unknown, place: string): void {
  assert.throws(
    () => readProfile(json),
    (error: unknown) => {
      assert.ok(error instanceof TypeError);
      assert.equal((error as { code?: string }).code, 'argument_invalid');
      assert.ok(error.message.startsWith(`${place} `), error.message);
      return true;
    },
  );
}

describe('a profile', () => {
  test('without anything is the Basic Profile alone', () => {
    const profile = readProfile();
    assert.deepEqual(readProfile({}), profile);
    assert.ok(Object.values(profile.options).every((used) => !used));
    assert.deepEqual(profile.overrides, []);
    assert.deepEqual(methodCodes(profile.options), [
      { value: '113100', scheme: 'DCM', meaning: 'Basic Application Confidentiality Profile' },
    ]);
  });

  test('is frozen, and what it was read from does not change it', () => {
    const input = { name: 'trial', options: { retainUids: true }, overrides: [{ tag: 'PatientID', action: 'Z' }] };
    const profile = readProfile(input);
    input.options.retainUids = false;
    input.overrides[0]!.action = 'K';
    assert.equal(profile.options.retainUids, true);
    assert.deepEqual(profile.overrides, [{ tag: '(0010,0020)', action: 'Z' }]);
    assert.ok([profile, profile.options, profile.overrides, profile.overrides[0]].every(Object.isFrozen));
    assert.deepEqual(readProfile(JSON.parse(JSON.stringify(profile))), profile);
  });

  test('has the codes of PS3.16 CID 7050 for its options', () => {
    const all = optionNames.filter((name) => name !== 'retainLongitudinalModifiedDates');
    const { options } = readProfile({ options: Object.fromEntries(all.map((name) => [name, true])) });
    const values = methodCodes(options).map(({ value }) => value);
    const numbers = [100, 101, 103, 104, 105, 106, 108, 109, 110, 111, 112];
    assert.deepEqual(
      values,
      numbers.map((number) => `113${number}`),
    );
    const modified = readProfile({ options: { retainLongitudinalModifiedDates: true, cleanDescriptors: true } });
    assert.deepEqual(
      new Rules(modified).methodCodes.map(({ value }) => value),
      ['113100', '113105', '113107'],
    );
  });

  test('names attributes by tag, by keyword or by path, of which digits are left', () => {
    const overrides = [
      { tag: '00104000', action: 'X' },
      { tag: '(60XX,3000)', action: 'X' },
      { tag: 'OverlayData', action: 'X' },
      { tag: 'PixelData', action: 'K' },
      { path: '**.RequestAttributesSequence[*].ScheduledProcedureStepID', action: 'D', reason: 'trial' },
      { creator: ' SIEMENS CSA HEADER', group: '0029', element: '1f', action: 'K' },
    ];
    assert.deepEqual(readProfile({ overrides }).overrides, [
      { tag: '(0010,4000)', action: 'X' },
      { tag: '(60xx,3000)', action: 'X' },
      { tag: '(60xx,3000)', action: 'X' },
      { tag: '(7FE0,0010)', action: 'K' },
      { path: '**.(0040,0275)[*].(0040,0009)', action: 'D', reason: 'trial' },
      { creator: 'SIEMENS CSA HEADER', group: '0029', element: '1F', action: 'K' },
    ]);
  });
});

describe('a profile is refused', () => {
  test('with full dates and modified dates', () => {
    const options = { retainLongitudinalFullDates: true, retainLongitudinalModifiedDates: true };
    refused({ options }, '$.options.retainLongitudinalModifiedDates');
    readProfile({ options: { ...options, retainLongitudinalFullDates: false } });
  });
  test('with recognizable visual features, which cannot be removed', () => {
    refused({ options: { cleanRecognizableVisualFeatures: true } }, '$.options.cleanRecognizableVisualFeatures');
    readProfile({ options: { cleanRecognizableVisualFeatures: false } });
  });
  test('where it is no object of the known fields', () => {
    for (const json of [null, 1, 'basic', [], true]) refused(json, '$');
    refused({ option: {} }, '$');
    refused(JSON.parse('{"__proto__": {"name": "x"}}'), '$');
    refused({ name: '' }, '$.name');
    refused({ name: 'n'.repeat(1025) }, '$.name');
    refused({ options: [] }, '$.options');
    refused({ options: { retainuids: true } }, '$.options');
    refused({ options: { retainUids: 'yes' } }, '$.options.retainUids');
    refused({ overrides: {} }, '$.overrides');
    refused({ overrides: new Array(10_001).fill({ tag: 'PatientID', action: 'X' }) }, '$.overrides');
  });
  test('where an override says nothing, or too much', () => {
    const one = (override: unknown, place: string): void =>
      refused({ overrides: [{ vr: 'DA', action: 'X' }, override] }, place);
    one(null, '$.overrides[1]');
    one({ action: 'X' }, '$.overrides[1]');
    one({ tag: 'PatientID', vr: 'LO', action: 'X' }, '$.overrides[1]');
    one({ tag: 'PatientID' }, '$.overrides[1].action');
    one({ tag: 'PatientID', action: 'k' }, '$.overrides[1].action');
    one({ tag: 'PatientID', action: 'K', reason: 1 }, '$.overrides[1].reason');
    one({ tag: 'PatientID', action: 'K', group: '0009' }, '$.overrides[1].group');
    one({ tag: 'PatientId', action: 'K' }, '$.overrides[1].tag');
    one({ tag: 0x00100010, action: 'K' }, '$.overrides[1].tag');
    one({ tag: '(0010,001)', action: 'K' }, '$.overrides[1].tag');
    one({ tag: 'PatientID', action: 'U' }, '$.overrides[1].tag');
    one({ vr: 'ZZ', action: 'X' }, '$.overrides[1].vr');
    one({ vr: 'LO', action: 'U' }, '$.overrides[1].action');
    one({ creator: ' ', action: 'K' }, '$.overrides[1].creator');
    one({ creator: 'X', group: '0010', action: 'K' }, '$.overrides[1].group');
    one({ creator: 'X', element: '1027', action: 'K' }, '$.overrides[1].element');
  });
  test('where an override is about what it cannot change', () => {
    for (const tag of ['(0029,1010)', '(0029,xx10)', '(0002,0010)', '(0004,1500)', '(0008,0000)', '00120063']) {
      refused({ overrides: [{ tag, action: 'K' }] }, '$.overrides[0].tag');
      refused({ overrides: [{ path: `**.${tag}`, action: 'K' }] }, '$.overrides[0].path');
    }
  });
  test('where a path is none, or ends in an item', () => {
    for (const path of [
      '**',
      '**.',
      'PatientID.',
      '(0040,0275)[*]',
      '(0040,0275).(0040,0007)',
      '(0040,0275)[x].PatientID',
    ]) {
      refused({ overrides: [{ path, action: 'X' }] }, '$.overrides[0].path');
    }
    refused({ overrides: [{ path: `${'A'.repeat(1000)}!`, action: 'X' }] }, '$.overrides[0].path');
  });
});

describe('the published schema', () => {
  test('has the options and the fields that are read', () => {
    assert.deepEqual(Object.keys(schema.properties), ['$schema', 'name', 'options', 'overrides']);
    const options = Object.keys(schema.properties.options?.properties ?? {});
    assert.deepEqual(options, [...optionNames, 'cleanRecognizableVisualFeatures']);
  });
  test('has overrides that are read, with each action and VR that it names', () => {
    const { action, vr, ...rest } = schema.$defs;
    const samples: Record<string, string> = { tag: 'AffectedSOPInstanceUID', path: '**.SOPInstanceUID', creator: 'X' };
    assert.deepEqual(Object.keys(rest).sort(), Object.keys(samples).sort());
    for (const each of action?.enum ?? []) {
      readProfile({
        overrides: [
          { tag: 'SOPInstanceUID', action: each },
          { path: samples.path, action: each },
        ],
      });
      readProfile({ overrides: [{ creator: samples.creator, action: each }] });
    }
    assert.equal(action?.enum?.length, 6);
    assert.equal(vr?.properties?.vr?.enum?.length, 34);
    for (const each of vr?.properties?.vr?.enum ?? []) readProfile({ overrides: [{ vr: each, action: 'X' }] });
  });
});
