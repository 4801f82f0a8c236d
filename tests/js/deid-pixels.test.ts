// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Pixels in de-identification: regions that are blanked, frames that stay as they are, and images that a person should look at.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BlankRegion, type Dataset, init, parseBuffer, type RegionSource, type Report } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import {
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { framesOf } from '../support/image-file.js';
import { readFileSync } from 'node:fs';

await init();

interface Image {
  readonly transferSyntax?: string;
  readonly photometric?: string;
  readonly samples?: number;
  readonly bits?: number;
  readonly signed?: boolean;
  readonly frames?: number;
}

/** Four columns, three rows; every sample is 0x55. */
function describe4x3({
  transferSyntax = explicitLittleEndian,
  photometric = 'MONOCHROME2',
  samples = 1,
  bits = 8,
  signed = false,
  frames = 1,
}: Image): DicomBuilder {
  return dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00280002, 'US', samples)
    .element(0x00280004, 'CS', photometric)
    .element(0x00280006, 'US', 0)
    .element(0x00280008, 'IS', String(frames))
    .element(0x00280010, 'US', 3)
    .element(0x00280011, 'US', 4)
    .element(0x00280100, 'US', bits)
    .element(0x00280101, 'US', bits)
    .element(0x00280102, 'US', bits - 1)
    .element(0x00280103, 'US', signed ? 1 : 0);
}

function native(image: Image): Uint8Array {
  const { samples = 1, bits = 8, frames = 1 } = image;
  return describe4x3(image)
    .element(0x7fe00010, 'OW', new Uint8Array((12 * samples * bits * frames) / 8).fill(0x55))
    .bytes();
}

/** The upper left two pixels of the second row. */
const region: BlankRegion = { left: 0, top: 1, columns: 2, rows: 1 };

async function pixels(
  file: Uint8Array,
  regions: RegionSource,
  profile: unknown = {},
  regionsCoverText = false,
): Promise<{ dataset: Dataset; values: number[]; report: Report }> {
  const { bytes, report } = await runDeid(file, profile, { regions, regionsCoverText }, 7);
  const dataset = parseBuffer(bytes);
  return { dataset, values: [...(dataset.bytes(0x7fe00010) ?? [])], report };
}

describe('regions of native pixels', () => {
  test('are black, and all else is as it was', async () => {
    const { values } = await pixels(native({}), [region]);
    assert.deepEqual(values, [...Array<number>(4).fill(0x55), 0, 0, ...Array<number>(6).fill(0x55)]);
  });

  test('are black in every way to write them', async () => {
    // PS3.3 §C.7.6.3.1.2: the least value is white in MONOCHROME1, gray has the middle of both differences in YBR.
    const cases: readonly [Image, readonly number[]][] = [
      [{ photometric: 'MONOCHROME1' }, [0xff]],
      [{ bits: 16, signed: true }, [0x00, 0x80]],
      [{ bits: 16, signed: true, transferSyntax: explicitBigEndian }, [0x80, 0x00]],
      [{ bits: 16, photometric: 'MONOCHROME1', transferSyntax: implicitLittleEndian }, [0xff, 0xff]],
      [{ photometric: 'RGB', samples: 3 }, [0, 0, 0]],
      [{ photometric: 'YBR_FULL', samples: 3 }, [0, 0x80, 0x80]],
      [{ photometric: 'PALETTE COLOR' }, [0]],
    ];
    for (const [image, black] of cases) {
      const { values } = await pixels(native(image), [region]);
      const size = black.length;
      assert.deepEqual(values.slice(4 * size, 6 * size), [...black, ...black], JSON.stringify(image));
      assert.ok([...values.slice(0, 4 * size), ...values.slice(6 * size)].every((value) => value === 0x55));
    }
  });

  test('of single bytes in words that are turned round are those of the image', async () => {
    const { dataset, values } = await pixels(native({ transferSyntax: explicitBigEndian }), [
      { ...region, columns: 1 },
    ]);
    assert.equal(dataset.transferSyntax, explicitLittleEndian);
    assert.deepEqual(values.slice(3, 6), [0x55, 0, 0x55]);
  });

  test('are those of the frames that they are of', async () => {
    const { values } = await pixels(native({ frames: 3 }), [
      { left: 0, top: 0, columns: 9, rows: 9, firstFrame: 1, lastFrame: 1 },
    ]);
    assert.deepEqual(values, [
      ...Array<number>(12).fill(0x55),
      ...Array<number>(12).fill(0),
      ...Array<number>(12).fill(0x55),
    ]);
  });

  test('are asked of the data set as it came, and say so where they hold all text and the option is used', async () => {
    const file = describe4x3({})
      .element(0x00280301, 'CS', 'YES')
      .element(0x7fe00010, 'OB', new Uint8Array(12).fill(0x55))
      .bytes();
    const seen: (number | undefined)[] = [];
    const source = (dataset: Dataset): readonly BlankRegion[] => {
      seen.push(dataset.number(0x00280011));
      return [region];
    };
    const { dataset, report } = await pixels(file, source, { options: { cleanPixelData: true } }, true);
    assert.deepEqual(seen, [4]);
    assert.equal(dataset.string(0x00280301), 'NO');
    assert.deepEqual(
      dataset.items(0x00120064).map((item) => item.string(0x00080100)),
      ['113100', '113101'],
    );
    assert.deepEqual(report.needsReview, []);
    assert.deepEqual(report.pixels, { regions: 1, rules: [] });
  });

  test('that cannot be found are an error', async () => {
    const file = dicom().preamble().meta({}).element(0x7fe00010, 'OB', new Uint8Array(12)).bytes();
    await assert.rejects(pixels(file, [region]), { code: 'attribute_missing' });
    await assert.rejects(pixels(native({}), [{ ...region, left: -1 }]), { code: 'argument_invalid' });
  });
});

describe('regions of encapsulated pixels', () => {
  /** One segment of a literal run. PS3.5 §G.3 */
  const frame = Uint8Array.from({ length: 78 }, (_, i) =>
    i === 0 ? 1 : i === 4 ? 64 : i === 64 ? 11 : i > 64 && i < 77 ? 0x55 : 0,
  );

  test('are blanked once they are decoded; the result is explicit little endian', async () => {
    const file = describe4x3({ transferSyntax: rleLossless, frames: 2 })
      .fragments(0x7fe00010, 'OB', [frame, frame])
      .bytes();
    const { dataset, values } = await pixels(file, [{ ...region, firstFrame: 1 }]);
    assert.equal(dataset.transferSyntax, explicitLittleEndian);
    assert.deepEqual(values.slice(0, 12), Array<number>(12).fill(0x55));
    assert.deepEqual(values.slice(12), [...Array<number>(4).fill(0x55), 0, 0, ...Array<number>(6).fill(0x55)]);
    assert.equal(dataset.string(0x00020003), dataset.string(0x00080018));
  });

  test('are none where there are none: what is encapsulated stays so', async () => {
    const file = describe4x3({ transferSyntax: rleLossless }).fragments(0x7fe00010, 'OB', [frame]).bytes();
    const { dataset } = await pixels(file, []);
    assert.equal(dataset.transferSyntax, rleLossless);
    assert.equal(dataset.get(0x7fe00010)?.isFragments, true);
  });

  test('of real files are black, and the rest of each frame is as it was', { skip: corpus.missing }, async () => {
    for (const end of ['/RLE/US1_RLE', '/JPLL/XA1_JPLL', '/sm_image_jpegls.dcm']) {
      const original = readFileSync(corpus.file(end).location);
      const { bytes } = await runDeid(original, {}, { regions: [{ left: 2, top: 3, columns: 5, rows: 4 }] });
      const [before, after] = [await framesOf(original, {}), await framesOf(bytes, {})];
      assert.equal(after.length, before.length);
      for (const [index, { samples, columns, samplesPerPixel }] of after.entries()) {
        for (let i = 0; i < samples.length; i++) {
          const pixel = Math.floor(i / samplesPerPixel);
          const [x, y] = [pixel % columns, Math.floor(pixel / columns)];
          const isIn = x >= 2 && x < 7 && y >= 3 && y < 7;
          if (!isIn) assert.equal(samples[i], before[index]?.samples[i], `${end} ${x} ${y}`);
          else assert.equal(samples[i], samples[(3 * columns + 2) * samplesPerPixel + (i % samplesPerPixel)]);
        }
      }
    }
  });
});

describe('color profiles', () => {
  test('that are none go', async () => {
    const broken = dicom().preamble().meta({}).element(0x00282000, 'OB', new Uint8Array(200).fill(0x41)).bytes();
    assert.equal(parseBuffer((await runDeid(broken)).bytes).has(0x00282000), false);
  });

  test('are cleaned however long they are, and behind other long values', { skip: corpus.missing }, async () => {
    const file = readFileSync(corpus.file('+highdicom/data/test_files/sm_image.dcm').location);
    const profile = parseBuffer(file).items(0x00480105)[0]?.bytes(0x00282000) ?? new Uint8Array();
    // ICC.1 §7.2.2: the size stands first.
    const long = Buffer.alloc(70_000);
    long.set(profile);
    long.writeUInt32BE(long.length);
    const bytes = dicom()
      .preamble()
      .meta({})
      .element(0x00420011, 'OB', new Uint8Array(70_000))
      .sequence(0x00480105, (paths) =>
        paths
          .item((path) => path.element(0x00282000, 'OB', new Uint8Array(long)))
          .item((path) => path.element(0x00282000, 'OB', profile)),
      )
      .bytes();
    for (const input of [bytes, await parseBuffer(bytes).without(0x00420011).toBytes()]) {
      const paths = parseBuffer((await runDeid(input)).bytes).items(0x00480105);
      const found = paths.map((path) => path.bytes(0x00282000) ?? new Uint8Array());
      assert.deepEqual(
        found.map(({ length }) => length),
        [70_000, profile.length],
      );
      for (const each of found) assert.deepEqual([...each.subarray(48, 56)], Array<number>(8).fill(0));
    }
  });

  test('stay without days and makers, and show the colors that they did', { skip: corpus.missing }, async () => {
    const file = readFileSync(corpus.file('+highdicom/data/test_files/sm_image.dcm').location);
    const profileOf = (bytes: Uint8Array): Uint8Array =>
      parseBuffer(bytes).items(0x00480105)[0]?.bytes(0x00282000) ?? new Uint8Array();
    const [before, after] = [profileOf(file), profileOf((await runDeid(file)).bytes)];
    assert.equal(after.length, before.length);
    // ICC.1 §7.2: the day, then the device.
    assert.deepEqual([...after.subarray(24, 36)], [0x07, 0x6c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual([...after.subarray(48, 56)], Array<number>(8).fill(0));
    const tags = Buffer.from(after).readUInt32BE(128);
    for (let i = 0; i < tags; i++) {
      const [at, size] = [136 + 12 * i, 140 + 12 * i].map((place) => Buffer.from(before).readUInt32BE(place)) as [
        number,
        number,
      ];
      const type = Buffer.from(before).toString('latin1', at, at + 4);
      if (type === 'XYZ ') assert.deepEqual([...after.subarray(at, at + size)], [...before.subarray(at, at + size)]);
    }
  });
});
