// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// 100 000 small elements through four filters that look at each part and drop none: what a flow costs.

import { equal } from 'node:assert/strict';
import {
  groupLengthDiscardFilter,
  headerFilter,
  parseFlow,
  pipe,
  tagFilter,
  toBytesFlow,
} from '@exini/dicom-streams-js';
import { bytes, type Flow, parse, type Part, through } from 'dcmstream';
import { edits } from './edits.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes } from './measure.js';
import { asBuffers, chunksOf, kibibyte, nodeStream, smallElements, webStream } from './stream-input.js';

const count = 100_000;

const keep =
  (wanted: (part: Part) => boolean): Flow =>
  () => ({
    part: (part, emit) => (wanted(part) ? emit(part) : undefined),
  });

/** A group length is (gggg,0000). */
const isNoGroupLength = (tag: number): boolean => (tag & 0xffff) !== 0 || tag === 0x00020000;

async function ours(chunks: Iterable<Uint8Array>): Promise<number> {
  const flows = [
    keep(({ kind, tag }) => kind === 'preamble' || isNoGroupLength(tag)),
    keep(({ kind, length }) => kind !== 'header' || length >= 0),
    keep(({ tag }) => tag !== 0x00100010),
    keep(({ kind, path }) => kind === 'preamble' || path.tag !== 0x00100020),
  ];
  let size = 0;
  const stages = webStream(chunks)
    .pipeThrough(parse())
    .pipeThrough(through(...flows))
    .pipeThrough(bytes());
  for await (const chunk of stages) size += chunk.length;
  return size;
}

async function theirs(chunks: Iterable<Buffer>): Promise<number> {
  let size = 0;
  const stages = pipe(
    nodeStream(chunks),
    parseFlow(),
    groupLengthDiscardFilter(),
    headerFilter(({ length }) => length >= 0),
    headerFilter(({ tag }) => tag !== 0x00100010),
    tagFilter((path) => path.isEmpty() || path.tag() !== 0x00100020),
    toBytesFlow(),
  );
  for await (const chunk of stages as AsyncIterable<Buffer>) size += chunk.length;
  return size;
}

export async function flows(): Promise<Line[]> {
  const file = smallElements(count);
  const chunks = chunksOf(file, 64 * kibibyte);
  const buffers = asBuffers(chunks);
  equal(await ours(chunks), file.length, 'dcmstream loses bytes');
  equal(await theirs(buffers), file.length, 'dicom-streams-js loses bytes');
  const times = await bestTimes(
    { ours: () => ours(chunks), theirs: () => theirs(buffers) },
    { rounds: 7, milliseconds: 50 },
  );
  return [
    lineOfThroughputs({
      name: '100 000 small elements through four flows and back to bytes',
      peer: '@exini/dicom-streams-js',
      ours: (count / times.ours) * 1000,
      theirs: (count / times.theirs) * 1000,
      unit: 'elem./s',
      target: '≥ 20×',
    }),
    ...(await edits()),
  ];
}
