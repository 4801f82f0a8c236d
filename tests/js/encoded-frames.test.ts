// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encoded frames decode to what `readFrames` gives, whole and in regions.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeFrame,
  type EncodedFrame,
  type Frame,
  type FrameRegion,
  indexFile,
  readEncodedFrames,
  readFrame,
  readFrames,
} from 'dcmstream';
import { framesOf as framesBy } from '../../dist/sinks/frames.js';
import type { DecodedFrame, FrameDecoder } from '../../dist/wasm/codec.js';
import { explicitBigEndian, rleLossless } from '../support/dicom-builder.js';
import {
  chunked,
  counted,
  framesOf,
  type ImageFile,
  imageFile,
  rleFrames,
  wordsSwapped,
} from '../support/image-file.js';

const rows = 5;
const columns = 6;
const frames = 3;
const pixelsOf = (bits: number, samples = 1): Uint8Array =>
  counted(Math.ceil((rows * columns * frames * samples * bits) / 8));
const same = { rows, columns, frames };
const big = explicitBigEndian;
const rle = rleLossless;

const images: Record<string, ImageFile> = {
  '8 bits': { ...same, pixels: pixelsOf(8) },
  '16 bits, signed': { ...same, bits: 16, signed: true, pixels: pixelsOf(16) },
  '16 bits, big endian': { ...same, bits: 16, transferSyntax: big, pixels: pixelsOf(16) },
  '32 bits': { ...same, bits: 32, pixels: pixelsOf(32) },
  color: { ...same, samples: 3, pixels: pixelsOf(8, 3) },
  'color by plane': { ...same, samples: 3, planar: true, pixels: pixelsOf(8, 3) },
  'color by plane, 16 bits, big endian': {
    ...{ ...same, samples: 3, bits: 16, planar: true, transferSyntax: big },
    pixels: pixelsOf(16, 3),
  },
  'odd bytes in big endian words': {
    ...{ rows: 3, columns: 3, frames: 3, transferSyntax: big },
    pixels: wordsSwapped(counted(27)),
  },
  'one bit': { ...same, bits: 1, pixels: pixelsOf(1) },
  'one bit, big endian': { ...same, bits: 1, transferSyntax: big, pixels: wordsSwapped(pixelsOf(1)) },
  '4:2:2': { ...same, samples: 3, photometric: 'YBR_FULL_422', pixels: pixelsOf(16) },
  RLE: { ...same, transferSyntax: rle, pixels: rleFrames(pixelsOf(8), frames, 1) },
  'RLE, color': { ...same, samples: 3, transferSyntax: rle, pixels: rleFrames(pixelsOf(8, 3), frames, 3) },
  'RLE, one bit': { ...same, bits: 1, transferSyntax: rle, pixels: rleFrames(counted(12), frames, 1) },
};

async function encodedOf(file: Uint8Array): Promise<EncodedFrame[]> {
  const found: EncodedFrame[] = [];
  for await (const frame of readEncodedFrames(chunked(file, 50))) found.push(frame);
  return found;
}

/** Pixel by pixel, as bits: what a frame holds, whatever its packing. */
function pixelsIn({ samples, packing, bitOffset, ...frame }: Frame): string[] {
  const bytes = new Uint8Array(samples.buffer);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0').split('').reverse().join('')).join('');
  const wide = { bits: 1, ybr422: 16, samples: frame.samplesPerPixel * frame.bitsAllocated }[packing];
  return Array.from({ length: frame.rows * frame.columns }, (_, i) => {
    return bits.slice(bitOffset + i * wide, bitOffset + (i + 1) * wide);
  });
}

describe('an encoded frame', () => {
  for (const [name, image] of Object.entries(images)) {
    test(`decodes to the frame, here or after it was posted: ${name}`, async () => {
      const file = imageFile(image);
      const expected = await framesOf(file);
      const encoded = await encodedOf(file);
      assert.equal(encoded.length, expected.length);
      for (const [i, frame] of encoded.entries()) {
        assert.equal(frame.data.byteLength, frame.data.buffer.byteLength);
        assert.deepEqual(await decodeFrame(structuredClone(frame)), expected[i]);
        assert.deepEqual(await decodeFrame(frame), expected[i]);
      }
    });
  }

  test('is decoded whatever its size where there is no limit, and a limit is a number', async () => {
    for (const image of [images['8 bits']!, images['RLE']!]) {
      const [frame] = await encodedOf(imageFile(image));
      const decoded = await decodeFrame(frame!);
      for (const maxFrameSize of [Infinity, 2 ** 64, Number.MAX_SAFE_INTEGER]) {
        assert.deepEqual(await decodeFrame(frame!, { maxFrameSize }), decoded);
      }
      for (const maxFrameSize of [NaN, -1]) {
        const refusal = { name: 'TypeError', code: 'argument_invalid' };
        await assert.rejects(decodeFrame(frame!, { maxFrameSize }), refusal);
        await assert.rejects(framesOf(imageFile(image), { maxFrameSize }), refusal);
      }
    }
  });

  test('that takes more than the limit is refused', async () => {
    for (const image of [images['8 bits']!, images['RLE']!, images['color by plane']!]) {
      const [frame] = await encodedOf(imageFile(image));
      await assert.rejects(decodeFrame(frame!, { maxFrameSize: 29 }), { code: 'frame_too_large' });
    }
  });
});

describe('a region', () => {
  const regions: FrameRegion[] = [
    { left: 0, top: 0, columns: 2, rows: 1 },
    { left: 2, top: 1, columns: 4, rows: 3 },
    { left: 4, top: 4, columns: 2, rows: 1 },
    { left: 0, top: 0, columns, rows },
  ];
  for (const [name, image] of Object.entries(images)) {
    test(`is cut out of every frame: ${name}`, async () => {
      const file = imageFile(image);
      const whole = await framesOf(file);
      const index = await indexFile(file);
      for (const region of regions) {
        if (region.left + region.columns > image.columns || region.top + region.rows > image.rows) continue;
        const cut = await framesOf(file, { region });
        for (const [i, frame] of cut.entries()) {
          const all = pixelsIn(whole[i]!);
          const wanted = Array.from({ length: region.rows * region.columns }, (_, pixel) => {
            const row = region.top + Math.floor(pixel / region.columns);
            return all[row * image.columns + region.left + (pixel % region.columns)];
          });
          assert.deepEqual([frame.rows, frame.columns], [region.rows, region.columns]);
          assert.deepEqual(pixelsIn(frame), wanted);
          assert.deepEqual(frame.notes, whole[i]!.notes);
          const single = await readFrame(new Blob([Uint8Array.from(file)]), index, i, { region });
          assert.deepEqual({ ...single, display: null }, { ...frame, display: null });
        }
      }
    });
  }

  test('that is none, or not inside, is a TypeError', async () => {
    const file = imageFile(images['RLE']!);
    const [encoded] = await encodedOf(file);
    const region = { left: 0, top: 0, columns: 1, rows: 1 };
    for (const options of [
      { region: { ...region, left: -1 } },
      { region: { ...region, top: 0.5 } },
      { region: { ...region, rows: 0 } },
      { region: { ...region, columns: 7 } },
      { region: { ...region, left: 6 } },
      { region: { ...region, top: 5 } },
      { reduce: -1 },
      { reduce: 0.5 },
      { reduce: NaN },
    ]) {
      const refusal = { name: 'TypeError', code: 'argument_invalid' };
      await assert.rejects(framesOf(file, options), refusal);
      await assert.rejects(decodeFrame(encoded!, options), refusal);
      await assert.rejects(readFrame(new Blob([Uint8Array.from(file)]), await indexFile(file), 0, options), refusal);
    }
    const shared = imageFile(images['4:2:2']!);
    await assert.rejects(framesOf(shared, { region: { ...region, left: 1, columns: 2 } }), {
      code: 'argument_invalid',
    });
    await assert.rejects(framesOf(shared, { region: { ...region, columns: 3 } }), { code: 'argument_invalid' });
  });

  test('is not reduced where the codestream holds no smaller size', async () => {
    for (const image of [images['8 bits']!, images['RLE']!, images['color by plane']!]) {
      const file = imageFile(image);
      assert.deepEqual(await framesOf(file, { reduce: 3 }), await framesOf(file));
    }
  });
});

describe('what a codestream says', () => {
  const size = { rows: 2, columns: 2, bitsAllocated: 16, bitsStored: 12, samplesPerPixel: 1, signed: false };
  type Format = Pick<Frame, 'rows' | 'columns' | 'bitsAllocated' | 'bitsStored' | 'samplesPerPixel' | 'signed'>;

  /** What comes of a file that is so described, and of a decoder that found something else. */
  async function frameOf(image: Partial<ImageFile>, found: Partial<DecodedFrame>): Promise<Frame> {
    const decoded: Format & Omit<DecodedFrame, keyof Format> = {
      ...{ ...size, bytes: new Uint8Array(24), color: 'asDeclared', damaged: false },
      ...found,
    };
    const file = imageFile({
      ...{ rows: 2, columns: 2, bits: 16, stored: 12, transferSyntax: rle, pixels: [rleFrames(counted(8), 1, 2)[0]!] },
      ...image,
    });
    const decoder: FrameDecoder = { decode: () => Promise.resolve(decoded) };
    for await (const frame of framesBy(file, {}, { decoder, ahead: 1 })) return frame;
    throw new Error('there is no frame');
  }
  const codes = ({ notes }: Frame): string[] => notes.map(({ code }) => code);
  const contradicts = ['codestream_contradicts'];

  test('is believed where the data set says something else', async () => {
    for (const [found, expected] of [
      [{ rows: 3 }, { rows: 3 }],
      [{ columns: 1 }, { columns: 1 }],
      [{ bitsStored: 10 }, { bitsStored: 10, highBit: 9 }],
      [{ bitsAllocated: 32 }, { bitsAllocated: 32 }],
      [
        { signed: true, bitsStored: 14 },
        { signed: true, bitsStored: 14, highBit: 13 },
      ],
      [{ samplesPerPixel: 3 }, { samplesPerPixel: 3, photometricInterpretation: 'RGB' }],
      [
        { samplesPerPixel: 3, color: 'ybrFull' },
        { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' },
      ],
    ] as const) {
      const frame = await frameOf({}, found);
      assert.deepEqual({ ...frame, ...expected }, frame);
      assert.deepEqual(codes(frame), contradicts, JSON.stringify(found));
    }
  });

  test('contradicts nothing where it has more bits, and leaves the data set its own', async () => {
    const frame = await frameOf({}, { bitsStored: 16 });
    assert.deepEqual([frame.bitsStored, frame.highBit, codes(frame)], [12, 11, []]);
    const high = await frameOf({ highBit: 15 }, { bitsStored: 16 });
    assert.deepEqual([high.bitsStored, high.highBit, codes(high)], [12, 15, []]);
    const low = await frameOf({ highBit: 15 }, { bitsStored: 12 });
    assert.deepEqual([low.bitsStored, low.highBit], [12, 11]);
  });

  test("leaves a sign that only the data set has: the samples are two's complement", async () => {
    const frame = await frameOf({ signed: true, stored: 16 }, { bitsStored: 13 });
    assert.deepEqual([frame.signed, frame.bitsStored, frame.highBit, codes(frame)], [true, 13, 12, contradicts]);
    assert.ok(frame.samples instanceof Int16Array);
  });

  test('says which colors the samples have now', async () => {
    for (const [declared, color, now, expected] of [
      ['RGB', 'rgb', 'RGB', []],
      ['RGB', 'asDeclared', 'RGB', []],
      ['RGB', 'ybrFull', 'YBR_FULL', contradicts],
      ['YBR_RCT', 'rgb', 'RGB', []],
      ['YBR_ICT', 'rgb', 'RGB', []],
      ['YBR_ICT', 'asDeclared', 'RGB', []],
      ['YBR_FULL', 'rgb', 'RGB', contradicts],
      ['YBR_FULL', 'ybrFull', 'YBR_FULL', []],
      ['YBR_FULL_422', 'ybrFull', 'YBR_FULL', []],
      ['YBR_FULL_422', 'asDeclared', 'YBR_FULL', []],
      ['YBR_PARTIAL_420', 'ybrFull', 'YBR_FULL', []],
    ] as const) {
      const three = { samples: 3, photometric: declared };
      const frame = await frameOf(three, { samplesPerPixel: 3, color });
      assert.deepEqual([frame.photometricInterpretation, codes(frame)], [now, expected], `${declared}, ${color}`);
    }
    const inverse = await frameOf({ photometric: 'MONOCHROME1' }, { color: 'monochrome' });
    assert.deepEqual([inverse.photometricInterpretation, codes(inverse)], ['MONOCHROME1', []]);
    const gray = await frameOf({ samples: 3 }, { color: 'monochrome' });
    assert.deepEqual([gray.photometricInterpretation, codes(gray)], ['MONOCHROME2', contradicts]);
  });

  test('may be cut or broken', async () => {
    assert.deepEqual(codes(await frameOf({}, { damaged: true })), ['codestream_damaged']);
  });
});

test('frames stop coming when reading is aborted before it began', async () => {
  const frame = readFrames(imageFile(images['RLE']!), { signal: AbortSignal.abort(new Error('no')) }).next();
  await assert.rejects(frame, /no/);
});
