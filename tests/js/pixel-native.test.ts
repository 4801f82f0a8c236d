// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Native pixel data become frames: every width, sign, byte order, packing and cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RawFrames } from 'dcmstream';
import fc from 'fast-check';
import { explicitBigEndian, implicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import {
  chunked,
  counted,
  framesOf,
  type ImageFile,
  imageFile,
  noteCodes,
  wordsSwapped,
} from '../support/image-file.js';

const types = [
  [8, false, Uint8Array],
  [8, true, Int8Array],
  [16, false, Uint16Array],
  [16, true, Int16Array],
  [32, false, Uint32Array],
  [32, true, Int32Array],
] as const;

describe('samples', () => {
  for (const [bits, signed, type] of types) {
    test(`of ${bits} bits, ${signed ? 'signed' : 'unsigned'}, are a ${type.name}, in either byte order`, async () => {
      const pixels = counted((2 * 4 * 6 * bits) / 8);
      const expected = new type(pixels.buffer);
      const image = { rows: 4, columns: 6, bits, signed, frames: 2 };
      const files = [
        imageFile({ ...image, pixels }),
        imageFile({ ...image, pixels, transferSyntax: implicitLittleEndian }),
        imageFile({ ...image, pixels: wordsSwapped(pixels), transferSyntax: explicitBigEndian }),
      ];
      for (const file of files) {
        const frames = await framesOf(file);
        assert.equal(frames.length, 2);
        for (const [index, frame] of frames.entries()) {
          assert.equal(frame.index, index);
          assert.equal(frame.numberOfFrames, 2);
          assert.deepEqual(frame.samples, expected.slice(index * 24, index * 24 + 24));
        }
      }
    });
  }

  test('keep what is stored beside the stored bits', async () => {
    const pixels = Uint8Array.of(0x34, 0xf2, 0xff, 0xff);
    const [frame] = await framesOf(imageFile({ rows: 1, columns: 2, bits: 16, stored: 12, pixels }));
    assert.deepEqual(frame?.samples, Uint16Array.of(0xf234, 0xffff));
    assert.equal(frame?.bitsStored, 12);
    assert.equal(frame.highBit, 11);
  });

  test('of bytes in big endian words change places, those of VR OB do not', async () => {
    const image = { rows: 3, columns: 3, samples: 3, frames: 2, transferSyntax: explicitBigEndian };
    const pixels = counted(54);
    for (const [vr, stored] of [
      ['OW', wordsSwapped(pixels)],
      ['OB', pixels],
    ] as const) {
      const frames = await framesOf(imageFile({ ...image, vr, pixels: stored }));
      assert.deepEqual(frames[0]?.samples, pixels.slice(0, 27));
      assert.deepEqual(frames[1]?.samples, pixels.slice(27)); // begins in the middle of a word
    }
  });

  for (const bits of [8, 16, 32]) {
    test(`of ${bits} bits by plane come out by pixel`, async () => {
      const width = bits / 8;
      const pixels = counted(2 * 5 * 7 * 3 * width);
      const image = { rows: 5, columns: 7, samples: 3, bits, frames: 2 };
      const planar = new Uint8Array(pixels.length);
      for (let i = 0; i < pixels.length; i++) {
        const [frame, inFrame] = [Math.floor(i / (105 * width)), i % (105 * width)];
        const [pixel, sample, byte] = [
          Math.floor(inFrame / (3 * width)),
          Math.floor(inFrame / width) % 3,
          inFrame % width,
        ];
        planar[frame * 105 * width + (sample * 35 + pixel) * width + byte] = pixels[i]!;
      }
      const expected = await framesOf(imageFile({ ...image, planar: false, pixels }));
      for (const file of [
        imageFile({ ...image, planar: true, pixels: planar }),
        imageFile({ ...image, planar: true, pixels: wordsSwapped(planar), transferSyntax: explicitBigEndian }),
      ]) {
        const frames = await framesOf(file);
        assert.deepEqual(
          frames.map(({ samples }) => samples),
          expected.map(({ samples }) => samples),
        );
      }
    });
  }

  test('of 4:2:2 stay as they are stored, two bytes a pixel', async () => {
    const pixels = counted(2 * 3 * 4 * 2);
    const image = { rows: 3, columns: 4, samples: 3, photometric: 'YBR_FULL_422', frames: 2, pixels };
    const frames = await framesOf(imageFile(image));
    assert.deepEqual(
      frames.map(({ packing, samples }) => [packing, samples]),
      [
        ['ybr422', pixels.slice(0, 24)],
        ['ybr422', pixels.slice(24)],
      ],
    );
    await assert.rejects(framesOf(imageFile({ ...image, columns: 3 })), { code: 'attribute_invalid', tag: 0x00280011 });
    await assert.rejects(framesOf(imageFile({ ...image, bits: 16 })), { code: 'attribute_invalid', tag: 0x00280100 });
  });
});

describe('samples of 4:2:0', () => {
  const image = { rows: 2, columns: 4, samples: 3, photometric: 'YBR_PARTIAL_420' };
  test('have no native form, unless each pixel has its own after all', async () => {
    const refusal = { code: 'attribute_invalid', tag: 0x00280004 };
    await assert.rejects(framesOf(imageFile({ ...image, pixels: counted(12) })), refusal);
    const [frame] = await framesOf(imageFile({ ...image, pixels: counted(24) }));
    assert.deepEqual([frame?.packing, frame?.samples], ['samples', counted(24)]);
  });
});

describe('one-bit frames', () => {
  const bit = (bytes: Uint8Array, index: number): number => (bytes[index >> 3]! >> (index & 7)) & 1;

  test('begin at any bit, in either byte order, however small they are', async () => {
    for (const [rows, columns] of [
      [1, 1],
      [1, 3],
      [3, 3],
      [2, 8],
      [5, 5],
    ] as const) {
      const size = rows * columns;
      const frames = 13;
      const pixels = counted(Math.ceil((size * frames) / 8));
      for (const file of [
        imageFile({ rows, columns, bits: 1, frames, pixels }),
        imageFile({ rows, columns, bits: 1, frames, pixels, vr: 'OB', transferSyntax: explicitBigEndian }),
        imageFile({ rows, columns, bits: 1, frames, pixels: wordsSwapped(pixels), transferSyntax: explicitBigEndian }),
      ]) {
        const found = await framesOf(chunked(file, 1));
        assert.equal(found.length, frames);
        assert.deepEqual(noteCodes(found), []);
        for (const { index, samples, packing, bitOffset } of found) {
          assert.equal(packing, 'bits');
          assert.ok(samples instanceof Uint8Array && bitOffset >= 0 && bitOffset < 8);
          assert.ok(samples.length === Math.ceil((bitOffset + size) / 8));
          for (let i = 0; i < size; i++) assert.equal(bit(samples, bitOffset + i), bit(pixels, index * size + i));
        }
        const raw = new RawFrames();
        const bytes = Buffer.concat([...found.map((frame) => raw.write(frame)), raw.end()]);
        assert.equal(bytes.length, pixels.length);
        for (let i = 0; i < size * frames; i++) assert.equal(bit(bytes, i), bit(pixels, i));
      }
    }
  });
});

describe('any cut of the file', () => {
  test('gives the same frames and notes', async () => {
    const image = fc.record({
      rows: fc.integer({ min: 1, max: 5 }),
      columns: fc.integer({ min: 1, max: 5 }),
      bits: fc.constantFrom(1, 8, 16),
      frames: fc.integer({ min: 1, max: 4 }),
      planar: fc.boolean(),
      samples: fc.constantFrom(1, 3),
      big: fc.boolean(),
      missing: fc.integer({ min: -6, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(image, fc.integer({ min: 1, max: 40 }), async ({ big, missing, ...chosen }, size) => {
        const samples = chosen.bits === 1 ? 1 : chosen.samples;
        const whole = Math.ceil((chosen.rows * chosen.columns * samples * chosen.bits * chosen.frames) / 8);
        const pixels = counted(Math.max(0, whole - missing));
        const described: ImageFile = { ...chosen, samples, pixels };
        if (big) described.transferSyntax = explicitBigEndian;
        const file = imageFile(described);
        const expected = await framesOf(file);
        assert.equal(expected.length, chosen.frames);
        assert.deepEqual(await framesOf(chunked(file, size)), expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('pixel data of another size than declared', () => {
  test('are filled with zeros where they are short, and the frames concerned say so', async () => {
    const frames = await framesOf(
      imageFile({ rows: 2, columns: 2, frames: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) }),
    );
    assert.deepEqual(
      frames.map(({ samples, notes }) => [[...samples], notes.map(({ code }) => code)]),
      [
        [[1, 2, 3, 4], []],
        [[5, 6, 0, 0], ['pixel_data_short']],
        [[0, 0, 0, 0], ['pixel_data_short']],
      ],
    );
    const [note] = frames[1]!.notes;
    assert.equal(note?.tag, 0x7fe00010);
    assert.equal(note.path, '(7FE0,0010)');
  });

  test('are cut off where they are long, but for the byte that makes them even', async () => {
    const odd = { rows: 1, columns: 3, pixels: Uint8Array.of(1, 2, 3) };
    assert.deepEqual(noteCodes(await framesOf(imageFile(odd))), []);
    const frames = await framesOf(imageFile({ ...odd, pixels: Uint8Array.of(1, 2, 3, 0, 0, 0) }));
    assert.deepEqual([...frames[0]!.samples], [1, 2, 3]);
    assert.deepEqual(noteCodes(frames), ['pixel_data_long']);
  });

  test('do not make up more than a gigabyte of frames', async () => {
    const file = imageFile({ rows: 1, columns: 2, frames: 2 ** 31 - 1, pixels: Uint8Array.of(1, 2) });
    await assert.rejects(framesOf(file), { code: 'attribute_invalid', tag: 0x00280008 });
  });
});

describe('attributes', () => {
  const image = { rows: 1, columns: 2, pixels: Uint8Array.of(1, 2) };

  test('that no frame can have are refused by name', async () => {
    for (const [tag, wrong] of [
      [0x00280010, { rows: 0 }],
      [0x00280011, { columns: 0 }],
      [0x00280100, { bits: 64 }],
      [0x00280100, { bits: 12 }],
      [0x00280100, { bits: 1, samples: 3 }],
    ] as const) {
      await assert.rejects(framesOf(imageFile({ ...image, ...wrong })), { code: 'attribute_invalid', tag });
    }
  });

  test('that the others imply are taken from them, with a note', async () => {
    for (const wrong of [
      { stored: 9 },
      { stored: 0, highBit: 7 },
      { highBit: 8 },
      { stored: 8, highBit: 3 },
      { frames: 0 },
    ]) {
      const frames = await framesOf(imageFile({ ...image, ...wrong }));
      assert.deepEqual(noteCodes(frames), ['image_attribute_defaulted'], JSON.stringify(wrong));
      const { bitsStored, highBit, numberOfFrames } = frames[0]!;
      assert.deepEqual([bitsStored, highBit, numberOfFrames], [8, 7, 1]);
    }
    const [frame] = await framesOf(imageFile({ ...image, photometric: '' }));
    assert.equal(frame?.photometricInterpretation, 'MONOCHROME2');
  });

  test('that ask for more than the limit are refused before memory is spent', async () => {
    const large = { ...image, rows: 65535, columns: 65535, bits: 32, samples: 3 };
    await assert.rejects(framesOf(imageFile(large)), { code: 'frame_too_large' });
    await assert.rejects(framesOf(imageFile(image), { maxFrameSize: 1 }), { code: 'frame_too_large' });
    assert.equal((await framesOf(imageFile(image), { maxFrameSize: 2 })).length, 1);
  });

  test('of a compressed transfer syntax go with native pixels only where these have their size', async () => {
    assert.equal((await framesOf(imageFile({ ...image, transferSyntax: rleLossless }))).length, 1);
    const codestream = { ...image, pixels: counted(40), transferSyntax: '1.2.840.10008.1.2.4.50' };
    await assert.rejects(framesOf(imageFile(codestream)), { code: 'transfer_syntax_unsupported', tag: 0x00020010 });
  });
});
