// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Looking ahead by `collect`: what is handed on, when, and what follows from it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  collect,
  type Dataset,
  declareFlow,
  edit,
  isPrivate,
  type Part,
  parse,
  type Rule,
  type Selector,
  through,
} from 'dcmstream';
import { PatientID, PatientName, PixelData, StudyDate } from 'dcmstream/tags';
import { dicom, rleLossless } from '../support/dicom-builder.js';
import { cutEvery, gather, streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const file = dicom()
  .preamble()
  .meta({ transferSyntax: rleLossless })
  .element(0x00080005, 'CS', 'ISO_IR 100')
  .element(0x00080020, 'DA', '20260102')
  .sequence(0x00081140, (items) =>
    items
      .item((item) => item.element(0x00081150, 'UI', '1.1').element(0x00081155, 'UI', '1.2'))
      .item((item) => item.element(0x00081155, 'UI', '1.3')),
  )
  .element(0x00091001, 'UN', new Uint8Array(4))
  .element(0x00100010, 'PN', Uint8Array.of(0x4d, 0xfc)) // Mü in ISO 8859-1
  .element(0x00100020, 'LO', 'ID1')
  .element(0x00280010, 'US', 2)
  .fragments(0x7fe00010, 'OB', [Uint8Array.of(1, 2, 3, 4)])
  .bytes();

/** What is handed on, and the tags of the parts that had gone out by then. */
async function handed(
  selectors: readonly Selector[],
  options = {},
  source = file,
): Promise<{ dataset: Dataset; passed: number; calls: number; seen: number[] }> {
  let dataset: Dataset | undefined;
  let passed = 0;
  let calls = 0;
  let out = 0;
  const read: number[] = [];
  const count = declareFlow(
    () => ({
      part: (part, emit) => {
        out++;
        return emit(part);
      },
    }),
    { resizes: 'nothing' },
  );
  const note = declareFlow(
    () => ({
      part: (part, emit) => {
        if (part.depth === 0 && part.kind !== 'note') read.push(part.tag);
        return emit(part);
      },
    }),
    { resizes: 'nothing' },
  );
  let seen: number[] = [];
  const look = collect(
    selectors,
    (collected) => {
      dataset = collected;
      passed = out;
      calls++;
      seen = [...read];
    },
    options,
  );
  const parts = streamOf(cutEvery(source, 50)).pipeThrough(parse());
  const result = (await gather(parts.pipeThrough(through(note, look, count)))).flat();
  assert.deepEqual(new Uint8Array(Buffer.concat(result.map(({ bytes }) => bytes))), source);
  return { dataset: dataset!, passed, calls, seen };
}

describe('collect', () => {
  test('hands on what is named in front of all parts, and waits no longer than it must', async () => {
    const { dataset, passed, calls, seen } = await handed([PatientName, StudyDate]);
    assert.deepEqual([dataset.string(PatientName), dataset.string(StudyDate)], ['Mü', '20260102']);
    assert.deepEqual([passed, calls, seen.at(-1)], [0, 1, PatientID]);
    assert.equal(dataset.has(PatientID), false);
    assert.equal(dataset.has(0x00091001), false);
  });

  test('takes the file meta, too', async () => {
    const { dataset, seen } = await handed([0x00020010]);
    assert.deepEqual([dataset.string(0x00020010), seen.at(-1)], [rleLossless, 0x00080005]);
  });

  test('in items and whole sequences, with what stands on the way', async () => {
    const one = (await handed(['(0008,1140)[1].(0008,1155)'])).dataset;
    assert.equal(one.string('(0008,1140)[1].(0008,1155)'), '1.3');
    assert.equal(one.has('(0008,1140)[0].(0008,1155)'), false);
    const all = (await handed(['(0008,1140)[*].(0008,1155)'])).dataset;
    assert.deepEqual(
      all.items(0x00081140).map((item) => [item.string(0x00081155), item.has(0x00081150)]),
      [
        ['1.2', false],
        ['1.3', false],
      ],
    );
    const whole = (await handed([0x00081140])).dataset;
    assert.deepEqual(whole.string('(0008,1140)[0].(0008,1150)'), '1.1');
  });

  test('of encapsulated pixel data, to the end where a selector may name anything, or to a tag', async () => {
    const pixels = (await handed([PixelData])).dataset;
    assert.equal(pixels.get(PixelData)?.fragments.length, 2);
    const anywhere = await handed(['**.(0008,1155)', isPrivate]);
    assert.deepEqual([anywhere.dataset.has(0x00091001), anywhere.seen.at(-1)], [true, PixelData]);
    const early = await handed(['**.(0008,1155)'], { stopAt: 0x00090000 });
    assert.equal(early.seen.at(-1), 0x00091001);
    const wild = await handed(['(0028,00xx)']);
    assert.deepEqual([wild.dataset.number(0x00280010), wild.seen.at(-1)], [2, PixelData]);
  });

  test('nothing relevant, nothing at all: it hands on what there is, once', async () => {
    const none = await handed([0x00100040]);
    assert.deepEqual([none.calls, none.dataset.has(0x00100040)], [1, false]);
    const last = await handed([0xfffcfffc]);
    assert.deepEqual([last.calls, last.dataset.has(0xfffcfffc)], [1, false]);
    const empty: Part[][] = [];
    let calls = 0;
    const flow = collect([PatientID], () => {
      calls++;
      return [{ insert: PatientID, value: 'X' }];
    });
    assert.deepEqual(await gather(streamOf(empty).pipeThrough(through(flow, edit()))), []);
    assert.equal(calls, 1);
  });

  test('the rules that it answers count from the first part on', async () => {
    const rules = async (dataset: Dataset): Promise<Rule[]> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [
        { modify: StudyDate, value: `${dataset.string(PatientID)}` },
        { insert: 0x00020013, value: 'V1' },
        { remove: PixelData },
      ];
    };
    for (const size of [1, 700]) {
      const flows = [collect([PatientID], rules), edit([{ remove: isPrivate }, { remove: 0x00081140 }])];
      assert.deepEqual((await valuesOf(await runFlows(file, flows, size))).map(valueLine), [
        '(0008,0005) CS 49534f5f495220313030',
        `(0008,0020) DA ${Buffer.from('ID1 ').toString('hex')}`,
        '(0010,0010) PN 4dfc',
        '(0010,0020) LO 49443120',
        '(0028,0010) US 0200',
      ]);
      const meta = (await flowParts(file, flows, size)).filter(
        ({ tag, kind }) => tag === 0x00020013 && kind === 'value',
      );
      assert.deepEqual(
        meta.map(({ bytes }) => Buffer.from(bytes).toString()),
        ['V1'],
      );
    }
  });

  test('more than the limit is an error of where it is', async () => {
    await assert.rejects(runFlows(file, [collect([PixelData], () => undefined, { maxSize: 1000 })]), {
      code: 'lookahead_exceeded',
    });
    const large = dicom()
      .preamble()
      .meta()
      .element(0x00091001, 'OB', new Uint8Array(2_000_000))
      .element(0x00100020, 'LO', 'ID')
      .bytes();
    await assert.rejects(runFlows(large, [collect([PatientID], () => undefined)]), {
      code: 'lookahead_exceeded',
      path: '(0009,1001)',
    });
    assert.throws(() => collect([PatientID], () => undefined, { maxSize: 0 }), { code: 'argument_invalid' });
  });

  test('an error of the function fails the stream, whenever it comes', async () => {
    const reason = new Error('no');
    const throwing = collect([PatientID], () => {
      throw reason;
    });
    await assert.rejects(runFlows(file, [throwing]), reason);
    await assert.rejects(runFlows(file, [collect([0xfffcfffc], () => Promise.reject(reason))]), reason);
  });
});
