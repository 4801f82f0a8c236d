// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets: elements by tag, keyword and path, values decoded by their VR, items, fragments, notes.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Dataset, init, parseBuffer, undefinedLength } from 'dcmstream';
import * as tags from 'dcmstream/tags';
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
    .element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL')
    .element(0x00080020, 'DA', '20260102')
    .sequence(
      0x00081140,
      (images) =>
        images
          .item((image) => image.element(0x00081150, 'UI', '1.2.3').element(0x00081155, 'UI', '1.2.4'))
          .item((image) =>
            image.sequence(0x0040a170, (purposes) =>
              purposes.item((purpose) =>
                purpose.element(0x00080100, 'SH', '121320').element(0x00080104, 'LO', 'inner'),
              ),
            ),
          ),
      { undefined: true },
    )
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00100020, 'LO', '')
    .element(0x00140202, 'AT', [0x00100010, 0x7fe00010])
    .element(0x00144108, 'SL', [-5, 2 ** 31 - 1])
    .element(0x00181063, 'DS', '33.3 ')
    .element(0x00189073, 'FD', [0.1, -1e300])
    .element(0x00189219, 'SS', -7)
    .element(0x00200013, 'IS', ' 12')
    .element(0x00280010, 'US', 65535)
    .element(0x00720082, 'SV', [-(2n ** 63n), 2n ** 63n - 1n])
    .element(0x00720083, 'UV', 2n ** 64n - 1n)
    .element(0x7fe00010, 'OW', [1, 2, 3]);

const encodings = { implicitLittleEndian, explicitLittleEndian, explicitBigEndian };

function read(transferSyntax: string): Dataset {
  return parseBuffer(content(dicom().preamble().meta({ transferSyntax })).bytes());
}

for (const [name, transferSyntax] of Object.entries(encodings)) {
  describe(`a data set in ${name}`, () => {
    test('gives text', () => {
      const dataset = read(transferSyntax);
      assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
      assert.equal(dataset.string(0x00080008), 'ORIGINAL');
      assert.deepEqual(dataset.strings(0x00080008), ['ORIGINAL', 'PRIMARY', 'AXIAL']);
      assert.equal(dataset.string(0x00181063), '33.3');
      assert.equal(dataset.string(0x00100020), undefined);
      assert.deepEqual(dataset.strings(0x00100020), []);
    });
    test('gives numbers of binary VRs, DS and IS', () => {
      const dataset = read(transferSyntax);
      assert.equal(dataset.number(0x00280010), 65535);
      assert.equal(dataset.number(0x00189219), -7);
      assert.deepEqual(dataset.numbers(0x00144108), [-5, 2147483647]);
      assert.deepEqual(dataset.numbers(0x00189073), [0.1, -1e300]);
      assert.equal(dataset.number(0x00181063), 33.3);
      assert.equal(dataset.number(0x00200013), 12);
      assert.deepEqual(dataset.numbers(0x00140202), [0x00100010, 0x7fe00010]);
      assert.deepEqual(dataset.strings(0x00140202), ['(0010,0010)', '(7FE0,0010)']);
    });
    test('gives 64-bit integers exactly', () => {
      const dataset = read(transferSyntax);
      assert.deepEqual(dataset.bigints(0x00720082), [-(2n ** 63n), 2n ** 63n - 1n]);
      assert.deepEqual(dataset.strings(0x00720083), ['18446744073709551615']);
    });
    test('gives nothing where there is nothing', () => {
      const dataset = read(transferSyntax);
      assert.equal(dataset.get(0x00100030), undefined);
      assert.equal(dataset.has(0x00100030), false);
      assert.equal(dataset.string(0x00100030), undefined);
      assert.equal(dataset.number(0x00100030), undefined);
      assert.equal(dataset.bytes(0x00100030), undefined);
      assert.deepEqual(dataset.numbers(0x00100030), []);
      assert.deepEqual(dataset.items(0x00100030), []);
      assert.equal(dataset.number(0x00100010), undefined, 'a name is no number');
    });
    test('gives items, and what is in them by path', () => {
      const dataset = read(transferSyntax);
      const items = dataset.items(0x00081140);
      assert.equal(items.length, 2);
      assert.equal(items[0]?.string(0x00081155), '1.2.4');
      assert.equal(dataset.string('(0008,1140)[0].(0008,1150)'), '1.2.3');
      assert.equal(dataset.string('(0008,1140)[1].(0040,A170)[0].(0008,0104)'), 'inner');
      assert.equal(items[1]?.string('(0040,A170)[0].(0008,0100)'), '121320');
      assert.equal(dataset.string('(0008,1140)[2].(0008,1150)'), undefined);
      assert.equal(dataset.string('(0008,1140)[0].(0040,A170)[0].(0008,0100)'), undefined);
    });
    test('knows the paths of its elements', () => {
      const inner = read(transferSyntax).get('(0008,1140)[1].(0040,A170)[0].(0008,0104)');
      assert.equal(inner?.path.toString(), '(0008,1140)[1].(0040,A170)[0].(0008,0104)');
      assert.equal(inner?.dataset.string(0x00080100), '121320');
    });
    test('finds by keyword and by constant what it finds by number', () => {
      const dataset = read(transferSyntax);
      assert.equal(dataset.string('PatientName'), 'Phantom^Shepp');
      assert.equal(dataset.string(tags.PatientName), 'Phantom^Shepp');
      assert.equal(dataset.string('ReferencedImageSequence[0].ReferencedSOPInstanceUID'), '1.2.4');
      assert.equal(dataset.string('00100010'), 'Phantom^Shepp');
    });
    test('lists its elements in the order of the file, with the file meta', () => {
      const elements = [...read(transferSyntax).elements()];
      const numbers = elements.map(({ tag }) => tag);
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      assert.equal(numbers[0], 0x00020000);
      assert.equal(numbers.length, 3 + 15);
      assert.equal(elements.filter(({ isSequence }) => isSequence).length, 1);
    });
    test('knows where things stand', () => {
      const file = content(dicom().preamble().meta({ transferSyntax })).bytes();
      const dataset = parseBuffer(file);
      const pixels = dataset.get(0x7fe00010)!;
      assert.equal(pixels.vr, 'OW');
      assert.equal(pixels.length, 6);
      assert.equal(pixels.valuePosition, file.length - 6);
      assert.equal(pixels.valuePosition - pixels.position, transferSyntax === implicitLittleEndian ? 8 : 12);
      assert.equal(pixels.bytes?.buffer, file.buffer, 'parseBuffer borrows');
      assert.equal(pixels.bigEndian, transferSyntax === explicitBigEndian);
      assert.equal(pixels.explicitVR, transferSyntax !== implicitLittleEndian);
      const sequence = dataset.get(0x00081140)!;
      assert.equal(sequence.length, undefinedLength);
      assert.equal(sequence.bytes, undefined);
      assert.equal(dataset.transferSyntax, transferSyntax);
      assert.equal(dataset.items(0x00081140)[0]?.transferSyntax, transferSyntax);
    });
  });
}

describe('a data set', () => {
  const file = (): DicomBuilder => dicom().preamble().meta();

  test('takes the first of two elements of one tag', () => {
    const dataset = parseBuffer(file().element(0x00100020, 'LO', 'first').element(0x00100020, 'LO', 'second').bytes());
    assert.equal(dataset.string(0x00100020), 'first');
  });
  test('finds elements that stand out of order', () => {
    const built = file()
      .element(0x00100020, 'LO', 'id')
      .element(0x00100010, 'PN', 'A^B')
      .element(0x00080060, 'CS', 'CT');
    const dataset = parseBuffer(built.bytes());
    assert.deepEqual(
      [dataset.string(0x00080060), dataset.string(0x00100010), dataset.string(0x00100020)],
      ['CT', 'A^B', 'id'],
    );
  });
  test('reads text by the character set of the item, or of what is around it', () => {
    const latin = Uint8Array.of(0xc4, 0x70); // Äp
    const utf8 = new TextEncoder().encode('Äp ');
    const built = file()
      .element(0x00080005, 'CS', 'ISO_IR 100')
      .sequence(0x00081140, (items) =>
        items
          .item((item) => item.element(0x00080104, 'LO', latin))
          .item((item) => item.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00080104, 'LO', utf8)),
      )
      .element(0x00100010, 'PN', latin);
    const dataset = parseBuffer(built.bytes());
    assert.equal(dataset.string(0x00100010), 'Äp');
    assert.equal(dataset.string('(0008,1140)[0].(0008,0104)'), 'Äp');
    assert.equal(dataset.string('(0008,1140)[1].(0008,0104)'), 'Äp');
  });
  test('takes person names apart', () => {
    const dataset = parseBuffer(file().element(0x00100010, 'PN', 'Adams^John Robert^Quincy^Rev.^B.A.').bytes());
    const [name] = dataset.get(0x00100010)!.personNames;
    assert.equal(name?.alphabetic?.familyName, 'Adams');
  });
  test('tells where fragments are', () => {
    const encapsulated = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [new Uint8Array(4), new Uint8Array(10)])
      .bytes();
    const pixels = parseBuffer(encapsulated).get(0x7fe00010)!;
    const start = pixels.valuePosition;
    assert.ok(pixels.isFragments && !pixels.isSequence);
    assert.deepEqual(pixels.fragments, [
      { position: start + 8, length: 0 },
      { position: start + 16, length: 4 },
      { position: start + 28, length: 10 },
    ]);
    assert.deepEqual(pixels.items, []);
  });
  test('has the fragments of each of its encapsulated elements apart', () => {
    const icon = (file: DicomBuilder): DicomBuilder => file.fragments(0x7fe00010, 'OB', [new Uint8Array(2)]);
    const encapsulated = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .sequence(0x00880200, (icons) => icons.item(icon), { undefined: true })
      .fragments(0x7fe00010, 'OB', [new Uint8Array(4), new Uint8Array(6)])
      .bytes();
    const dataset = parseBuffer(encapsulated);
    assert.deepEqual(
      dataset.get(0x7fe00010)?.fragments.map(({ length }) => length),
      [0, 4, 6],
    );
    assert.deepEqual(
      dataset.get('(0088,0200)[0].(7FE0,0010)')?.fragments.map(({ length }) => length),
      [0, 2],
    );
  });
  test('opens UN of undefined length as items', () => {
    const built = file().sequence(
      0x00091001,
      (items) => items.item((item) => item.element(0x00080104, 'LO', 'inner')),
      {
        undefined: true,
        vr: 'UN',
      },
    );
    assert.equal(parseBuffer(built.bytes()).string('(0009,1001)[0].(0008,0104)'), 'inner');
  });
  test('holds the notes of the whole file, with their paths', () => {
    const built = dicom()
      .meta()
      .sequence(0x00081140, (items) => items.item((item) => item.element(0x00080104, 'LO', 'odd', { pad: false })))
      .element(0x00100010, 'PN', 'A', { pad: false });
    const { notes } = parseBuffer(built.bytes());
    assert.deepEqual(
      notes.map(({ code, path }) => [code, path]),
      [
        ['preamble_missing', ''],
        ['length_odd', '(0008,1140)'], // of the sequence …
        ['length_odd', '(0008,1140)'], // … and of its item
        ['length_odd', '(0008,1140)[0].(0008,0104)'],
        ['length_odd', '(0010,0010)'],
      ],
    );
    assert.deepEqual(
      notes.map(({ position }) => position),
      [...notes.map(({ position }) => position)].sort((a, b) => a - b),
    );
  });
  test('is empty where only the preamble is there', () => {
    const dataset = parseBuffer(dicom().preamble().bytes());
    assert.deepEqual([...dataset.elements()], []);
    assert.equal(dataset.transferSyntax, '');
  });
  test('reads items by the thousand in order', () => {
    const built = file().sequence(0x52009230, (frames) => {
      for (let i = 0; i < 2000; i++)
        frames.item((frame) => frame.element(0x00209057, 'UL', i), { undefined: i % 2 === 0 });
      return frames;
    });
    const items = parseBuffer(built.bytes()).items(0x52009230);
    assert.deepEqual(
      items.map((item) => item.number(0x00209057)),
      Array.from({ length: 2000 }, (_, i) => i),
    );
  });
});
