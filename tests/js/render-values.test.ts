// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Ways of showing values that DCMTK 3.6.7 does not know: LINEAR_EXACT, padding, supplemental palettes, presentation LUTs in
// images, floats. The expected grays are computed by the formulas of the standard, as they are written there.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { automaticWindow, type Frame, init, render, type RenderOptions } from 'dcmstream';
import type { DicomBuilder } from '../support/dicom-builder.js';
import { frameOf, type ImageFile } from '../support/image-file.js';
import { modalityLutSequence, presentationLutSequence, voiLutSequence, withTables } from '../support/look-up-tables.js';

before(() => init());

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const gray16 = (values: readonly number[], rest: Partial<ImageFile> = {}): Promise<Frame> =>
  frameOf({
    ...{ rows: 1, columns: values.length, bits: 16 },
    pixels: new Uint8Array(Uint16Array.from(values).buffer),
    ...rest,
  });

/** A frame whose samples are floats; how such frames are read is not the matter here. */
async function floats(samples: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>): Promise<Frame> {
  const frame = await gray16(upTo(samples.length));
  const bits = samples.BYTES_PER_ELEMENT * 8;
  return { ...frame, samples, bitsAllocated: bits, bitsStored: bits, highBit: bits - 1 };
}

function graysOf(frame: Frame, options: RenderOptions = {}): number[] {
  const { data } = render(frame, options);
  return upTo(data.length / 4).map((i) => {
    const [red, green, blue, alpha] = data.subarray(4 * i);
    assert.ok(red === green && green === blue && alpha === 255);
    return red!;
  });
}

function assertNear(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  for (const [i, gray] of found.entries()) {
    assert.ok(Math.abs(gray - expected[i]!) <= 0.5 + 1e-9, `pixel ${i} is ${gray}, not ${expected[i]}`);
  }
}

/** PS3.3 §C.11.2.1.3.2 */
function linearExact(x: number, c: number, w: number): number {
  if (x <= c - w / 2) return 0;
  if (x > c + w / 2) return 255;
  return ((x - c) / w + 0.5) * 255;
}

/** PS3.3 §C.11.2.1.3.1 */
const sigmoid = (x: number, c: number, w: number): number => 255 / (1 + Math.exp((-4 * (x - c)) / w));

describe('windows', () => {
  const values = upTo(400);
  const withFunction = (name: string): Partial<ImageFile> => ({
    after: (file) =>
      file.element(0x00281050, 'DS', '200').element(0x00281051, 'DS', '100').element(0x00281056, 'CS', name),
  });

  test('of LINEAR_EXACT and SIGMOID follow the standard', async () => {
    const exact = await gray16(values, withFunction('LINEAR_EXACT'));
    assertNear(
      graysOf(exact),
      values.map((x) => linearExact(x, 200, 100)),
    );
    const curved = await gray16(values, withFunction('SIGMOID'));
    assertNear(
      graysOf(curved),
      values.map((x) => sigmoid(x, 200, 100)),
    );
  });

  test('in numbers take the function of the frame, unless they have one themselves', async () => {
    const exact = await gray16(values, withFunction('LINEAR_EXACT'));
    const window = { center: 90, width: 0.5 };
    assertNear(
      graysOf(exact, { window }),
      values.map((x) => linearExact(x, 90, 0.5)),
    );
    assert.deepEqual(graysOf(exact, { voi: window }), graysOf(exact, { window }));
    const asked = { ...window, function: 'SIGMOID' } as const;
    assertNear(
      graysOf(exact, { voi: asked }),
      values.map((x) => sigmoid(x, 90, 0.5)),
    );
  });

  test('that are automatic go over all values, whatever the frame proposes', async () => {
    const curved = await gray16([10, 20, 60], withFunction('SIGMOID'));
    assert.deepEqual(automaticWindow(curved), { center: 35.5, width: 51, function: 'LINEAR' });
    assert.deepEqual(graysOf(curved, { voi: 'automatic' }), [0, 51, 255]);
    assert.deepEqual(graysOf(curved, { voi: automaticWindow(curved) }), [0, 51, 255]);
  });

  test('that are automatic go over what a modality LUT gives, not over its ends', async () => {
    const frame = await gray16([0, 1, 2], {
      after: (file) => withTables(file, modalityLutSequence, [{ entries: [400, 900, 500] }]),
    });
    assert.deepEqual(automaticWindow(frame), { center: 650.5, width: 501, function: 'LINEAR' });
    assert.deepEqual(graysOf(frame), [0, 255, 51]);
  });
});

describe('padding', () => {
  const padded = (first: number, last: number, rest: Partial<ImageFile> = {}): Partial<ImageFile> => ({
    after: (file) => file.element(0x00280120, 'US', first).element(0x00280121, 'US', last),
    ...rest,
  });

  test('is black and no part of the automatic window (PS3.3 §C.7.5.1.1.2)', async () => {
    const frame = await gray16([100, 0, 300, 4000, 4095, 200], padded(4095, 4000));
    assert.deepEqual(automaticWindow(frame), { center: 150.5, width: 301, function: 'LINEAR' });
    assert.deepEqual(graysOf(frame), [85, 0, 255, 0, 0, 170]);
  });

  test('is black in either polarity', async () => {
    const image = padded(0, 0, { photometric: 'MONOCHROME1' });
    assert.deepEqual(graysOf(await gray16([0, 1, 2, 3], image)), [0, 255, 127, 0]);
    assert.deepEqual(graysOf(await gray16([0, 1, 2, 3], image), { invert: true }), [0, 0, 128, 255]);
  });

  test('of all pixels leaves a black picture', async () => {
    assert.deepEqual(graysOf(await gray16([7, 7], padded(7, 7))), [0, 0]);
    assert.deepEqual(graysOf(await gray16([7, 7], padded(0, 0xffff))), [0, 0]);
  });

  test('of 32 bits and of 8 is treated alike', async () => {
    const wide = new Uint8Array(Uint32Array.of(10, 7, 20).buffer);
    assert.deepEqual(
      graysOf(await frameOf({ rows: 1, columns: 3, bits: 32, pixels: wide, ...padded(7, 7) })),
      [0, 0, 255],
    );
    const narrow = Uint8Array.of(10, 7, 20);
    assert.deepEqual(graysOf(await frameOf({ rows: 1, columns: 3, pixels: narrow, ...padded(7, 7) })), [0, 0, 255]);
  });
});

test('a supplemental palette colors the values from its first one on (PS3.3 §C.7.6.19)', async () => {
  const withPalette = (file: DicomBuilder): DicomBuilder => {
    for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [2, 1000, 16]);
    for (const tag of [0, 1, 2]) file.element(0x00281201 + tag, 'OW', [0x1000 * (tag + 1), 0x1100 * (tag + 1)]);
    return file;
  };
  const after = (file: DicomBuilder): DicomBuilder => withPalette(file.element(0x00089205, 'CS', 'MIXED'));
  const frame = await gray16([0, 500, 999, 1000, 1001, 5000], { after });
  assert.deepEqual(automaticWindow(frame), { center: 500, width: 1000, function: 'LINEAR' });
  const { data } = render(frame, { invert: true });
  const pixels = upTo(6).map((i) => [...data.subarray(4 * i, 4 * i + 3)]);
  const [first, last] = [
    [0x10, 0x20, 0x30],
    [0x11, 0x22, 0x33],
  ];
  assert.deepEqual(pixels, [[255, 255, 255], [127, 127, 127], [0, 0, 0], first, last, last]);
  // Without PixelPresentation the palette is not meant.
  const plain = await gray16([0, 1000], { after: withPalette });
  assert.equal(plain.display.palette, undefined);
  assert.deepEqual(graysOf(plain), [0, 255]);
});

test('a presentation LUT stands behind the VOI (PS3.4 §N.2)', async () => {
  const frame = await gray16(upTo(256), {
    after: (file) => withTables(file, presentationLutSequence, [{ bits: 8, entries: upTo(16).map((i) => i * i) }]),
  });
  const expected = upTo(256).map((x) => Math.round((x / 255) * 15) ** 2);
  assertNear(graysOf(frame), expected);
  assertNear(
    graysOf(frame, { invert: true }),
    expected.map((gray) => 255 - gray),
  );
});

describe('floats', () => {
  for (const type of [Float32Array, Float64Array]) {
    test(`of ${type.name} are drawn, black where they are no finite numbers`, async () => {
      const frame = await floats(type.of(-1, NaN, 0.5, Infinity, 2, -Infinity));
      assert.deepEqual(automaticWindow(frame), { center: 1, width: 4, function: 'LINEAR' });
      assertNear(graysOf(frame), [0, 0, 127.5, 0, 255, 0]);
      const small = await floats(type.of(0.25, 0.375, 0.5));
      assert.deepEqual(automaticWindow(small), { center: 0.375, width: 0.25, function: 'LINEAR_EXACT' });
      assertNear(graysOf(small), [0, 127.5, 255]);
      assertNear(
        graysOf(small, { voi: { center: 0.25, width: 1, function: 'SIGMOID' } }),
        [0.25, 0.375, 0.5].map((x) => sigmoid(x, 0.25, 1)),
      );
    });
  }

  test('go through padding, VOI LUTs and polarity like integers', async () => {
    const frame = await floats(Float32Array.of(0, 1.4, 1.6, 9, -7));
    const display = { ...frame.display, padding: { first: 9, last: 9 } };
    const voi = { first: 0, bits: 8, values: Uint16Array.of(10, 100, 200) };
    assert.deepEqual(graysOf({ ...frame, display }, { voi }), [10, 100, 200, 0, 10]);
    assert.deepEqual(graysOf({ ...frame, display }, { voi, invert: true }), [245, 155, 55, 0, 245]);
  });

  test('of the largest range do not overflow', async () => {
    const frame = await floats(Float64Array.of(-1.7e308, 0, 1.7e308));
    assertNear(graysOf(frame), [0, 127.5, 255]);
    const display = { ...frame.display, rescale: { slope: 1e300, intercept: 0 } };
    assert.equal(graysOf({ ...frame, display }).length, 3);
  });

  test('that are nothing but NaN are black', async () => {
    assert.deepEqual(graysOf(await floats(Float32Array.of(NaN, NaN))), [0, 0]);
  });

  test('are no colors', async () => {
    const frame = await floats(new Float32Array(3));
    const color = { ...frame, columns: 1, samplesPerPixel: 3, photometricInterpretation: 'RGB' };
    assert.throws(() => render(color), { code: 'photometric_unsupported' });
  });
});

test('YBR_PARTIAL returns to what was converted (PS3.3 §C.7.6.3.1.2)', async () => {
  const colors = upTo(216).map((i) => [(i % 6) * 51, (Math.floor(i / 6) % 6) * 51, Math.floor(i / 36) * 51] as const);
  const ybr = colors.flatMap(([r, g, b]) => [
    Math.round(0.2568 * r + 0.5041 * g + 0.0979 * b + 16),
    Math.round(-0.1482 * r - 0.291 * g + 0.4392 * b + 128),
    Math.round(0.4392 * r - 0.3678 * g - 0.0714 * b + 128),
  ]);
  // As a decoder hands them out: three samples a pixel.
  const image = { rows: 1, columns: 216, samples: 3, planar: false, pixels: Uint8Array.from(ybr) };
  for (const photometricInterpretation of ['YBR_PARTIAL_420', 'YBR_PARTIAL_422']) {
    const { data } = render({ ...(await frameOf(image)), photometricInterpretation });
    for (const [i, color] of colors.entries()) {
      for (const [c, value] of color.entries()) assert.ok(Math.abs(data[4 * i + c]! - value) <= 2);
    }
  }
});

describe('misuse', () => {
  test('of voi and overlays is a TypeError with a code', async () => {
    const frame = await gray16([1, 2], {
      after: (file) => withTables(file, voiLutSequence, [{ bits: 8, entries: [1, 2] }]),
    });
    const [lut] = frame.display.voiLuts;
    const wrong = { code: 'argument_invalid', name: 'TypeError' };
    for (const options of [
      { voi: { center: 1, width: 0, function: 'SIGMOID' } },
      { voi: { center: 1, width: 0.5 } },
      { voi: { ...lut!, bits: 17 } },
      { voi: { ...lut!, values: new Uint16Array(0) } },
      { voi: { ...lut!, first: 0.5 } },
      { voi: 'automatic', window: { center: 1, width: 2 } },
      { overlays: [0] },
    ] as const) {
      assert.throws(() => render(frame, options), wrong);
    }
    assert.throws(() => render({ ...frame, samples: new Float32Array(2) }), wrong);
  });
});
