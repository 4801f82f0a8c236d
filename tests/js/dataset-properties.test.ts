// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What holds of editing whatever the data set, the edits and the values.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Dataset } from 'dcmstream';
import { bytes, DicomError, differences, init, parseBuffer, readParts, sameDataset } from 'dcmstream';
import { brokenFiles, files } from '../support/random-files.js';
import { gather } from '../support/rechunk.js';

before(() => init({ modules: ['parser', 'encode'] }));

const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((all) => all.replace(/[\\\0-\x1f]|^ +| +$/g, '').trim());

/** A value with its VR, and what reading it gives. */
const values: fc.Arbitrary<{
  vr: string;
  value: string | number | bigint;
  read: (d: Dataset, tag: number) => unknown;
}> = fc.oneof(
  fc.record({
    vr: fc.constantFrom('LO', 'SH', 'UC', 'LT', 'ST', 'UT'),
    value: text,
    read: fc.constant((d: Dataset, tag: number) => d.string(tag) ?? ''),
  }),
  fc.record({
    vr: fc.constantFrom('US', 'UL', 'OW', 'OL', 'IS', 'DS', 'FD'),
    value: fc.nat(65535),
    read: fc.constant((d: Dataset, tag: number) => d.number(tag)),
  }),
  fc.record({
    vr: fc.constantFrom('SV'),
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    read: fc.constant((d: Dataset, tag: number) => d.bigint(tag)),
  }),
);

/** Private ones, whose VR implicit VR does not tell either way. */
const tags = fc.constantFrom(0x00091010, 0x00091011, 0x00191010, 0x00291010, 0x7fe11010);
const edit = fc.record({ tag: tags, given: values, isRemoved: fc.boolean(), isNested: fc.boolean() });
const edits = fc.array(edit, { maxLength: 8 });

function edited(
  dataset: Dataset,
  list: readonly {
    tag: number;
    given: { vr: string; value: string | number | bigint };
    isRemoved: boolean;
    isNested: boolean;
  }[],
): Dataset {
  return list.reduce((all, { tag, given, isRemoved, isNested }) => {
    const digits = tag.toString(16).padStart(8, '0');
    const key = isNested ? `(0040,a730)[0].${digits}` : tag;
    return isRemoved ? all.without(key) : all.with(key, given.value, { vr: given.vr, create: true });
  }, dataset);
}

describe('editing', () => {
  test('puts in what get then gives, and takes out what has then denies', () => {
    fc.assert(
      fc.property(files, tags, values, (file, tag, { vr, value, read }) => {
        const dataset = parseBuffer(file);
        const changed = dataset.with(tag, value, { vr });
        assert.equal(read(changed, tag), value);
        assert.equal(changed.without(tag).has(tag), false);
        assert.ok(sameDataset(changed.without(tag), dataset.without(tag)));
        assert.ok(sameDataset(dataset, parseBuffer(file)));
      }),
      { numRuns: 40 },
    );
  });
  test('is what the bytes and the parts then say', async () => {
    await fc.assert(
      fc.asyncProperty(files, edits, async (file, list) => {
        const changed = edited(parseBuffer(file), list);
        const back = parseBuffer(await changed.toBytes());
        // Text beyond ASCII makes the data set declare UTF-8.
        const others = [...differences(changed, back, { meta: false })].filter(({ path }) => path.tag !== 0x00080005);
        assert.deepEqual(
          others.map(({ kind, path }) => `${kind} ${path.toString()}`),
          [],
        );
        const written = Buffer.concat(await gather(changed.toParts().pipeThrough(bytes())));
        const again = Buffer.concat(
          await gather(
            (await readParts(changed.toParts(), { maxValue: Infinity })).toParts().pipeThrough(bytes()),
          ).catch(() => [written]),
        );
        assert.deepEqual(again, written);
      }),
      { numRuns: 40 },
    );
  });
  test('of broken files gives a file or an error', async () => {
    await fc.assert(
      fc.asyncProperty(brokenFiles, edits, async (file, list) => {
        let dataset: Dataset;
        try {
          dataset = parseBuffer(file, { tolerant: true });
        } catch (error) {
          assert.ok(error instanceof DicomError);
          return;
        }
        assert.deepEqual(Buffer.from(await dataset.toBytes()), Buffer.from(file));
        try {
          await edited(dataset, list).toBytes();
        } catch (error) {
          assert.ok(
            error instanceof DicomError || (error as { code?: string }).code !== undefined,
            String((error as Error).stack),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
