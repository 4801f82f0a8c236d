// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that stay in the file that they are in: a URI says where, by `?offset=1234&length=5678`. Encapsulated pixel data end by a
// delimiter: their URI has no length.

import { openAsBlob } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from '../parse/parse.js';
import { type Part, undefinedLength } from '../part.js';
import type { BulkSource } from '../sources/bulk.js';
import { fileError } from './failure.js';

/** What gives the URIs of the values of a file; `undefined` of what the file has in another form than the models: inflated, big endian. */
export function bulkUris(path: string): (element: Part) => string | undefined {
  const file = path === '-' ? 'file:///dev/stdin' : pathToFileURL(resolve(path)).href;
  return ({ position, size, length, bigEndian, inflated }) => {
    if (bigEndian || inflated) return undefined;
    const end = length === undefinedLength ? '' : `&length=${length}`;
    return `${file}?offset=${position + size}${end}`;
  };
}

/** What gives the values of one file by their places in it: always of this file, whatever file the URI names, for that is input. */
export async function bulkValues(path: string): Promise<(uri: string) => Promise<BulkSource | undefined>> {
  const file = await openAsBlob(path).catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  let ends: Promise<ReadonlyMap<number, number>> | undefined;
  return async (uri) => {
    const [, offset, length] = /\?offset=(\d{1,16})(?:&length=(\d{1,10}))?$/.exec(uri) ?? [];
    if (offset === undefined) return undefined;
    const begin = Number(offset);
    const end = length === undefined ? (await (ends ??= endsOfFragments(file))).get(begin) : begin + Number(length);
    return end === undefined || end > file.size ? undefined : file.slice(begin, end);
  };
}

/** Where encapsulated pixel data end, by where their fragments begin. */
async function endsOfFragments(file: Blob): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  let begin = 0;
  for await (const parts of file.stream().pipeThrough(parse())) {
    for (const { kind, position, size } of parts) {
      if (kind === 'fragments') begin = position + size;
      else if (kind === 'fragmentsEnd') ends.set(begin, position);
    }
  }
  return ends;
}
