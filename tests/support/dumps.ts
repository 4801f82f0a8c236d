// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Files to dumps and back, and what is compared then.

import {
  bytes,
  DicomError,
  dump,
  type DumpOptions,
  fromDump,
  type FromDumpOptions,
  parse,
  type ParseOptions,
} from 'dcmstream';
import { padValue } from './dicom-values.js';
import { partsOf } from './part-probe.js';
import { gather, joinParts, streamOf } from './rechunk.js';

/** The text of a dump. */
export async function dumpOf(file: Uint8Array, options: DumpOptions = {}, reading: ParseOptions = {}): Promise<string> {
  const text = streamOf([file]).pipeThrough(parse(reading)).pipeThrough(dump(options));
  return (await gather(text)).join('');
}

/** The file that a dump says. */
export async function fileOf(text: string | Uint8Array, options: FromDumpOptions = {}): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await gather(fromDump(text, options).pipeThrough(bytes()))));
}

/** What makes a dump unreadable. */
export async function dumpError(text: string | Uint8Array, options: FromDumpOptions = {}): Promise<DicomError> {
  try {
    await fileOf(text, options);
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** A file through a full dump and back; values that the dump refers to come from the file. */
export async function remade(
  file: Uint8Array,
  dumping: DumpOptions = {},
  reading: ParseOptions = {},
  options: FromDumpOptions = {},
): Promise<Uint8Array> {
  const inflated = await inflatedBytes(file);
  const text = streamOf([file])
    .pipeThrough(parse(reading))
    .pipeThrough(dump({ ...dumping, full: true }));
  const parts = fromDump(text, {
    bulk: ({ position, length = 0, inflated: isInflated }) =>
      (isInflated ? inflated : file).slice(position, position + length),
    ...options,
  });
  return new Uint8Array(Buffer.concat(await gather(parts.pipeThrough(bytes()))));
}

/** The bytes that positions in a deflated data set count. */
async function inflatedBytes(file: Uint8Array): Promise<Uint8Array> {
  const parts = (await partsOf(file).catch(() => [])).filter(({ inflated }) => inflated);
  const start = parts[0]?.position ?? 0;
  return Buffer.concat([new Uint8Array(start), ...parts.map((part) => part.bytes)]);
}

/**
 * All elements, one a line: path, VR and bytes. Group lengths are left out, and whether sequences end by delimiters is not told: a data
 * set means the same with or without.
 */
export async function elementsOf(file: Uint8Array): Promise<string[]> {
  return joinParts(await partsOf(file)).flatMap(({ kind, tag, path, vr, bytes: value }) => {
    if ((tag & 0xffff) === 0) return [];
    if (kind === 'header') return [`${path} ${vr}`];
    if (kind === 'value') return [`  ${Buffer.from(padValue(vr, value)).toString('hex')}`];
    return kind === 'sequence' || kind === 'item' || kind === 'fragments' || kind === 'fragment'
      ? [`${path} ${kind}`]
      : [];
  });
}
