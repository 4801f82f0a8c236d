// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax makes of encapsulated pixel data. Beside other decoders: flow-decoding-peers.test.ts.

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { bytes, createDecoder, indexFile, parse, readDataset, through, toTransferSyntax } from 'dcmstream';
import type { FrameDecoder, TransferSyntaxOptions } from 'dcmstream';
import { dicom, explicitBigEndian, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { counted, framesOf, imageFile, type ImageFile, rleFrames, wordsSwapped } from '../support/image-file.js';
import { partsOf } from '../support/part-probe.js';
import { gather, streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';

/** An RLE image whose frames hold these bytes one after the other. */
function rleImage(image: Omit<ImageFile, 'pixels'>, pixels: Uint8Array): Uint8Array {
  const { samples = 1, bits = 8, frames = 1 } = image;
  const fragments = rleFrames(pixels, frames, samples * (bits / 8)).map(padded);
  return imageFile({ ...image, transferSyntax: rleLossless, pixels: fragments });
}

const padded = (bytes: Uint8Array): Uint8Array => (bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0));

/** The elements from group 0028 on, as lines. */
async function image(file: Uint8Array): Promise<string[]> {
  return (await valuesOf(file)).filter(({ tag }) => tag >= 0x00280002).map(valueLine);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const convert = (
  file: Uint8Array,
  syntax: string,
  options: TransferSyntaxOptions & { maxLength?: number } = {},
  chunkSize?: number,
): Promise<Uint8Array> => runFlows(file, [toTransferSyntax(syntax, options)], chunkSize);

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

describe('toTransferSyntax of pixel data that are too large for one value', () => {
  const file = rleImage({ rows: 1, columns: 4, frames: 5 }, counted(20));

  test('writes explicit little endian as Encapsulated Uncompressed, a fragment a frame, with a table', async () => {
    const out = await convert(file, 'ELE', { maxLength: 18 });
    const dataset = await readDataset(out);
    assert.equal(dataset.transferSyntax, encapsulatedUncompressed);
    assert.deepEqual(dataset.bigints(0x7fe00001), [0n, 12n, 24n, 36n, 48n]);
    assert.deepEqual(dataset.bigints(0x7fe00002), [4n, 4n, 4n, 4n, 4n]);
    const before = await framesOf(file);
    assert.deepEqual(
      (await framesOf(out)).map(({ samples, notes }) => [samples, notes]),
      before.map(({ samples }) => [samples, []]),
    );
    assert.deepEqual((await indexFile(new Blob([new Uint8Array(out)]))).notes, []);
    // 20 bytes are not more than 20.
    assert.equal(
      (await readDataset(await convert(file, 'ELE', { maxLength: 20 }))).transferSyntax,
      explicitLittleEndian,
    );
    // And back.
    assert.deepEqual(await convert(out, 'EBE'), await convert(file, 'EBE'));
  });

  test('is an error where the target has no form for them', async () => {
    for (const syntax of ['ILE', 'EBE', 'DELE']) {
      await assert.rejects(convert(file, syntax, { maxLength: 18 }), { code: 'value_too_long', tag: 0x7fe00010 });
    }
    await assert.rejects(convert(file, 'ELE', { maxLength: 2 }), { code: 'value_too_long' });
  });

  test('is a target of its own, for native data of any kind too; odd frames get no table', async () => {
    const pixels = counted(18);
    const big = imageFile({
      ...{ rows: 1, columns: 3, bits: 16, frames: 3, transferSyntax: explicitBigEndian },
      pixels: wordsSwapped(pixels),
    });
    const out = await convert(big, 'EncapsulatedUncompressedExplicitVRLittleEndian');
    assert.equal((await readDataset(out)).transferSyntax, encapsulatedUncompressed);
    assert.deepEqual(
      (await framesOf(out)).map(({ samples }) => samples),
      (await framesOf(big)).map(({ samples }) => samples),
    );
    const odd = imageFile({ rows: 1, columns: 3, frames: 2, pixels: counted(6) });
    const dataset = await readDataset(await convert(odd, encapsulatedUncompressed));
    assert.equal(dataset.get(0x7fe00001), undefined);
    const bare = dicom().element(0x7fe00010, 'OW', counted(6)).bytes();
    await assert.rejects(convert(bare, encapsulatedUncompressed), { code: 'transfer_syntax_unsupported' });
  });
});

describe('toTransferSyntax fails, and says where', () => {
  const fails = (file: Uint8Array, error: object, options: TransferSyntaxOptions = {}): Promise<void> =>
    assert.rejects(convert(file, 'ELE', options), error);

  test('at a number of frames that is not the declared one', async () => {
    const pixels = rleFrames(counted(6), 3, 1);
    const frames = (count: number): Uint8Array =>
      imageFile({ rows: 1, columns: 2, frames: count, transferSyntax: rleLossless, pixels });
    await fails(frames(2), { code: 'attribute_invalid', tag: 0x00280008, path: '(0028,0008)' });
    await fails(frames(4), { code: 'frame_missing', tag: 0x7fe00010 });
  });

  test('at what is not decoded, and what nothing declares', async () => {
    const of = (transferSyntax: string): Uint8Array =>
      imageFile({ rows: 1, columns: 2, transferSyntax, pixels: [counted(4)] });
    await fails(of('1.2.840.10008.1.2.4.102'), { code: 'video_unsupported' });
    await fails(of('1.2.840.10008.1.2.4.110'), { code: 'jpeg_xl_unsupported' });
    await fails(of('1.2.840.99.1'), { code: 'transfer_syntax_unsupported' });
    await fails(of('1.2.840.10008.1.2'), { code: 'transfer_syntax_unsupported' });
  });

  test('at broken frames, and attributes that are missing', async () => {
    const broken = imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: [new Uint8Array(70)] });
    const position = broken.length - 8 - 78 - 8 - 12;
    await fails(broken, { code: 'rle_malformed', position, path: '(7FE0,0010)' });
    const undescribed = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [counted(70)])
      .bytes();
    await fails(undescribed, { code: 'attribute_missing', path: '(0028,0010)', position: undescribed.length - 106 });
  });

  test('where more stands in front of the first frame than may be held back', async () => {
    const file = imageFile({
      ...{ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: rleFrames(counted(2), 1, 1) },
      before: (it) => it.element(0x00280009, 'AT', 0x00181063),
      after: (it) => it.element(0x00420011, 'OB', new Uint8Array(100_000)),
    });
    await fails(file, { code: 'lookahead_exceeded', tag: 0x00420011 }, { maxSize: 50_000 });
    await convert(file, 'ELE', { maxSize: 200_000 });
    assert.throws(() => toTransferSyntax('ELE', { maxSize: 0 }), { code: 'argument_invalid' });
    assert.throws(() => toTransferSyntax('ELE', { maxFrameSize: -1 }), { code: 'argument_invalid' });
    await fails(file, { code: 'frame_too_large' }, { maxFrameSize: 1 });
  });

  test('when it is aborted', async () => {
    const file = rleImage({ rows: 1, columns: 2, frames: 20 }, counted(40));
    const leaving = new AbortController();
    const reason = new Error('enough');
    /** Never done. */
    const decoder: FrameDecoder = {
      decode() {
        setImmediate(() => leaving.abort(reason));
        return new Promise(() => undefined);
      },
    };
    await assert.rejects(convert(file, 'ELE', { signal: AbortSignal.abort(reason) }), reason);
    await assert.rejects(convert(file, 'ELE', { decoder, signal: leaving.signal }), reason);
  });
});

test('of many frames in one chunk, no more are decoded than are asked for', async () => {
  // 200 frames of a million pixels of one value: 16 KB each, and a megabyte when decoded.
  const run = new Uint8Array(64 + 2 * 8192);
  run.set([1, 0, 0, 0, 64]);
  for (let at = 64; at < run.length; at += 2) run.set([129, 7], at);
  const file = imageFile({
    ...{ rows: 1024, columns: 1024, frames: 200, transferSyntax: rleLossless },
    pixels: Array.from({ length: 200 }, () => run),
  });
  let decoded = 0;
  const decoder: FrameDecoder = {
    decode: async () => {
      decoded++;
      const size = { rows: 1024, columns: 1024, samplesPerPixel: 1, bitsAllocated: 8, bitsStored: 8, signed: false };
      return { ...size, bytes: new Uint8Array(2 ** 20), color: 'asDeclared', damaged: false };
    },
  };
  const parts = streamOf([file])
    .pipeThrough(parse())
    .pipeThrough(through(toTransferSyntax('ELE', { decoder })));
  const reader = parts.pipeThrough(bytes()).getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  for (let i = 0; i < 100; i++) await turn();
  assert.ok(decoded < 20, `${decoded} frames were decoded for three pieces`);
  await reader.cancel();
  const all = await gather(
    streamOf([file])
      .pipeThrough(parse())
      .pipeThrough(through(toTransferSyntax('ELE', { decoder }))),
  );
  const size = all.flat().reduce((sum, part) => sum + part.size, 0);
  assert.ok(size > 200 * 2 ** 20);
});
