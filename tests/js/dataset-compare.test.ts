// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets compared and validated: what counts as a difference, what as a fault, and that neither tells a value.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  Dataset,
  differences,
  type DifferenceOptions,
  init,
  parseBuffer,
  readDataset,
  sameDataset,
  validateDataset,
} from 'dcmstream';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';

before(() => init({ names: true }));

const content = (file: DicomBuilder): DicomBuilder =>
  file
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .sequence(0x00081140, (s) => s.item((i) => i.element(0x00081155, 'UI', '1.2.4')))
    .element(0x00091010, 'LO', 'private')
    .element(0x00100010, 'PN', 'M\xfcller^J\xf6rg')
    .element(0x00101030, 'DS', '70.50')
    .element(0x00140202, 'AT', [0x00100010])
    .element(0x00189073, 'FD', [0.1, -1e300])
    .element(0x00280010, 'US', 258)
    .element(0x00720082, 'SV', [-5n])
    .element(0x7fe00010, 'OW', [1, 2, 3]);

const read = (transferSyntax = explicitLittleEndian): Dataset =>
  parseBuffer(content(dicom().preamble().meta({ transferSyntax })).bytes());

const listed = (a: Dataset, b: Dataset, options?: DifferenceOptions): string[] =>
  [...differences(a, b, options)].map(({ kind, path }) => `${kind} ${path.toString()}`);

describe('two data sets are the same', () => {
  test('in every transfer syntax, but for what declares it', () => {
    for (const other of [implicitLittleEndian, explicitBigEndian]) {
      assert.deepEqual(listed(read(), read(other), { meta: false }), [], other);
      assert.deepEqual(listed(read(), read(other)), ['value (0002,0010)'], other);
    }
    assert.deepEqual(listed(read(), read(implicitLittleEndian), { meta: false, exactVr: true }), ['vr (0009,1010)']);
  });
  test('whatever the character set, padding and way to write a number', () => {
    const other = read()
      .with('SpecificCharacterSet', 'ISO_IR 192')
      .with('PatientName', 'Müller^Jörg^^')
      .with('PatientWeight', '705E-1');
    assert.deepEqual(listed(read(), other), ['value (0008,0005)']);
    const [a, b] = ['x', 'x '].map((text) => Dataset.empty.with('PatientID', text)) as [Dataset, Dataset];
    assert.ok(sameDataset(a, b));
    const [even, odd] = [
      [1, 2, 3, 0],
      [1, 2, 3],
    ].map((bytes) =>
      parseBuffer(
        dicom('implicit')
          .element(0x00080060, 'CS', 'CT')
          .element(0x00420011, 'OB', Uint8Array.from(bytes), { pad: false })
          .bytes(),
      ),
    ) as [Dataset, Dataset];
    assert.ok(sameDataset(even, odd));
  });
  test('where one has no value and the other a name of delimiters alone', () => {
    const named = (name: string): Dataset => Dataset.empty.with('PatientName', name);
    for (const name of ['', '^^^^', '==', '^^=^']) assert.ok(sameDataset(named(name), named('')), name);
    assert.ok(!sameDataset(named('^A'), named('')));
  });
  test('whatever their group lengths', () => {
    const file = dicom('implicit').element(0x00080000, 'UL', 12).element(0x00080060, 'CS', 'CT').bytes();
    assert.ok(sameDataset(parseBuffer(file), Dataset.empty.with('Modality', 'CT')));
  });
});

describe('two data sets differ', () => {
  test('in an element, a value, a VR, a number of items, each with its path', () => {
    const other = read()
      .without('PatientName')
      .with('PatientID', '1')
      .with('Rows', 259)
      .with('PatientWeight', '70.5', { vr: 'LO' })
      .with('ReferencedImageSequence[0].ReferencedSOPInstanceUID', '1.2.5');
    assert.deepEqual(listed(read(), other), [
      'value (0008,1140)[0].(0008,1155)',
      'missing (0010,0010)',
      'added (0010,0020)',
      'vr (0010,1030)',
      'value (0028,0010)',
    ]);
    assert.deepEqual(listed(read(), read().withItem('ReferencedImageSequence', Dataset.empty)), ['items (0008,1140)']);
    assert.equal(sameDataset(read(), other), false);
  });
  test('in any number of any binary VR', () => {
    for (const [key, value] of Object.entries({
      '(0014,0202)': 0x00100020,
      '(0018,9073)': [0.1, 1],
      '(0072,0082)': 5n,
      PixelData: [1, 2, 4],
    })) {
      for (const other of [explicitLittleEndian, explicitBigEndian]) {
        const changed = read(other).with(key, value);
        assert.deepEqual(listed(read(), changed, { meta: false }).length, 1, key);
      }
    }
  });
  test('in what is at hand; else in lengths', async () => {
    const file = (last: number): Uint8Array =>
      dicom().preamble().meta({ transferSyntax: explicitLittleEndian }).element(0x7fe00010, 'OW', [1, 2, last]).bytes();
    assert.equal(sameDataset(parseBuffer(file(3)), parseBuffer(file(4))), false);
    const [known, unknown] = [parseBuffer(file(3)), await readDataset(file(4), { maxValue: 2 })];
    assert.equal(sameDataset(known, unknown, { meta: false }), true);
    const longer = parseBuffer(file(3)).with('PixelData', [1, 2, 3, 4]);
    assert.equal(sameDataset(longer, unknown, { meta: false }), false);
  });
  test('in fragments: their number, and the bytes of each', () => {
    const file = (...frames: number[][]): Dataset =>
      parseBuffer(
        dicom()
          .preamble()
          .meta({ transferSyntax: rleLossless })
          .fragments(
            0x7fe00010,
            'OB',
            frames.map((f) => Uint8Array.from(f)),
          )
          .bytes(),
      );
    assert.ok(sameDataset(file([1, 2], [3, 4]), file([1, 2], [3, 4])));
    assert.deepEqual(listed(file([1, 2], [3, 4]), file([1, 2])), ['items (7FE0,0010)']);
    assert.deepEqual(listed(file([1, 2], [3, 4]), file([1, 2], [3, 5])), ['value (7FE0,0010)']);
  });
});

describe('validation', () => {
  const codes = (dataset: Dataset): string[] =>
    validateDataset(dataset).map(({ code, path }) => `${code} ${path.toString()}`);

  test('finds nothing in what is right', () => {
    const right = read().without('(0009,1010)', '(0018,9073)').with('PatientWeight', '70.5');
    assert.deepEqual(codes(right), []);
  });
  test('finds what VRs and the dictionary do not allow, at every depth', () => {
    const wrong = Dataset.empty
      .with('PatientID', 'x'.repeat(65))
      .with('StudyDate', '2026-01-02')
      .with('Rows', [1, 2])
      .with('PatientSex', 'M', { vr: 'LO' })
      .with('ReferencedImageSequence[0].ReferencedSOPInstanceUID', '1.02', { create: true });
    // PS3.5 Table 6.2-1: LO 64 characters, DA of eight digits, UI without leading zeros; PS3.6: Rows VM 1, Patient's Sex CS.
    assert.deepEqual(codes(wrong), [
      'value_too_long (0008,0020)',
      'form_invalid (0008,0020)',
      'form_invalid (0008,1140)[0].(0008,1155)',
      'value_too_long (0010,0020)',
      'vr_unexpected (0010,0040)',
      'multiplicity_invalid (0028,0010)',
    ]);
  });
  test('looks at the bytes of what was read', () => {
    const file = dicom().preamble().meta({ transferSyntax: explicitLittleEndian });
    const odd = file
      .element(0x00100020, 'LO', 'abc\0')
      .element(0x00280010, 'US', Uint8Array.of(1, 2, 3, 4, 5, 6))
      .bytes();
    assert.deepEqual(codes(parseBuffer(odd)), ['padding_invalid (0010,0020)', 'multiplicity_invalid (0028,0010)']);
  });
  test('looks at new text by the character set that it will be in', () => {
    assert.deepEqual(codes(read().without('(0009,1010)', '(0018,9073)').with('PatientName', '山田')), [
      'character_not_in_set (0010,0010)',
    ]);
    const declared = Dataset.empty.with('SpecificCharacterSet', 'ISO_IR 192').with('PatientName', '山田');
    assert.deepEqual(codes(declared), []);
  });
  test('tells no value', () => {
    const found = JSON.stringify(validateDataset(Dataset.empty.with('StudyDate', 'SECRET')));
    assert.ok(found.includes('form_invalid') || found.includes('character_invalid'));
    assert.equal(found.includes('SECRET'), false);
  });
});
