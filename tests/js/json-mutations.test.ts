// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whatever text is given, `fromJson` makes a data set that can be read, or fails with a DicomError. And whatever data set there is, its JSON
// is that of what is read back from it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytes, DicomError, formatTag, fromJson, parse } from 'dcmstream';
import fc from 'fast-check';
import { dicom } from '../support/dicom-builder.js';
import { jsonOf, jsonText } from '../support/json-model.js';
import { gather } from '../support/rechunk.js';

const file = dicom()
  .preamble()
  .meta()
  .element(0x00080005, 'CS', 'ISO_IR 100')
  .element(0x00081030, 'LO', 'caf\u00e9\\x')
  .sequence(0x00081140, (sequence) => sequence.item((item) => item.element(0x00081155, 'UI', '1.2.3')))
  .element(0x00100010, 'PN', 'A^B=C')
  .element(0x00180050, 'DS', '1.50\\-2')
  .element(0x00280010, 'US', 512)
  .element(0x00281201, 'OW', Uint8Array.of(1, 2, 3, 4))
  .bytes();

const snippets = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '0',
  '-',
  'e9',
  'null',
  '{}',
  '[]',
  '""',
  '\u0000',
  '\ud800',
  'SQ',
  'Value',
];

describe('the text of a data set, changed anywhere', () => {
  test('gives a data set that can be read, or a DicomError', async () => {
    const text = await jsonText(file, { meta: true });
    const edit = fc.tuple(fc.nat(text.length), fc.nat(6), fc.constantFrom('', ...snippets));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const changed = edits.reduce((all, [at, cut, put]) => all.slice(0, at) + put + all.slice(at + cut), text);
        try {
          const made = await gather(fromJson(changed, { onMissingBulk: 'omit' }).pipeThrough(bytes()));
          const stream = new Blob([Buffer.concat(made)]).stream().pipeThrough(parse());
          if (made.length > 0) await gather(stream);
        } catch (error) {
          assert.ok(error instanceof DicomError, `${String(error)}: ${changed}`);
        }
      }),
      { numRuns: 800 },
    );
  });
});

const letters = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\\^=\0\u001b\u007f]/.test(text));
const value: fc.Arbitrary<readonly [string, unknown[]]> = fc.oneof(
  fc.array(letters, { maxLength: 3 }).map((list) => ['LO', list.map((text) => text.trim() || null)] as const),
  letters.map((text) => ['UT', [text.trimEnd()] as unknown[]] as const),
  fc.array(fc.integer({ min: 0, max: 65535 }), { maxLength: 4 }).map((list) => ['US', list] as const),
  fc.array(fc.float({ noDefaultInfinity: true, noNaN: true }), { maxLength: 4 }).map((list) => ['FL', list] as const),
  fc.array(fc.double({ noDefaultInfinity: true, noNaN: true }), { maxLength: 4 }).map((list) => ['FD', list] as const),
  fc
    .array(fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }).map(String), { maxLength: 3 })
    .map((list) => ['UV', list] as const),
  fc
    .array(
      fc.nat(0xffffffff).map((tag) => formatTag(tag).replace(/[(),]/g, '')),
      { maxLength: 3 },
    )
    .map((list) => ['AT', list] as const),
  fc.array(fc.integer().map(String), { maxLength: 3 }).map((list) => ['IS', list.map(Number)] as const),
);

/** A model in canonical form: an empty value has no array, and -0 is what JSON makes of it. */
function attributeOf([vr, list]: readonly [string, unknown[]]): object {
  const isEmpty = list.length === 0 || (list.length === 1 && (list[0] === null || list[0] === ''));
  return isEmpty ? { vr } : { vr, Value: list };
}

/** FL may be written with fewer digits: what counts is the single that they are nearest to. */
function singles(_name: string, item: unknown): unknown {
  const isSingle = typeof item === 'object' && item !== null && 'vr' in item && item.vr === 'FL' && 'Value' in item;
  return isSingle ? { ...item, Value: (item.Value as number[]).map(Math.fround) } : item;
}

const level = (depth: number): fc.Arbitrary<Record<string, object>> =>
  fc
    .dictionary(
      fc.nat(0xfff).map((number) => `0019${(0x1000 + number).toString(16).toUpperCase()}`),
      depth === 0
        ? value.map(attributeOf)
        : fc.oneof(
            { weight: 4, arbitrary: value.map(attributeOf) },
            {
              weight: 1,
              arbitrary: fc.array(level(depth - 1), { maxLength: 2 }).map((items) => attributeOf(['SQ', items])),
            },
          ),
      { maxKeys: 6 },
    )
    .map((object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))));

test('a model that is read and written is the same model', async () => {
  await fc.assert(
    fc.asyncProperty(level(2), async (model) => {
      const text = JSON.stringify(model);
      const again = JSON.parse(await jsonOf(fromJson(text)), singles) as Record<string, object>;
      delete again['00080005'];
      assert.deepEqual(again, JSON.parse(text, singles));
    }),
    { numRuns: 500 },
  );
});
