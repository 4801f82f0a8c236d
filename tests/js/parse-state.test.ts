// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parsers share one module, its window and its tables; none of them may notice. ARCHITECTURE.md, "The seam"

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPartParser, DicomError, type Part, type PartParser, parse, parseBuffer, readDataset } from 'dcmstream';
import { type DicomBuilder, dicom, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { cutEvery, gather, joinParts, streamOf } from '../support/rechunk.js';

/** Many small elements: more than one step's table takes at once. */
function small(count: number, seed: number): Uint8Array {
  const file = dicom()
    .preamble()
    .meta(seed % 2 === 0 ? {} : { transferSyntax: implicitLittleEndian });
  for (let i = 0; i < count; i++) file.element(0x00091001 + i * 0x100, 'UL', seed * 100_000 + i);
  return file.bytes();
}

/** Long values, each of another tag and VR. */
function long(tag: number, vr: string): Uint8Array {
  return dicom()
    .preamble()
    .meta({ transferSyntax: explicitBigEndian })
    .element(tag, vr, new Uint8Array(300_000).fill(tag & 0xff))
    .bytes();
}

/** Steps all parsers in turn, a batch at a time, over chunks of `size` bytes. */
async function interleaved(files: readonly Uint8Array[], size: number): Promise<Part[][]> {
  const runs = await Promise.all(
    files.map(async (file) => {
      const parser = await createPartParser();
      return { parser, steps: steps(parser, cutEvery(file, size)), parts: [] as Part[] };
    }),
  );
  const open = new Set(runs);
  while (open.size > 0) {
    for (const run of open) {
      const { done, value } = run.steps.next();
      if (done === true) {
        open.delete(run);
        run.parser.release();
      } else run.parts.push(...value);
    }
  }
  return runs.map(({ parts }) => parts);
}

function* steps(parser: PartParser, chunks: Iterable<Uint8Array>): Generator<Part[], void, undefined> {
  for (const chunk of chunks) {
    parser.write(chunk);
    yield [];
    for (let batch = parser.next(); batch !== undefined; batch = parser.next()) yield batch;
  }
  parser.end();
  for (let batch = parser.next(); batch !== undefined; batch = parser.next()) yield batch;
}

async function expectAlike(files: readonly Uint8Array[], size: number): Promise<void> {
  const together = await interleaved(files, size);
  for (const [i, file] of files.entries()) {
    assert.deepEqual(joinParts(together[i]!), joinParts(await partsOf(file)), `file ${i}`);
  }
}

describe('two parsers never share state', () => {
  test('amid many small elements', async () => {
    await expectAlike([small(3000, 1), small(3000, 2), small(10, 3)], 1 << 20);
    await expectAlike([small(3000, 1), small(3000, 2)], 5000);
  });
  test('amid long values', async () => {
    await expectAlike([long(0x7fe00010, 'OB'), long(0x00420011, 'OW'), small(100, 2)], 50_000);
  });
  test('in headers that chunks cut', async () => {
    await expectAlike([small(50, 1), small(50, 2), long(0x00420011, 'OW')], 7);
  });
  test('where a data set is read at once in between', async () => {
    const file = small(3000, 1);
    const parser = await createPartParser();
    parser.write(file);
    const parts: Part[] = [];
    for (let batch = parser.next(); batch !== undefined; batch = parser.next()) {
      parts.push(...batch);
      assert.equal(parseBuffer(small(10, 2)).number(0x00091001), 200_000);
    }
    parser.end();
    for (let batch = parser.next(); batch !== undefined; batch = parser.next()) parts.push(...batch);
    parser.release();
    assert.deepEqual(joinParts(parts), joinParts(await partsOf(file)));
  });
  test('in streams that run side by side', async () => {
    const files = [small(4000, 1), long(0x7fe00010, 'OB'), small(4000, 2), long(0x00420011, 'OW')];
    const sets = await Promise.all(files.map((file) => gather(streamOf(cutEvery(file, 10_000)).pipeThrough(parse()))));
    for (const [i, file] of files.entries()) {
      assert.deepEqual(joinParts(sets[i]!.flat()), joinParts(await partsOf(file)));
    }
  });
  test('in data sets that are read side by side', async () => {
    const files = [small(4000, 1), small(4000, 3), small(4000, 5)];
    const sets = await Promise.all(files.map((file) => readDataset(streamOf(cutEvery(file, 3000)))));
    for (const [i, set] of sets.entries()) {
      const values = [...set.elements()].filter(({ tag }) => tag > 0x00090000).map(({ bytes }) => bytes);
      const expected = [...parseBuffer(files[i]!).elements()].filter(({ tag }) => tag > 0x00090000);
      assert.deepEqual(
        values,
        expected.map(({ bytes }) => bytes),
      );
    }
  });
});

describe('parsers', () => {
  test('may be more than one module has room for', async () => {
    const files = Array.from({ length: 100 }, (_, i) => small(20 + i, i));
    await expectAlike(files, 100);
  });
  test('are given back when they end, fail, are cancelled or aborted', async () => {
    const file = small(100, 2);
    const broken: DicomBuilder = dicom().preamble().meta().header(0x00100010, 'PN', 100);
    for (let i = 0; i < 200; i++) {
      await gather(streamOf([file]).pipeThrough(parse()));
      await assert.rejects(gather(streamOf([broken.bytes()]).pipeThrough(parse())), DicomError);
      const cancelled = streamOf([file]).pipeThrough(parse()).getReader();
      await cancelled.read();
      await cancelled.cancel();
      const abort = new AbortController();
      const aborted = streamOf([file])
        .pipeThrough(parse({ signal: abort.signal }))
        .getReader();
      await aborted.read();
      abort.abort();
      await assert.rejects(aborted.closed);
    }
    // What was not given back would have filled module upon module by now; a parser still works.
    assert.equal((await partsOf(file)).at(-1)?.kind, 'value');
  });
  test('cannot be used once they are released', async () => {
    const parser = await createPartParser();
    parser.write(small(1, 2));
    parser.release();
    parser.release();
    assert.throws(() => parser.next(), { name: 'TypeError', code: 'argument_invalid' });
  });
});
