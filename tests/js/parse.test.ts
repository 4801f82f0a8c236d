// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Examples of what a file's parts are, through the public API; the core's own tests have every case.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noteOf, parse, undefinedLength } from 'dcmstream';
import { deflateRawSync } from 'node:zlib';
import {
  deflatedExplicitLittleEndian,
  dicom,
  explicitBigEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { partsOf, probe } from '../support/part-probe.js';
import { cutEvery, gather, joinParts, streamOf } from '../support/rechunk.js';

const patientName = 0x00100010;
const imageSequence = 0x00081140;
const instanceUid = 0x00081155;

describe('the parts of', () => {
  for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
    test(`a data set in ${transferSyntax}`, async () => {
      const file = dicom()
        .preamble()
        .meta({ transferSyntax })
        .sequence(imageSequence, (images) => images.item((image) => image.element(instanceUid, 'UI', '1.2.3')), {
          undefined: true,
        })
        .element(patientName, 'PN', 'A^B ')
        .bytes();
      probe(await partsOf(cutEvery(file, 11)))
        .preamble()
        .meta()
        .at('(0008,1140)')
        .sequence(imageSequence)
        .at('(0008,1140)[0]')
        .item(0, 14)
        .at('(0008,1140)[0].(0008,1155)')
        .header(instanceUid, 'UI', 6)
        .value('1.2.3\0')
        .itemEnd(0)
        .sequenceEnd()
        .header(patientName, 'PN', 4)
        .value('A^B ')
        .end();
    });
  }

  test('encapsulated pixel data', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)])
      .bytes();
    probe(await partsOf(file))
      .preamble()
      .meta()
      .fragments(0x7fe00010)
      .fragment(0, 0)
      .at('(7FE0,0010)[1]')
      .fragment(1, 2)
      .value(Uint8Array.of(1, 2))
      .fragment(2, 4)
      .value(Uint8Array.of(3, 4, 5, 6))
      .fragmentsEnd()
      .end();
  });

  test('a bare data set with a deviation', async () => {
    const file = dicom().element(patientName, 'PN', 'A^B', { pad: false }).bytes();
    const parts = await partsOf(file);
    probe(parts)
      .note('preamble_missing')
      .note('meta_missing')
      .note('length_odd', patientName)
      .header(patientName, 'PN', 3)
      .value('A^B')
      .end();
    assert.deepEqual(parts.flatMap((part) => noteOf(part) ?? []).at(-1), {
      code: 'length_odd',
      position: 0,
      tag: patientName,
      path: '(0010,0010)',
    });
  });

  test('a deflated data set, inflated or not', async () => {
    const content = deflateRawSync(dicom().element(patientName, 'PN', 'A^B ').bytes());
    const file = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian }).raw(content).bytes();
    for (const size of [1, 7, 1000]) {
      const inflated = await partsOf(cutEvery(file, size));
      assert.deepEqual(
        joinParts(inflated)
          .slice(-2)
          .map(({ kind, tag, length }) => [kind, tag, length]),
        [
          ['header', patientName, 4],
          ['value', patientName, 4],
        ],
      );
      probe(await partsOf(cutEvery(file, size), { inflate: false }))
        .preamble()
        .meta()
        .deflated(content.length)
        .end();
    }
  });

  test('what breaks off, in tolerant reading', async () => {
    const file = dicom().preamble().meta().header(patientName, 'PN', 20).raw('A^B').bytes();
    probe(await partsOf(file, { tolerant: true }))
      .preamble()
      .meta()
      .header(patientName, 'PN', 20)
      .value('A^B')
      .note('input_truncated', patientName)
      .end();
  });

  test('a stream are those of the push parser', async () => {
    const file = dicom().preamble().meta().element(patientName, 'PN', 'A^B ').bytes();
    const batches = await gather(streamOf([file]).pipeThrough(parse()));
    probe(batches.flat()).preamble().meta().header(patientName, 'PN', 4).value('A^B ').end();
  });

  test('UN of undefined length, and of defined length on request', async () => {
    const items = dicom('implicit')
      .fragment(dicom('implicit').element(instanceUid, 'UI', '1.22').bytes())
      .bytes();
    const open = dicom().preamble().meta().header(0x00091001, 'UN', undefinedLength).raw(items).sequenceEnd().bytes();
    const closed = dicom().preamble().meta().header(0x00091001, 'UN', items.length).raw(items).bytes();
    for (const [file, length, openUnknown] of [
      [open, undefinedLength, false],
      [closed, items.length, true],
    ] as const) {
      probe(await partsOf(file, { openUnknown }))
        .preamble()
        .meta()
        .sequence(0x00091001, length, 'UN')
        .item(0, 12)
        .header(instanceUid, 'UI', 4)
        .value('1.22')
        .itemEnd(0)
        .sequenceEnd()
        .end();
    }
    probe(await partsOf(closed))
      .preamble()
      .meta()
      .header(0x00091001, 'UN', items.length)
      .value(items)
      .end();
  });
});
