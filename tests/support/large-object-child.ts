// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A process of its own for one job on one large object. Its arguments: the job, the object, and the object's numbers. Prints
// as JSON the peak of memory, in bytes above what was in use before, and what was found.

import assert from 'node:assert/strict';
import {
  bytes,
  deidentify,
  drop,
  type FileIndex,
  indexFile,
  insert,
  isPrivate,
  parse,
  through,
  toTransferSyntax,
  toUtf8,
} from 'dcmstream';
import { fragmentedObject, type Known, nativeObject, smallElements } from './large-object.js';
import { PeakMemory } from './peak-memory.js';

/** What a job says of what it read. */
export interface Found {
  readonly size: number;
  readonly parts?: number;
  readonly lastHeader?: number;
  readonly fragments?: number;
  readonly frames?: number;
  readonly lastFrame?: readonly [number, number];
  readonly bytesRead?: number;
}

function streamOf(chunks: Iterator<Uint8Array>, memory: PeakMemory): ReadableStream<Uint8Array> {
  let pulled = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (pulled++ % 64 === 0) memory.look();
        const { done, value } = chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<Found> {
  let size = 0;
  for await (const chunk of stream) size += chunk.length;
  return { size };
}

async function parts(stream: ReadableStream<Uint8Array>): Promise<Found> {
  let [size, parts, fragments, lastHeader] = [0, 0, 0, 0];
  for await (const batch of stream.pipeThrough(parse({ strict: true }))) {
    for (const part of batch) {
      if (part.position !== size) assert.fail(`a part at ${part.position}, where ${size} bytes have been`);
      size += part.size;
      parts++;
      if (part.kind === 'fragment') fragments++;
      else if (part.kind === 'header' || part.kind === 'fragments') lastHeader = part.position;
    }
  }
  return { size, parts, fragments, lastHeader };
}

async function copy(
  stream: ReadableStream<Uint8Array>,
  source: (at: number, size: number) => Uint8Array,
): Promise<Found> {
  let size = 0;
  for await (const chunk of stream.pipeThrough(parse()).pipeThrough(bytes())) {
    if (Buffer.compare(chunk, source(size, chunk.length)) !== 0) assert.fail(`the copy differs from ${size} on`);
    size += chunk.length;
  }
  return { size };
}

/** Drops, inserts, and writes the text and the data set anew. */
async function edit(stream: ReadableStream<Uint8Array>): Promise<Found> {
  const flows = through(drop(isPrivate), toUtf8(), insert(0x00100010, 'Müller^Ada'), toTransferSyntax('ELE'));
  return drain(stream.pipeThrough(parse()).pipeThrough(flows).pipeThrough(bytes()));
}

async function deidentified(stream: ReadableStream<Uint8Array>): Promise<Found> {
  const { readable, writable, report } = deidentify();
  const written = stream.pipeTo(writable);
  const found = await drain(readable as ReadableStream<Uint8Array>);
  await Promise.all([written, report]);
  return found;
}

function foundIn(index: FileIndex, { object }: Known): Found {
  const last = index.frames.at(-1) ?? { position: 0, length: 0 };
  return {
    size: object.size,
    lastHeader: index.elements.at(-1)?.position ?? 0,
    frames: index.frames.length,
    lastFrame: [last.position, last.length],
    bytesRead: object.bytesRead,
  };
}

async function work(job: string, kind: string, numbers: readonly number[]): Promise<[PeakMemory, Found]> {
  const [first = 0, second = 0] = numbers;
  if (kind === 'elements') {
    const file = smallElements(first);
    const memory = new PeakMemory();
    const stream = streamOf([file].values(), memory);
    if (job === 'drain') return [memory, await drain(stream)];
    if (job === 'parse') return [memory, await parts(stream)];
    return [memory, await copy(stream, (at, size) => file.subarray(at, at + size))];
  }
  const known = kind === 'native' ? nativeObject(first, second) : fragmentedObject(first, second);
  const { object } = known;
  const memory = new PeakMemory();
  if (job === 'seek') return [memory, foundIn(await indexFile(object), known)];
  const stream = streamOf(object.chunks(), memory);
  if (job === 'drain') return [memory, await drain(stream)];
  if (job === 'parse') return [memory, await parts(stream)];
  if (job === 'edit') return [memory, await edit(stream)];
  if (job === 'deidentify') return [memory, await deidentified(stream)];
  if (job === 'index') return [memory, foundIn(await indexFile(stream), known)];
  return [memory, await copy(stream, (at, size) => object.view(at, size))];
}

const [job = '', kind = '', ...numbers] = process.argv.slice(2);
const [memory, found] = await work(job, kind, numbers.map(Number));
process.stdout.write(JSON.stringify({ peak: memory.peak, found }));
