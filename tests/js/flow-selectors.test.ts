// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What selectors name, and what drop and keep leave.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  bytes,
  drop,
  type Flow,
  init,
  isGroupLength,
  isMeta,
  isPrivate,
  keep,
  ofVr,
  parse,
  type Selector,
  stopAt,
  through,
} from 'dcmstream';
import { PatientName, PixelData } from 'dcmstream/tags';
import { dicom, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { countedSource, cutEvery, gather, streamOf } from '../support/rechunk.js';

const file = dicom()
  .preamble()
  .meta({ transferSyntax: explicitLittleEndian })
  .element(0x00080000, 'UL', 10)
  .element(0x00080060, 'CS', 'CT')
  .sequence(0x00081140, (images) =>
    images
      .item((image) => image.element(0x00081150, 'UI', '1.2').element(0x00081155, 'UI', '1.2.3'))
      .item((image) => image.element(0x00081155, 'UI', '1.2.4'))
      .item((image) =>
        image.sequence(0x00081199, (inner) => inner.item((it) => it.element(0x00081155, 'UI', '1.2.5'))),
      ),
  )
  .element(0x00091001, 'UN', new Uint8Array(4))
  .element(0x00100010, 'PN', 'A^B')
  .element(0x60003000, 'OW', new Uint8Array(4))
  .element(0x60023000, 'OW', new Uint8Array(4))
  .bytes();

async function run(flow: Flow, source = file): Promise<Uint8Array> {
  const stages = streamOf(cutEvery(source, 50)).pipeThrough(parse()).pipeThrough(through(flow)).pipeThrough(bytes());
  return Buffer.concat(await gather(stages));
}

/** The paths of the elements and items that are left, those of the meta apart. */
async function left(flow: Flow, source = file): Promise<string[]> {
  const begins = ['header', 'sequence', 'item', 'fragments'];
  return (await partsOf(await run(flow, source)))
    .filter(({ kind, meta }) => begins.includes(kind) && !meta)
    .map(({ path }) => path.toString());
}

const all = await left(drop());

async function dropped(...selectors: Selector[]): Promise<string[]> {
  const rest = await left(drop(...selectors));
  return all.filter((path) => !rest.includes(path));
}

describe('selectors', () => {
  before(() => init({ names: true }));

  test('a number is a tag at the root', async () => {
    assert.deepEqual(await dropped(PatientName), ['(0010,0010)']);
    // It stands in items only; the length of its group goes before that is known.
    assert.deepEqual(await dropped(0x00081155), ['(0008,0000)']);
  });
  test('a path names one element, one item, or one element of every item', async () => {
    assert.deepEqual(await dropped('(0008,1140)[0].(0008,1155)'), ['(0008,0000)', '(0008,1140)[0].(0008,1155)']);
    const items = await dropped('(0008,1140)[*].(0008,1155)');
    assert.deepEqual(items, ['(0008,0000)', '(0008,1140)[0].(0008,1155)', '(0008,1140)[1].(0008,1155)']);
    assert.deepEqual(await dropped('ReferencedImageSequence[0].ReferencedSOPInstanceUID'), items.slice(0, 2));
  });
  test('an item that goes takes all that it holds; the others count anew', async () => {
    assert.deepEqual(await left(drop('(0008,1140)[0]')), [
      '(0008,0060)',
      '(0008,1140)',
      '(0008,1140)[0]',
      '(0008,1140)[0].(0008,1155)',
      '(0008,1140)[1]',
      '(0008,1140)[1].(0008,1199)',
      '(0008,1140)[1].(0008,1199)[0]',
      '(0008,1140)[1].(0008,1199)[0].(0008,1155)',
      ...all.slice(-4),
    ]);
  });
  test('** is any depth, x any digit', async () => {
    const everywhere = all.filter((path) => path.endsWith('(0008,1155)'));
    assert.deepEqual(await dropped('**.(0008,1155)'), ['(0008,0000)', ...everywhere]);
    assert.deepEqual(await dropped('(60xx,3000)'), ['(6000,3000)', '(6002,3000)']);
    assert.deepEqual(await dropped('**.(0008,1199)[*].(0008,1155)'), ['(0008,0000)', everywhere.at(-1)]);
  });
  test('predicates are asked for each element', async () => {
    assert.ok((await dropped(isPrivate)).includes('(0009,1001)'));
    assert.deepEqual(await dropped(isGroupLength), ['(0008,0000)']);
    assert.ok((await dropped(ofVr('PN', 'CS'))).includes('(0008,0060)'));
    assert.equal((await partsOf(await run(drop(isMeta)))).filter(({ meta }) => meta).length, 0);
  });
  for (const wrong of ['', '(0008,1140).(0008,1155)', 'NoSuchKeyword', '(0008)', '(0008,1140)[x].(0008,1155)']) {
    test(`"${wrong}" names nothing`, () => assert.throws(() => drop(wrong), { code: 'argument_invalid' }));
  }
});

describe('drop', () => {
  test('leaves a sequence that it does not touch byte for byte', async () => {
    const output = await run(drop(PatientName));
    const begin = file.indexOf(0x08, 400) && Buffer.from(file).indexOf(Buffer.from([8, 0, 0x40, 0x11, 0x53, 0x51]));
    const end = Buffer.from(file).indexOf(Buffer.from([9, 0, 1, 0x10]));
    assert.ok(Buffer.from(output).includes(Buffer.from(file.subarray(begin, end))));
  });
});

describe('keep', () => {
  test('keeps what is named, the way to it, and the meta', async () => {
    assert.deepEqual(await left(keep(0x00080060, '(0008,1140)[*].(0008,1155)')), [
      '(0008,0060)',
      '(0008,1140)',
      '(0008,1140)[0]',
      '(0008,1140)[0].(0008,1155)',
      '(0008,1140)[1]',
      '(0008,1140)[1].(0008,1155)',
      '(0008,1140)[2]',
    ]);
    assert.deepEqual(await left(keep('(0008,1140)[1]')), [
      '(0008,1140)',
      '(0008,1140)[0]',
      '(0008,1140)[0].(0008,1155)',
    ]);
    assert.ok((await partsOf(await run(keep()))).every(({ meta, kind }) => meta || kind === 'preamble'));
  });
  test('keeps Specific Character Set, without which text cannot be read', async () => {
    const source = dicom().preamble().meta().element(0x00080005, 'CS', 'ISO_IR 100').element(0x00100010, 'PN', 'A');
    assert.deepEqual(await left(keep(PatientName), source.bytes()), ['(0008,0005)', '(0010,0010)']);
  });
});

describe('stopAt', () => {
  for (const [what, source] of [
    ['a value', file],
    [
      'a sequence',
      dicom()
        .preamble()
        .meta()
        .sequence(0x00081140, (images) => images.item())
        .bytes(),
    ],
    [
      'encapsulated pixel data',
      dicom()
        .preamble()
        .meta({ transferSyntax: rleLossless })
        .fragments(PixelData, 'OB', [new Uint8Array(2)])
        .bytes(),
    ],
  ] as const) {
    test(`stops at ${what}`, async () => {
      const last = (await left(drop(), source)).filter((path) => !path.includes('[')).at(-1)!;
      const tag = Number.parseInt(last.replace(/[(,)]/g, ''), 16);
      assert.ok(!(await left(stopAt(tag), source)).includes(last));
    });
  }
  test('ends the stream and cancels the source', async () => {
    const large = dicom()
      .preamble()
      .meta()
      .element(0x00100010, 'PN', 'A')
      .element(PixelData, 'OW', new Uint8Array(1e6));
    const source = countedSource(cutEvery(large.bytes(), 1000));
    const stages = source.stream
      .pipeThrough(parse())
      .pipeThrough(through(stopAt(PixelData)))
      .pipeThrough(bytes());
    const parts = await partsOf(Buffer.concat(await gather(stages)));
    assert.equal(parts.at(-1)?.tag, PatientName);
    assert.ok(source.taken() < 20);
    assert.notEqual(source.cancelled(), undefined);
  });
});
