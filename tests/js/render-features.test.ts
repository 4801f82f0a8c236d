// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Each way of showing pixels that DCMTK knows, in files made for it: `render` and dcm2pnm draw the same within one gray level.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { init, render, type RenderOptions } from 'dcmstream';
import { dcmtkMissing, differenceOf, drawnByDcmtk } from '../support/dcm2pnm.js';
import type { DicomBuilder } from '../support/dicom-builder.js';
import { framesOf, type ImageFile, imageFile } from '../support/image-file.js';
import {
  type BuiltTable,
  modalityLutSequence,
  voiLutSequence,
  withOverlay,
  withTables,
} from '../support/look-up-tables.js';

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

interface Comparison {
  image: Partial<ImageFile>;
  build?: (file: DicomBuilder) => DicomBuilder;
  options?: RenderOptions;
  args: readonly string[];
  frame?: number;
  tolerance?: number;
}

/** 16-bit words in two rows. */
const words = (values: readonly number[]): Pick<ImageFile, 'rows' | 'columns' | 'bits' | 'pixels'> => ({
  ...{ rows: 2, columns: values.length / 2, bits: 16 },
  pixels: new Uint8Array(Uint16Array.from(values).buffer),
});
const upTo = (count: number, step = 1, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i * step);

describe('DCMTK draws the same', { skip: dcmtkMissing }, () => {
  let folder = '';
  let files = 0;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
    await init();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function compare({ image, build, options, args, frame: index = 0, tolerance = 1 }: Comparison): Promise<void> {
    const bytes = imageFile({
      ...words([0, 0]),
      sopClass: secondaryCapture,
      ...image,
      after: (file) => (build ?? ((same) => same))(file),
    });
    const location = join(folder, `${files++}.dcm`);
    writeFileSync(location, bytes);
    const frame = (await framesOf(bytes))[index]!;
    assert.deepEqual(frame.notes, []);
    const worst = differenceOf(render(frame, options).data, drawnByDcmtk(location, index, args));
    assert.ok(worst <= tolerance, `${args.join(' ')} ${JSON.stringify(options)} differs by up to ${worst}`);
  }

  const ramp = words(upTo(512, 8));
  const window = (center: number, width: number, more: (file: DicomBuilder) => DicomBuilder = (file) => file) => {
    return (file: DicomBuilder): DicomBuilder =>
      more(file.element(0x00281050, 'DS', String(center)).element(0x00281051, 'DS', String(width)));
  };

  test('through windows of any width, rescaled up and down', async () => {
    for (const [center, width] of [
      [2048, 4096],
      [1000.5, 1],
      [40.25, 400.75],
      [-100, 2],
    ] as const) {
      await compare({ image: ramp, build: window(center, width), args: ['+Wi', '1'] });
      for (const slope of ['0.37', '-1.5']) {
        const build = window(center, width, (file) =>
          file.element(0x00281052, 'DS', '100').element(0x00281053, 'DS', slope),
        );
        await compare({ image: ramp, build, args: ['+Wi', '1'] });
      }
    }
  });

  test('through SIGMOID', async () => {
    for (const [center, width] of [
      [2048, 4096],
      [1000, 10],
      [100, 1],
    ] as const) {
      const build = window(center, width, (file) => file.element(0x00281056, 'CS', 'SIGMOID'));
      await compare({ image: ramp, build, args: ['+Wi', '1'] });
    }
  });

  test('through a modality LUT, whatever it begins with', async () => {
    const entries = upTo(64).map((i) => (i * 37) % 1024);
    for (const first of [0, 5, 30]) {
      const build = (file: DicomBuilder): DicomBuilder =>
        withTables(window(500, 1000)(file), modalityLutSequence, [{ first, bits: 10, entries }]);
      await compare({ image: words(upTo(128)), build, args: ['+Wi', '1'] });
    }
    const signed: BuiltTable = { first: -20, bits: 10, entries, vr: 'SS' };
    const automatic = (file: DicomBuilder): DicomBuilder => withTables(file, modalityLutSequence, [signed]);
    await compare({ image: { ...words(upTo(128, 1, -64)), signed: true }, build: automatic, args: ['+Wm'] });
  });

  test('through the VOI LUT that is asked for, and the first by itself', async () => {
    const tables: BuiltTable[] = [
      { first: 100, bits: 12, entries: upTo(200, 20) },
      { first: 0, bits: 8, entries: upTo(256).map((i) => 255 - i) },
      { first: -50, bits: 16, vr: 'SS', entries: upTo(300, 200) },
    ];
    const build = (file: DicomBuilder): DicomBuilder =>
      withTables(file.element(0x00281052, 'DS', '-60').element(0x00281053, 'DS', '1'), voiLutSequence, tables);
    await compare({ image: words(upTo(512)), build, args: ['+Wl', '1'] });
    const [frame] = await framesOf(imageFile({ ...words(upTo(512)), after: build }));
    for (const [i, voi] of frame!.display.voiLuts.entries()) {
      await compare({ image: words(upTo(512)), build, options: { voi }, args: ['+Wl', String(i + 1)] });
    }
    const both = (file: DicomBuilder): DicomBuilder => build(window(100, 200)(file));
    await compare({ image: words(upTo(512)), build: both, args: ['+Wi', '1'] });
    await compare({ image: { ...words(upTo(512)), photometric: 'MONOCHROME1' }, build, args: ['+Wl', '1'] });
  });

  test('in the polarity of the photometric interpretation and the presentation LUT shape', async () => {
    for (const photometric of ['MONOCHROME1', 'MONOCHROME2']) {
      for (const shape of [undefined, 'IDENTITY', 'INVERSE']) {
        const build = window(2048, 4096, (file) =>
          shape === undefined ? file : file.element(0x20500020, 'CS', shape),
        );
        await compare({ image: { ...ramp, photometric }, build, args: ['+Wi', '1'] });
        await compare({ image: { ...ramp, photometric }, build, options: { invert: true }, args: ['+Wi', '1', '+P'] });
      }
    }
  });

  test('wherever the stored bits stand in their cells, signed or not', async () => {
    for (const [stored, highBit] of [
      [12, 11],
      [12, 15],
      [10, 12],
      [16, 15],
      [1, 0],
    ] as const) {
      for (const signed of [false, true]) {
        if (stored === 1 && signed) continue;
        const image = { ...words(upTo(512, 127)), stored, highBit, signed };
        await compare({ image, options: { voi: 'automatic' }, args: ['+Wm'] });
      }
    }
    for (const signed of [false, true]) {
      const bytes = { rows: 2, columns: 128, bits: 8, pixels: Uint8Array.from(upTo(256)) };
      await compare({ image: { ...bytes, signed }, args: ['+Wm'] });
      const wide = new Uint8Array(Uint32Array.from(upTo(256, 15_000_000)).buffer);
      await compare({ image: { rows: 2, columns: 128, bits: 32, signed, pixels: wide }, args: ['+Wm'] });
    }
  });

  test('from palettes of 8 and 16 bits', async () => {
    for (const bits of [8, 16]) {
      const build = (file: DicomBuilder): DicomBuilder => {
        for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [100, 20, bits]);
        for (const [i, tag] of [0x00281201, 0x00281202, 0x00281203].entries()) {
          const entries = upTo(100).map((entry) => ((entry * 7 + i * 80) % 256) * (bits === 16 ? 257 : 1));
          file.element(tag, 'OW', bits === 16 ? entries : Uint8Array.from(entries));
        }
        return file;
      };
      const pixels = Uint8Array.from(upTo(256));
      await compare({
        image: { rows: 2, columns: 128, bits: 8, photometric: 'PALETTE COLOR', pixels },
        build,
        args: [],
      });
    }
  });

  test('in color, of 8 and 16 bits, pixel by pixel and plane by plane', async () => {
    const values = upTo(192).map((i) => (i * 53) % 256);
    for (const planar of [false, true]) {
      const image = { rows: 8, columns: 8, samples: 3, planar, photometric: 'RGB' };
      await compare({ image: { ...image, bits: 8, pixels: Uint8Array.from(values) }, args: [] });
      const wide = Uint16Array.from(values, (value) => value * 256 + 77);
      await compare({ image: { ...image, bits: 16, pixels: new Uint8Array(wide.buffer) }, args: [] });
      const twelve = Uint16Array.from(values, (value) => value * 16 + 7);
      const pixels = new Uint8Array(twelve.buffer);
      await compare({ image: { ...image, bits: 16, stored: 12, pixels }, args: [] });
    }
    // Its YBR conversion truncates each of three summands; its partial matrix has four digits.
    const full = { rows: 8, columns: 8, samples: 3, planar: false, photometric: 'YBR_FULL', bits: 8 };
    await compare({ image: { ...full, pixels: Uint8Array.from(values) }, args: [], tolerance: 2 });
    for (const photometric of ['YBR_FULL_422', 'YBR_PARTIAL_422']) {
      const image = { ...full, photometric, pixels: Uint8Array.from(values.slice(0, 128)) };
      await compare({ image, args: [], tolerance: 2 });
    }
  });

  const dotted = (count: number): number[] => upTo(count).map((i) => (i % 5 === 0 || i % 7 === 3 ? 1 : 0));
  const above = { image: words(upTo(128)), options: { overlays: true, window: { center: 64, width: 128 } } };
  const windowed = ['+Ww', '64', '128', '+O', '0', '+Omr'];

  test('with overlays, wherever they lie', async () => {
    for (const origin of [
      [1, 1],
      [2, 30],
      [-3, -10],
      [0, 61],
    ] as const) {
      for (const photometric of ['MONOCHROME1', 'MONOCHROME2']) {
        const build = (file: DicomBuilder): DicomBuilder =>
          withOverlay(file, { rows: 6, columns: 21, origin, pixels: dotted(126) });
        await compare({ ...above, image: { ...above.image, photometric }, build, args: windowed });
      }
    }
  });

  test('with the overlays that are asked for', async () => {
    const build = (file: DicomBuilder): DicomBuilder =>
      withOverlay(withOverlay(file, { rows: 2, columns: 64, pixels: dotted(128) }), {
        ...{ group: 0x6004, rows: 1, columns: 9, origin: [2, 2], type: 'R', pixels: dotted(9) },
      });
    for (const [overlays, args] of [
      [true, windowed],
      [[0], ['+Ww', '64', '128', '+O', '1', '+Omr']],
      [[1], ['+Ww', '64', '128', '+O', '2', '+Omr']],
      [false, ['+Ww', '64', '128']],
      [[], ['+Ww', '64', '128']],
    ] as const) {
      await compare({ ...above, build, options: { ...above.options, overlays }, args });
    }
  });

  test('with overlays that are embedded in the pixels', async () => {
    const values = upTo(128).map((i) => i | (i % 3 === 0 ? 0x1000 : 0) | (i % 4 === 1 ? 0x8000 : 0));
    const build = (file: DicomBuilder): DicomBuilder =>
      withOverlay(withOverlay(file, { rows: 2, columns: 64, bitPosition: 12 }), {
        ...{ group: 0x6002, rows: 2, columns: 64, bitPosition: 15 },
      });
    await compare({ ...above, image: { ...words(values), stored: 12 }, build, args: windowed });
  });

  test('with the overlay of each frame', async () => {
    const build = (file: DicomBuilder): DicomBuilder =>
      withOverlay(file, { rows: 1, columns: 7, frames: 2, frameOrigin: 2, pixels: dotted(14) });
    const image = { ...words(upTo(10)), rows: 1, columns: 10, frames: 4, pixels: new Uint8Array(80) };
    for (const frame of [0, 1, 2, 3]) await compare({ ...above, image, build, frame, args: windowed });
  });
});
