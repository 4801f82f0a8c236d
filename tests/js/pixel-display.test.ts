// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What showing a frame needs, from wherever in the data set it stands.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Frame } from 'dcmstream';
import {
  type DicomBuilder,
  explicitBigEndian,
  implicitLittleEndian,
  type SequenceBuilder,
} from '../support/dicom-builder.js';
import { framesOf, frameOf, type ImageFile, imageFile, wordsSwapped } from '../support/image-file.js';

const pixels = Uint8Array.of(1, 2);
const gray = { rows: 1, columns: 2, pixels };

const grayWith = async (after: (file: DicomBuilder) => DicomBuilder): Promise<Frame['display']> =>
  (await frameOf({ ...gray, after })).display;

describe('grayscale', () => {
  test('has an identity rescale and no windows where the data set says nothing', async () => {
    const { display } = await frameOf(gray);
    assert.deepEqual(display.rescale, { slope: 1, intercept: 0 });
    assert.deepEqual([display.windows, display.voiLuts, display.overlays], [[], [], []]);
    assert.equal(display.voiFunction, 'LINEAR');
    for (const name of ['modalityLut', 'padding', 'presentationLut', 'presentationLutShape', 'palette'] as const) {
      assert.equal(display[name], undefined);
    }
    assert.deepEqual([display.iccProfile, display.colorSpace], [undefined, undefined]);
    assert.equal(display.pixelAspectRatio, 1);
  });

  test('has the rescale and every window with its explanation', async () => {
    const { rescale, windows } = await grayWith((file) =>
      file
        .element(0x00281050, 'DS', '40\\-600.5 ')
        .element(0x00281051, 'DS', '400\\1500')
        .element(0x00281052, 'DS', '-1024')
        .element(0x00281053, 'DS', '0.5')
        .element(0x00281055, 'LO', 'SOFT TISSUE\\LUNG'),
    );
    assert.deepEqual(rescale, { slope: 0.5, intercept: -1024 });
    assert.deepEqual(windows, [
      { center: 40, width: 400, explanation: 'SOFT TISSUE' },
      { center: -600.5, width: 1500, explanation: 'LUNG' },
    ]);
  });

  test('does without windows that are none, and without a slope that makes all pixels equal', async () => {
    const { rescale, windows } = await grayWith((file) =>
      file
        .element(0x00281050, 'DS', '1\\2\\x\\4')
        .element(0x00281051, 'DS', '0\\0.5\\3')
        .element(0x00281053, 'DS', '0'),
    );
    assert.deepEqual(windows, []);
    assert.equal(rescale.slope, 1);
  });
});

describe('the pixel aspect ratio', () => {
  test('is height by width, as declared or by the spacing', async () => {
    const declared = await frameOf({ ...gray, before: (file) => file });
    assert.equal(declared.display.pixelAspectRatio, 1);
    assert.equal((await grayAspect((file) => file.element(0x00280034, 'IS', '4\\3'))).pixelAspectRatio, 4 / 3);
    assert.equal((await grayAspect((file) => file.element(0x00280030, 'DS', '0.5\\0.25'))).pixelAspectRatio, 2);
    assert.equal((await grayAspect((file) => file.element(0x00280030, 'DS', '0\\0'))).pixelAspectRatio, 1);
  });

  const grayAspect = async (build: (file: DicomBuilder) => DicomBuilder): Promise<Frame['display']> => {
    // Between Columns and BitsAllocated by their tags; the order does not matter to the reader.
    return (await frameOf({ ...gray, after: build })).display;
  };
});

describe('enhanced multi-frame objects', () => {
  const value = (intercept: number) => (item: DicomBuilder) =>
    item.sequence(0x00289145, (s: SequenceBuilder) =>
      s.item((i) => i.element(0x00281052, 'DS', String(intercept)).element(0x00281053, 'DS', '2')),
    );
  const window = (center: number) => (item: DicomBuilder) =>
    item.sequence(0x00289132, (s: SequenceBuilder) =>
      s.item((i) => i.element(0x00281050, 'DS', String(center)).element(0x00281051, 'DS', '10')),
    );

  test('describe each frame by its own functional groups, then by the shared ones, then by the root', async () => {
    const file = imageFile({
      ...gray,
      frames: 3,
      pixels: new Uint8Array(6),
      after: (root) =>
        root
          .element(0x00281052, 'DS', '99')
          .sequence(0x52009229, (shared) => shared.item(window(7)))
          .sequence(0x52009230, (perFrame) => perFrame.item(value(1)).item(window(8)).item()),
    });
    const displays = (await framesOf(file)).map(({ display }) => display);
    assert.deepEqual(
      displays.map(({ rescale, windows }) => [rescale.intercept, rescale.slope, windows[0]?.center]),
      [
        [1, 2, 7],
        [99, 1, 8],
        [99, 1, 7],
      ],
    );
  });

  test('survive a structured clone, frame by frame', async () => {
    const frame = await frameOf({ ...gray, after: (root) => root.sequence(0x52009229, (s) => s.item(value(5))) });
    assert.deepEqual(structuredClone(frame), frame);
  });
});

describe('palettes', () => {
  interface Table {
    descriptor: readonly [number, number, number];
    data?: Uint8Array;
    segmented?: Uint8Array;
  }

  const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

  const paletteOf = async (
    table: Table,
    image: Partial<ImageFile> = {},
  ): Promise<NonNullable<Frame['display']['palette']>> => {
    const big = image.transferSyntax === explicitBigEndian;
    const stored = (bytes: Uint8Array): Uint8Array => (big ? wordsSwapped(bytes) : bytes);
    const { data, segmented } = table;
    const frame = await frameOf({
      ...gray,
      photometric: 'PALETTE COLOR',
      after: (file) => {
        const vr = image.signed === true ? 'SS' : 'US';
        const [entries, first, bits] = table.descriptor;
        const signed = (value: number): number => (vr === 'SS' ? (value << 16) >> 16 : value & 0xffff);
        for (const tag of [0x00281101, 0x00281102, 0x00281103]) {
          file.element(tag, vr, [signed(entries), signed(first), bits]);
        }
        for (const tag of [0, 1, 2]) if (data) file.element(0x00281201 + tag, 'OW', stored(data));
        for (const tag of [0, 1, 2]) if (segmented) file.element(0x00281221 + tag, 'OW', stored(segmented));
        return file;
      },
      ...image,
    });
    assert.ok(frame.display.palette);
    return frame.display.palette;
  };

  test('are read in every encoding', async () => {
    for (const transferSyntax of [undefined, implicitLittleEndian, explicitBigEndian]) {
      const image = transferSyntax === undefined ? {} : { transferSyntax };
      const { red, green, blue } = await paletteOf(
        { descriptor: [3, 0, 16], data: words(0x100, 0x2ff, 0xffff) },
        image,
      );
      for (const channel of [red, green, blue]) {
        assert.deepEqual(channel, { first: 0, bits: 16, values: Uint16Array.of(0x100, 0x2ff, 0xffff) });
      }
    }
  });

  test('of 65536 entries declare 0', async () => {
    const data = new Uint8Array(131072).fill(1);
    for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
      const { red } = await paletteOf(
        { descriptor: [0, 0, 16], data },
        { transferSyntax, signed: true, bits: 16, pixels: new Uint8Array(4) },
      );
      assert.equal(red.values.length, 65536);
    }
  });

  test('begin at a negative value only where pixels are signed', async () => {
    const table = { descriptor: [1, -5, 16], data: words(1) } as const;
    assert.equal((await paletteOf(table, { signed: true })).red.first, -5);
    assert.equal((await paletteOf(table, { signed: true, transferSyntax: implicitLittleEndian })).red.first, -5);
    assert.equal((await paletteOf(table)).red.first, 65531);
  });

  test('of 8 bits are packed, or in words of their own', async () => {
    const expected = Uint16Array.of(1, 2, 3);
    for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
      for (const data of [Uint8Array.of(1, 2, 3, 0), words(1, 2, 3)]) {
        const { red } = await paletteOf({ descriptor: [3, 0, 8], data }, { transferSyntax });
        assert.deepEqual(red.values, expected);
      }
    }
  });

  test('are expanded from discrete, linear and indirect segments', async () => {
    const segmented = words(0, 2, 10, 20, 1, 3, 80, 2, 1, 8, 0); // two values, three steps up to 80, the line again
    const { red } = await paletteOf({ descriptor: [8, 0, 16], segmented });
    assert.deepEqual([...red.values], [10, 20, 40, 60, 80, 80, 80, 80]);
    const bytes = Uint8Array.of(0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0, 0, 0, 0);
    const { green } = await paletteOf({ descriptor: [6, 0, 8], segmented: bytes });
    assert.deepEqual([...green.values], [10, 20, 30, 40, 10, 20]);
  });

  test('are refused by name where they are missing or malformed', async () => {
    const missing = { code: 'attribute_missing', tag: 0x00281201 };
    await assert.rejects(paletteOf({ descriptor: [3, 0, 16] }), missing);
    await assert.rejects(frameOf({ ...gray, photometric: 'PALETTE COLOR' }), { ...missing, tag: 0x00281101 });
    await assert.rejects(paletteOf({ descriptor: [1, 0, 32], data: words(1) }), { code: 'attribute_invalid' });
    for (const segmented of [
      words(1, 2, 3), // a line from nowhere
      words(0, 9, 1), // more values than there are
      words(0, 0), // an empty segment
      words(3, 1, 1), // no such segment
      words(2, 1, 0, 0), // itself
      words(2, 1, 0xffff, 0xffff), // outside
      words(0, 1, 5), // too few values
      words(0, 5, 1, 2, 3, 4, 5), // too many
    ]) {
      await assert.rejects(paletteOf({ descriptor: [4, 0, 16], segmented }), {
        code: 'attribute_invalid',
        tag: 0x00281221,
      });
    }
  });
});
