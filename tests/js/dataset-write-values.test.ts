// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values of data sets that are written: text in its character set, and large values that are read from the source again.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Dataset, differences, init, parseBuffer, readDataset } from 'dcmstream';
import { dicom, type DicomBuilder, explicitLittleEndian } from '../support/dicom-builder.js';
import { gather } from '../support/rechunk.js';

before(() => init({ names: true }));

const content = (file: DicomBuilder): DicomBuilder =>
  file.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00100010, 'PN', 'M\xfcller^J\xf6rg');

describe('text', () => {
  const latin = (): Dataset =>
    parseBuffer(content(dicom().preamble().meta({ transferSyntax: explicitLittleEndian })).bytes());
  const bytesOf = async (dataset: Dataset, tag: number): Promise<Uint8Array | undefined> =>
    parseBuffer(await dataset.toBytes()).bytes(tag);

  test('is written in the declared character set', async () => {
    assert.deepEqual(await bytesOf(latin().with('PatientName', 'Ä'), 0x00100010), Uint8Array.of(0xc4, 0x20));
    const japanese = Dataset.empty
      .with('SpecificCharacterSet', ['', 'ISO 2022 IR 87'])
      .with('PatientName', 'Yamada^Tarou=山田^太郎');
    assert.deepEqual(
      Buffer.from((await bytesOf(japanese, 0x00100010))!).toString('latin1'),
      // PS3.5 §H.3.1
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B',
    );
  });
  test('that was there is written anew in a character set that was put in', async () => {
    const back = parseBuffer(await latin().with('SpecificCharacterSet', 'ISO_IR 192').toBytes());
    assert.equal(back.string('PatientName'), 'Müller^Jörg');
    assert.deepEqual(back.bytes('PatientName'), new TextEncoder().encode('Müller^Jörg '.slice(0, 11) + ' '));
    await assert.rejects(latin().with('SpecificCharacterSet', 'ISO_IR 144').toBytes(), {
      code: 'text_not_encodable',
      path: '(0010,0010)',
    });
    await assert.rejects(latin().with('PatientName', '山').toBytes(), {
      code: 'text_not_encodable',
      path: '(0010,0010)',
    });
  });
  test('is UTF-8 on request, and where none is declared and ASCII is not enough', async () => {
    const told = parseBuffer(await latin().toBytes(undefined, { characterSet: 'utf8' }));
    assert.deepEqual([told.string('SpecificCharacterSet'), told.string('PatientName')], ['ISO_IR 192', 'Müller^Jörg']);
    const undeclared = Dataset.empty.with('PatientName', '山田').with('PatientID', '1');
    assert.equal(parseBuffer(await undeclared.toBytes()).string('SpecificCharacterSet'), 'ISO_IR 192');
    assert.equal(parseBuffer(await undeclared.toBytes()).string('PatientName'), '山田');
    const nested = Dataset.empty.withItem('ReferencedImageSequence', undeclared);
    assert.equal(parseBuffer(await nested.toBytes()).string('ReferencedImageSequence[0].PatientName'), '山田');
    assert.equal(
      parseBuffer(await Dataset.empty.with('PatientName', 'Doe').toBytes()).has('SpecificCharacterSet'),
      false,
    );
  });
  test('of items keeps to what they declare themselves', async () => {
    const item = Dataset.empty.with('SpecificCharacterSet', 'ISO_IR 144').with('CodeMeaning', 'Пр');
    const back = parseBuffer(await latin().withItem('PurposeOfReferenceCodeSequence', item).toBytes());
    assert.equal(back.string('PurposeOfReferenceCodeSequence[0].CodeMeaning'), 'Пр');
    assert.deepEqual(back.bytes('PurposeOfReferenceCodeSequence[0].CodeMeaning'), Uint8Array.of(0xbf, 0xe0));
  });
});

describe('values that are not at hand', () => {
  const file = (): Uint8Array =>
    content(dicom().preamble().meta({ transferSyntax: explicitLittleEndian }))
      .element(0x7fe00020, 'OV', new Uint8Array(3_000_000).fill(7))
      .bytes();

  test('come from the source, piece by piece', async () => {
    const whole = file();
    const dataset = (await readDataset(whole)).with('PatientID', '4711');
    const parts = (await gather(dataset.toParts({ source: new Blob([whole as Uint8Array<ArrayBuffer>]) }))).flat();
    const pieces = parts.filter(({ tag, kind }) => tag === 0x7fe00020 && kind === 'value');
    assert.deepEqual(pieces.map(({ size, last }) => [size, last]), [[1048576, false], [1048576, false], [902848, true]]); // prettier-ignore
    const back = parseBuffer(
      await dataset.toBytes(undefined, { source: new Blob([whole as Uint8Array<ArrayBuffer>]) }),
    );
    assert.deepEqual([...differences(back, parseBuffer(whole).with('PatientID', '4711'), { meta: false })], []);
  });
  test('are an error without it, or where it ends too early', async () => {
    const whole = file();
    const dataset = await readDataset(whole);
    await assert.rejects(dataset.toBytes(), { name: 'TypeError', code: 'value_missing' });
    const short = new Blob([whole.subarray(0, whole.length - 10) as Uint8Array<ArrayBuffer>]);
    await assert.rejects(dataset.toBytes(undefined, { source: short }), {
      code: 'truncated',
      position: whole.length - 10,
    });
  });
  test('are not asked for once the reader has enough', async () => {
    const whole = file();
    let asked = 0;
    const source = {
      size: whole.length,
      read: async (position: number, length: number) => (asked++, whole.subarray(position, position + length)),
    };
    const reader = (await readDataset(whole)).toParts({ source }).getReader();
    await reader.read();
    await reader.cancel();
    assert.ok(asked <= 1);
  });
});
