// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What native code needs for a frame: the program of tests/bench/native, built by `npm run bench`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EncodedFrame } from 'dcmstream';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = join(root, 'build', 'release', 'tests', 'bench', 'native', 'decode_bench');

/** Milliseconds of processor time for decoding the frame once. */
export function nativeTime({ encoding, data, format }: EncodedFrame): number {
  const folder = mkdtempSync(join(tmpdir(), 'dcmstream-bench-'));
  try {
    const file = join(folder, 'frame');
    writeFileSync(file, data);
    const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed } = format;
    const args = [encoding, rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed ? 1 : 0, file].map(
      String,
    );
    return Number(execFileSync(program, args, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
