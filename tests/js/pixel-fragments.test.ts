// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which fragments make a frame: encoded frames of every transfer syntax, with offset tables right, wrong, extended and absent,
// the same however the file is cut, as a stream and by index.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type EncodedFrame, indexFile, readEncodedFrames, readFrames, type Source } from 'dcmstream';
import { explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { chunked, counted, framesOf, type ImageFile, imageFile } from '../support/image-file.js';

const jpegBaseline = '1.2.840.10008.1.2.4.50';
const jpeg2000 = '1.2.840.10008.1.2.4.91';
const jpegXl = '1.2.840.10008.1.2.4.110';
const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';
const mpeg2 = '1.2.840.10008.1.2.4.100';

const jpegHead = [0xff, 0xd8, 0xff, 0xc0];
const jpeg2000Head = [0xff, 0x4f, 0xff, 0x51];
const end = [0xff, 0xd9];
const bytes = (...of: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(of);

/** A codestream as far as its ends go; what is between them is its number. */
function codestream(number: number, size = 12, head = jpegHead): Uint8Array<ArrayBuffer> {
  return bytes(...head, ...new Array<number>(size - 6).fill(number), ...end);
}

function pieces(whole: Uint8Array, ...cuts: number[]): Uint8Array[] {
  return [0, ...cuts].map((from, i) => whole.slice(from, cuts[i] ?? whole.length));
}

const image = (rest: Partial<ImageFile> & Pick<ImageFile, 'pixels'>): Uint8Array =>
  imageFile({ rows: 2, columns: 2, transferSyntax: jpegBaseline, ...rest });

async function encodedOf(source: Source): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  for await (const frame of readEncodedFrames(source)) frames.push(frame);
  return frames;
}

const codesOf = (frames: readonly EncodedFrame[]): string[][] =>
  frames.map(({ notes }) => notes.map(({ code }) => code));

/** The data of all frames, once it is the same whatever the chunks, and the index has as many ranges. */
async function found(file: Uint8Array): Promise<{ data: number[][]; codes: string[][]; encodings: string[] }> {
  const frames = await encodedOf(file);
  for (const size of [1, 3, 17, 64]) assert.deepEqual(await encodedOf(chunked(file, size)), frames);
  const { frames: ranges } = await indexFile(file);
  assert.deepEqual((await indexFile(new Blob([Uint8Array.from(file)]))).frames, ranges);
  assert.equal(ranges.length, frames.length);
  for (const [i, { position, length }] of ranges.entries()) {
    // Fragments one after the other, with their item headers; padding of a frame counts with it.
    const range = Buffer.from(file.subarray(position, position + length));
    assert.deepEqual([...range.subarray(0, 4)], [0xfe, 0xff, 0x00, 0xe0]);
    assert.ok(length >= (frames[i] as EncodedFrame).data.length + 8);
  }
  return {
    data: frames.map(({ data }) => [...data]),
    codes: codesOf(frames),
    encodings: [...new Set(frames.map(({ encoding }) => encoding))],
  };
}

const first = codestream(1);
const second = codestream(2, 14);
const third = codestream(3);
const three = [first, second, third];
const expected = three.map((frame) => [...frame]);
const quiet = [[], [], []];

/** The values of Extended Offset Table and its lengths. */
function extended(offsets: readonly number[], lengths: readonly number[]): NonNullable<ImageFile['after']> {
  const value = (of: readonly number[]): Uint8Array => new Uint8Array(BigUint64Array.from(of, BigInt).buffer);
  return (file) => file.element(0x7fe00001, 'OV', value(offsets)).element(0x7fe00002, 'OV', value(lengths));
}

describe('frames of codestreams', () => {
  test('are found without a table, one fragment each or many', async () => {
    assert.deepEqual(await found(image({ frames: 3, pixels: three })), {
      data: expected,
      codes: quiet,
      encodings: ['jpeg'],
    });
    const many = [...pieces(first, 4, 8), ...pieces(second, 4), ...pieces(third, 2, 4, 6, 8, 10)];
    assert.deepEqual(await found(image({ frames: 3, pixels: many })), {
      data: expected,
      codes: quiet,
      encodings: ['jpeg'],
    });
  });

  test('are found by a table that is right, without a word', async () => {
    const many = [...pieces(first, 4, 8), ...pieces(second, 4), third];
    const { data, codes } = await found(image({ frames: 3, pixels: many, offsets: [0, 36, 66] }));
    assert.deepEqual([data, codes], [expected, quiet]);
  });

  test('are found whatever a wrong table says, and the first frame concerned tells', async () => {
    for (const [offsets, at] of [
      [[0], 0],
      [[0, 0, 0], 0],
      [[0, 20], 0],
      [[8, 28, 50], 0],
      [[0, 21, 50], 1],
      [[0, 20, 41], 2],
      [[0, 42, 1000], 1],
      [[0, 1000, 2000], 1],
    ] as const) {
      const { data, codes } = await found(image({ frames: 3, pixels: three, offsets: [...offsets] }));
      assert.deepEqual(data, expected, String(offsets));
      assert.deepEqual(
        codes,
        quiet.map((_, i) => (i === at ? ['offset_table_wrong'] : [])),
        String(offsets),
      );
      const { notes } = await indexFile(image({ frames: 3, pixels: three, offsets: [...offsets] }));
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['offset_table_wrong'],
      );
    }
  });

  test('are found by the Extended Offset Table, whose lengths leave the padding out', async () => {
    const odd = [codestream(1, 11), codestream(2, 13), codestream(3, 11)]; // in fragments of even length
    const file = image({ frames: 3, pixels: odd, after: extended([0, 20, 42], [11, 13, 11]) });
    const { data, codes } = await found(file);
    assert.deepEqual([data, codes], [odd.map((frame) => [...frame]), quiet]);
    const unsaid = await found(image({ frames: 3, pixels: odd }));
    assert.deepEqual(
      unsaid.data,
      odd.map((frame) => [...frame, 0]),
    );
    const wrong = await found(image({ frames: 3, pixels: three, after: extended([0, 30, 60], [12, 14, 12]) }));
    assert.deepEqual([wrong.data, wrong.codes], [expected, [[], ['offset_table_wrong'], []]]);
  });

  test('may be in empty fragments, behind empty ones, and before what means nothing', async () => {
    const none = bytes();
    const file = image({
      frames: 3,
      pixels: [none, first, none, ...pieces(second, 4), bytes(0, 0), none, third, none],
    });
    const { data, codes } = await found(file);
    assert.deepEqual([data, codes], [expected, quiet]);
  });

  test('that have no end, or padding behind it, end where the next begins', async () => {
    const open = [codestream(1).slice(0, -2), bytes(...codestream(2), 0, 0, 0, 0), bytes(...codestream(3), 9, 9)];
    const { data } = await found(image({ frames: 3, pixels: open }));
    assert.deepEqual(
      data,
      open.map((frame) => [...frame]),
    );
  });

  test('come as soon as their last byte is here', async () => {
    const file = image({ frames: 2, pixels: [first, second] });
    const firstEnds = file.length - 8 - 8 - second.length;
    let given = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const chunk of [file.subarray(0, firstEnds), file.subarray(firstEnds)]) {
        given++;
        yield chunk;
      }
    }
    for await (const { index } of readEncodedFrames(source())) {
      assert.equal(index, given - 1);
    }
  });

  test('that are more or fewer than declared are told', async () => {
    const more = await found(image({ frames: 2, pixels: three }));
    assert.deepEqual([more.data, more.codes], [expected, [[], [], ['number_of_frames_wrong']]]);
    const unsaid = await found(image({ pixels: three }));
    assert.deepEqual([unsaid.data, unsaid.codes], [expected, [[], ['number_of_frames_wrong'], []]]);
    const file = image({ frames: 4, pixels: three });
    await assert.rejects(encodedOf(file), { code: 'frame_missing' });
    const { frames, notes } = await indexFile(file);
    assert.deepEqual([frames.length, notes.map(({ code }) => code)], [3, ['number_of_frames_wrong']]);
  });

  test('are what they are, whatever the transfer syntax declares', async () => {
    const j2k = [codestream(1, 12, jpeg2000Head), codestream(2, 12, jpeg2000Head)];
    const lossless = [bytes(0xff, 0xd8, 0xff, 0xf7, 0, 2, ...end), bytes(0xff, 0xd8, 0xff, 0xf7, 0, 2, ...end)];
    for (const [pixels, declared, encoding] of [
      [j2k, jpegBaseline, 'jpeg2000'],
      [j2k, explicitLittleEndian, 'jpeg2000'],
      [j2k, rleLossless, 'jpeg2000'],
      [lossless, jpegBaseline, 'jpegls'],
      [[first, second], '1.2.840.10008.1.2.4.80', 'jpeg'],
      [[first, second], jpegXl, 'jpeg'],
    ] as const) {
      const { data, codes, encodings } = await found(image({ frames: 2, pixels, transferSyntax: declared }));
      assert.deepEqual(
        data,
        pixels.map((frame) => [...frame]),
      );
      assert.deepEqual(codes, [['codestream_contradicts'], ['codestream_contradicts']], declared);
      assert.deepEqual(encodings, [encoding]);
    }
    const j2kFile = image({ frames: 2, pixels: j2k, transferSyntax: jpeg2000 });
    assert.deepEqual((await found(j2kFile)).encodings, ['jpeg2000']);
  });
});

describe('frames without codestreams', () => {
  test('of unknown kind are fragments, or what a table says', async () => {
    const junk = [counted(10), counted(6), counted(8)];
    const unknown = '1.2.840.10008.1.2.4.999';
    for (const transferSyntax of [unknown, '1.2.840.10008.1.2.8.1', jpegBaseline]) {
      const each = await found(image({ frames: 3, pixels: junk, transferSyntax }));
      assert.deepEqual(
        each.data,
        junk.map((piece) => [...piece]),
      );
      const all = await found(image({ pixels: junk, transferSyntax }));
      assert.deepEqual(all.data, [junk.flatMap((piece) => [...piece])]);
      const two = await found(image({ frames: 2, pixels: junk, transferSyntax, offsets: [0, 32] }));
      assert.deepEqual(two.data, [[...junk[0]!, ...junk[1]!], [...junk[2]!]]);
    }
    await assert.rejects(framesOf(image({ pixels: junk, transferSyntax: unknown })), {
      code: 'transfer_syntax_unsupported',
      tag: 0x00020010,
    });
  });

  test('that are uncompressed are measured, arranged and filled up', async () => {
    const pixels = counted(24);
    const file = (fragments: Uint8Array[], rest: Partial<ImageFile> = {}): Uint8Array =>
      image({ samples: 3, frames: 2, pixels: fragments, transferSyntax: encapsulatedUncompressed, ...rest });
    for (const fragments of [pieces(pixels, 12), pieces(pixels, 4, 12, 18)]) {
      const frames = await framesOf(file(fragments));
      assert.deepEqual(
        frames.map(({ samples, notes }) => [samples, notes]),
        [
          [pixels.slice(0, 12), []],
          [pixels.slice(12), []],
        ],
      );
      assert.ok(frames.every(({ samples }) => samples.byteLength === samples.buffer.byteLength));
    }
    const [planar] = await framesOf(file(pieces(pixels, 12), { planar: true }));
    assert.deepEqual([...planar!.samples].slice(0, 3), [pixels[0], pixels[4], pixels[8]]);
    const short = await framesOf(file([pixels.slice(0, 6)], { frames: 1 }));
    assert.deepEqual([...short[0]!.samples], [...pixels.slice(0, 6), 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(
      short[0]!.notes.map(({ code }) => code),
      ['pixel_data_short'],
    );
    // The same, where the file declares no fragments at all.
    const undeclared = await framesOf(file(pieces(pixels, 12), { transferSyntax: explicitLittleEndian }));
    assert.deepEqual(undeclared[1]!.samples, pixels.slice(12));
  });

  test('of one bit are packed in each fragment', async () => {
    const fragments = [bytes(0xff, 0x01), bytes(0x55, 0x00)];
    const one = { rows: 3, columns: 3, bits: 1, frames: 2, transferSyntax: encapsulatedUncompressed };
    const frames = await framesOf(imageFile({ ...one, pixels: fragments }));
    assert.deepEqual(
      frames.map(({ packing, bitOffset, samples }) => [packing, bitOffset, [...samples]]),
      [
        ['bits', 0, [0xff, 1]],
        ['bits', 0, [0x55, 0]],
      ],
    );
  });

  test('of JPEG XL are handed out, and have an error of their own where they are to be decoded', async () => {
    const xl = [bytes(0xff, 0x0a, 1, 2), bytes(0xff, 0x0a, 3, 4)];
    const file = image({ frames: 2, pixels: xl, transferSyntax: jpegXl });
    const { data, encodings } = await found(file);
    assert.deepEqual([data, encodings], [xl.map((frame) => [...frame]), ['jpegxl']]);
    await assert.rejects(framesOf(file), { code: 'jpeg_xl_unsupported', tag: 0x7fe00010 });
    const part2 = image({ pixels: [codestream(1, 12, jpeg2000Head)], transferSyntax: '1.2.840.10008.1.2.4.93' });
    assert.deepEqual((await found(part2)).encodings, ['jpeg2000Part2']);
    await assert.rejects(framesOf(part2), { code: 'jpeg_2000_part_2_unsupported' });
  });

  test('of video are one, up to a limit', async () => {
    for (const transferSyntax of [mpeg2, '1.2.840.10008.1.2.4.102.1', '1.2.840.10008.1.2.4.108']) {
      const file = image({ frames: 100, pixels: [first, counted(6), second], transferSyntax });
      const { data, codes, encodings } = await found(file);
      assert.deepEqual((await indexFile(file)).notes, []);
      assert.deepEqual([data, codes, encodings], [[[...first, ...counted(6), ...second]], [[]], ['video']]);
      await assert.rejects(framesOf(file), { code: 'video_unsupported' });
      const frames = readEncodedFrames(file, { maxEncodedSize: 31 });
      await assert.rejects(frames.next(), { code: 'frame_too_large' });
    }
  });
});

test('nothing of the fragments is decoded where only encoded frames are asked for', async () => {
  const file = image({ rows: 60000, columns: 60000, samples: 3, pixels: [first] });
  assert.equal((await encodedOf(file)).length, 1);
  await assert.rejects(readFrames(file).next(), { code: 'frame_too_large' });
});
