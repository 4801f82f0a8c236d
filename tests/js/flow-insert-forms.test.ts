// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `insert` into what is no plain data set: encapsulated, deflated, empty, of UN, the file meta. Beside each result the file built by hand.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDeflateRaw, inflateRawSync } from 'node:zlib';
import { edit, init, insert, type NewItem, type Rule, toDefinedLengths } from 'dcmstream';
import {
  deflatedExplicitLittleEndian,
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const syntaxes = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian];
const images = 0x00081140;
const instance = 0x00081155;
const open = { undefined: true };

type Build = (file: DicomBuilder) => DicomBuilder;
const as = (syntax: string, build: Build): Uint8Array =>
  build(dicom().preamble().meta({ transferSyntax: syntax })).bytes();

describe('insert', () => {
  test('directly in front of encapsulated pixel data, and in place of them', async () => {
    const build =
      (more: Build): Build =>
      (it) =>
        more(it.element(0x00280010, 'US', 2));
    const pixels: Build = (it) => it.fragments(0x7fe00010, 'OB', [new Uint8Array(4), new Uint8Array(6)]);
    const file = as(rleLossless, build(pixels));
    assert.deepEqual(
      await runFlows(file, [insert(0x00282110, '01')]),
      as(
        rleLossless,
        build((it) => pixels(it.element(0x00282110, 'CS', '01'))),
      ),
    );
    assert.deepEqual(
      await runFlows(file, [insert(0x7fe00010, new Uint8Array([1, 2]), { vr: 'OB' })]),
      as(
        rleLossless,
        build((it) => it.element(0x7fe00010, 'OB', new Uint8Array([1, 2]))),
      ),
    );
  });

  test('into the file meta, whose length is right; not where there is none', async () => {
    const file = (more: Build = (it) => it): Uint8Array =>
      dicom().preamble().meta({ more }).element(0x00080060, 'CS', 'CT').bytes();
    for (const size of [1, 700]) {
      const result = await runFlows(file(), [insert(0x00020013, 'VERSION')], size);
      assert.deepEqual(
        result,
        file((it) => it.element(0x00020013, 'SH', 'VERSION')),
      );
    }
    const only = dicom().preamble().meta().bytes();
    assert.deepEqual(
      await runFlows(only, [insert(0x00020013, 'V1')]),
      dicom()
        .preamble()
        .meta({ more: (it) => it.element(0x00020013, 'SH', 'V1') })
        .bytes(),
    );
    const bare = dicom().element(0x00080060, 'CS', 'CT').bytes();
    assert.deepEqual(await runFlows(bare, [insert(0x00020013, 'V1')]), bare);
  });

  test('into an empty data set, in the form that the file meta says', async () => {
    for (const syntax of syntaxes) {
      const file = as(syntax, (it) => it);
      assert.deepEqual(
        await runFlows(file, [insert(0x00280010, 2)]),
        as(syntax, (it) => it.element(0x00280010, 'US', 2)),
      );
    }
  });

  test('into a deflated data set', async () => {
    const meta = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian }).bytes();
    const deflated = await new Promise<Uint8Array>((resolve) => {
      const pieces: Buffer[] = [];
      const stream = createDeflateRaw();
      stream.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
      stream.end(dicom().element(0x00100010, 'PN', 'A').bytes());
    });
    const result = await runFlows(new Uint8Array([...meta, ...deflated]), [insert(0x00100020, 'ID')]);
    const expected = dicom().element(0x00100010, 'PN', 'A').element(0x00100020, 'LO', 'ID').bytes();
    assert.deepEqual(new Uint8Array(inflateRawSync(result.subarray(meta.length))), expected);
  });

  test('into an item of a UN sequence, which is implicit little endian whatever the file', async () => {
    for (const syntax of [explicitLittleEndian, explicitBigEndian]) {
      const build =
        (value: number | undefined, form = {}): Build =>
        (it) =>
          it.sequence(
            0x00091001,
            (items) => items.item((item) => (value === undefined ? item : item.element(0x00280010, 'US', value)), form),
            { vr: 'UN', undefined: true },
          );
      const flow = insert('(0009,1001)[0].(0028,0010)', 513);
      assert.deepEqual(await runFlows(as(syntax, build(undefined)), [flow]), as(syntax, build(513, open)));
    }
  });

  test('lengths can be defined behind it', async () => {
    const flows = [insert('(0008,1140)[0].(0008,1155)', '1.2', { create: true }), toDefinedLengths()];
    const from = as(explicitLittleEndian, (it) => it.element(0x00080060, 'CS', 'CT'));
    const to = as(explicitLittleEndian, (it) =>
      it
        .element(0x00080060, 'CS', 'CT')
        .sequence(images, (items) => items.item((item) => item.element(instance, 'UI', '1.2'))),
    );
    assert.deepEqual(await runFlows(from, flows), to);
  });

  test('US or SS is what the value or Pixel Representation says, OB or OW is OW', async () => {
    const vrOf = async (file: DicomBuilder, value: number): Promise<string | undefined> => {
      const parts = await partsOf(await runFlows(file.bytes(), [insert(0x00280106, value)]));
      return parts.find(({ tag }) => tag === 0x00280106)?.vr;
    };
    const file = (signed: number): DicomBuilder => dicom().preamble().meta().element(0x00280103, 'US', signed);
    assert.deepEqual(await Promise.all([vrOf(file(0), 5), vrOf(file(0), -5), vrOf(file(1), 5)]), ['US', 'SS', 'SS']);
    const parts = await partsOf(await runFlows(file(0).bytes(), [insert(0x60003000, [1])]));
    assert.equal(parts.at(-1)?.vr, 'OW');
  });

  test('text of a new item is in the character set that the item declares, or else what is around it', async () => {
    const file = as(explicitLittleEndian, (it) => it.element(0x00080005, 'CS', 'ISO_IR 100'));
    const items: NewItem[] = [
      [
        [0x00081030, 'é'],
        [0x00080005, 'ISO_IR 192'],
      ],
      [[0x00081030, 'é']],
    ];
    assert.deepEqual((await valuesOf(await runFlows(file, [insert(images, items)]))).slice(1).map(valueLine), [
      '(0008,1140)[0].(0008,0005) CS 49534f5f495220313932',
      '(0008,1140)[0].(0008,1030) LO c3a9',
      '(0008,1140)[1].(0008,1030) LO e920',
    ]);
  });

  test('a private element has the VR that the creator gives it whose block the same edit reserves', async () => {
    await init({ privateNames: true });
    const rules: Rule[] = [
      { insert: 0x00190010, value: 'SIEMENS MR HEADER' },
      { insert: 0x0019100c, value: 800 },
    ];
    const file = as(explicitLittleEndian, (it) => it.element(0x00280010, 'US', 2));
    const [, inserted] = await valuesOf(await runFlows(file, [edit(rules)]));
    assert.equal(valueLine(inserted!), '(0019,100C) IS 38303020');
  });

  test('of an item that is made no element stands twice, and none is an item itself', async () => {
    const file = as(explicitLittleEndian, (it) => it.element(0x00280010, 'US', 2));
    const wrong: NewItem[][] = [
      [
        [
          [instance, '1'],
          ['(0008,1155)', '2'],
        ],
      ],
      [[['(0008,1140)[0].(0008,1155)', '1']]],
      [[[0xfffee000, '1', 'LO']]],
    ];
    for (const items of wrong) {
      await assert.rejects(runFlows(file, [insert(images, items)]), { code: 'argument_invalid' });
    }
  });
});
