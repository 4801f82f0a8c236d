// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toUtf8 makes of text. Beside DCMTK and pydicom: flow-convert-peers.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { insert, readDataset, toUtf8 } from 'dcmstream';
import { dicom, type DicomBuilder, implicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const file = (content: (it: DicomBuilder) => DicomBuilder, transferSyntax?: string): Uint8Array =>
  content(
    dicom()
      .preamble()
      .meta(transferSyntax === undefined ? {} : { transferSyntax }),
  ).bytes();
const utf8 = (text: string): string => Buffer.from(text).toString('hex');
const converted = async (source: Uint8Array, options = {}): Promise<string[]> =>
  (await valuesOf(await runFlows(source, [toUtf8(options)]))).map(valueLine);
const declaration = `(0008,0005) CS ${utf8('ISO_IR 192')}`;

describe('toUtf8', () => {
  test('converts every VR that the character set concerns, private ones too, and pads what it makes', async () => {
    const source = file((it) =>
      it
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .element(0x00080081, 'ST', 'Köln')
        .element(0x00080119, 'UC', 'ä\\ö')
        .element(0x0008030e, 'UT', 'ü')
        .element(0x00090010, 'LO', 'TEST')
        .element(0x00091001, 'LO', 'Ärzte')
        .element(0x00100010, 'PN', 'Müller^Jörg')
        .element(0x00100020, 'LO', 'ÄÖ\\Ü')
        .element(0x00102160, 'SH', 'é')
        .element(0x00143100, 'LT', 'à la'),
    );
    for (const size of [1, 3, 700]) {
      const lines = (await valuesOf(await runFlows(source, [toUtf8()], size))).map(valueLine);
      assert.deepEqual(lines, [
        declaration,
        `(0008,0081) ST ${utf8('Köln ')}`,
        `(0008,0119) UC ${utf8('ä\\ö ')}`,
        `(0008,030E) UT ${utf8('ü')}`,
        `(0009,0010) LO ${utf8('TEST')}`,
        `(0009,1001) LO ${utf8('Ärzte')}`,
        `(0010,0010) PN ${utf8('Müller^Jörg ')}`,
        `(0010,0020) LO ${utf8('ÄÖ\\Ü ')}`,
        `(0010,2160) SH ${utf8('é')}`,
        `(0014,3100) LT ${utf8('à la ')}`,
      ]);
    }
  });

  test('what is not in the character set stays: other VRs, ASCII, empty values, pixel data behind', async () => {
    const source = file(
      (it) =>
        it
          .element(0x00080005, 'CS', 'ISO_IR 192')
          .element(0x00080060, 'CS', 'CT')
          .element(0x00080081, 'ST', 'ASCII  ')
          .element(0x00100010, 'PN', Buffer.from('Müller^J'))
          .element(0x00100020, 'LO', '')
          .fragments(0x7fe00010, 'OB', [new Uint8Array([0xe4, 0xf6])]),
      rleLossless,
    );
    assert.deepEqual(await runFlows(source, [toUtf8()]), source);
  });

  test('an item with a declaration of its own is read by that, one without by that around it', async () => {
    const greek = Uint8Array.of(0xc1, 0xc2);
    const source = file((it) =>
      it
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .sequence(0x00081140, (items) =>
          items
            .item((item) => item.element(0x00080005, 'CS', 'ISO_IR 126').element(0x00100010, 'PN', greek))
            .item((item) => item.element(0x00100010, 'PN', greek)),
        )
        .element(0x00100010, 'PN', greek),
    );
    assert.deepEqual(await converted(source), [
      declaration,
      `(0008,1140)[0].${declaration}`,
      `(0008,1140)[0].(0010,0010) PN ${utf8('ΑΒ')}`,
      `(0008,1140)[1].(0010,0010) PN ${utf8('ÁÂ')}`,
      `(0010,0010) PN ${utf8('ÁÂ')}`,
    ]);
  });

  test('several character sets with code extensions', async () => {
    // PS3.5 §H.3, example 1
    const name = Buffer.from('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B', 'latin1');
    const source = file((it) =>
      it.element(0x00080005, 'CS', '\\ISO 2022 IR 87').element(0x00100010, 'PN', new Uint8Array(name)),
    );
    assert.deepEqual(await converted(source), [declaration, `(0010,0010) PN ${utf8('Yamada^Tarou=山田^太郎')}`]);
  });

  test('inserts the declaration at its place where there is none, since what follows is not known yet', async () => {
    const source = file((it) => it.element(0x00080001, 'UL', 0).element(0x00080060, 'CS', 'CT'));
    const values = await valuesOf(await runFlows(source, [toUtf8()]));
    assert.deepEqual(
      values.map(({ path }) => path),
      ['(0008,0001)', '(0008,0005)', '(0008,0060)'],
    );
    const behind = file((it) => it.fragments(0x7fe00010, 'OB', [new Uint8Array(2)]), rleLossless);
    assert.equal((await converted(behind))[0], declaration);
  });

  test('declares at the end where nothing stands behind the place, so that text can be inserted', async () => {
    const source = file((it) => it.element(0x00080001, 'UL', 0));
    const inserted = await runFlows(source, [toUtf8(), insert(0x00100010, 'Müller^Jörg')]);
    const lines = (await valuesOf(inserted)).map(valueLine);
    assert.deepEqual(lines.slice(1), [declaration, `(0010,0010) PN ${utf8('Müller^Jörg ')}`]);
  });

  test('text in another set than the declared one is read in that, and noted', async () => {
    const source = file((it) => it.element(0x00100010, 'PN', Buffer.from('Müller^Jörg')));
    assert.deepEqual(await converted(source), [declaration, `(0010,0010) PN ${utf8('Müller^Jörg ')}`]);
    const notes = (await flowParts(source, [toUtf8()])).flatMap(({ note }) => note ?? []);
    assert.deepEqual(notes, ['character_set_mislabelled']);
  });

  test('bytes that are no characters are noted', async () => {
    const source = file((it) =>
      it.element(0x00080005, 'CS', 'GB18030').element(0x00100010, 'PN', Uint8Array.of(0x41, 0xff, 0xff, 0x41)),
    );
    const notes = (await flowParts(source, [toUtf8()])).flatMap(({ note }) => note ?? []);
    assert.deepEqual(notes, ['text_malformed']);
  });

  test('a value that outgrows its header becomes UN or an error, never a length that wraps', async () => {
    // PS3.5 §6.2.2
    const long = new Uint8Array(40_000).fill(0xe4);
    const source = file((it) => it.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00143100, 'LT', long));
    const [, value] = await valuesOf(await runFlows(source, [toUtf8()]));
    assert.deepEqual([value!.vr, value!.length], ['UN', 80_000]);
    await assert.rejects(runFlows(source, [toUtf8({ onOverflow: 'error' })]), {
      code: 'value_too_long',
      path: '(0014,3100)',
    });
    const implicit = file(
      (it) => it.element(0x00080005, 'CS', 'ISO_IR 100').element(0x00143100, 'LT', long),
      implicitLittleEndian,
    );
    const [, whole] = await valuesOf(await runFlows(implicit, [toUtf8({ onOverflow: 'error' })]));
    assert.deepEqual([whole!.vr, whole!.length], ['LT', 80_000]);
  });

  test('text that is UN is converted where the dictionary knows it', async () => {
    const source = file((it) =>
      it
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .element(0x00091001, 'UN', Uint8Array.of(0xe4, 0x20))
        .element(0x00100010, 'UN', Uint8Array.of(0xe4, 0x20)),
    );
    assert.deepEqual(await converted(source), [declaration, '(0009,1001) UN e420', `(0010,0010) UN ${utf8('ä')}`]);
  });

  test('sequences of defined length, group lengths and the limit are seen to', async () => {
    const source = file((it) =>
      it
        .element(0x00080000, 'UL', 99)
        .element(0x00080005, 'CS', 'ISO_IR 100')
        .sequence(0x00081140, (items) => items.item((item) => item.element(0x00100010, 'PN', 'Müller'))),
    );
    const whole = await runFlows(source, [toUtf8()]);
    assert.deepEqual(
      (await partsOf(whole, { strict: true })).flatMap(({ note }) => note ?? []),
      [],
    );
    const [item] = (await readDataset(streamOf([whole]))).items(0x00081140);
    assert.equal(item!.string(0x00100010), 'Müller');
    await assert.rejects(runFlows(source, [toUtf8({ maxSize: 5 })]), { code: 'lookahead_exceeded' });
  });
});
