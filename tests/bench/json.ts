// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file to the text of the DICOM JSON Model: 100 000 small elements, and a typical CT with its pixel data by reference, and inline; and how much memory that takes
// of a large one. dcmjs makes objects of the model, which `JSON.stringify` writes; bytes it leaves as they are, so Node's Buffer makes
// base64 of them.

import { deepStrictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import dcmjs from 'dcmjs';
import { json, parse } from 'dcmstream';
import { type Line, lineOfThroughputs, lineOfTimes } from './line.js';
import { bestTimes } from './measure.js';
import { chunksOf, kibibyte, mebibyte, smallElements, webStream } from './stream-input.js';
import { typicalCt } from './typical-ct.js';

type Bulk = 'by reference' | 'inline';

async function ours(chunks: Iterable<Uint8Array>, bulk: Bulk): Promise<string> {
  const bulkDataUri = bulk === 'inline' ? undefined : () => 'bulk/1';
  const pieces = webStream(chunks).pipeThrough(parse()).pipeThrough(json({ bulkDataUri }));
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The dictionary of dcmjs as the model has it: bytes inline or by reference, and no values but the model's. */
function theirs({ buffer }: Uint8Array, bulk: Bulk): string {
  const { dict } = dcmjs.data.DicomMessage.readFile(buffer);
  return JSON.stringify(dict, (name, value: unknown) => {
    if (name === '_rawValue') return undefined;
    if (typeof value !== 'object' || value === null || !('vr' in value) || !('Value' in value)) return value;
    const [bytes] = value.Value as unknown[];
    if (!(bytes instanceof ArrayBuffer)) return value;
    if (bulk === 'by reference' && bytes.byteLength > 65536) return { vr: value.vr, BulkDataURI: 'bulk/1' };
    return { vr: value.vr, InlineBinary: Buffer.from(bytes).toString('base64') };
  });
}

/** What both must have alike: long values, and texts. */
function essence(text: string): unknown {
  const model = JSON.parse(text) as Record<string, { vr: string; Value?: unknown[] }>;
  return Object.entries(model)
    .filter(([, { vr }]) => ['UI', 'CS', 'LO', 'OW', 'PN'].includes(vr))
    .map(([name, { vr, Value = [], ...rest }]) => [
      name,
      vr,
      Value.filter((value) => value !== '' && value !== null),
      rest,
    ]);
}

export async function jsonText(): Promise<Line[]> {
  const { bytes, origin } = await typicalCt();
  const lines: Line[] = [];
  for (const bulk of ['by reference', 'inline'] as const) {
    deepStrictEqual(essence(await ours([bytes], bulk)), essence(theirs(bytes, bulk)), 'dcmjs makes other JSON');
    const times = await bestTimes({ ours: () => ours([bytes], bulk), theirs: () => theirs(bytes, bulk) });
    lines.push(
      lineOfTimes({
        name: `JSON of a CT, pixel data ${bulk} (${origin})`,
        peer: 'dcmjs',
        ours: times.ours * 1000,
        theirs: times.theirs * 1000,
        unit: 'µs',
      }),
    );
  }
  return [await manyElements(), ...lines, await memoryOfLarge()];
}

const count = 100_000;

async function manyElements(): Promise<Line> {
  const file = smallElements(count);
  const chunks = chunksOf(file, 64 * kibibyte);
  deepStrictEqual(essence(await ours(chunks, 'inline')), essence(theirs(file, 'inline')), 'dcmjs makes other JSON');
  const times = await bestTimes(
    { ours: () => ours(chunks, 'inline'), theirs: () => theirs(file, 'inline') },
    { rounds: 7, milliseconds: 50 },
  );
  return lineOfThroughputs({
    name: 'JSON of 100 000 small elements',
    peer: 'dcmjs',
    ours: (count / times.ours) * 1000,
    theirs: (count / times.theirs) * 1000,
    unit: 'elem./s',
    target: '≥ 10×',
  });
}

const child = fileURLToPath(new URL('./memory-child.ts', import.meta.url));

async function peakOf(who: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', child, who]);
  const { before, peak } = JSON.parse(stdout) as { before: number; peak: number };
  return (peak - before) / mebibyte;
}

async function memoryOfLarge(): Promise<Line> {
  const peaks = { bare: Infinity, json: Infinity };
  for (let run = 0; run < 3; run++) {
    for (const who of ['bare', 'json'] as const) peaks[who] = Math.min(peaks[who], await peakOf(who));
  }
  return {
    name: 'peak memory of 256 MiB inline as JSON, above a bare drain',
    ours: peaks.json - peaks.bare,
    unit: 'MiB',
    target: '≤ 32 MiB',
  };
}
