// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets that are edited: what `with`, `without` and `withItem` give, and that the data set they are asked of stays as it was.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CharacterSet, Dataset, init, parseBuffer } from 'dcmstream';
import { dicom, type DicomBuilder, explicitBigEndian, explicitLittleEndian } from '../support/dicom-builder.js';

before(() => init({ names: true, privateNames: true }));

const content = (file: DicomBuilder): DicomBuilder =>
  file
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080020, 'DA', '20260102')
    .sequence(0x00081140, (images) =>
      images
        .item((image) => image.element(0x00081155, 'UI', '1.2.4'))
        .item((image) =>
          image.sequence(0x0040a170, (purposes) => purposes.item((one) => one.element(0x00080100, 'SH', '121320'))),
        ),
    )
    .element(0x00090010, 'LO', 'OTHER')
    .element(0x00091010, 'LO', 'theirs')
    .element(0x00100010, 'PN', 'M\xfcller^J\xf6rg')
    .element(0x00280010, 'US', 512);

const read = (transferSyntax = explicitLittleEndian): Dataset =>
  parseBuffer(content(dicom().preamble().meta({ transferSyntax })).bytes());

const tagsOf = (dataset: Dataset): number[] =>
  [...dataset.elements()].map(({ tag }) => tag).filter((t) => t >= 0x30000);

const isMisuse = (call: () => unknown): void =>
  void assert.throws(call, { name: 'TypeError', code: 'argument_invalid' });

describe('an element that is put in', () => {
  test('reads as what it was given, in every VR', () => {
    const given = {
      AE: ['SCU', 'SCP'], AS: ['034Y'], CS: ['A', 'B'], DA: ['20260102'], DS: ['1.50', '-2e3'], DT: ['2026'],
      IS: ['12'], LO: ['Größe', 'ß'], LT: ['a\\b'], PN: ['Yamada^Tarou=山田^太郎=やまだ^たろう'], SH: ['x'],
      ST: ['x\\y'], TM: ['1200'], UC: ['é'], UI: ['1.2.3', '1.2'], UR: ['http://example.org'], UT: ['текст'],
    } as const; // prettier-ignore
    for (const [vr, values] of Object.entries(given)) {
      const dataset = Dataset.empty.with(0x00094711, values, { vr });
      assert.deepEqual(dataset.strings(0x00094711), values, vr);
      assert.equal(dataset.get(0x00094711)?.vr, vr);
    }
    const numbers = {
      FD: [0.1, -Infinity], FL: [0.5], OB: [1, 255], OD: [1e-300], OF: [2], OL: [4294967295], OW: [65535], SL: [-5],
      SS: [-32768, 1], UL: [4294967295], US: [1, 2, 3], AT: [0x00100010, 0x7fe00010], DS: [0.25, 1e20], IS: [-7],
    } as const; // prettier-ignore
    for (const [vr, values] of Object.entries(numbers)) {
      assert.deepEqual(Dataset.empty.with(0x00094711, values, { vr }).numbers(0x00094711), values, vr);
    }
  });
  test('holds 64-bit integers in full', () => {
    const values = [2n ** 63n - 1n, -(2n ** 63n)];
    assert.deepEqual(Dataset.empty.with(0x00720082, values).bigints(0x00720082), values);
    assert.equal(Dataset.empty.with('SelectorUVValue', 2n ** 64n - 1n).bigint('SelectorUVValue'), 2n ** 64n - 1n);
    assert.deepEqual(Dataset.empty.with(0x00720081, [2n ** 64n - 1n], { vr: 'OV' }).bigints(0x00720081), [
      2n ** 64n - 1n,
    ]);
  });
  test('is empty where no value is given', () => {
    for (const value of ['', [], [''], new Uint8Array()]) {
      const dataset = read().with('PatientName', value);
      assert.equal(dataset.get('PatientName')?.length, 0);
      assert.equal(dataset.string('PatientName'), undefined);
      assert.deepEqual(dataset.strings('PatientName'), []);
    }
    assert.deepEqual(Dataset.empty.with('Rows', []).numbers('Rows'), []);
    assert.equal(Dataset.empty.with('ReferencedImageSequence', []).get('ReferencedImageSequence')?.isSequence, true);
  });
  test('says what it is', () => {
    const element = read(explicitBigEndian).with('PatientID', '4711').get('PatientID')!;
    assert.equal(element.isChanged, true);
    assert.equal(element.path.toString(), '(0010,0020)');
    assert.equal(element.length, 4);
    assert.equal(element.bigEndian, false);
    assert.deepEqual([element.isSequence, element.isFragments, element.fragments], [false, false, []]);
    assert.equal(read().get('PatientName')!.isChanged, false);
  });
  test('stands where its tag belongs', () => {
    const dataset = read().with(0x00080016, '1.2').with('PatientID', '1').with(0x7fe00010, [1, 2], { vr: 'OW' });
    assert.deepEqual(
      tagsOf(dataset),
      [0x00080005, 0x00080016, 0x00080020, 0x00081140, 0x00090010, 0x00091010, 0x00100010, 0x00100020, 0x00280010, 0x7fe00010],
    ); // prettier-ignore
  });
  test('keeps the VR that is there, and takes one that is stated', () => {
    assert.equal(read().with(0x00091010, 'x').get(0x00091010)?.vr, 'LO');
    assert.equal(read().with(0x00091010, 'x', { vr: 'SH' }).get(0x00091010)?.vr, 'SH');
    isMisuse(() => read().with(0x00091011, 'x'));
    isMisuse(() => read().with(0x00091011, 'x', { vr: 'XX' }));
    isMisuse(() => Dataset.empty.with('SmallestImagePixelValue', 1)); // US or SS
    isMisuse(() => Dataset.empty.with(0xfffee000, 'x', { vr: 'LO' }));
  });
  test('is checked at once', () => {
    isMisuse(() => Dataset.empty.with('Rows', {} as never));
    isMisuse(() => Dataset.empty.with('Rows', undefined as never));
    isMisuse(() => Dataset.empty.with('Rows', null as never));
    isMisuse(() => Dataset.empty.with('Rows', Dataset.empty));
    isMisuse(() => Dataset.empty.with('ReferencedImageSequence', 'text'));
    isMisuse(() => Dataset.empty.with('ReferencedImageSequence', ['text', Dataset.empty] as never));
    for (const value of [1.5, 65536, -1, 'many']) {
      assert.throws(() => Dataset.empty.with('Rows', value), { name: 'DicomError', code: 'value_invalid' });
    }
    assert.throws(() => Dataset.empty.with('PatientID', ['a\\b']), { code: 'value_invalid' });
    assert.throws(() => Dataset.empty.with('StudyDate', '２０２６'), { code: 'text_not_encodable' });
    assert.throws(() => Dataset.empty.with('PatientName', '\ud800'), { code: 'text_not_encodable' });
    assert.throws(() => Dataset.empty.with(0x00091010, 'x', { vr: 'UN' }), { code: 'value_invalid' });
  });
});

test('the data set that is edited stays as it was', () => {
  const dataset = read();
  const before = [...dataset.elements()].map(({ tag, strings }) => `${tag} ${strings.join()}`);
  const other = dataset.with('PatientName', 'Doe').without('StudyDate', 'ReferencedImageSequence[0]').with('Rows', 1);
  assert.deepEqual(
    [...dataset.elements()].map(({ tag, strings }) => `${tag} ${strings.join()}`),
    before,
  );
  assert.equal(dataset.items('ReferencedImageSequence').length, 2);
  assert.equal(other.items('ReferencedImageSequence').length, 1);
  assert.equal(other.without(0x00191010), other);
});

test('what is taken out is gone', () => {
  const dataset = read().without(
    'PatientName',
    0x00280010,
    '(0008,1140)[1].(0040,A170)[0].(0008,0100)',
    '(0008,1140)[9]',
  );
  assert.equal(dataset.has('PatientName'), false);
  assert.equal(dataset.has('Rows'), false);
  assert.equal(dataset.has('ReferencedImageSequence[1].PurposeOfReferenceCodeSequence[0].CodeValue'), false);
  assert.equal(dataset.items('ReferencedImageSequence[1].PurposeOfReferenceCodeSequence').length, 1);
  assert.deepEqual(tagsOf(dataset), [0x00080005, 0x00080020, 0x00081140, 0x00090010, 0x00091010]);
  assert.equal(dataset.with('Rows', 3).number('Rows'), 3);
});

describe('items', () => {
  const key = 'ReferencedImageSequence';
  let item = Dataset.empty;
  before(() => void (item = Dataset.empty.with(0x00081155, '1.2.9')));
  const uids = (dataset: Dataset): (string | undefined)[] => dataset.items(key).map((one) => one.string(0x00081155));

  test('are put in, replaced, appended and taken out', () => {
    assert.deepEqual(uids(read().with(`${key}[0]`, item)), ['1.2.9', undefined]);
    assert.deepEqual(uids(read().with(`${key}[2]`, item)), ['1.2.4', undefined, '1.2.9']);
    assert.deepEqual(uids(read().withItem(key, item)), ['1.2.4', undefined, '1.2.9']);
    assert.deepEqual(uids(read().withItem(key, item, 0)), ['1.2.9', '1.2.4', undefined]);
    assert.deepEqual(uids(read().without(`${key}[0]`)), [undefined]);
    assert.deepEqual(uids(read().with(key, [item, item])), ['1.2.9', '1.2.9']);
    assert.deepEqual(uids(Dataset.empty.withItem(key, item)), ['1.2.9']);
  });
  test('are counted anew, with their paths', () => {
    const items = read().withItem(key, item, 0).items(key);
    assert.deepEqual(
      items.map((one) => one.item?.index),
      [0, 1, 2],
    );
    assert.equal(items[2]!.get('PurposeOfReferenceCodeSequence')!.path.toString(), '(0008,1140)[2].(0040,A170)');
  });
  test('are reached by paths, however deep', () => {
    const path = `${key}[1].PurposeOfReferenceCodeSequence[0].CodeValue`;
    const dataset = read().with(path, 'new');
    assert.equal(dataset.string(path), 'new');
    assert.equal(dataset.items(key)[1]!.items('PurposeOfReferenceCodeSequence')[0]!.string('CodeValue'), 'new');
    assert.equal(dataset.get(path)!.path.toString(), '(0008,1140)[1].(0040,A170)[0].(0008,0100)');
    assert.equal(dataset.string(`${key}[0].ReferencedSOPInstanceUID`), '1.2.4');
  });
  test('on the way are made only where that is asked for', () => {
    const path = 'ReferencedSeriesSequence[0].ReferencedInstanceSequence[0].ReferencedSOPInstanceUID';
    isMisuse(() => read().with(path, '1.2'));
    isMisuse(() => read().with(`${key}[2].ReferencedSOPInstanceUID`, '1.2'));
    assert.equal(read().with(path, '1.2', { create: true }).string(path), '1.2');
    assert.equal(read().without(path).has('ReferencedSeriesSequence'), false);
  });
  test('have no gaps between them', () => {
    isMisuse(() => read().with(`${key}[3]`, item));
    isMisuse(() => read().with(`${key}[999999999]`, item, { create: true }));
    isMisuse(() => read().with(`${key}[999999999].CodeValue`, 'x', { create: true }));
    isMisuse(() => read().withItem(key, item, 3));
    isMisuse(() => read().withItem(key, item, -1));
    isMisuse(() => read().withItem(key, item, NaN));
    isMisuse(() => read().with(`${key}[0]`, 'text'));
    isMisuse(() => read().with('PatientName[0]', item));
    isMisuse(() => read().with(`${key}[0]`, read()));
  });
});

describe('private attributes', () => {
  const key = { creator: 'ACME 1.0', group: 0x0009, element: 0x10 };

  test('are named by their creator, whatever the block', () => {
    assert.equal(read().string({ ...key, creator: 'OTHER' }), 'theirs');
    assert.equal(read().string({ ...key, creator: ' OTHER ' }), 'theirs');
    assert.equal(read().get(key), undefined);
    assert.equal(read().has({ ...key, creator: 'OTHER', element: 0x11 }), false);
    assert.equal(
      read()
        .without({ ...key, creator: 'OTHER' })
        .has(0x00091010),
      false,
    );
  });
  test('get a block of their own', () => {
    const dataset = read().with(key, 'ours', { vr: 'LO' });
    assert.equal(dataset.string(0x00090011), 'ACME 1.0');
    assert.equal(dataset.string(0x00091110), 'ours');
    assert.equal(dataset.string(key), 'ours');
    assert.equal(dataset.string(0x00091010), 'theirs');
    assert.equal(dataset.with(key, 'anew').string(0x00091110), 'anew');
  });
  test('do not move into a block whose creator is missing', () => {
    const dataset = read().without(0x00090010).with(key, 'ours', { vr: 'LO' });
    assert.equal(dataset.string(0x00090011), 'ACME 1.0');
  });
  test('have the VR that is known of their creator', () => {
    // PS3.15 Table E.3.10-1: (7053,xx00) of "Philips PET Private Group" is DS.
    const suv = { creator: 'Philips PET Private Group', group: 0x7053, element: 0x00 };
    assert.equal(Dataset.empty.with(suv, '1.5').get(suv)?.vr, 'DS');
  });
  test('need a creator and an odd group', () => {
    isMisuse(() => read().with({ ...key, group: 0x0008 }, 'x', { vr: 'LO' }));
    isMisuse(() => read().with({ ...key, creator: '' }, 'x', { vr: 'LO' }));
    isMisuse(() => read().with({ ...key, element: 0x1010 }, 'x', { vr: 'LO' }));
    let full = Dataset.empty;
    for (let block = 0x10; block <= 0xff; block++) full = full.with(0x00090000 + block, `C${block}`);
    isMisuse(() => full.with(key, 'x', { vr: 'LO' }));
  });
});

test('a character set that is put in says how text is written, not what other elements hold', () => {
  const dataset = read().with('SpecificCharacterSet', 'ISO_IR 144').with('PatientComments', 'Привет');
  assert.equal(dataset.string('PatientName'), 'Müller^Jörg');
  assert.equal(dataset.string('PatientComments'), 'Привет');
  assert.equal(dataset.characterSet, CharacterSet.of(['ISO_IR 144']));
  assert.equal(dataset.items('ReferencedImageSequence')[0]!.characterSet, CharacterSet.of(['ISO_IR 144']));
});

test('an item of another data set brings its text along', () => {
  const russian = parseBuffer(
    dicom()
      .preamble()
      .meta({ transferSyntax: explicitLittleEndian })
      .element(0x00080005, 'CS', 'ISO_IR 144')
      .sequence(0x0040a170, (s) => s.item((i) => i.element(0x00080104, 'LO', Uint8Array.of(0xbf, 0xe0))))
      .bytes(),
  );
  const [item] = russian.items(0x0040a170);
  assert.equal(read().withItem(0x0040a170, item!).string('PurposeOfReferenceCodeSequence[0].CodeMeaning'), 'Пр');
});

test('names are given in their components', () => {
  const dataset = Dataset.empty.with('OtherPatientNames', ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'Doe']);
  assert.equal(dataset.personName('OtherPatientNames')?.ideographic.familyName, '山田');
  assert.deepEqual(
    dataset.personNames('OtherPatientNames').map((name) => name.alphabetic.familyName),
    ['Yamada', 'Doe'],
  );
});

test('many edits of one data set take their time each, not more the more there are', () => {
  let dataset = read();
  for (let i = 0; i < 100_000; i++) dataset = dataset.with(0x00200000 + i, String(i), { vr: 'LO' });
  assert.equal(dataset.string(0x00200000 + 7000), '7000');
  assert.equal(dataset.string('PatientName'), 'Müller^Jörg');
});

test('paths are as deep as files may be, and no deeper', () => {
  const deep = (steps: number): string => '(0040,A730)[0].'.repeat(steps) + '(0008,0100)';
  assert.equal(read().get(deep(256)), undefined);
  assert.equal(Dataset.empty.with(deep(256), 'x', { create: true }).string(deep(256)), 'x');
  isMisuse(() => read().get(deep(257)));
  isMisuse(() => read().with(deep(100_000), 'x', { create: true }));
});
