// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The transformations of grayscale pixels as a data set states them: modality, VOI, presentation, padding.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Frame } from 'dcmstream';
import { type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { frameOf, framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';
import { modalityLutSequence, presentationLutSequence, voiLutSequence, withTables } from '../support/look-up-tables.js';

type Build = (file: DicomBuilder) => DicomBuilder;

const gray = { rows: 1, columns: 2, bits: 16, pixels: new Uint8Array(4) };
const frameWith = (after: Build, image: Partial<ImageFile> = {}): Promise<Frame> =>
  frameOf({ ...gray, after, ...image });
const displayWith = async (after: Build, image: Partial<ImageFile> = {}): Promise<Frame['display']> => {
  const { display, notes } = await frameWith(after, image);
  assert.deepEqual(notes, []);
  return display;
};

const encodings = [undefined, implicitLittleEndian, explicitBigEndian];
const inEncoding = (transferSyntax: string | undefined): Partial<ImageFile> =>
  transferSyntax === undefined ? {} : { transferSyntax };

describe('a modality LUT', () => {
  const entries = [5, 500, 65535];

  test('is read in every encoding', async () => {
    for (const transferSyntax of encodings) {
      const { modalityLut } = await displayWith(
        (file) => withTables(file, modalityLutSequence, [{ first: 7, bits: 16, entries }]),
        inEncoding(transferSyntax),
      );
      assert.deepEqual(modalityLut, { first: 7, bits: 16, values: Uint16Array.from(entries) });
    }
  });

  test('begins at a negative value where pixels are signed, whatever its VR', async () => {
    for (const vr of ['US', 'SS'] as const) {
      const first = vr === 'US' ? 65531 : -5;
      const build: Build = (file) => withTables(file, modalityLutSequence, [{ vr, first, entries }]);
      assert.equal((await displayWith(build, { signed: true })).modalityLut?.first, -5);
      assert.equal((await displayWith(build)).modalityLut?.first, 65531);
    }
  });

  test('of 65536 entries declares 0', async () => {
    const whole = Array.from({ length: 65536 }, (_, i) => i);
    const { modalityLut } = await displayWith(
      (file) =>
        file.sequence(modalityLutSequence, (items) =>
          items.item((item) => {
            const bytes = new Uint8Array(Uint16Array.from(whole).buffer);
            return item.element(0x00283002, 'US', [0, 0, 16]).element(0x00283006, 'OW', bytes);
          }),
        ),
      {},
    );
    assert.deepEqual(modalityLut?.values, Uint16Array.from(whole));
  });

  test('of 8 bits is packed, or in words', async () => {
    const packed: Build = (file) =>
      file.sequence(modalityLutSequence, (items) =>
        items.item((item) =>
          item.element(0x00283002, 'US', [3, 0, 8]).element(0x00283006, 'OW', Uint8Array.of(1, 2, 3, 0)),
        ),
      );
    const inWords: Build = (file) => withTables(file, modalityLutSequence, [{ bits: 8, entries: [1, 2, 3] }]);
    for (const build of [packed, inWords]) {
      assert.deepEqual((await displayWith(build)).modalityLut, { first: 0, bits: 8, values: Uint16Array.of(1, 2, 3) });
    }
  });
});

describe('VOI', () => {
  test('LUTs are all read, with what they are for', async () => {
    for (const transferSyntax of encodings) {
      const { voiLuts } = await displayWith(
        (file) =>
          withTables(file, voiLutSequence, [
            { first: 3, bits: 10, entries: [0, 1023], explanation: 'NORMAL' },
            { first: 4, bits: 8, entries: [255, 0] },
          ]),
        inEncoding(transferSyntax),
      );
      assert.deepEqual(voiLuts, [
        { first: 3, bits: 10, values: Uint16Array.of(0, 1023), explanation: 'NORMAL' },
        { first: 4, bits: 8, values: Uint16Array.of(255, 0), explanation: undefined },
      ]);
    }
  });

  test('LUTs begin at a negative value where there may be negative values to map', async () => {
    const firstWith = async (before: Build, vr: 'US' | 'SS', image: Partial<ImageFile> = {}): Promise<unknown> => {
      const first = vr === 'US' ? 64512 : -1024;
      const build: Build = (file) => withTables(before(file), voiLutSequence, [{ first, vr, entries: [0, 1] }]);
      return (await displayWith(build, image)).voiLuts[0]?.first;
    };
    const same: Build = (file) => file;
    const hounsfield: Build = (file) => file.element(0x00281052, 'DS', '-1024').element(0x00281053, 'DS', '1');
    assert.equal(await firstWith(same, 'US'), 64512);
    assert.equal(await firstWith(same, 'SS'), -1024);
    assert.equal(await firstWith(same, 'US', { signed: true }), -1024);
    assert.equal(await firstWith(hounsfield, 'US'), -1024);
    const table: Build = (file) => withTables(hounsfield(file), modalityLutSequence, [{ entries: [1] }]);
    assert.equal(await firstWith(table, 'US', { signed: true }), 64512); // what a table gives is never negative
  });

  test('LUTs whose entries are larger than their bits have the bits that they need', async () => {
    const { voiLuts } = await displayWith((file) =>
      withTables(file, voiLutSequence, [{ bits: 8, entries: [0, 4095] }]),
    );
    assert.equal(voiLuts[0]?.bits, 12);
  });

  test('functions are read, and widths taken that they allow', async () => {
    const windows = async (name: string): Promise<unknown> => {
      const build: Build = (file) =>
        file
          .element(0x00281050, 'DS', '1\\2\\3')
          .element(0x00281051, 'DS', '0.5\\0\\7')
          .element(0x00281056, 'CS', name);
      const { display } = await frameWith(build);
      return [display.voiFunction, ...display.windows.map(({ width }) => width)];
    };
    assert.deepEqual(await windows('LINEAR'), ['LINEAR', 7]);
    assert.deepEqual(await windows('LINEAR_EXACT'), ['LINEAR_EXACT', 0.5, 7]);
    assert.deepEqual(await windows('SIGMOID'), ['SIGMOID', 0.5, 7]);
    assert.deepEqual(await windows('CUBIC'), ['LINEAR', 7]);
    assert.deepEqual(await windows(''), ['LINEAR', 7]);
  });
});

test('presentation shape and LUT are read', async () => {
  const { presentationLutShape } = await displayWith((file) => file.element(0x20500020, 'CS', 'INVERSE'));
  assert.equal(presentationLutShape, 'INVERSE');
  const { presentationLut } = await displayWith((file) =>
    withTables(file, presentationLutSequence, [{ bits: 8, entries: [255, 0] }]),
  );
  assert.deepEqual(presentationLut, { first: 0, bits: 8, values: Uint16Array.of(255, 0) });
});

describe('padding', () => {
  const padded = (vr: string, value: number, limit?: number): Build => {
    return (file) => {
      file.element(0x00280120, vr, value);
      return limit === undefined ? file : file.element(0x00280121, vr, limit);
    };
  };

  test('is a value, or a range that runs either way', async () => {
    assert.deepEqual((await displayWith(padded('US', 7))).padding, { first: 7, last: 7 });
    assert.deepEqual((await displayWith(padded('US', 7, 5))).padding, { first: 5, last: 7 });
    assert.deepEqual((await displayWith(padded('US', 0, 3))).padding, { first: 0, last: 3 });
  });

  test('is signed where the pixels are, whatever its VR', async () => {
    assert.deepEqual((await displayWith(padded('US', 63536), { signed: true })).padding, { first: -2000, last: -2000 });
    assert.deepEqual((await displayWith(padded('SS', -2000), { signed: true })).padding, { first: -2000, last: -2000 });
    assert.deepEqual((await displayWith(padded('US', 63536))).padding, { first: 63536, last: 63536 });
  });

  test('is of grayscale only (PS3.3 §C.7.5.1.1.2)', async () => {
    const rgb = { rows: 1, columns: 1, bits: 8, samples: 3, planar: false, pixels: new Uint8Array(4) };
    assert.equal((await displayWith(padded('US', 255), rgb)).padding, undefined);
  });

  test('of floats is a float, and none where it is no number', async () => {
    const float = await displayWith((file) => file.element(0x00280122, 'FL', -1.5).element(0x00280124, 'FL', -0.5));
    assert.deepEqual(float.padding, { first: -1.5, last: -0.5 });
    const double = await displayWith((file) => file.element(0x00280123, 'FD', 1e300));
    assert.deepEqual(double.padding, { first: 1e300, last: 1e300 });
    const none = await displayWith((file) => file.element(0x00280122, 'FL', Number.NaN));
    assert.equal(none.padding, undefined);
  });
});

describe('what is malformed', () => {
  const descriptor = (value: readonly number[], data: readonly number[] = [1, 2]): Build => {
    return (file) =>
      file.sequence(voiLutSequence, (items) =>
        items.item((item) => item.element(0x00283002, 'US', value).element(0x00283006, 'US', data)),
      );
  };
  const broken: Record<string, Build> = {
    'a table without a descriptor': (file) => file.sequence(voiLutSequence, (items) => items.item()),
    'a descriptor of two values': descriptor([2, 0]),
    'entries of no bits': descriptor([2, 0, 0]),
    'entries of 32 bits': descriptor([2, 0, 32]),
    'a table without data': descriptor([2, 0, 16], []),
    'a modality LUT without data': (file) =>
      file.sequence(modalityLutSequence, (items) => items.item((item) => item.element(0x00283002, 'US', [2, 0, 16]))),
    'a presentation LUT without anything': (file) => file.sequence(presentationLutSequence, (items) => items.item()),
    'a function that is none': (file) => file.element(0x00281056, 'CS', 'CUBIC'),
    'a supplemental palette without data': (file) =>
      file.element(0x00089205, 'CS', 'COLOR').element(0x00281101, 'US', [2, 0, 16]),
  };
  for (const [what, build] of Object.entries(broken)) {
    test(`is left out with a note: ${what}`, async () => {
      const frames = await framesOf(imageFile({ ...gray, after: build }));
      assert.deepEqual(noteCodes(frames), ['display_attribute_ignored']);
      const { modalityLut, voiLuts, presentationLut, palette } = frames[0]!.display;
      assert.deepEqual([modalityLut, voiLuts, presentationLut, palette], [undefined, [], undefined, undefined]);
      await assert.rejects(framesOf(imageFile({ ...gray, after: build }), { strict: true }), { code: 'quirk_refused' });
    });
  }

  test('is not a table of fewer entries than declared: its last one holds', async () => {
    const { voiLuts } = await displayWith(descriptor([9, 0, 16]));
    assert.deepEqual(voiLuts[0]?.values, Uint16Array.of(1, 2));
  });
});
