// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames as RGBA against the formulas of the standard. What stands beside them is in render-values.test.ts (tables, padding,
// floats), render-overlays.test.ts, and against DCMTK in render-peer.test.ts and render-features.test.ts.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { automaticWindow, type Frame, init, render, type RenderOptions } from 'dcmstream';
import { frameOf, framesOf, type ImageFile, imageFile } from '../support/image-file.js';

/** The reds, greens and blues of a frame, pixel by pixel; every pixel must be opaque. */
function pixelsOf(frame: Frame, options: RenderOptions = {}): number[][] {
  const { data, width, height, colorSpace } = render(frame, options);
  assert.deepEqual([width, height, colorSpace], [frame.columns, frame.rows, 'srgb']);
  return Array.from({ length: width * height }, (_, i) => {
    assert.equal(data[4 * i + 3], 255);
    return [...data.subarray(4 * i, 4 * i + 3)];
  });
}

function graysOf(frame: Frame, options: RenderOptions = {}): number[] {
  return pixelsOf(frame, options).map(([red, green, blue]) => {
    assert.ok(red === green && green === blue);
    return red!;
  });
}

const gray16 = (values: number[], rest: Partial<ImageFile> = {}): Promise<Frame> =>
  frameOf({
    rows: 1,
    columns: values.length,
    bits: 16,
    pixels: new Uint8Array(Uint16Array.from(values).buffer),
    ...rest,
  });

test('render before init is a misuse', async () => {
  // A process of its own: this one has been initialised.
  const script = `import { render } from 'dcmstream';
    try { render({}); } catch (error) { console.log(error instanceof TypeError, error.code); }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(stdout.trim(), 'true not_ready');
});

describe('grayscale', () => {
  before(() => init());

  test('goes through rescale and window: PS3.3 §C.11.2.1.2.1', async () => {
    const values = Array.from({ length: 500 }, (_, i) => i);
    const frame = await gray16(values, {
      after: (file) => file.element(0x00281052, 'DS', '-100').element(0x00281053, 'DS', '1.5'),
    });
    const [center, width] = [200, 301];
    const expected = values.map((stored) => {
      const x = 1.5 * stored - 100;
      if (x <= center - 0.5 - (width - 1) / 2) return 0;
      if (x > center - 0.5 + (width - 1) / 2) return 255;
      return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255;
    });
    for (const [i, gray] of graysOf(frame, { window: { center, width } }).entries()) {
      assert.ok(Math.abs(gray - expected[i]!) <= 0.5 + 1e-9, `${i}: ${gray}, not ${expected[i]}`);
    }
  });

  test('takes the window asked for, else the first of the frame, else one over all values', async () => {
    const after: ImageFile['after'] = (file) =>
      file.element(0x00281050, 'DS', '100.5\\9').element(0x00281051, 'DS', '101\\9');
    const frame = await gray16([0, 50, 100, 150, 200], { after });
    assert.deepEqual(graysOf(frame), [0, 0, 128, 255, 255]);
    assert.deepEqual(graysOf(frame, { window: { center: 1, width: 1 } }), [0, 255, 255, 255, 255]);
    assert.deepEqual(graysOf(await gray16([100, 150, 200, 300])), [0, 64, 128, 255]);
    assert.deepEqual(automaticWindow(await gray16([100, 150, 200, 300])), {
      ...{ center: 200.5, width: 201, function: 'LINEAR' },
    });
  });

  test('is automatic over rescaled values, whichever way the slope goes', async () => {
    const after: ImageFile['after'] = (file) => file.element(0x00281053, 'DS', '-0.01');
    const frame = await gray16([0, 51, 255], { after });
    assert.deepEqual(graysOf(frame), [255, 204, 0]);
  });

  test('of a single value is black', async () => {
    assert.deepEqual(graysOf(await gray16([7, 7])), [0, 0]);
  });

  test('is inverted by MONOCHROME1, by the option, and not by both', async () => {
    const [plain, inverted] = [
      [0, 128, 255],
      [255, 127, 0],
    ];
    const second = await gray16([0, 1, 2]);
    const first = await gray16([0, 1, 2], { photometric: 'MONOCHROME1' });
    assert.deepEqual(graysOf(second), plain);
    assert.deepEqual(graysOf(second, { invert: true }), inverted);
    assert.deepEqual(graysOf(first), inverted);
    assert.deepEqual(graysOf(first, { invert: true }), plain);
  });

  test('ignores what is stored beside the stored bits', async () => {
    const frame = await gray16([0xf000, 0x0800, 0x8fff], { stored: 12, signed: true });
    assert.deepEqual(graysOf(frame), [255, 0, 255]); // 0, -2048, -1
    const left = await gray16([0x000f, 0x7fff, 0xfff0], { stored: 12, highBit: 15 });
    assert.deepEqual(graysOf(left), [0, 127, 255]);
  });

  test('of 8 and 32 bits, signed or not, is the same picture', async () => {
    const expected = [0, 64, 128, 255];
    assert.deepEqual(graysOf(await frameOf({ rows: 2, columns: 2, pixels: Uint8Array.of(0, 50, 100, 199) })), expected);
    const signed = new Uint8Array(Int8Array.of(-100, -50, 0, 99).buffer);
    assert.deepEqual(graysOf(await frameOf({ rows: 2, columns: 2, signed: true, pixels: signed })), expected);
    const wide = new Uint8Array(Int32Array.of(-1e9, -5e8, 0, 99e7).buffer);
    assert.deepEqual(graysOf(await frameOf({ rows: 2, columns: 2, bits: 32, signed: true, pixels: wide })), expected);
    const unsigned = new Uint8Array(Uint32Array.of(0, 1e9, 2e9, 3.98e9).buffer);
    assert.deepEqual(graysOf(await frameOf({ rows: 2, columns: 2, bits: 32, pixels: unsigned })), expected);
  });

  test('of one bit is black and white, even where all are equal', async () => {
    const image = { rows: 1, columns: 3, bits: 1, frames: 2, pixels: Uint8Array.of(0b111_101) };
    const frames = await framesOf(imageFile(image));
    assert.deepEqual(
      frames.map((frame) => graysOf(frame)),
      [
        [255, 0, 255],
        [255, 255, 255],
      ],
    );
  });

  test('of many strips has no seams', async () => {
    const [rows, columns] = [321, 517];
    const values = Uint16Array.from({ length: rows * columns }, (_, i) => (i * 7919) & 0xfff);
    const frame = await frameOf({ rows, columns, bits: 16, pixels: new Uint8Array(values.buffer) });
    const { data } = render(frame, { window: { center: 2048, width: 4096 } });
    for (const [i, value] of values.entries()) assert.equal(data[4 * i], Math.round((value / 4095) * 255));
    const bits = await frameOf({ rows, columns, bits: 1, pixels: new Uint8Array(values.buffer, 0, 20746) });
    const drawn = render(bits).data;
    const packed = new Uint8Array(values.buffer);
    for (let i = 0; i < rows * columns; i++) assert.equal(drawn[4 * i], ((packed[i >> 3]! >> (i & 7)) & 1) * 255);
  });
});

describe('color', () => {
  before(() => init());

  test('is copied from RGB, inverted on demand', async () => {
    const frame = await frameOf({ rows: 1, columns: 2, samples: 3, pixels: Uint8Array.of(1, 2, 3, 250, 251, 252) });
    assert.deepEqual(pixelsOf(frame), [
      [1, 2, 3],
      [250, 251, 252],
    ]);
    assert.deepEqual(pixelsOf(frame, { invert: true })[0], [254, 253, 252]);
  });

  test('is converted from YBR_FULL, and from YBR_FULL_422 with shared chrominance', async () => {
    // PS3.3 §C.7.6.3.1.2: pure red and pure blue
    const [red, blue] = [
      [76, 85, 255],
      [29, 255, 107],
    ] as const;
    const full = await frameOf({
      ...{ rows: 1, columns: 2, samples: 3, photometric: 'YBR_FULL' },
      pixels: Uint8Array.of(...red, ...blue),
    });
    const near = (found: number[], expected: number[]): void => {
      for (const [i, value] of expected.entries()) assert.ok(Math.abs(found[i]! - value) <= 1, `${found}`);
    };
    near(pixelsOf(full)[0]!, [255, 0, 0]);
    near(pixelsOf(full)[1]!, [0, 0, 255]);
    const half = await frameOf({
      ...{ rows: 1, columns: 2, samples: 3, photometric: 'YBR_FULL_422' },
      pixels: Uint8Array.of(76, 29, 85, 255),
    });
    near(pixelsOf(half)[0]!, [255, 0, 0]);
    near(pixelsOf(half)[1]!, [207, 0, 0]);
  });

  test('is looked up in palettes', async () => {
    const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);
    const frame = await frameOf({
      ...{ rows: 1, columns: 4, photometric: 'PALETTE COLOR', pixels: Uint8Array.of(0, 10, 11, 255) },
      after: (file) => {
        for (const tag of [0x00281101, 0x00281102, 0x00281103]) file.element(tag, 'US', [2, 10, 16]);
        return file
          .element(0x00281201, 'OW', words(0x1100, 0x1200))
          .element(0x00281202, 'OW', words(0x2100, 0x2200))
          .element(0x00281203, 'OW', words(0x3100, 0xffff));
      },
    });
    const [first, last] = [
      [0x11, 0x21, 0x31],
      [0x12, 0x22, 0xff],
    ];
    assert.deepEqual(pixelsOf(frame), [first, first, last, last]);
  });

  test('that cannot be displayed is an error of the data', async () => {
    for (const image of [
      { samples: 1, photometric: 'RGB' },
      { samples: 3, photometric: 'MONOCHROME2' },
      { samples: 3, photometric: 'HSV' },
      { samples: 2, photometric: 'RGB' },
      { samples: 4, photometric: 'ARGB' },
      { samples: 4, photometric: 'CMYK' },
    ]) {
      const frame = await frameOf({ rows: 1, columns: 2, pixels: new Uint8Array(8), ...image });
      assert.throws(() => render(frame), { code: 'photometric_unsupported', name: 'DicomError' });
    }
  });
});

describe('misuse', () => {
  before(() => init());

  test('of window, frame buffer and frame is a TypeError with a code', async () => {
    const frame = await gray16([1, 2]);
    const wrong = { code: 'argument_invalid', name: 'TypeError' };
    for (const window of [
      { center: 0, width: 0.5 },
      { center: Number.NaN, width: 1 },
      { center: 0, width: Infinity },
    ]) {
      assert.throws(() => render(frame, { window }), wrong);
    }
    assert.throws(() => render(frame, { frameBuffer: new Uint8ClampedArray(7) }), wrong);
    assert.throws(() => render({ ...frame, rows: 2 }), wrong);
    assert.throws(() => render({ ...frame, bitsStored: 40 }), wrong);
    assert.throws(() => render({ ...frame, bitsAllocated: 12 }), wrong);
  });

  test('not: drawing into the memory that is given', async () => {
    const frame = await gray16([0, 1]);
    const frameBuffer = new Uint8ClampedArray(8);
    assert.equal(render(frame, { frameBuffer }).data, frameBuffer);
    assert.deepEqual([...frameBuffer], [0, 0, 0, 255, 255, 255, 255, 255]);
  });
});
