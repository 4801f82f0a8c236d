// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// 256 MiB of native pixel data as a stream: what a byte that nobody must look at costs.

import { equal } from 'node:assert/strict';
import { drainBare, drainOurs, drainTheirs, drainTheirsFast } from './drains.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes } from './measure.js';
import { asBuffers, chunksOf, kibibyte, largeValue, mebibyte } from './stream-input.js';

const size = 256 * mebibyte;

export async function largeValues(): Promise<Line[]> {
  const file = largeValue(size);
  const copy = new Uint8Array(file.length);
  const lines: Line[] = [];
  for (const [words, chunkSize] of [
    ['64 KiB', 64 * kibibyte],
    ['1 MiB', mebibyte],
  ] as const) {
    const chunks = chunksOf(file, chunkSize);
    const buffers = asBuffers(chunks);
    equal((await drainOurs(chunks)).bytes, file.length, 'dcmstream loses bytes');
    equal((await drainTheirsFast(buffers)).bytes, file.length, 'dicom-streams-js loses bytes');
    const times = await bestTimes(
      {
        ours: () => drainOurs(chunks),
        theirs: () => drainTheirs(buffers),
        theirsFast: () => drainTheirsFast(buffers, chunkSize),
        bare: () => drainBare(chunks),
        copy: () => copy.set(file),
      },
      { rounds: 7 },
    );
    const perSecond = (milliseconds: number): number => ((file.length / milliseconds) * 1000) / mebibyte;
    const name = `256 MiB of native pixel data, ${words} chunks`;
    const shared = { peer: '@exini/dicom-streams-js', ours: perSecond(times.ours), unit: 'MiB/s' };
    lines.push(
      lineOfThroughputs({
        ...shared,
        name,
        theirs: perSecond(times.theirs),
        target: '≥ 5×',
        beside: {
          'a bare stream of the same chunks': perSecond(times.bare),
          'memcpy of the same bytes': perSecond(times.copy),
        },
      }),
      lineOfThroughputs({
        ...shared,
        name: `${name}, a faster sink and whole chunks`,
        theirs: perSecond(times.theirsFast),
      }),
    );
  }
  return lines;
}
