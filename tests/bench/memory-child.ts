// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A process of its own for one drain of 256 MiB: prints its peak of resident memory, in bytes, since the drain began.
// Its argument says who drains: bare, ours, theirs or json.

import { readFileSync, writeFileSync } from 'node:fs';
import { drainBare, drainJson, drainOurs, drainTheirsFast } from './drains.js';
import { headOfLargeValue, kibibyte, mebibyte } from './stream-input.js';

const size = 256 * mebibyte;
const chunkSize = 64 * kibibyte;
const drains = { bare: drainBare, ours: drainOurs, theirs: drainTheirsFast, json: drainJson };

let sampled = 0;

/** As a file or a socket does it: each chunk is new memory. */
function* freshChunks(): Generator<Buffer> {
  yield Buffer.from(headOfLargeValue(size));
  for (let at = 0; at < size; at += chunkSize) {
    // Where the kernel does not tell the peak, it is looked for here.
    if (at % (16 * chunkSize) === 0) sampled = Math.max(sampled, process.memoryUsage.rss());
    yield Buffer.alloc(chunkSize, at >> 16);
  }
}

/** Sets the kernel's own peak back to what is in use now: Linux, 5 of proc(5) clear_refs. */
function resetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function kernelPeak(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * kibibyte;
}

const who = process.argv[2] as keyof typeof drains;
globalThis.gc?.();
const before = process.memoryUsage.rss();
const exact = resetPeak();
await drains[who](freshChunks());
const peak = exact ? kernelPeak() : sampled;
process.stdout.write(JSON.stringify({ before, peak }));
