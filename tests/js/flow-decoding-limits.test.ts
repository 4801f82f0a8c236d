// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax does with encapsulated pixel data that are too many, or broken, and how much it holds.

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { bytes, indexFile, parse, readDataset, through, toTransferSyntax } from 'dcmstream';
import type { FrameDecoder, TransferSyntaxOptions } from 'dcmstream';
import { dicom, explicitBigEndian, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { counted, framesOf, imageFile, rleFrames, rleImage, wordsSwapped } from '../support/image-file.js';
import { gather, streamOf } from '../support/rechunk.js';
import { convert } from '../support/run-flows.js';

const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';

describe('toTransferSyntax of pixel data that are too large for one value', () => {
  const file = rleImage({ rows: 1, columns: 4, frames: 5 }, counted(20));

  test('writes explicit little endian as Encapsulated Uncompressed, a fragment a frame, with a table', async () => {
    const out = await convert(file, 'ELE', { maxLength: 18 });
    const dataset = await readDataset(out);
    assert.equal(dataset.transferSyntax, encapsulatedUncompressed);
    assert.deepEqual(dataset.bigints(0x7fe00001), [0n, 12n, 24n, 36n, 48n]);
    assert.deepEqual(dataset.bigints(0x7fe00002), [4n, 4n, 4n, 4n, 4n]);
    const before = await framesOf(file);
    assert.deepEqual(
      (await framesOf(out)).map(({ samples, notes }) => [samples, notes]),
      before.map(({ samples }) => [samples, []]),
    );
    assert.deepEqual((await indexFile(new Blob([new Uint8Array(out)]))).notes, []);
    // 20 bytes are not more than 20.
    assert.equal(
      (await readDataset(await convert(file, 'ELE', { maxLength: 20 }))).transferSyntax,
      explicitLittleEndian,
    );
    // And back.
    assert.deepEqual(await convert(out, 'EBE'), await convert(file, 'EBE'));
  });

  test('is an error where the target has no form for them', async () => {
    for (const syntax of ['ILE', 'EBE', 'DELE']) {
      await assert.rejects(convert(file, syntax, { maxLength: 18 }), { code: 'value_too_long', tag: 0x7fe00010 });
    }
    await assert.rejects(convert(file, 'ELE', { maxLength: 2 }), { code: 'value_too_long' });
  });

  test('is a target of its own, for native data of any kind too; odd frames get no table', async () => {
    const pixels = counted(18);
    const big = imageFile({
      ...{ rows: 1, columns: 3, bits: 16, frames: 3, transferSyntax: explicitBigEndian },
      pixels: wordsSwapped(pixels),
    });
    const out = await convert(big, 'EncapsulatedUncompressedExplicitVRLittleEndian');
    assert.equal((await readDataset(out)).transferSyntax, encapsulatedUncompressed);
    assert.deepEqual(
      (await framesOf(out)).map(({ samples }) => samples),
      (await framesOf(big)).map(({ samples }) => samples),
    );
    const odd = imageFile({ rows: 1, columns: 3, frames: 2, pixels: counted(6) });
    const dataset = await readDataset(await convert(odd, encapsulatedUncompressed));
    assert.equal(dataset.get(0x7fe00001), undefined);
    const bare = dicom().element(0x7fe00010, 'OW', counted(6)).bytes();
    await assert.rejects(convert(bare, encapsulatedUncompressed), { code: 'transfer_syntax_unsupported' });
  });
});

describe('toTransferSyntax fails, and says where', () => {
  const fails = (file: Uint8Array, error: object, options: TransferSyntaxOptions = {}): Promise<void> =>
    assert.rejects(convert(file, 'ELE', options), error);

  test('at a number of frames that is not the declared one', async () => {
    const pixels = rleFrames(counted(6), 3, 1);
    const frames = (count: number): Uint8Array =>
      imageFile({ rows: 1, columns: 2, frames: count, transferSyntax: rleLossless, pixels });
    await fails(frames(2), { code: 'attribute_invalid', tag: 0x00280008, path: '(0028,0008)' });
    await fails(frames(4), { code: 'frame_missing', tag: 0x7fe00010 });
  });

  test('at what is not decoded, and what nothing declares', async () => {
    const of = (transferSyntax: string): Uint8Array =>
      imageFile({ rows: 1, columns: 2, transferSyntax, pixels: [counted(4)] });
    await fails(of('1.2.840.10008.1.2.4.102'), { code: 'video_unsupported' });
    await fails(of('1.2.840.10008.1.2.4.110'), { code: 'jpeg_xl_unsupported' });
    const jpip = dicom().preamble().meta({ transferSyntax: '1.2.840.10008.1.2.4.94' });
    await fails(jpip.element(0x00287fe0, 'UR', 'https://here.invalid').bytes(), {
      code: 'transfer_syntax_unsupported',
    });
    await fails(of('1.2.840.99.1'), { code: 'transfer_syntax_unsupported' });
    await fails(of('1.2.840.10008.1.2'), { code: 'transfer_syntax_unsupported' });
  });

  test('at broken frames, and attributes that are missing', async () => {
    const broken = imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: [new Uint8Array(70)] });
    const position = broken.length - 8 - 78 - 8 - 12;
    await fails(broken, { code: 'rle_malformed', position, path: '(7FE0,0010)' });
    const undescribed = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [counted(70)])
      .bytes();
    await fails(undescribed, { code: 'attribute_missing', path: '(0028,0010)', position: undescribed.length - 106 });
  });

  test('where more stands in front of the first frame than may be held back', async () => {
    const file = imageFile({
      ...{ rows: 1, columns: 2, transferSyntax: rleLossless, pixels: rleFrames(counted(2), 1, 1) },
      before: (it) => it.element(0x00280009, 'AT', 0x00181063),
      after: (it) => it.element(0x00420011, 'OB', new Uint8Array(100_000)),
    });
    await fails(file, { code: 'lookahead_exceeded', tag: 0x00420011 }, { maxSize: 50_000 });
    await convert(file, 'ELE', { maxSize: 200_000 });
    assert.throws(() => toTransferSyntax('ELE', { maxSize: 0 }), { code: 'argument_invalid' });
    assert.throws(() => toTransferSyntax('ELE', { maxFrameSize: -1 }), { code: 'argument_invalid' });
    await fails(file, { code: 'frame_too_large' }, { maxFrameSize: 1 });
  });

  test('when it is aborted', async () => {
    const file = rleImage({ rows: 1, columns: 2, frames: 20 }, counted(40));
    const leaving = new AbortController();
    const reason = new Error('enough');
    /** Never done. */
    const decoder: FrameDecoder = {
      decode() {
        setImmediate(() => leaving.abort(reason));
        return new Promise(() => undefined);
      },
    };
    await assert.rejects(convert(file, 'ELE', { signal: AbortSignal.abort(reason) }), reason);
    await assert.rejects(convert(file, 'ELE', { decoder, signal: leaving.signal }), reason);
  });
});

test('of many frames in one chunk, no more are decoded than are asked for', async () => {
  // 200 frames of a million pixels of one value: 16 KB each, and a megabyte when decoded.
  const run = new Uint8Array(64 + 2 * 8192);
  run.set([1, 0, 0, 0, 64]);
  for (let at = 64; at < run.length; at += 2) run.set([129, 7], at);
  const file = imageFile({
    ...{ rows: 1024, columns: 1024, frames: 200, transferSyntax: rleLossless },
    pixels: Array.from({ length: 200 }, () => run),
  });
  let decoded = 0;
  const decoder: FrameDecoder = {
    decode: async () => {
      decoded++;
      const size = { rows: 1024, columns: 1024, samplesPerPixel: 1, bitsAllocated: 8, bitsStored: 8, signed: false };
      return { ...size, bytes: new Uint8Array(2 ** 20), color: 'asDeclared', damaged: false };
    },
  };
  const parts = streamOf([file])
    .pipeThrough(parse())
    .pipeThrough(through(toTransferSyntax('ELE', { decoder })));
  const reader = parts.pipeThrough(bytes()).getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  for (let i = 0; i < 100; i++) await turn();
  assert.ok(decoded < 20, `${decoded} frames were decoded for three pieces`);
  await reader.cancel();
  const all = await gather(
    streamOf([file])
      .pipeThrough(parse())
      .pipeThrough(through(toTransferSyntax('ELE', { decoder }))),
  );
  const size = all.flat().reduce((sum, part) => sum + part.size, 0);
  assert.ok(size > 200 * 2 ** 20);
});

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';

async function passesMoreThan4Gibibytes(): Promise<void> {
  // 257 frames of 16 MiB, each of one color: runs of 128 bytes, 256 KiB a frame.
  const [frames, side] = [257, 4096];
  const run = new Uint8Array(64 + (side * side) / 64);
  run.set([1, 0, 0, 0, 64]);
  for (let at = 64; at < run.length; at += 2) run.set([129, 7], at);
  const head = imageFile({ rows: side, columns: side, frames, transferSyntax: rleLossless, pixels: [] });
  const item = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
  new DataView(item.buffer).setUint32(4, run.length, true);
  function* file(): Generator<Uint8Array, void, undefined> {
    yield head.slice(0, -8);
    for (let i = 0; i < frames; i++) {
      yield item.slice();
      yield run.slice();
    }
    yield head.slice(-8);
  }
  const stages = streamOf(file())
    .pipeThrough(parse())
    .pipeThrough(through(toTransferSyntax('ELE')));
  let size = 0;
  let last: Uint8Array | undefined;
  let first: Uint8Array | undefined;
  for await (const piece of stages.pipeThrough(bytes())) {
    first ??= piece;
    size += piece.length;
    if (piece.length >= side * side) last = piece;
    assert.ok(process.memoryUsage.rss() < 2 ** 29);
  }
  assert.ok(size > 2 ** 32 + side * side && size < 2 ** 32 + side * side + 20_000, `${size} bytes`);
  assert.ok(last?.subarray(-16).every((byte) => byte === 7));
  assert.ok(Buffer.from(first!).includes('1.2.840.10008.1.2.1.98'));
}

if (isLong) test('more than 4 GiB of pixels stream through', passesMoreThan4Gibibytes);
