// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts back to bytes: untouched parts are the original bytes, in as few pieces as the chunks allow.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Part } from 'dcmstream';
import { bytes, declareFlow, type Flow, parse, through } from 'dcmstream';
import { deflatedExplicitLittleEndian, dicom } from '../support/dicom-builder.js';
import { cutEvery, gather, streamOf } from '../support/rechunk.js';

const file = dicom()
  .preamble()
  .meta()
  .element(0x00080060, 'CS', 'CT')
  .sequence(0x00081140, (images) => images.item((image) => image.element(0x00081155, 'UI', '1.2'), { undefined: true }))
  .element(
    0x7fe00010,
    'OW',
    new Uint8Array(100_000).map((_, i) => i),
  )
  .bytes();

const copied = (chunks: Iterable<Uint8Array>, ...flows: Flow[]): Promise<Uint8Array[]> =>
  gather(
    streamOf(chunks)
      .pipeThrough(parse())
      .pipeThrough(through(...flows))
      .pipeThrough(bytes()),
  );

describe('bytes', () => {
  test('gives back what was parsed, in chunks of any size', async () => {
    for (const size of [64, 1000, 4096, 65536, 1 << 20]) {
      assert.ok(Buffer.concat(await copied(cutEvery(file, size))).equals(file));
    }
  });
  test('gives one view for all neighbours in a chunk', async () => {
    const pieces = await copied([file]);
    assert.equal(pieces.length, 1);
    assert.equal(pieces[0]?.buffer, file.buffer);
  });
  test('gives as many pieces as a flow leaves', async () => {
    const withoutModality = declareFlow(
      () => ({ part: (part, emit) => (part.tag === 0x00080060 ? undefined : emit(part)) }),
      { resizes: ({ tag }) => tag === 0x00080060 },
    );
    const pieces = await copied([file], withoutModality);
    assert.equal(pieces.length, 2);
    assert.equal(Buffer.concat(pieces).length, file.length - 10);
  });
  test('gives no empty pieces', async () => {
    const pieces = await copied(cutEvery(file, 1000));
    assert.ok(pieces.every(({ length }) => length > 0));
  });
  test('takes parts that a flow has made', async () => {
    const value = new TextEncoder().encode('MR');
    const changing = declareFlow(
      () => ({
        part(part, emit) {
          const isModality = part.kind === 'value' && part.tag === 0x00080060;
          return emit(isModality ? part.withBytes(value) : part);
        },
      }),
      { resizes: 'nothing' },
    );
    const changed = Buffer.concat(await copied([file], changing));
    const expected = Buffer.from(file);
    expected.set(value, expected.indexOf('CT'));
    assert.ok(changed.equals(expected));
  });
  test('gives nothing for nothing', async () => {
    assert.deepEqual(await gather(streamOf([] as Part[][]).pipeThrough(bytes())), []);
  });
  test('passes a deflated data set on as it is where it is not inflated', async () => {
    const deflated = dicom()
      .preamble()
      .meta({ transferSyntax: deflatedExplicitLittleEndian })
      .raw(Uint8Array.of(3, 0, 1, 2, 3, 4, 5, 6))
      .bytes();
    const stream = streamOf(cutEvery(deflated, 5));
    const out = await gather(stream.pipeThrough(parse({ inflate: false })).pipeThrough(bytes()));
    assert.ok(Buffer.concat(out).equals(deflated));
  });
});
