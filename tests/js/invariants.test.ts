// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What holds for every file, right or broken (ARCHITECTURE.md, "Six invariants"), seen through the public API.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytes, type Dataset, DicomError, init, type Part, parse, parseBuffer, readDataset, through } from 'dcmstream';
import fc from 'fast-check';
import { partsBefore, partsOf } from '../support/part-probe.js';
import { brokenFiles, files } from '../support/random-files.js';
import { cutAt, cuts, gather, partLines, streamOf } from '../support/rechunk.js';

const cutFiles = files.chain((file) => fc.tuple(fc.constant(file), cuts(file.length)));
const cutBrokenFiles = brokenFiles.chain((file) => fc.tuple(fc.constant(file), cuts(file.length)));

const few = { numRuns: process.env['DCMSTREAM_LONG'] === undefined ? 30 : 1000 };
const many = { numRuns: process.env['DCMSTREAM_LONG'] === undefined ? 100 : 4000 };

function expectPartition(parts: readonly Part[], file: Uint8Array): void {
  let position = 0;
  for (const part of parts) {
    assert.equal(part.position, position);
    assert.equal(part.bytes.length, part.size);
    position += part.size;
  }
  const joined = Buffer.concat(parts.map((part) => part.bytes));
  assert.ok(joined.equals(file.subarray(0, joined.length)));
}

/** Whatever starts, ends: in the order of nesting, with the paths that say so. */
function expectNesting(parts: readonly Part[], isWhole: boolean): void {
  const open: Part[] = [];
  let due: Part | undefined;
  const endOf: Record<string, string> = { sequenceEnd: 'sequence', itemEnd: 'item', fragmentsEnd: 'fragments' };
  for (const part of parts) {
    const { kind } = part;
    if (kind === 'note') {
      assert.equal(part.size, 0);
      assert.notEqual(part.note, undefined);
      continue;
    }
    if (kind === 'value') {
      assert.equal(part.tag, due?.tag);
      if (part.last) due = undefined;
      continue;
    }
    assert.equal(due, undefined, 'a value is missing');
    const items = open.filter((one) => one.kind === 'item').length;
    if (kind === 'header' || kind === 'fragment') {
      assert.equal(part.last, part.length === 0);
      if (part.length > 0) due = part;
    }
    if (kind === 'header' || kind === 'sequence' || kind === 'fragments' || kind === 'item') {
      assert.equal(part.depth, items);
      assert.equal(part.path.depth, items);
    }
    if (kind === 'sequence' || kind === 'fragments' || kind === 'item') open.push(part);
    const begun = endOf[kind];
    if (begun !== undefined) {
      const start = open.pop();
      assert.equal(start?.kind, begun);
      assert.equal(start?.path.toString(), part.path.toString());
    }
  }
  if (isWhole) assert.ok(open.length === 0 && due === undefined);
}

/** Everything that a data set tells, as plain data. */
function told(dataset: Dataset): unknown {
  const elements = [...dataset.elements()].map((element) => ({
    path: element.path.toString(),
    vr: element.vr,
    length: element.length,
    position: element.position,
    bytes: element.bytes === undefined ? undefined : Buffer.from(element.bytes).toString('hex'),
    items: element.items.map(told),
    fragments: element.fragments,
  }));
  return { elements, notes: dataset.notes, transferSyntax: dataset.transferSyntax };
}

describe('every right file', () => {
  test('is the concatenation of its parts, whatever the cuts', async () => {
    await fc.assert(
      fc.asyncProperty(cutFiles, async ([file, positions]) => {
        const parts = await partsOf(cutAt(file, positions), { strict: true });
        expectPartition(parts, file);
        expectNesting(parts, true);
        assert.equal(
          parts.reduce((sum, { size }) => sum + size, 0),
          file.length,
        );
      }),
      many,
    );
  });

  test('comes out of the pipeline as it went in, and again', async () => {
    await fc.assert(
      fc.asyncProperty(cutFiles, async ([file, positions]) => {
        const through1 = streamOf(cutAt(file, positions)).pipeThrough(parse()).pipeThrough(through());
        const once = Buffer.concat(await gather(through1.pipeThrough(bytes())));
        assert.ok(once.equals(file));
        assert.deepEqual(partLines(await partsOf(once)), partLines(await partsOf(file)));
      }),
      few,
    );
  });

  test('is the same data set read at once, as a stream, and by its parts', async () => {
    await init({ modules: ['parser'] });
    await fc.assert(
      fc.asyncProperty(cutFiles, async ([file, positions]) => {
        const atOnce = told(parseBuffer(file));
        assert.deepEqual(told(await readDataset(streamOf(cutAt(file, positions)))), atOnce);
      }),
      few,
    );
  });

  test('gives values that stay when the chunks are overwritten', async () => {
    await fc.assert(
      fc.asyncProperty(cutFiles, async ([file, positions]) => {
        const chunks = [...cutAt(file, positions)];
        async function* lent(): AsyncGenerator<Uint8Array> {
          for (const chunk of chunks) {
            yield chunk;
            chunk.fill(0xaa); // whoever keeps a view now keeps this
          }
        }
        assert.deepEqual(told(await readDataset(lent())), told(await readDataset(file)));
      }),
      few,
    );
  });
});

describe('every broken file', () => {
  test('gives lawful parts up to the break, and then an error that says where', async () => {
    await fc.assert(
      fc.asyncProperty(brokenFiles, async (file) => {
        const { parts, error } = await partsBefore(file);
        expectPartition(parts, file);
        expectNesting(parts, error === undefined);
        if (error === undefined) return;
        assert.ok(error instanceof DicomError, String(error));
        const { position = -1 } = error;
        const sum = parts.reduce((total, { size }) => total + size, 0);
        assert.ok(position >= sum && position <= file.length);
      }),
      many,
    );
  });

  test('gives the same parts and the same error whatever the cuts', async () => {
    await fc.assert(
      fc.asyncProperty(cutBrokenFiles, async ([file, positions]) => {
        const whole = await partsBefore(file);
        const cut = await partsBefore(cutAt(file, positions));
        assert.deepEqual(partLines(cut.parts), partLines(whole.parts));
        assert.deepEqual(JSON.stringify(cut.error), JSON.stringify(whole.error));
      }),
      many,
    );
  });

  test('loses nothing in tolerant reading', async () => {
    await fc.assert(
      fc.asyncProperty(cutBrokenFiles, async ([file, positions]) => {
        const parts = await partsOf(cutAt(file, positions), { tolerant: true });
        expectPartition(parts, file);
        expectNesting(parts, true);
        assert.equal(
          parts.reduce((sum, { size }) => sum + size, 0),
          file.length,
        );
      }),
      many,
    );
  });

  test('is read or refused alike at once and as a stream', async () => {
    await init({ modules: ['parser'] });
    const outcome = async (read: () => Dataset | Promise<Dataset>): Promise<string> => {
      try {
        return JSON.stringify(told(await read()));
      } catch (error) {
        assert.ok(error instanceof DicomError, String(error));
        return JSON.stringify(error);
      }
    };
    await fc.assert(
      fc.asyncProperty(cutBrokenFiles, async ([file, positions]) => {
        const atOnce = await outcome(() => parseBuffer(file));
        assert.equal(await outcome(() => readDataset(streamOf(cutAt(file, positions)))), atOnce);
      }),
      many,
    );
  });
});

describe('bytes that are anything', () => {
  test('are refused or read, never worse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.boolean(), async (noise, tolerant) => {
        const { parts, error } = await partsBefore(noise, { tolerant });
        assert.ok(error === undefined || error instanceof DicomError);
        if (tolerant) assert.equal(error, undefined);
        expectPartition(parts, noise);
      }),
      many,
    );
  });
});
