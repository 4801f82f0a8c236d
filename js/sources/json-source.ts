// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where a JSON document comes from: text whole or in pieces, bytes of UTF-8, or an object that has been parsed already.

import '../write-messages.js';
import { DicomError } from '../errors.js';
import { chunksOf, type Source } from '../source.js';
import { fromParsed, type JsonLimits, type JsonValue, parseJson } from './json-text.js';

/** Text, bytes of UTF-8, a stream of either, or what `JSON.parse` has made of it. */
export type JsonSource = string | Source | ReadableStream<string> | AsyncIterable<string> | object;

/**
 * The document.
 * @throws DicomError with code `text_too_long` where it has more than `maxSize` bytes, or characters of text; `json_malformed`.
 */
export async function readJson(
  source: JsonSource,
  { maxSize, ...limits }: JsonLimits & { readonly maxSize: number },
  signal?: AbortSignal,
): Promise<JsonValue> {
  signal?.throwIfAborted();
  if (typeof source === 'string') {
    if (source.length > maxSize) throw new DicomError({ code: 'text_too_long' });
    return parseJson(source, limits);
  }
  return isSource(source) ? parseJson(await readText(source, maxSize, signal), limits) : fromParsed(source, limits);
}

type Stream = ReadableStream<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

function isSource(source: object): source is Exclude<Source, Stream> | Stream {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer || source instanceof Blob) return true;
  return source instanceof Response || source instanceof ReadableStream || Symbol.asyncIterator in source;
}

async function readText(
  source: Exclude<Source, Stream> | Stream,
  maxSize: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  const isStream = source instanceof ReadableStream || Symbol.asyncIterator in source;
  for await (const chunk of chunksOf(isStream ? encoded(source as Stream) : source, signal)) {
    size += chunk.length;
    if (size > maxSize) throw new DicomError({ code: 'text_too_long', position: maxSize });
    text += decoded(decoder, chunk);
  }
  return text + decoded(decoder);
}

function decoded(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new DicomError({ code: 'json_malformed' });
  }
}

/** Pieces of text as bytes, bytes as they are. Half a character at the end of a piece waits for the other half. */
async function* encoded(stream: Stream): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let half = '';
  for await (const piece of piecesOf(stream)) {
    if (typeof piece !== 'string') {
      yield piece;
      continue;
    }
    const text = half + piece;
    const isCut = /[\ud800-\udbff]$/.test(text);
    half = isCut ? text.slice(-1) : '';
    yield encoder.encode(isCut ? text.slice(0, -1) : text);
  }
  if (half !== '') throw new DicomError({ code: 'json_malformed' });
}

/** By a reader: streams are not async iterable everywhere. */
async function* piecesOf(stream: Stream): AsyncGenerator<Uint8Array | string, void, undefined> {
  if (!(stream instanceof ReadableStream)) return yield* stream;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Where reading is left early the source is told; where it is over, this does nothing.
    await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
