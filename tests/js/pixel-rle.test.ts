// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data become frames: which fragments belong together, RLE, and what is wrong with either.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RawFrames, readFrames } from 'dcmstream';
import { rleLossless } from '../support/dicom-builder.js';
import { chunked, framesOf, type ImageFile, imageFile, noteCodes } from '../support/image-file.js';

/** A frame of two pixels of 8 bits: header, one segment, one literal run (PS3.5 §G.3 to §G.5). */
function rleFrame(first: number, second: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(68);
  frame.set([1, 0, 0, 0, 64], 0);
  frame.set([1, first, second, 0], 64);
  return frame;
}

const image = (rest: Partial<ImageFile> & Pick<ImageFile, 'pixels'>): Uint8Array =>
  imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, ...rest });

const halves = (frame: Uint8Array): Uint8Array[] => [frame.slice(0, 40), frame.slice(40)];

const samplesOf = async (file: Uint8Array): Promise<number[][]> => {
  const frames = await framesOf(file);
  for (const size of [1, 7, 64]) assert.deepEqual(await framesOf(chunked(file, size)), frames);
  return frames.map(({ samples }) => [...samples]);
};

describe('fragments', () => {
  const three = [rleFrame(1, 2), rleFrame(3, 4), rleFrame(5, 6)];
  const expected = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];

  test('are one frame each where the offset table is empty', async () => {
    assert.deepEqual(await samplesOf(image({ frames: 3, pixels: three })), expected);
  });

  test('are one frame each where the offset table says so', async () => {
    assert.deepEqual(await samplesOf(image({ frames: 3, pixels: three, offsets: [0, 76, 152] })), expected);
  });

  test('make the frames that the offset table says', async () => {
    const pixels = [...halves(three[0]!), three[1]!, ...halves(three[2]!)];
    assert.deepEqual(await samplesOf(image({ frames: 3, pixels, offsets: [0, 84, 160] })), expected);
  });

  test('are all of one frame where only one is declared', async () => {
    for (const offsets of [[], [0]]) {
      assert.deepEqual(await samplesOf(image({ frames: 1, pixels: halves(three[0]!), offsets })), [[1, 2]]);
    }
  });

  test('are one frame each where the offset table was never filled in or does not ascend', async () => {
    for (const offsets of [[0], [0, 0, 0], [8, 76, 152], [0, 152, 76]]) {
      assert.deepEqual(await samplesOf(image({ frames: 3, pixels: three, offsets })), expected);
    }
  });

  test('that are more than declared are frames all the same, with a note', async () => {
    for (const rest of [{ frames: 2 }, { offsets: [0, 76, 152] }]) {
      const frames = await framesOf(image({ pixels: three, ...rest }));
      assert.equal(frames.length, 3);
      assert.deepEqual(noteCodes(frames), ['number_of_frames_wrong']);
    }
  });

  test('that are fewer than declared are an error behind the frames that there are', async () => {
    const seen: number[] = [];
    const file = image({ frames: 4, pixels: three });
    await assert.rejects(
      async () => {
        for await (const frame of readFrames(file)) seen.push(frame.index);
      },
      { code: 'frame_missing', tag: 0x7fe00010 },
    );
    assert.deepEqual(seen, [0, 1, 2]);
    await assert.rejects(framesOf(image({ pixels: [] })), { code: 'frame_missing' });
  });

  test('of a transfer syntax without decoder are an error', async () => {
    const file = image({ pixels: three, transferSyntax: '1.2.840.10008.1.2.4.999' });
    await assert.rejects(framesOf(file), { code: 'transfer_syntax_unsupported', tag: 0x00020010 });
  });

  test('of absurd length cost no memory', async () => {
    const file = image({ pixels: [rleFrame(1, 2)] });
    const header = file.length - 8 - 68 - 4; // the length of the fragment
    file.set([0xfe, 0xff, 0xff, 0xef], header);
    await assert.rejects(framesOf(file), { code: 'frame_too_large' });
  });
});

describe('an RLE frame', () => {
  test('is decoded to the type that its bits ask for', async () => {
    // -2 and 258: the high bytes, then the low ones
    const frame = new Uint8Array(72);
    frame.set([2, 0, 0, 0, 64, 0, 0, 0, 68], 0);
    frame.set([1, 0xff, 0x01, 0, 1, 0xfe, 0x02, 0], 64);
    const [found] = await framesOf(image({ bits: 16, signed: true, pixels: [frame] }));
    assert.deepEqual(found?.samples, Int16Array.of(-2, 258));
    assert.equal(found?.packing, 'samples');
  });

  test('of one bit is packed, each frame from a byte of its own', async () => {
    const packed = [rleFrame(0xff, 0x01), rleFrame(0x00, 0x01)];
    const found = await framesOf(image({ rows: 3, columns: 3, bits: 1, frames: 2, pixels: packed }));
    assert.deepEqual(
      found.map(({ packing, bitOffset, samples }) => [packing, bitOffset, [...samples]]),
      [
        ['bits', 0, [0xff, 1]],
        ['bits', 0, [0, 1]],
      ],
    );
    const raw = new RawFrames();
    const bytes = [...found.flatMap((frame) => [...raw.write(frame)]), ...raw.end()];
    assert.deepEqual(bytes, [0xff, 0b0000_0001, 0b10]); // nine ones, eight zeros, a one
  });

  test('that ends too early is filled with zeros, and says so', async () => {
    for (const [frame, samples] of [
      [rleFrame(1, 2).fill(128, 64), [0, 0]],
      [rleFrame(1, 2).slice(0, 66), [1, 0]],
    ] as const) {
      const frames = await framesOf(image({ pixels: [frame] }));
      assert.deepEqual([...frames[0]!.samples], samples);
      assert.deepEqual(noteCodes(frames), ['codestream_damaged']);
      await assert.rejects(framesOf(image({ pixels: [frame] }), { strict: true }), {
        code: 'quirk_refused',
        quirk: 'codestream_damaged',
      });
    }
  });

  test('that is malformed is an error with its place', async () => {
    for (const spoil of [
      (frame: Uint8Array): Uint8Array => frame.subarray(0, 20),
      (frame: Uint8Array): Uint8Array => frame.fill(0, 0, 1),
      (frame: Uint8Array): Uint8Array => frame.fill(200, 4, 5),
    ]) {
      const file = image({ pixels: [spoil(rleFrame(1, 2))] });
      await assert.rejects(framesOf(file), { code: 'rle_malformed', tag: 0x7fe00010, path: '(7FE0,0010)' });
    }
  });
});
