// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Peak resident memory of 256 MiB of pixel data as a stream, above the same source drained by a bare `for await`: whatever
// a stream of fresh chunks costs by itself is no library's fault. Each drain has a process of its own.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Line } from './line.js';
import { mebibyte } from './stream-input.js';

const child = fileURLToPath(new URL('./memory-child.ts', import.meta.url));
const runs = 5;

export async function memory(): Promise<Line[]> {
  const peaks = { bare: Infinity, ours: Infinity, theirs: Infinity };
  for (let run = 0; run < runs; run++) {
    for (const who of ['bare', 'ours', 'theirs'] as const) peaks[who] = Math.min(peaks[who], await peakOf(who));
  }
  return [
    {
      name: 'peak memory of that (64 KiB) above a bare drain',
      peer: '@exini/dicom-streams-js',
      ours: peaks.ours - peaks.bare,
      theirs: peaks.theirs - peaks.bare,
      unit: 'MiB',
      target: '≤ 32 MiB',
      beside: { 'the bare drain, above an idle process': peaks.bare },
    },
  ];
}

/** In MiB above the idle process. */
async function peakOf(who: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', child, who]);
  const { before, peak } = JSON.parse(stdout) as { before: number; peak: number };
  return (peak - before) / mebibyte;
}
