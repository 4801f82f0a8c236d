// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reading a data set while it arrives: stopping early, keeping what is small, copying what is kept.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDataset } from 'dcmstream';
import { dicom, type DicomBuilder, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { countedSource, cutEvery, streamOf } from '../support/rechunk.js';

const head = (transferSyntax = explicitLittleEndian): DicomBuilder =>
  dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00080060, 'CS', 'CT')
    .sequence(0x00081140, (images) => images.item((image) => image.element(0x00102000, 'LO', 'high tag in an item')))
    .element(0x00100010, 'PN', 'Phantom^Shepp')
    .element(0x00280010, 'US', 512);

describe('stopAt', () => {
  const pixels = new Uint8Array(1_000_000);

  test('asks for no further chunk once the header is parsed', async () => {
    const file = head().element(0x7fe00010, 'OW', pixels);
    const headerEnd = head().size + 12;
    for (const size of [100, 1000, 7]) {
      const source = countedSource(cutEvery(file.bytes(), size));
      const dataset = await readDataset(source.stream, { stopAt: 0x7fe00010 });
      assert.equal(dataset.number(0x00280010), 512);
      assert.equal(source.taken(), Math.ceil(headerEnd / size));
      assert.notEqual(source.cancelled(), undefined);
    }
  });
  test('is before the element: it is not in the data set', async () => {
    const dataset = await readDataset(head().bytes(), { stopAt: 0x00100010 });
    assert.equal(dataset.has(0x00100010), false);
    assert.equal(dataset.string(0x00080060), 'CT');
    assert.equal(dataset.items(0x00081140)[0]?.string(0x00102000), 'high tag in an item');
  });
  test('is at the first element behind, where the tag itself is not there', async () => {
    const dataset = await readDataset(head().bytes(), { stopAt: 0x00100000 });
    assert.deepEqual([...dataset.elements()].map(({ tag }) => tag).slice(-2), [0x00080060, 0x00081140]);
  });
  test('may be a sequence or encapsulated pixel data', async () => {
    const file = head(rleLossless).fragments(0x7fe00010, 'OB', [pixels]);
    for (const stopAt of [0x00081140, 0x7fe00010]) {
      const source = countedSource(cutEvery(file.bytes(), 4096));
      const dataset = await readDataset(source.stream, { stopAt });
      assert.equal(dataset.has(stopAt), false);
      assert.equal(dataset.string(0x00080060), 'CT');
      assert.equal(source.taken(), 1);
    }
  });
  test('leaves the file meta alone, whatever it is', async () => {
    for (const stopAt of [0, 0x00020010, 0x00080000]) {
      const dataset = await readDataset(head().bytes(), { stopAt });
      assert.equal(dataset.transferSyntax, explicitLittleEndian);
      assert.equal([...dataset.elements()].length, 3);
    }
  });
  test('behind everything reads everything', async () => {
    const dataset = await readDataset(head().bytes(), { stopAt: 0xffffffff });
    assert.equal(dataset.number(0x00280010), 512);
  });
  test('is before what is broken behind it', async () => {
    const file = head().header(0x7fe00010, 'OW', 0xfffffff0).raw(pixels).bytes();
    const dataset = await readDataset(file, { stopAt: 0x7fe00010 });
    assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
    await assert.rejects(readDataset(file), { code: 'truncated' });
  });
});

describe('maxValue', () => {
  const file = head()
    .element(0x00420011, 'OB', new Uint8Array(3000).fill(7))
    .element(0x00420012, 'LO', 'behind')
    .element(0x7fe00010, 'OW', new Uint8Array(200_000).fill(9))
    .element(0xfffcfffc, 'OB', new Uint8Array(10).fill(1))
    .bytes();

  test('is 64 KiB by default: larger values are known by position and length', async () => {
    const dataset = await readDataset(new Blob([file.slice()]));
    const pixels = dataset.get(0x7fe00010)!;
    assert.equal(pixels.bytes, undefined);
    assert.equal(dataset.bytes(0x7fe00010), undefined);
    assert.deepEqual([pixels.length, pixels.valuePosition], [200_000, file.length - 22 - 200_000]);
    assert.deepEqual(dataset.numbers(0x7fe00010), []);
    assert.deepEqual(dataset.bytes(0x00420011), new Uint8Array(3000).fill(7));
    assert.deepEqual(dataset.bytes(0xfffcfffc), new Uint8Array(10).fill(1));
  });
  test('may be smaller, or nothing', async () => {
    for (const [maxValue, kept] of [
      [3000, 3000],
      [2999, undefined],
      [0, undefined],
    ] as const) {
      for (const size of [100, 100_000]) {
        const dataset = await readDataset(streamOf(cutEvery(file, size)), { maxValue });
        assert.equal(dataset.bytes(0x00420011)?.length, kept);
        assert.equal(dataset.string(0x00420012), maxValue === 0 ? undefined : 'behind');
      }
    }
  });
  test('may be everything', async () => {
    for (const size of [10, 1000, 300_000]) {
      const dataset = await readDataset(streamOf(cutEvery(file, size)), { maxValue: Infinity });
      assert.deepEqual(dataset.bytes(0x7fe00010), new Uint8Array(200_000).fill(9));
    }
  });
  test('keeps empty values empty, not absent', async () => {
    const dataset = await readDataset(head().element(0x00400275, 'SQ').element(0x00420012, 'LO').bytes(), {
      maxValue: 0,
    });
    assert.equal(dataset.bytes(0x00420012)?.length, 0);
    assert.deepEqual(dataset.items(0x00400275), []);
  });
});

describe('a data set that is read', () => {
  test('owns its bytes', async () => {
    const chunk = head().bytes();
    const dataset = await readDataset(chunk);
    chunk.fill(0);
    assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
  });
  test('takes memory for what it keeps only', async () => {
    const piece = new Uint8Array(1 << 20);
    const start = head()
      .header(0x7fe00010, 'OW', 256 << 20)
      .bytes();
    function* chunks(): Generator<Uint8Array> {
      yield start;
      for (let i = 0; i < 256; i++) yield piece;
    }
    const before = process.memoryUsage().arrayBuffers;
    const dataset = await readDataset(countedSource(chunks()).stream);
    assert.equal(dataset.get(0x7fe00010)?.length, 256 << 20);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8 << 20);
  });
  test('takes no memory for fragments', async () => {
    const fragment = new Uint8Array(60_000); // each smaller than maxValue
    const file = (count: number): Uint8Array =>
      head(rleLossless)
        .fragments(
          0x7fe00010,
          'OB',
          Array.from({ length: count }, () => fragment),
        )
        .bytes();
    const bytes = file(500);
    const before = process.memoryUsage().arrayBuffers;
    const dataset = await readDataset(bytes);
    assert.equal(dataset.get(0x7fe00010)?.fragments.length, 501);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8 << 20);
  });
  test('is the same in tolerant reading where the file is cut', async () => {
    const file = head().element(0x7fe00010, 'OW', new Uint8Array(1000)).bytes();
    const dataset = await readDataset(file.subarray(0, file.length - 10), { tolerant: true });
    assert.equal(dataset.string(0x00100010), 'Phantom^Shepp');
    assert.equal(dataset.get(0x7fe00010)?.length, 1000);
    assert.equal(dataset.get(0x7fe00010)?.bytes, undefined);
    assert.deepEqual(
      dataset.notes.map(({ code }) => code),
      ['input_truncated'],
    );
  });
});
