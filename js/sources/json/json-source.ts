// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where a JSON document comes from: text whole or in pieces, bytes of UTF-8, or an object that has been parsed already.

import '../../write-messages.js';
import { DicomError } from '../../errors.js';
import { fromParsed, type JsonLimits, type JsonValue, parseJson } from './json-text.js';
import { bytesOfText, type TextSource } from '../text-source.js';

/** Text, bytes of UTF-8, a stream of either, or what `JSON.parse` has made of it. */
export type JsonSource = TextSource | object;

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

function isSource(source: object): source is Exclude<TextSource, string> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer || source instanceof Blob) return true;
  return source instanceof Response || source instanceof ReadableStream || Symbol.asyncIterator in source;
}

async function readText(source: TextSource, maxSize: number, signal: AbortSignal | undefined): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for await (const chunk of bytesOfText(source, signal)) {
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
