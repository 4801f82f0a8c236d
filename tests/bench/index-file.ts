// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where 100 000 fragments are: ours reads only their headers, the peer has the whole file in memory.

import { equal } from 'node:assert/strict';
import { indexFile, type RangeReader } from 'dcmstream';
import dicomParser from 'dicom-parser';
import { dicom } from '../support/dicom-builder.js';
import { type Line, lineOfTimes } from './line.js';
import { bestTimes } from './measure.js';

const count = 100_000;

function slide(): Uint8Array {
  const fragment = new Uint8Array(2048);
  return dicom()
    .preamble()
    .meta({ transferSyntax: '1.2.840.10008.1.2.4.50' })
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280008, 'IS', String(count))
    .element(0x00280010, 'US', 64)
    .element(0x00280011, 'US', 64)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .fragments(0x7fe00010, 'OB', new Array<Uint8Array>(count).fill(fragment))
    .bytes();
}

export async function indexing(): Promise<Line[]> {
  const file = slide();
  const reader: RangeReader = {
    size: file.length,
    read: (position, length) => Promise.resolve(file.subarray(position, position + length)),
  };
  const theirs = (): number => dicomParser.parseDicom(file).elements['x7fe00010']?.fragments?.length ?? 0;
  equal((await indexFile(reader)).frames.length, count);
  equal(theirs(), count);
  const times = await bestTimes(
    { ours: () => indexFile(reader), streamed: () => indexFile(file), theirs },
    { rounds: 7, milliseconds: 200 },
  );
  return [
    lineOfTimes({
      name: 'index of 100 000 fragments, in memory',
      peer: 'dicom-parser',
      ours: times.streamed,
      theirs: times.theirs,
      unit: 'ms',
      beside: { 'ours, by ranges: a read a fragment': times.ours },
    }),
  ];
}
