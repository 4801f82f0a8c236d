// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that stay in the file that they are in: a URI names it, with `?offset=1234&length=5678`. The length of encapsulated pixel data,
// which end by a delimiter, is -1.

import { open } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parse } from '../parse/parse.js';
import { type Part, undefinedLength } from '../part.js';
import type { SizedStream } from '../sources/bulk.js';
import { fileError, UsageError } from './failure.js';
import { openInput } from './input.js';

/** What gives the URIs of the values of a file; `undefined` for those whose bytes in the file are not the value: inflated, big endian. */
export function bulkUris(path: string): (element: Part) => string | undefined {
  if (path === '-') throw new UsageError('standard input has no URI: --bulk uri takes a file');
  const file = pathToFileURL(path).href;
  return ({ position, size, length, bigEndian, inflated }) => {
    if (bigEndian || inflated) return undefined;
    return `${file}?offset=${position + size}&length=${length === undefinedLength ? -1 : length}`;
  };
}

/**
 * What gives the values of such URIs out of one file, whatever file they name: what they name is input, and nothing else is opened.
 * `undefined` for other URIs, and where the file has no such bytes.
 */
export function bulkValues(path: string): (uri: string) => Promise<SizedStream | undefined> {
  return async (uri) => {
    const match = /\?offset=(\d{1,15})&length=(-1|\d{1,10})$/.exec(uri);
    if (match === null) return undefined;
    const offset = Number(match[1]);
    const length = match[2] === '-1' ? await encapsulatedLength(path, offset) : Number(match[2]);
    return length === undefined ? undefined : { length, stream: bytesOf(path, offset, length) };
  };
}

/** How many bytes the items of the pixel data have that begin there. */
async function encapsulatedLength(path: string, offset: number): Promise<number | undefined> {
  let isThere = false;
  for await (const parts of (await openInput(path)).pipeThrough(parse())) {
    for (const { kind, position, size } of parts) {
      if (kind === 'fragments') isThere = position + size === offset;
      else if (kind === 'fragmentsEnd' && isThere) return position - offset;
    }
  }
  return undefined;
}

async function* bytesOf(path: string, offset: number, length: number): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  try {
    const handle = await open(path);
    yield* handle.createReadStream({ start: offset, end: offset + length - 1 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError('read', path, error);
  }
}
