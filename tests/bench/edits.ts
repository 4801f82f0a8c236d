// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// 100 000 small elements edited: private ones left out, the patient's name set, text made UTF-8, and back to bytes. The streaming
// peer does it by its flows, the other as its documentation edits a file: whole, in memory.

import { ok } from 'node:assert/strict';
import {
  modifyFlow,
  parseFlow,
  pipe,
  TagModification,
  tagFilter,
  TagPath,
  toBytesFlow,
  toUtf8Flow,
} from '@exini/dicom-streams-js';
import dcmjs from 'dcmjs';
import { bytes, drop, isPrivate, modify, parse, through, toUtf8 } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes } from './measure.js';
import { asBuffers, chunksOf, kibibyte, nodeStream, smallValues, webStream } from './stream-input.js';

const count = 100_000;
const patientName = 0x00100010;
const newName = 'ANONYMOUS^A ';

/** A tenth of them is private. All text is ASCII, as most is. */
function editableElements(): Uint8Array {
  const file = dicom()
    .preamble()
    .meta()
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(patientName, 'PN', 'SMALL^VALUE');
  const few = count / 10;
  for (let i = 0; i < count; i++) {
    const [vr, value] = smallValues[i % smallValues.length]!;
    const at = i - few;
    const group = at < 0 ? 0x0011 : 0x0012 + 2 * Math.floor(at / 0xe000);
    file.element(group * 0x10000 + 0x1000 + (at < 0 ? i : at % 0xe000), vr, value);
  }
  return file.bytes();
}

async function ours(chunks: Iterable<Uint8Array>): Promise<Uint8Array> {
  const stages = webStream(chunks)
    .pipeThrough(parse())
    .pipeThrough(through(drop(isPrivate), modify(patientName, newName), toUtf8()))
    .pipeThrough(bytes());
  const pieces: Uint8Array[] = [];
  for await (const chunk of stages) pieces.push(chunk);
  return Buffer.concat(pieces);
}

async function theirs(chunks: Iterable<Buffer>): Promise<Uint8Array> {
  const stages = pipe(
    nodeStream(chunks),
    parseFlow(),
    tagFilter((path) => path.isEmpty() || ((path.tag() >>> 16) & 1) === 0),
    modifyFlow([TagModification.equals(TagPath.fromTag(patientName), () => Buffer.from(newName))], [], false),
    toUtf8Flow(),
    toBytesFlow(),
  );
  const pieces: Buffer[] = [];
  for await (const chunk of stages as AsyncIterable<Buffer>) pieces.push(chunk);
  return Buffer.concat(pieces);
}

function whole(file: ArrayBuffer): Uint8Array {
  const dataset = dcmjs.data.DicomMessage.readFile(file);
  const isPublic = (tag: string): boolean => (Number.parseInt(tag.slice(0, 4), 16) & 1) === 0;
  dataset.dict = Object.fromEntries(Object.entries(dataset.dict).filter(([tag]) => isPublic(tag)));
  dataset.dict['00100010'] = { vr: 'PN', Value: [newName.trim()] };
  dataset.dict['00080005'] = { vr: 'CS', Value: ['ISO_IR 192'] };
  return new Uint8Array(dataset.write());
}

export async function edits(): Promise<Line[]> {
  const file = editableElements();
  const chunks = chunksOf(file, 64 * kibibyte);
  const buffers = asBuffers(chunks);
  const buffer = file.slice().buffer;
  const result = await ours(chunks);
  ok(Buffer.from(result).equals(await theirs(buffers)), 'dicom-streams-js makes another file');
  // It writes the file meta in its own way.
  const isClose = Math.abs(whole(buffer).length - result.length) < 1000;
  ok(isClose, 'dcmjs makes another file');
  const times = await bestTimes(
    { ours: () => ours(chunks), theirs: () => theirs(buffers), whole: () => whole(buffer) },
    { rounds: 7, milliseconds: 50 },
  );
  const name = 'deny + modify + utf8 over 100 000 elements';
  const perSecond = (milliseconds: number): number => (count / milliseconds) * 1000;
  const shared = { ours: perSecond(times.ours), unit: 'elem./s', target: '≥ 20×' };
  return [
    lineOfThroughputs({ ...shared, name, peer: '@exini/dicom-streams-js', theirs: perSecond(times.theirs) }),
    lineOfThroughputs({ ...shared, name: `${name}, whole`, peer: 'dcmjs', theirs: perSecond(times.whole) }),
  ];
}
