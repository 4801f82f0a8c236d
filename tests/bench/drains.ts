// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Streams read to their end, by each library in its own manner: parsed, and the parts and their bytes counted.

import { Writable } from 'node:stream';
import { ignoreSink, parseFlow, pipe } from '@exini/dicom-streams-js';
import { json, parse } from 'dcmstream';
import { nodeStream, webStream } from './stream-input.js';

export interface Count {
  readonly parts: number;
  readonly bytes: number;
}

/** What any reader of a web stream pays: nothing is parsed. */
export async function drainBare(chunks: Iterable<Uint8Array>): Promise<Count> {
  let [parts, bytes] = [0, 0];
  for await (const chunk of webStream(chunks)) {
    parts++;
    bytes += chunk.length;
  }
  return { parts, bytes };
}

/** As ours is meant to be read: batches of parts; the bytes of each are there for the asking. */
export async function drainOurs(chunks: Iterable<Uint8Array>): Promise<Count> {
  let [parts, bytes] = [0, 0];
  for await (const batch of webStream(chunks).pipeThrough(parse())) {
    for (const part of batch) {
      parts++;
      bytes += part.size;
    }
  }
  return { parts, bytes };
}

/** The text of the DICOM JSON Model, all values inline. */
export async function drainJson(chunks: Iterable<Uint8Array>): Promise<Count> {
  let [parts, bytes] = [0, 0];
  for await (const piece of webStream(chunks).pipeThrough(parse()).pipeThrough(json())) {
    parts++;
    bytes += piece.length;
  }
  return { parts, bytes };
}

/** The same, and a view of each part's bytes is made. */
export async function drainOursViewing(chunks: Iterable<Uint8Array>): Promise<Count> {
  let [parts, bytes] = [0, 0];
  for await (const batch of webStream(chunks).pipeThrough(parse())) {
    for (const part of batch) {
      parts++;
      bytes += part.bytes.length;
    }
  }
  return { parts, bytes };
}

/** What the peer's own drain of parts pays: `ignoreSink`, as its documentation pipes streams together. */
export async function drainTheirs(chunks: Iterable<Buffer>, valueChunk?: number): Promise<void> {
  await pipeTheirs(chunks, ignoreSink(true), valueChunk);
}

/**
 * The fastest drain of the peer's parts that we found: the same with a sink that answers at once, which counts besides.
 * `valueChunk`: as large as a part of a value may be; 8192 unless parseFlow is told otherwise.
 */
export async function drainTheirsFast(chunks: Iterable<Buffer>, valueChunk?: number): Promise<Count> {
  let [parts, bytes] = [0, 0];
  const count = new Writable({
    objectMode: true,
    write(part: { readonly bytes: Buffer }, _encoding, done) {
      parts++;
      bytes += part.bytes.length;
      done();
    },
  });
  await pipeTheirs(chunks, count, valueChunk);
  return { parts, bytes };
}

function pipeTheirs(chunks: Iterable<Buffer>, sink: Writable, valueChunk?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    sink.once('finish', resolve);
    pipe(nodeStream(chunks), parseFlow(valueChunk), sink).on('error', reject);
  });
}
