// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The index of a file, and frames read by it: what is found equals what a pass over the whole file finds, and no more is
// read than the index promises.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { DicomError, type FileIndex, type Frame, indexFile, type RangeReader, readFrame, readFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { deflatedExplicitLittleEndian, dicom, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';

/** A file that counts what is read of it. */
class CountingReader implements RangeReader {
  bytesRead = 0;
  reads = 0;
  constructor(readonly bytes: Uint8Array) {}
  get size(): number {
    return this.bytes.length;
  }
  read(position: number, length: number): Promise<Uint8Array> {
    const read = this.bytes.slice(position, position + length);
    this.bytesRead += read.length;
    this.reads++;
    return Promise.resolve(read);
  }
}

function image(transferSyntax: string, frames: number) {
  return dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', String(frames))
    .element(0x00280010, 'US', 64)
    .element(0x00280011, 'US', 64)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0);
}

/** An RLE frame of 64 × 64 pixels of one value: runs of 128, PS3.5 §G.3. */
function rleFrame(value: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, 1, true);
  header.setUint32(4, 64, true);
  const runs = Array.from({ length: 32 }, () => [257 - 128, value]).flat();
  return Uint8Array.of(...new Uint8Array(header.buffer), ...runs);
}

async function framesOf(bytes: Uint8Array): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of readFrames(bytes)) frames.push(frame);
  return frames;
}

/** The frames by index are those of the stream; what a frame shares with its neighbours is left out of the comparison. */
async function assertSameFrames(bytes: Uint8Array, index: FileIndex): Promise<void> {
  const stored = JSON.parse(JSON.stringify(index)) as FileIndex;
  for (const frame of (await framesOf(bytes)).slice(0, 3)) {
    const reader = new CountingReader(bytes);
    const { notes: _, samples, ...found } = await readFrame(reader, stored, frame.index);
    const { notes: __, samples: expectedSamples, ...expected } = frame;
    assert.deepEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(expected)));
    assert.equal(samples.constructor, expectedSamples.constructor);
    assert.equal(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expectedSamples.buffer)), 0);
    assert.equal(reader.reads, 1);
    assert.equal(reader.bytesRead, index.frames[frame.index]?.length);
  }
}

describe('the index of a file', () => {
  test('has the elements and the ranges of native frames, without reading a pixel', async () => {
    const pixels = Uint8Array.from({ length: 64 * 64 * 300 }, (_, i) => i % 251);
    const bytes = image(explicitLittleEndian, 300).element(0x7fe00010, 'OB', pixels).bytes();
    const reader = new CountingReader(bytes);
    const index = await indexFile(reader);
    assert.equal(index.frames.length, 300);
    assert.deepEqual(index.frames[299], { position: bytes.length - 4096, length: 4096 });
    assert.equal(index.elements.at(-1)?.tag, 0x7fe00010);
    assert.ok(reader.bytesRead <= 65536, `${reader.bytesRead} bytes read of ${bytes.length}`);
    assert.deepEqual(await indexFile(new Blob([Uint8Array.from(bytes)])), index);
    assert.deepEqual(await indexFile(bytes), index);
    await assertSameFrames(bytes.subarray(0), { ...index, frames: index.frames });
  });

  for (const [name, table] of [
    ['a Basic Offset Table', true],
    ['no offset table', false],
  ] as const) {
    test(`has the ranges of encapsulated frames with ${name}`, async () => {
      const frames = Array.from({ length: 20 }, (_, i) => rleFrame(i));
      const size = 8 + frames[0]!.length;
      const offsets = table ? frames.map((_, i) => i * size) : [];
      const bytes = image(rleLossless, 20).fragments(0x7fe00010, 'OB', frames, { offsets }).bytes();
      const index = await indexFile(new CountingReader(bytes));
      assert.equal(index.frames.length, 20);
      assert.ok(index.frames.every(({ length }) => length === size));
      assert.deepEqual(await indexFile(bytes), index);
      await assertSameFrames(bytes, index);
    });
  }

  test('leads to frames whose notes and errors stand where those of the stream do', async () => {
    const long = image(explicitLittleEndian, 1)
      .element(0x7fe00010, 'OB', new Uint8Array(64 * 64 + 2))
      .bytes();
    const broken = image(rleLossless, 1)
      .fragments(0x7fe00010, 'OB', [new Uint8Array(80)])
      .bytes();
    const [streamed] = await framesOf(long);
    const indexed = await readFrame(new CountingReader(long), await indexFile(long), 0);
    assert.deepEqual([indexed.notes, indexed.notes.length], [streamed!.notes, 1]);
    const failure = await framesOf(broken).catch((error: unknown) => error);
    assert.ok(failure instanceof DicomError);
    await assert.rejects(readFrame(new CountingReader(broken), await indexFile(broken), 0), failure.toJSON());
  });

  test('reads of long fragments only their beginnings', async () => {
    const fragments = Array.from({ length: 50 }, () => new Uint8Array(100_000).fill(7));
    const bytes = image(rleLossless, 50).fragments(0x7fe00010, 'OB', fragments).bytes();
    const reader = new CountingReader(bytes);
    const index = await indexFile(reader);
    assert.equal(index.frames.length, 50);
    assert.ok(reader.bytesRead <= 65536 + 51 * 64, `${reader.bytesRead} bytes read of ${bytes.length}`);
  });

  test('groups fragments by the Basic Offset Table where a frame has several', async () => {
    const [first, second] = [rleFrame(1), rleFrame(2)];
    const halves = [first.subarray(0, 70), first.subarray(70), second.subarray(0, 70), second.subarray(70)];
    const offsets = [0, 16 + first.length];
    const bytes = image(rleLossless, 2).fragments(0x7fe00010, 'OB', halves, { offsets }).bytes();
    const index = await indexFile(bytes);
    assert.deepEqual(
      index.frames.map(({ length }) => length),
      [16 + first.length, 16 + second.length],
    );
    const frame = await readFrame(new CountingReader(bytes), index, 1);
    assert.deepEqual([...new Set(frame.samples)], [2]);
  });

  test('says of a deflated data set that there are no ranges', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const inside = dicom().element(0x00100010, 'PN', 'A^B').element(0x7fe00010, 'OB', new Uint8Array(8)).bytes();
    const deflated = deflateRawSync(inside);
    const bytes = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian }).raw(deflated).bytes();
    const index = await indexFile(new CountingReader(bytes));
    assert.deepEqual([index.deflated, index.frames], [true, []]);
    await assert.rejects(readFrame(new CountingReader(bytes), index, 0), { code: 'ranges_missing' });
  });

  test('has the elements even where no image can be so described, and says why there is none', async () => {
    const start = () => dicom().preamble().meta({ transferSyntax: explicitLittleEndian });
    const size = () => start().element(0x00280010, 'US', 64).element(0x00280011, 'US', 64);
    for (const [file, tag] of [
      [start(), 0x00280010],
      [size(), 0x00280100],
      [size().element(0x00280100, 'US', 7), 0x00280100],
    ] as const) {
      file.element(0x7fe00010, 'OW', new Uint8Array(8));
      const bytes = file.bytes();
      const index = await indexFile(bytes);
      assert.equal(index.elements.at(-1)?.tag, 0x7fe00010);
      assert.equal(index.image, undefined);
      assert.deepEqual(
        index.notes.filter(({ code }) => code === 'image_undescribed').map((note) => note.tag),
        [tag],
      );
      await assert.rejects(readFrame(new CountingReader(bytes), index, 0), { code: 'attribute_invalid', tag });
    }
    const large = image(explicitLittleEndian, 1).element(0x7fe00010, 'OB', new Uint8Array(4096)).bytes();
    await assert.rejects(indexFile(large, { maxFrameSize: 4095 }), { code: 'frame_too_large' });
    assert.equal((await indexFile(large, { maxFrameSize: 4096 })).frames.length, 1);
  });

  test('grows with the frames that are there, not with those that are declared', async () => {
    const bytes = image(explicitLittleEndian, 0x7fffffff).element(0x7fe00010, 'OB', new Uint8Array(8192)).bytes();
    assert.equal((await indexFile(new CountingReader(bytes))).frames.length, 2);
  });

  test('and the stream agree on RLE frames whatever the Basic Offset Table says', async () => {
    const frames = [rleFrame(1), rleFrame(2), rleFrame(3)];
    for (const offsets of [
      [0, 1_000_000, 2_000_000],
      [0, 8 + frames[0]!.length],
    ]) {
      const bytes = image(rleLossless, 3).fragments(0x7fe00010, 'OB', frames, { offsets }).bytes();
      assert.deepEqual(
        (await framesOf(bytes)).map(({ samples }) => samples[0]),
        [1, 2, 3],
      );
      await assertSameFrames(bytes, await indexFile(bytes));
    }
  });

  test('stops reading when it is aborted, even where the reader does not answer', async () => {
    const abort = new AbortController();
    const silent: RangeReader = { size: 1000, read: () => new Promise(() => undefined) };
    const found = indexFile(silent, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await assert.rejects(found, /enough/);
  });

  test('has no frame that the file has not', async () => {
    const bytes = image(explicitLittleEndian, 1).element(0x7fe00010, 'OB', new Uint8Array(4096)).bytes();
    const index = await indexFile(bytes);
    await assert.rejects(readFrame(new CountingReader(bytes), index, -1), { code: 'argument_invalid' });
    await assert.rejects(readFrame(new CountingReader(bytes), index, 1), { name: 'DicomError', code: 'frame_missing' });
    const cut = new CountingReader(bytes.subarray(0, bytes.length - 10));
    await assert.rejects(readFrame(cut, index, 0), { code: 'truncated', position: bytes.length - 10 });
  });
});

test('frames of one chunk stop coming after an abort', async () => {
  const bytes = image(explicitLittleEndian, 10).element(0x7fe00010, 'OB', new Uint8Array(40960)).bytes();
  const abort = new AbortController();
  let count = 0;
  await assert.rejects(async () => {
    for await (const frame of readFrames(bytes, { signal: abort.signal })) {
      count = frame.index + 1;
      abort.abort(new Error('enough'));
    }
  }, /enough/);
  assert.equal(count, 1);
});

describe('the index of real files', { skip: corpus.missing }, () => {
  for (const file of corpus.withPixels('native', 'rle')) {
    test(file.path, async () => {
      const bytes = new Uint8Array(readFileSync(file.location));
      if (file.flags.includes('pixeldata-short')) return; // the frame is completed with zeros only in a stream
      await assertSameFrames(bytes, await indexFile(new CountingReader(bytes)));
    });
  }

  test('of a deflated file has elements and no ranges', async () => {
    const index = await indexFile(new Uint8Array(readFileSync(corpus.file('/image_dfl').location)));
    assert.equal(index.deflated, true);
    assert.equal(index.frames.length, 0);
    assert.equal(index.elements.at(-1)?.tag, 0x7fe00010);
  });
});
