// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file through flows, and what it says afterwards.

import { bytes, type Flow, type Part, parse, through, toTransferSyntax, type TransferSyntaxOptions } from 'dcmstream';
import { partsOf } from './part-probe.js';
import { cutEvery, gather, joinParts, streamOf, type WholePart } from './rechunk.js';

/** The bytes that flows make of a file. */
export async function runFlows(file: Uint8Array, flows: readonly Flow[], chunkSize = 700): Promise<Uint8Array> {
  const parts = streamOf(cutEvery(file, chunkSize)).pipeThrough(parse());
  return new Uint8Array(Buffer.concat(await gather(parts.pipeThrough(through(...flows)).pipeThrough(bytes()))));
}

/** The file in another transfer syntax; `maxLength`: bytes that one value may have. */
export function convert(
  file: Uint8Array,
  syntax: string,
  options: TransferSyntaxOptions & { maxLength?: number } = {},
  chunkSize?: number,
): Promise<Uint8Array> {
  return runFlows(file, [toTransferSyntax(syntax, options)], chunkSize);
}

/** The parts that flows emit. */
export async function flowParts(file: Uint8Array, flows: readonly Flow[], chunkSize = 700): Promise<Part[]> {
  const parts = streamOf(cutEvery(file, chunkSize)).pipeThrough(parse());
  return (await gather(parts.pipeThrough(through(...flows)))).flat();
}

/** The values of a data set, those of the file meta apart. */
export async function valuesOf(file: Uint8Array): Promise<WholePart[]> {
  return joinParts(await partsOf(file)).filter(({ kind, flags }) => kind === 'value' && !flags.includes('meta'));
}

/** A value as a line: path, VR and bytes. */
export function valueLine({ path, vr, bytes: value }: WholePart): string {
  return `${path} ${vr} ${Buffer.from(value).toString('hex')}`;
}
