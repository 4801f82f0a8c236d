// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows: functions on parts, composed inside one stage of the stream.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { bytes, declareFlow, type Flow, type FlowStage, type Part, parse, through } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { countedSource, cutEvery, gather, streamOf } from '../support/rechunk.js';

const file = dicom()
  .preamble()
  .meta()
  .element(0x00080060, 'CS', 'CT')
  .sequence(0x00081140, (images) => images.item((image) => image.element(0x00081155, 'UI', '1.2')).item())
  .element(0x00100010, 'PN', 'A^B')
  .element(0x7fe00010, 'OW', new Uint8Array(3000))
  .bytes();

/** What the sequence and its two items grow by, once they end by delimiters. */
const delimiters = 3 * 8;

const run = (source: Uint8Array, ...flows: Flow[]): Promise<Part[]> =>
  gather(
    streamOf(cutEvery(source, 700))
      .pipeThrough(parse())
      .pipeThrough(through(...flows)),
  ).then((sets) => sets.flat());

/** Drops all parts of an element at the root. */
const without =
  (tag: number): Flow =>
  () => ({
    part(part, emit) {
      return part.tag === tag && part.depth === 0 ? undefined : emit(part);
    },
  });

/** Writes down what passes. */
const watching =
  (log: string[], name: string): Flow =>
  () => ({
    part(part, emit) {
      log.push(`${name} ${part.kind}`);
      return emit(part);
    },
    end(emit) {
      log.push(`${name} end`);
      void emit;
    },
  });

describe('through', () => {
  test('without flows passes everything', async () => {
    const passed = await run(file);
    assert.ok(Buffer.concat(passed.map((part) => part.bytes)).equals(file));
  });
  test('passes on what a flow emits and drops what it does not', async () => {
    const kept = await run(file, without(0x7fe00010), without(0x00080060));
    assert.ok(kept.some(({ tag }) => tag === 0x00100010));
    assert.ok(!kept.some(({ tag }) => tag === 0x7fe00010 || tag === 0x00080060));
    const shorter = Buffer.concat(kept.map((part) => part.bytes));
    assert.equal(shorter.length, file.length - (12 + 3000) - (8 + 2) + delimiters);
    assert.equal((await partsOf(shorter)).at(-1)?.tag, 0x00100010);
  });
  test('runs the flows in order, part by part', async () => {
    const log: string[] = [];
    await run(dicom().preamble().bytes(), watching(log, 'a'), watching(log, 'b'), watching(log, 'c'));
    assert.deepEqual(log, ['a preamble', 'b preamble', 'c preamble', 'a end', 'b end', 'c end']);
  });
  test('waits where a flow gives a promise, and keeps the order', async () => {
    const stage = (): FlowStage => ({
      async part(part, emit) {
        if (part.kind === 'header') await turn();
        await emit(part);
      },
    });
    const slow = declareFlow(stage, { resizes: 'nothing' });
    const passed = await run(file, slow, slow);
    assert.ok(Buffer.concat(passed.map((part) => part.bytes)).equals(file));
  });
  test('lets a flow emit more than it was given, in batches of 1024 at the most', async () => {
    const stage = (): FlowStage => ({
      part(part, emit) {
        for (let i = 0; i < 1000; i++) void emit(part);
      },
    });
    const thousandfold = declareFlow(stage, { resizes: 'nothing' });
    const sets = await gather(streamOf([file]).pipeThrough(parse()).pipeThrough(through(thousandfold)));
    assert.equal(sets.flat().length, 1000 * (await partsOf(file)).length);
    assert.ok(sets.every((batch) => batch.length > 0 && batch.length <= 1024));
  });
  test('lets a flow emit at the end, through the flows behind it only', async () => {
    const log: string[] = [];
    const late: Flow = () => {
      const held: Part[] = [];
      return {
        part: (part) => void held.push(part),
        async end(emit) {
          for (const part of held) await emit(part);
        },
      };
    };
    const passed = await run(dicom().preamble().bytes(), watching(log, 'before'), late, watching(log, 'behind'));
    assert.deepEqual(log, ['before preamble', 'before end', 'behind preamble', 'behind end']);
    assert.equal(passed.length, 1);
  });
  test('makes a stage of each flow for each stream', async () => {
    let made = 0;
    const counting: Flow = () => {
      made++;
      let seen = 0;
      return {
        part(part, emit) {
          assert.equal(part.position === 0 && part.kind === 'preamble', seen === 0);
          seen++;
          return emit(part);
        },
      };
    };
    await Promise.all([run(file, counting), run(file, counting), run(file, counting, counting)]);
    assert.equal(made, 4);
  });
  test('ends on an empty stream, too', async () => {
    const log: string[] = [];
    const empty = streamOf([] as Part[][]);
    assert.deepEqual(await gather(empty.pipeThrough(through(watching(log, 'a')))), []);
    assert.deepEqual(log, ['a end']);
  });
  for (const kind of ['at once', 'by a promise', 'at the end']) {
    test(`fails at both ends when a flow throws ${kind}`, async () => {
      const reason = new Error('the flow is broken');
      const failing: Flow = () => ({
        part(part, emit) {
          if (kind === 'at once') throw reason;
          return kind === 'by a promise' ? Promise.reject(reason) : emit(part);
        },
        end() {
          if (kind === 'at the end') throw reason;
        },
      });
      const source = countedSource(cutEvery(file, 100));
      const stages = source.stream.pipeThrough(parse()).pipeThrough(through(failing)).pipeThrough(bytes());
      await assert.rejects(gather(stages), reason);
      await turn();
      if (kind !== 'at the end') assert.equal(source.cancelled(), reason);
    });
  }
});
