// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where text comes from: as such, or as bytes.

import { misuse } from '../errors.js';
import { chunksOf, type Source, unlessAborted } from '../source.js';

/** A document: text, a stream of texts, or the bytes of it, in any form that bytes come in. */
export type TextSource = string | Source | ReadableStream<string> | AsyncIterable<string>;

type Chunk = Uint8Array | string;

/** The document in chunks of text or of bytes. `signal` ends the reading with its reason and cancels the source. */
export async function* chunksOfText(source: TextSource, signal?: AbortSignal): AsyncGenerator<Chunk, void, undefined> {
  signal?.throwIfAborted();
  if (typeof source === 'string') yield source;
  else if (source instanceof ReadableStream) yield* fromIterator(iteratorOf(source), signal);
  else if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) {
    yield* fromIterator(source[Symbol.asyncIterator](), signal);
  } else yield* chunksOf(source, signal);
}

/** The document in chunks of bytes: text becomes UTF-8. */
export async function* bytesOfText(source: TextSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  // Half a character at the end of a chunk waits for the other half.
  let half = '';
  for await (const chunk of chunksOfText(source, signal)) {
    if (typeof chunk !== 'string') {
      yield chunk;
      continue;
    }
    const text = half + chunk;
    half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    yield encoder.encode(half === '' ? text : text.slice(0, -1));
  }
  if (half !== '') yield encoder.encode(half);
}

/** Streams are not async iterable everywhere. */
function iteratorOf(stream: ReadableStream<Chunk>): AsyncIterator<Chunk> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

async function* fromIterator(iterator: AsyncIterator<Chunk>, signal: AbortSignal | undefined): AsyncGenerator<Chunk> {
  let isOver = false;
  try {
    for (;;) {
      const result = await unlessAborted(iterator.next(), signal);
      isOver = result.done === true;
      if (result.done === true) return;
      const chunk: unknown = result.value;
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
        throw misuse('argument_invalid', 'a document comes in chunks of text or of bytes');
      }
      yield chunk;
    }
  } finally {
    // One that still waits for its own source answers only after that: so nobody waits for its answer.
    if (!isOver) Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
