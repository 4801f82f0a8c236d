// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax makes of encapsulated pixel data. Beside other decoders: flow-decoding-peers.test.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createDecoder, readDataset, readEncodedFrames, toTransferSyntax } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom, explicitBigEndian, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { counted, imageFile, rleFrames, rleImage, wordsSwapped } from '../support/image-file.js';
import { partsOf } from '../support/part-probe.js';
import { convert, flowParts, valueLine, valuesOf } from '../support/run-flows.js';

const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';

/** The elements from group 0028 on, as lines. */
async function image(file: Uint8Array): Promise<string[]> {
  return (await valuesOf(file)).filter(({ tag }) => tag >= 0x00280002).map(valueLine);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('toTransferSyntax of encapsulated pixel data', () => {
  test('writes one native value, padded to an even length, whatever the chunks', async () => {
    const pixels = counted(9);
    const file = rleImage({ rows: 1, columns: 3, frames: 3 }, pixels);
    for (const chunkSize of [1, 7, 100_000]) {
      const out = await convert(file, 'ELE', {}, chunkSize);
      assert.equal((await readDataset(out)).transferSyntax, explicitLittleEndian);
      // Eight attributes stay; the pixel data are OB, since bytes have no order. PS3.5 §A.2
      const before = (await image(file)).filter((line) => line.startsWith('(0028'));
      assert.deepEqual(await image(out), [...before, `(7FE0,0010) OB ${hex(pixels)}00`]);
      assert.deepEqual(
        (await partsOf(out)).flatMap(({ note }) => note ?? []),
        [],
      );
    }
  });

  test('writes words in the byte order of the target', async () => {
    const pixels = counted(12);
    const file = rleImage({ rows: 2, columns: 3, bits: 16 }, pixels);
    const value = async (syntax: string): Promise<string | undefined> =>
      (await image(await convert(file, syntax))).at(-1);
    // RLE planes come from the most significant byte on, PS3.5 §G.2; `counted` bytes are taken in that order.
    const big = hex(pixels);
    const little = hex(wordsSwapped(pixels));
    assert.equal(await value('ELE'), `(7FE0,0010) OW ${little}`);
    assert.equal(await value('ILE'), `(7FE0,0010) OW ${little}`);
    assert.equal(await value('DELE'), `(7FE0,0010) OW ${little}`);
    assert.equal(await value('EBE'), `(7FE0,0010) OW ${big}`);
  });

  test('color becomes pixel by pixel, and says so; gray has no planar configuration', async () => {
    const color = rleImage({ rows: 1, columns: 2, samples: 3, planar: true }, counted(6));
    assert.ok((await image(await convert(color, 'ELE'))).includes('(0028,0006) US 0000'));
    const gray = rleImage({ rows: 1, columns: 2, planar: true }, counted(2));
    assert.ok(!(await image(await convert(gray, 'ELE'))).some((line) => line.startsWith('(0028,0006)')));
    const unsaid = rleImage({ rows: 1, columns: 2, samples: 3 }, counted(6));
    assert.ok((await image(await convert(unsaid, 'EBE'))).includes('(0028,0006) US 0000'));
  });

  test('tables of offsets go, and with them what group lengths said', async () => {
    const extended = imageFile({
      ...{ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: rleFrames(counted(2), 1, 1) },
      after: (file) =>
        file.element(0x7fe00000, 'UL', 99).element(0x7fe00001, 'OV', [0n]).element(0x7fe00002, 'OV', [68n]),
    });
    const lines = (await image(await convert(extended, 'ELE'))).filter((line) => line.startsWith('(7FE0'));
    assert.deepEqual(lines, [`(7FE0,0010) OB ${hex(counted(2))}`]);
  });

  test('one-bit frames, each of which begins at a byte, are strung together bit by bit', async () => {
    // Three frames of three pixels: 101, 110, 011, the first pixel in the lowest bit. PS3.5 §8.1.1
    const one = { rows: 1, columns: 3, bits: 1, frames: 3 };
    const file = imageFile({
      ...{ ...one, transferSyntax: encapsulatedUncompressed },
      pixels: [0b101, 0b011, 0b110].map((bits) => Uint8Array.of(bits, 0)),
    });
    const native = await convert(file, 'ELE');
    assert.equal((await image(native)).at(-1), `(7FE0,0010) OB ${hex(Uint8Array.of(0b10_011_101, 0b1))}`);
    assert.equal(
      hex(await convert(native, encapsulatedUncompressed)).slice(-96),
      hex(
        dicom()
          .fragments(
            0x7fe00010,
            'OB',
            [0b101, 0b011, 0b110].map((bits) => Uint8Array.of(bits, 0)),
            { offsets: [] },
          )
          .bytes(),
      ).slice(-96),
    );
  });

  test('attributes that were left out, and taken for granted, are there', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .element(0x00280010, 'US', 1)
      .element(0x00280011, 'US', 2)
      .element(0x00280100, 'US', 8)
      .fragments(0x7fe00010, 'OB', rleFrames(counted(2), 1, 1))
      .bytes();
    const lines = await image(await convert(file, 'ELE'));
    assert.deepEqual(
      lines.map((line) => line.slice(0, 19)),
      [
        '(0028,0002) US 0100',
        '(0028,0004) CS 4d4f',
        '(0028,0010) US 0100',
        '(0028,0011) US 0200',
        '(0028,0100) US 0800',
        '(0028,0101) US 0800',
        '(0028,0102) US 0700',
        '(0028,0103) US 0000',
        '(7FE0,0010) OB 0b30',
      ],
    );
  });

  test('icons are decoded by their own description, which stands anywhere in front of the image', async () => {
    const icon = rleFrames(Uint8Array.of(9, 8, 7, 6), 1, 2);
    const file = imageFile({
      ...{ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: rleFrames(counted(2), 1, 1) },
      after: (it) =>
        it.sequence(0x00880200, (icons) =>
          icons.item((item) =>
            item
              .element(0x00280002, 'US', 1)
              .element(0x00280004, 'CS', 'MONOCHROME2')
              .element(0x00280006, 'US', 0)
              .element(0x00280010, 'US', 1)
              .element(0x00280011, 'US', 2)
              .element(0x00280100, 'US', 16)
              .element(0x00280101, 'US', 16)
              .element(0x00280102, 'US', 15)
              .element(0x00280103, 'US', 0)
              .fragments(0x7fe00010, 'OB', icon),
          ),
        ),
    });
    for (const syntax of ['ELE', 'EBE', encapsulatedUncompressed]) {
      const lines = await image(await convert(file, syntax));
      const value = syntax === 'EBE' ? '09080706' : '08090607';
      assert.ok(lines.includes(`(0088,0200)[0].(7FE0,0010) OW ${value}`), lines.join('\n'));
      assert.ok(!lines.some((line) => line.startsWith('(0088,0200)[0].(0028,0006)')));
      assert.ok(lines.some((line) => line.startsWith('(7FE0,0010)') && line.includes(hex(counted(2)))));
    }
  });

  test('native pixel data under a compressed syntax pass as they are', async () => {
    const file = imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, vr: 'OB', pixels: counted(2) });
    assert.equal((await image(await convert(file, 'ELE'))).at(-1), `(7FE0,0010) OB ${hex(counted(2))}`);
    const report = dicom().preamble().meta({ transferSyntax: rleLossless }).element(0x00100010, 'PN', 'A^B').bytes();
    const out = await readDataset(await convert(report, 'EBE'));
    assert.deepEqual([out.transferSyntax, out.string(0x00100010)], [explicitBigEndian, 'A^B']);
  });

  test('a codestream that stands in no fragment is decoded too, with a note', async () => {
    const [frame] = rleFrames(counted(2), 1, 1) as [Uint8Array];
    const file = imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, vr: 'OB', pixels: frame });
    assert.equal((await image(await convert(file, 'ELE'))).at(-1), `(7FE0,0010) OB ${hex(counted(2))}`);
    const notes = (await flowParts(file, [toTransferSyntax('ELE')])).flatMap(({ note }) => note ?? []);
    assert.deepEqual(notes, ['fragments_missing']);
  });

  test('decodes beside this thread where there is a decoder, in order', async () => {
    const file = rleImage({ rows: 2, columns: 2, frames: 40 }, counted(160));
    await using decoder = createDecoder({ workers: 2 });
    assert.deepEqual(await convert(file, 'ILE', { decoder }), await convert(file, 'ILE'));
    assert.equal(decoder.stats().decoded, 40);
  });
});

describe('toTransferSyntax believes the codestream', { skip: corpus.missing }, () => {
  const read = (end: string): Uint8Array => new Uint8Array(readFileSync(corpus.file(end).location));

  test('that is signed: values of pixels are, too, with the same bits', async () => {
    const file = read('TOSHIBA_J2K_SIZ1_PixRep0.dcm');
    const [before, after] = [await readDataset(file), await readDataset(await convert(file, 'ELE'))];
    assert.deepEqual([before.number(0x00280103), after.number(0x00280103)], [0, 1]);
    for (const tag of [0x00280106, 0x00280107, 0x00280120]) {
      const [old, now] = [before.get(tag), after.get(tag)];
      if (old !== undefined) assert.deepEqual([now?.vr, after.bytes(tag)], ['SS', before.bytes(tag)]);
    }
    const padded = imageFile({
      ...{ rows: 512, columns: 512, bits: 16, transferSyntax: '1.2.840.10008.1.2.4.90' },
      before: (it) => it.element(0x00280009, 'AT', 0x00181063),
      after: (it) => it.element(0x00280106, 'US', 63536).element(0x00280120, 'US', 63536),
      pixels: [await firstFrame(file)],
    });
    const lines = await image(await convert(padded, 'ELE'));
    assert.ok(
      lines.includes('(0028,0106) SS 30f8') && lines.includes('(0028,0120) SS 30f8'),
      lines.slice(0, -1).join(),
    );
    assert.ok((await image(await convert(padded, 'ILE'))).includes('(0028,0120) SS 30f8'));
  });

  test('that is damaged as far as it goes, with a note', async () => {
    const jpeg = await firstFrame(read('JPEGBaseline_1s_1f_u_08_08.dcm'));
    const file = imageFile({
      ...{ rows: 100, columns: 100, transferSyntax: '1.2.840.10008.1.2.4.50' },
      pixels: [jpeg.slice(0, 1000)],
    });
    const parts = await flowParts(file, [toTransferSyntax('ELE')]);
    const notes = parts.filter(({ kind }) => kind === 'note');
    assert.deepEqual(
      notes.map(({ note, path }) => `${note} ${path.toString()}`),
      ['codestream_damaged (7FE0,0010)'],
    );
    assert.ok(parts.indexOf(notes[0]!) < parts.findIndex(({ tag, kind }) => tag === 0x7fe00010 && kind === 'header'));
  });

  test('but not two that differ', async () => {
    const jpeg = await firstFrame(read('JPEGBaseline_1s_1f_u_08_08.dcm'));
    const rle = rleFrames(counted(16), 1, 1)[0]!;
    const of = (pixels: readonly Uint8Array[]): Uint8Array =>
      imageFile({ rows: 4, columns: 4, frames: pixels.length, transferSyntax: rleLossless, pixels });
    // The JPEG frame has 100 rows.
    await assert.rejects(convert(of([rle, jpeg]), 'ELE'), { code: 'attribute_invalid', tag: 0x00280010 });
    const dataset = await readDataset(await convert(of([jpeg]), 'ELE'));
    assert.deepEqual([dataset.number(0x00280010), dataset.bytes(0x7fe00010)?.length], [100, 10_000]);
  });
});

async function firstFrame(file: Uint8Array): Promise<Uint8Array> {
  for await (const { data } of readEncodedFrames(file)) return data.length % 2 === 0 ? data : Uint8Array.of(...data, 0);
  throw new Error('the file has no frame');
}
