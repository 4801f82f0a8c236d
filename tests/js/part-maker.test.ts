// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts that flows of one's own make: in every encoding they are read back as what was asked for.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  CharacterSet,
  declareFlow,
  type Emit,
  type Flow,
  openPartMaker,
  type Part,
  type PartMaker,
} from 'dcmstream';
import { dicom, explicitBigEndian, explicitLittleEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { keepsTheContract } from '../support/flow-contract.js';
import { partsOf } from '../support/part-probe.js';
import { gather, streamOf } from '../support/rechunk.js';
import { runFlows } from '../support/run-flows.js';

const sequence = 0x00081140;

/** Puts elements in front of Modality, which it makes longer, an item behind those of a sequence, and a sequence behind that. */
const busy: Flow = declareFlow(() => {
  let maker: PartMaker;
  let items = 0;
  const all = async (parts: readonly Part[], emit: Emit): Promise<void> => {
    for (const part of parts) await emit(part);
  };
  return {
    async start() {
      maker = await openPartMaker(CharacterSet.of(['ISO_IR 100']));
    },
    part(part, emit) {
      const { kind, tag, depth } = part;
      if (depth > 0) return emit(part);
      if (kind === 'header' && tag === 0x00080060) {
        return all([...maker.element(part, 0x00080050, 'SH', 'é1'), maker.header(part, 8)], emit);
      }
      if (kind === 'value' && tag === 0x00080060) {
        const end = part.last ? [maker.value(part, new Uint8Array(6).fill(0x41), true)] : [];
        return all([maker.value(part, part.bytes, false), ...end], emit);
      }
      if (tag !== sequence) return emit(part);
      if (kind === 'item') items++;
      if (kind !== 'sequenceEnd') return emit(part);
      const item = maker.item(part, items, [
        [0x00081155, 'UI', '1.2.3'],
        [0x00280009, 'AT', 0x00181063],
      ]);
      const [first = [], second = []] = [[[0x00280010, 'US', [258]]], []] as const;
      return all([...item, part, ...maker.sequence(part, 0x00081199, [first, second])], emit);
    },
  };
}, {});

for (const [syntax, name] of [
  [explicitLittleEndian, 'explicit little endian'],
  [implicitLittleEndian, 'implicit little endian'],
  [explicitBigEndian, 'explicit big endian'],
] as const) {
  test(`parts that are made are like those around them: ${name}`, async () => {
    const build = (isDone: boolean): Uint8Array => {
      const file = dicom().preamble().meta({ transferSyntax: syntax }).element(0x00080005, 'CS', 'ISO_IR 100');
      if (isDone) file.element(0x00080050, 'SH', Uint8Array.of(0xe9, 0x31));
      return file
        .element(0x00080060, 'CS', isDone ? 'CTAAAAAA' : 'CT')
        .sequence(
          sequence,
          (images) => {
            images.item((image) => image.element(0x00081155, 'UI', '1.1'), { undefined: true });
            return isDone
              ? images.item((it) => it.element(0x00081155, 'UI', '1.2.3').element(0x00280009, 'AT', 0x00181063), {
                  undefined: true,
                })
              : images;
          },
          { undefined: true },
        )
        .raw(
          isDone
            ? dicom()
                .encoding(
                  syntax === implicitLittleEndian
                    ? 'implicit'
                    : syntax === explicitBigEndian
                      ? 'explicit-big'
                      : 'explicit',
                )
                .sequence(
                  0x00081199,
                  (all) =>
                    all
                      .item((it) => it.element(0x00280010, 'US', 258), { undefined: true })
                      .item((it) => it, { undefined: true }),
                  { undefined: true },
                )
                .bytes()
            : [],
        )
        .bytes();
    };
    assert.deepEqual(await runFlows(build(false), [busy]), build(true));
  });
}

describe('a maker of parts', () => {
  test('refuses what the VR or the character set cannot hold', async () => {
    const [beside] = (await partsOf(dicom('explicit').element(0x00080060, 'CS', 'CT').bytes())).slice(-1) as [Part];
    const maker = await openPartMaker(CharacterSet.default);
    assert.throws(() => maker.element(beside, 0x00280010, 'US', 65536), { code: 'value_invalid' });
    assert.throws(() => maker.element(beside, 0x00100010, 'PN', 'é'), { code: 'text_not_encodable' });
    const utf8 = await openPartMaker();
    const made = utf8.element(beside, 0x00100010, 'PN', 'é');
    const file = Buffer.concat(await gather(streamOf([made]).pipeThrough(bytes())));
    assert.equal(file.subarray(8).toString(), 'é');
  });
});

keepsTheContract('a custom flow that inserts', () => busy);
