// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification by the Basic Profile. The peers do the part of it that they have means for: what Table E.1-1 removes and what is
// private is left out, at every depth; what it replaces or empties is replaced, UIDs by keyed ones. They look at no other value,
// write no report and say nothing in the data set of what was done.

import { ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import {
  modifyFlow,
  parseFlow,
  pipe,
  tagFilter,
  TagModification,
  type TagPath,
  toBytesFlow,
} from '@exini/dicom-streams-js';
import dcmjs from 'dcmjs';
import { createDeidentifier, init, parseBuffer } from 'dcmstream';
import { lastOf, readTsv } from '../support/annex-e.js';
import { testSecret } from '../support/deid-run.js';
import { enhancedObject } from './deid-input.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes } from './measure.js';
import { asBuffers, chunksOf, kibibyte, nodeStream, webStream } from './stream-input.js';
import { typicalCt } from './typical-ct.js';

const rows = readTsv('confidentiality-profile.tsv').filter(({ tag = '' }) => /^[0-9A-F]{8}$/.test(tag));
const tagsOf = (action: string): Set<number> =>
  new Set(rows.filter(({ basic }) => lastOf(basic ?? '') === action).map(({ tag = '' }) => Number.parseInt(tag, 16)));
const [removed, emptied, dummies, uids] = ['X', 'Z', 'D', 'U'].map(tagsOf) as [
  Set<number>,
  Set<number>,
  Set<number>,
  Set<number>,
];

const isGone = (tag: number): boolean => removed.has(tag) || ((tag >>> 16) & 1) === 1;

/** What is remembered of a batch: ours and theirs work as on the files of a folder. */
function newUids(): (uid: string) => string {
  const known = new Map<string, string>();
  return (uid) => {
    let replaced = known.get(uid);
    if (replaced === undefined) {
      const bits = createHmac('sha256', testSecret).update(uid).digest('hex').slice(0, 32);
      replaced = `2.25.${BigInt(`0x${bits}`)}`;
      known.set(uid, replaced);
    }
    return replaced;
  };
}

const batch = createDeidentifier({}, { secret: testSecret });

async function ours(chunks: Iterable<Uint8Array>): Promise<Uint8Array> {
  const { readable, writable } = batch.deidentify();
  const pieces: Uint8Array[] = [];
  const written = webStream(chunks).pipeTo(writable);
  for await (const chunk of readable as ReadableStream<Uint8Array>) pieces.push(chunk);
  await written;
  return Buffer.concat(pieces);
}

const map = newUids();

async function theirs(chunks: Iterable<Buffer>): Promise<Uint8Array> {
  const anywhere = (tags: Set<number>, change: (value: Buffer) => Buffer): TagModification =>
    new TagModification((path: TagPath) => tags.has(path.tag()), change);
  const padded = (text: string): Buffer => Buffer.from(text.length % 2 === 0 ? text : `${text}\0`);
  const changes = [
    anywhere(uids, (value) => padded(map(value.toString('latin1').replace(/[\0 ]+$/, '')))),
    anywhere(emptied, () => Buffer.alloc(0)),
    anywhere(dummies, () => Buffer.from('19000101')),
  ];
  const stages = pipe(
    nodeStream(chunks),
    parseFlow(),
    tagFilter(
      (path) => path.isEmpty() || !path.toList().some((each) => !each.isEmpty() && 'tag' in each && isGone(each.tag())),
    ),
    modifyFlow(changes, [], false),
    toBytesFlow(),
  );
  const pieces: Buffer[] = [];
  for await (const chunk of stages as AsyncIterable<Buffer>) pieces.push(chunk);
  return Buffer.concat(pieces);
}

interface DcmjsElement {
  readonly vr: string;
  readonly Value: readonly unknown[];
}

function whole(file: ArrayBuffer): Uint8Array {
  const dummyOf = (vr: string): unknown[] => (vr === 'DT' ? ['19000101000000'] : vr === 'SQ' ? [] : ['UNKNOWN']);
  const changed = (dict: Record<string, DcmjsElement>): Record<string, DcmjsElement> => {
    const result: Record<string, DcmjsElement> = {};
    for (const [key, element] of Object.entries(dict)) {
      const tag = Number.parseInt(key, 16);
      const { vr, Value } = element;
      if (isGone(tag)) continue;
      if (uids.has(tag) && vr === 'UI') result[key] = { vr, Value: Value.map((uid) => map(String(uid))) };
      else if (emptied.has(tag)) result[key] = { vr, Value: [] };
      else if (dummies.has(tag)) result[key] = { vr, Value: dummyOf(vr) };
      else if (vr === 'SQ')
        result[key] = { vr, Value: Value.map((item) => changed(item as Record<string, DcmjsElement>)) };
      else result[key] = element;
    }
    return result;
  };
  const dataset = dcmjs.data.DicomMessage.readFile(file);
  dataset.dict = changed(dataset.dict);
  return new Uint8Array(dataset.write());
}

const count = 40_000;

/** Whether what must go has gone and what must stay is there. */
function check(result: Uint8Array, peer: string): void {
  const text = Buffer.from(result).toString('latin1');
  ok(!text.includes('Frame comment') && !text.includes('Study of Doe') && !text.includes('1.2.3.4.5.6.7\0'), peer);
  ok(text.includes('0.661468') && text.includes('2.25.'), peer);
}

export async function deid(): Promise<Line[]> {
  await init({ modules: ['parser', 'zlib'] });
  const lines: Line[] = [];
  const ct = await typicalCt();
  const inputs = [
    {
      name: `${count.toLocaleString('en')} elements in functional groups`,
      file: enhancedObject(count),
      elements: count,
    },
    { name: `a CT slice (${ct.origin})`, file: ct.bytes, elements: [...parseBuffer(ct.bytes).elements()].length },
  ];
  for (const { name, file, elements } of inputs) {
    const chunks = chunksOf(file, 64 * kibibyte);
    const buffers = asBuffers(chunks);
    const { buffer } = file;
    if (elements === count) {
      check(await ours(chunks), 'dcmstream');
      check(await theirs(buffers), 'dicom-streams-js');
      check(whole(buffer), 'dcmjs');
    }
    const times = await bestTimes(
      { ours: () => ours(chunks), theirs: () => theirs(buffers), whole: () => whole(buffer) },
      { rounds: 7, milliseconds: 50 },
    );
    const perSecond = (milliseconds: number): number => (elements / milliseconds) * 1000;
    const shared = { ours: perSecond(times.ours), unit: 'elem./s' };
    const title = `Basic Profile over ${name}`;
    lines.push(
      lineOfThroughputs({
        ...shared,
        name: title,
        peer: '@exini/dicom-streams-js',
        theirs: perSecond(times.theirs),
        target: '≥ 10×',
      }),
      lineOfThroughputs({
        ...shared,
        name: title,
        peer: 'dcmjs, whole',
        theirs: perSecond(times.whole),
        target: '≥ 20×',
      }),
    );
  }
  return lines;
}
