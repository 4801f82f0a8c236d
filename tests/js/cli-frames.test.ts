// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream frames`: the samples are those of the manifest, the pictures those that `render` gives.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { init, render, type RenderOptions } from 'dcmstream';
import { PNG } from 'pngjs';
import { corpus } from '../support/corpus.js';
import { dicom, explicitBigEndian } from '../support/dicom-builder.js';
import { counted, framesOf, imageFile, wordsSwapped } from '../support/image-file.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const gray = imageFile({ rows: 5, columns: 7, bits: 16, signed: true, frames: 3, pixels: counted(210) });
const color = imageFile({ rows: 5, columns: 6, samples: 3, planar: true, pixels: counted(90) });

describe('dcmstream frames --raw', () => {
  test('gives the samples of all frames in order, little endian and pixel by pixel', async () => {
    const { code, bytes, errors } = await runTool(['frames', '-', '--raw', '-'], [gray]);
    assert.deepEqual([code, errors], [0, []]);
    assert.ok(bytes.equals(counted(210)));

    const swapped = imageFile({
      ...{ rows: 5, columns: 7, bits: 16, frames: 3, transferSyntax: explicitBigEndian },
      pixels: wordsSwapped(counted(210)),
    });
    assert.ok((await runTool(['frames', '-', '--raw', '-'], [swapped])).bytes.equals(counted(210)));

    const planes = counted(90);
    const interleaved = planes.map((_, i) => planes[(i % 3) * 30 + Math.floor(i / 3)]!);
    assert.ok((await runTool(['frames', '-', '--raw', '-'], [color])).bytes.equals(interleaved));
  });

  test('lets one-bit frames follow each other without gaps', async () => {
    const packed = imageFile({
      rows: 3,
      columns: 3,
      bits: 1,
      frames: 3,
      pixels: Uint8Array.of(0xb5, 0x6c, 0xf2, 0xff),
    });
    const { bytes } = await runTool(['frames', '-', '--raw', '-'], [packed]);
    assert.deepEqual([...bytes], [0xb5, 0x6c, 0xf2, 0x07]);
    const second = await runTool(['frames', '-', '--raw', '-', '--frame', '2'], [packed]);
    // Bits 9 to 17 of the value.
    assert.deepEqual([...second.bytes], [0x36, 0x01]);
  });

  test('gives the one frame that was asked for', async () => {
    const { bytes } = await runTool(['frames', '-', '--raw', '-', '--frame', '2'], [gray]);
    assert.ok(bytes.equals(counted(210).subarray(70, 140)));
    const { code, errors } = await runTool(['frames', '-', '--raw', '-', '--frame', '4'], [gray]);
    assert.equal(code, 2);
    assert.match(errors.join('\n'), /there is no frame 4: the file has 3/);
  });

  test('tells of pixel data that are too short, and with --strict refuses them', async () => {
    const short = gray.subarray(0, -30);
    const { code, bytes, errors } = await runTool(['frames', '-', '--raw', '-'], [short]);
    assert.equal(code, 0);
    assert.ok(bytes.equals(Uint8Array.of(...counted(180), ...new Uint8Array(30))));
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, /^dcmstream: pixel_data_short at byte \d+ in \(7FE0,0010\)$/);
    assert.equal((await runTool(['frames', '-', '--raw', '-', '--strict'], [short])).code, 1);
  });

  test('names the attribute that is wrong', async () => {
    const { code, errors } = await runTool(
      ['frames', '-', '--raw', '-'],
      [dicom().preamble().meta().element(0x00280010, 'US', 4).element(0x7fe00010, 'OW', counted(8)).bytes()],
    );
    assert.equal(code, 1);
    assert.match(errors.join('\n'), /^dcmstream: attribute_missing .*in \(0028,0011\): /);
  });

  describe('of the corpus', { skip: corpus.missing }, () => {
    for (const end of [
      '/test_files/CT_small.dcm',
      '/liver.dcm',
      '/SC_rgb_rle.dcm',
      '/MRImageStorage_ExplicitVRBigEndian.dcm',
      '/SC_ybr_full_422_uncompressed.dcm',
      '/rtdose_rle_1frame.dcm',
    ]) {
      test(`gives the samples of ${end.slice(1)}`, async () => {
        const file = corpus.file(end);
        const { bytes } = await runTool(['frames', file.location, '--raw', '-']);
        assert.equal(createHash('md5').update(bytes).digest('hex').slice(0, 12), file.pixelMd5);
      });
    }
  });
});

describe('dcmstream frames --png', () => {
  before(() => init());

  async function pictures(folder: string, file: Uint8Array, ...options: string[]): Promise<Map<string, PNG>> {
    const { code, text, errors } = await runTool(['frames', '-', '--png', folder, ...options], [file]);
    assert.deepEqual([code, text, errors], [0, '', []]);
    return new Map(readdirSync(folder).map((name) => [name, PNG.sync.read(readFileSync(join(folder, name)))]));
  }

  for (const [what, file, args, options] of [
    ['frames with their own window', gray, [], {}],
    ['colors', color, [], {}],
    ['another window', gray, ['--window', '-600,1500'], { window: { center: -600, width: 1500 } }],
    [
      'an inverted picture',
      gray,
      ['--invert', '--window=40.5,400'],
      { invert: true, window: { center: 40.5, width: 400 } },
    ],
    ['inverted colors', color, ['--invert'], { invert: true }],
  ] as readonly (readonly [string, Uint8Array, string[], RenderOptions])[]) {
    test(`shows ${what} as render does`, async (context) => {
      const folder = join(temporaryFolder(context), 'made', 'here');
      const shown = await pictures(folder, file, ...args);
      const frames = await framesOf(file);
      assert.deepEqual(
        [...shown.keys()],
        frames.map(({ index }) => `frame-000${index + 1}.png`),
      );
      for (const frame of frames) {
        const { data, width, height } = render(frame, options);
        const picture = shown.get(`frame-000${frame.index + 1}.png`)!;
        assert.deepEqual([picture.width, picture.height], [width, height]);
        assert.deepEqual([...picture.data], [...data]);
      }
    });
  }

  test('shows the colors above grays', async (context) => {
    const table = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);
    const mixed = imageFile({
      ...{ rows: 1, columns: 4, bits: 16, pixels: table(0, 100, 200, 201) },
      after(file) {
        file.element(0x00089205, 'CS', 'MIXED');
        for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [2, 200, 16]);
        file.element(0x00281201, 'OW', table(0xffff, 0)).element(0x00281202, 'OW', table(0, 0xffff));
        return file.element(0x00281203, 'OW', table(0, 0));
      },
    });
    const shown = await pictures(temporaryFolder(context), mixed);
    const red = [255, 0, 0, 255];
    const green = [0, 255, 0, 255];
    assert.deepEqual([...shown.get('frame-0001.png')!.data.subarray(8)], [...red, ...green]);
  });

  test('writes the one frame that was asked for', async (context) => {
    const shown = await pictures(temporaryFolder(context), gray, '--frame', '3');
    assert.deepEqual([...shown.keys()], ['frame-0003.png']);
  });

  test('says what it cannot show', async (context) => {
    const lab = imageFile({ rows: 5, columns: 6, samples: 3, photometric: 'CIELAB', pixels: counted(90) });
    const { code, errors } = await runTool(['frames', '-', '--png', temporaryFolder(context)], [lab]);
    assert.equal(code, 1);
    assert.match(errors.join('\n'), /^dcmstream: photometric_unsupported in \(0028,0004\): /);
  });
});

describe('dcmstream frames --encoded', () => {
  const head = [0xff, 0xd8, 0xff, 0xc0];
  const frame = (number: number): Uint8Array => Uint8Array.of(...head, number, number, 0xff, 0xd9);
  const file = (transferSyntax: string, pixels: readonly Uint8Array[]): Uint8Array =>
    imageFile({ rows: 2, columns: 2, frames: pixels.length, transferSyntax, pixels });

  test('writes each frame as it stands in the file', async (context) => {
    const folder = join(temporaryFolder(context), 'tiles');
    const jpeg = file('1.2.840.10008.1.2.4.50', [frame(1), frame(2), frame(3)]);
    const { code, errors } = await runTool(['frames', '-', '--encoded', folder], [jpeg]);
    assert.deepEqual([code, errors], [0, []]);
    assert.deepEqual(readdirSync(folder), ['frame-0001.jpg', 'frame-0002.jpg', 'frame-0003.jpg']);
    assert.deepEqual(Uint8Array.from(readFileSync(join(folder, 'frame-0002.jpg'))), frame(2));
  });

  test('names files by what they are', async (context) => {
    for (const [transferSyntax, name, pixels] of [
      ['1.2.840.10008.1.2.4.91', 'frame-0001.j2k', Uint8Array.of(0xff, 0x4f, 0xff, 0x51, 0xff, 0xd9)],
      ['1.2.840.10008.1.2.4.110', 'frame-0001.jxl', Uint8Array.of(0xff, 0x0a)],
      ['1.2.840.10008.1.2.4.100', 'frame-0001.mpg', Uint8Array.of(1, 2)],
      ['1.2.840.10008.1.2.4.102', 'frame-0001.mp4', Uint8Array.of(1, 2)],
      ['1.2.840.10008.1.2.4.999', 'frame-0001.bin', Uint8Array.of(1, 2)],
    ] as const) {
      const folder = temporaryFolder(context);
      const { errors } = await runTool(['frames', '-', '--encoded', folder], [file(transferSyntax, [pixels])]);
      assert.deepEqual([readdirSync(folder), errors], [[name], []]);
      assert.deepEqual(Uint8Array.from(readFileSync(join(folder, name))), pixels);
    }
  });

  test('goes with no option of pictures', async () => {
    for (const more of [['--reduce', '1'], ['--invert'], ['--png', 'there'], ['--raw', '-']]) {
      assert.equal((await runTool(['frames', '-', '--encoded', 'there', ...more], [gray])).code, 2);
    }
    assert.equal((await runTool(['frames', '-', '--raw', '-', '--reduce', 'x'], [gray])).code, 2);
  });
});
