// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values of content items that stay: only what the value type has there passes, and only where it is valid.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dataset, init, parseBuffer } from 'dcmstream';
import { dicom, type DicomBuilder } from '../support/dicom-builder.js';
import { runDeid } from '../support/deid-run.js';

await init();

const profile = {
  options: {
    cleanStructuredContent: true,
    cleanDescriptors: true,
    retainUids: true,
    retainLongitudinalFullDates: true,
  },
};
const planted = 'Planted00001';

const code = (item: DicomBuilder): DicomBuilder =>
  item.element(0x00080100, 'SH', '121071').element(0x00080102, 'SH', 'DCM').element(0x00080104, 'LO', 'Finding');

/** A container with one item, whose value is what `value` adds. */
function report(valueType: string, value: (item: DicomBuilder) => DicomBuilder): DicomBuilder {
  const item = (to: DicomBuilder): DicomBuilder =>
    value(to.element(0x0040a040, 'CS', valueType).sequence(0x0040a043, (names) => names.item(code)));
  return dicom()
    .preamble()
    .meta({})
    .element(0x00100010, 'PN', 'Doe')
    .element(0x0040a040, 'CS', 'CONTAINER')
    .sequence(0x0040a730, (sequence) => sequence.item(item));
}

async function released(file: DicomBuilder): Promise<{ item: Dataset; out: Uint8Array }> {
  const { bytes } = await runDeid(file.bytes(), profile);
  return { item: parseBuffer(bytes).items(0x0040a730)[0] as Dataset, out: bytes };
}

test('what has another VR than the value type has there does not pass, nor does what is invalid', async () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['NUM', 0x0040a30a, 'DS'],
    ['NUM', 0x0040a30a, 'LO'],
    ['NUM', 0x0040a30a, 'OB'],
    ['NUM', 0x0040a300, 'LT'],
    ['NUM', 0x0040a300, 'UN'],
    ['CODE', 0x0040a168, 'UT'],
    ['CODE', 0x0040a168, 'OB'],
    ['UIDREF', 0x0040a124, 'UI'],
    ['UIDREF', 0x0040a124, 'LO'],
    ['DATE', 0x0040a121, 'DA'],
    ['DATE', 0x0040a121, 'LO'],
    ['DATETIME', 0x0040a120, 'OB'],
    // Without a value type the attribute tells it.
    ['', 0x0040a30a, 'DS'],
  ];
  for (const [valueType, tag, vr] of cases) {
    const { out } = await released(report(valueType, (item) => item.element(tag, vr, planted)));
    assert.equal(Buffer.from(out).includes('Planted'), false, `${valueType} ${vr}`);
  }
});

test('what is as it should be stays', async () => {
  const number = await released(report('NUM', (item) => item.element(0x0040a30a, 'DS', '1.5')));
  assert.equal(number.item.string(0x0040a30a), '1.5');
  const uid = await released(report('UIDREF', (item) => item.element(0x0040a124, 'UI', '1.2.3')));
  assert.equal(uid.item.string(0x0040a124), '1.2.3');
  const day = await released(report('DATE', (item) => item.element(0x0040a121, 'DA', '20240229')));
  assert.equal(day.item.string(0x0040a121), '20240229');
  const coded = await released(report('CODE', (item) => item.sequence(0x0040a168, (codes) => codes.item(code))));
  assert.equal(coded.item.items(0x0040a168)[0]?.string(0x00080100), '121071');
});
