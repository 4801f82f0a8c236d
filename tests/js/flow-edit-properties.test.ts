// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What holds of edits whatever the file: well-formed ones of every encoding, and broken ones.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytes, collect, DicomError, edit, insert, parse, type Rule, through, toDefinedLengths } from 'dcmstream';
import fc from 'fast-check';
import { partsOf } from '../support/part-probe.js';
import { brokenFiles, files } from '../support/random-files.js';
import { cutEvery, gather, streamOf } from '../support/rechunk.js';
import { runFlows, valueLine, valuesOf } from '../support/run-flows.js';

describe('edit of any file', () => {
  test('the lengths behind it are right without a further flow', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 7, max: 300 }), async (file, size) => {
        const rules: Rule[] = [{ modify: '**.(0008,0070)', value: 'LONGER THAN BEFORE' }, { remove: '**.(0008,0018)' }];
        const edited = await runFlows(file, [edit(rules)], size);
        const known = (await partsOf(file)).flatMap(({ note }) => note ?? []);
        for (const { note } of await partsOf(edited)) assert.ok(note === undefined || known.includes(note), note);
        const defined = await runFlows(edited, [toDefinedLengths()]);
        assert.deepEqual((await valuesOf(defined)).map(valueLine), (await valuesOf(edited)).map(valueLine));
      }),
      { numRuns: 40 },
    );
  });

  test('what is inserted anywhere is there once, in order, and all else is as it was', async () => {
    const places = [0x00080001, 0x00081010, 0x00100020, 0x00321060, 0x7fdf1000, 0xfffc0010];
    await fc.assert(
      fc.asyncProperty(files, fc.constantFrom(...places), fc.integer({ min: 7, max: 300 }), async (file, tag, size) => {
        const old = await valuesOf(file);
        const hits = old.filter(
          ({ path, depth }) => depth === 0 && tag === Number.parseInt(path.slice(1).replace(',', ''), 16),
        );
        assert.equal(hits.length, 0);
        const edited = await runFlows(file, [insert(tag, 'TEXT', { vr: 'UT' })], size);
        const values = await valuesOf(edited);
        const at = values.findIndex((value) => value.depth === 0 && value.tag === tag);
        assert.equal(Buffer.from(values[at]!.bytes).toString(), 'TEXT');
        assert.deepEqual(values.filter((_, i) => i !== at).map(valueLine), old.map(valueLine));
        const tags = (await partsOf(edited))
          .filter(({ depth, kind }) => depth === 0 && ['header', 'sequence', 'fragments'].includes(kind))
          .map((part) => part.tag);
        assert.deepEqual(
          tags,
          [...tags].sort((a, b) => a - b),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('what is inserted into an item is there once, in order, and all else is as it was', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), fc.integer({ min: 7, max: 300 }), async (file, pick, size) => {
        const items = (await partsOf(file)).filter(({ kind }) => kind === 'item');
        if (items.length === 0) return;
        const path = `${items[pick % items.length]!.path.toString()}.(0021,0010)`;
        const old = await valuesOf(file);
        const edited = await runFlows(file, [insert(path, 'TEXT')], size);
        const values = await valuesOf(edited);
        const inserted = values.filter((value) => value.path === path);
        assert.deepEqual(
          inserted.map((value) => Buffer.from(value.bytes).toString()),
          ['TEXT'],
        );
        assert.deepEqual(values.filter((value) => value !== inserted[0]).map(valueLine), old.map(valueLine));
        const parent = path.slice(0, path.lastIndexOf('.'));
        const tags = (await partsOf(edited))
          .filter(({ kind, path: it }) => ['header', 'sequence'].includes(kind) && `${it}`.startsWith(`${parent}.`))
          .filter(({ depth }) => depth === inserted[0]!.depth)
          .map(({ tag }) => tag);
        assert.deepEqual(
          tags,
          [...tags].sort((a, b) => a - b),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('of broken input it makes a file, or an error of the data; and nothing is lost that was to be inserted', async () => {
    const rules: Rule[] = [
      { remove: '**.(0008,0060)' },
      { modify: '**.(0010,2160)', value: 'SHORT' },
      { modify: '**.(0008,0070)', value: (old) => `${old?.strings.length}` },
      { insert: 0x00100020, value: 'ID' },
      { insert: '(0008,1140)[*].(0008,1155)', value: '1.2' },
      { insert: '(0008,1110)[2].(0010,0020)', value: 'X', create: true },
      { insert: 0xfffcfffe, value: 'END', vr: 'LO' },
    ];
    const flows = [collect([0x00100020, '(0008,1140)[0].(0008,1155)'], () => rules), edit()];
    await fc.assert(
      fc.asyncProperty(brokenFiles, fc.integer({ min: 7, max: 300 }), fc.boolean(), async (file, size, tolerant) => {
        const parts = streamOf(cutEvery(file, size)).pipeThrough(parse({ tolerant }));
        let written: Uint8Array;
        try {
          written = new Uint8Array(
            Buffer.concat(await gather(parts.pipeThrough(through(...flows)).pipeThrough(bytes()))),
          );
        } catch (error) {
          assert.ok(error instanceof DicomError, String(error));
          return;
        }
        const input = await partsOf(file, { tolerant: true });
        const isCut = input.some(({ note }) => note === 'input_truncated' || note === 'input_unparsed');
        // Bytes without meaning are told from items by the length of their sequence alone, which is open behind an edit.
        const holdsUnknown = input.some(({ kind }) => kind === 'unknown');
        const isBegun = input.some(({ kind, meta }) => !meta && ['header', 'sequence', 'fragments'].includes(kind));
        if (isCut || holdsUnknown || !isBegun) return;
        const ids = (await partsOf(written, { tolerant: true })).filter(
          ({ depth, tag, kind }) => depth === 0 && tag === 0x00100020 && kind === 'header',
        );
        assert.equal(ids.length, 1);
      }),
      { numRuns: 100 },
    );
  });
});
