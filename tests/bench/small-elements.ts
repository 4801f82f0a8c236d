// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// 100 000 small elements as a stream of 64 KiB chunks: what a part costs.

import { deepEqual, equal } from 'node:assert/strict';
import { drainBare, drainOurs, drainOursViewing, drainTheirs, drainTheirsFast } from './drains.js';
import { type Line, lineOfThroughputs } from './line.js';
import { bestTimes } from './measure.js';
import { asBuffers, chunksOf, kibibyte, smallElements } from './stream-input.js';

const count = 100_000;

export async function elements(): Promise<Line[]> {
  const file = smallElements(count);
  const chunks = chunksOf(file, 64 * kibibyte);
  const buffers = asBuffers(chunks);
  const ours = await drainOurs(chunks);
  equal(ours.bytes, file.length, 'dcmstream loses bytes');
  equal((await drainTheirsFast(buffers)).bytes, file.length, 'dicom-streams-js loses bytes');
  deepEqual(await drainOursViewing(chunks), ours);

  const times = await bestTimes(
    {
      ours: () => drainOurs(chunks),
      viewing: () => drainOursViewing(chunks),
      theirs: () => drainTheirs(buffers),
      theirsFast: () => drainTheirsFast(buffers),
      bare: () => drainBare(chunks),
      copy: () => file.slice(),
    },
    { rounds: 15, milliseconds: 50 },
  );
  const perSecond = (milliseconds: number): number => (count / milliseconds) * 1000;
  const name = '100 000 small elements, 64 KiB chunks';
  const shared = { peer: '@exini/dicom-streams-js', ours: perSecond(times.ours), unit: 'elem./s' };
  return [
    lineOfThroughputs({
      ...shared,
      name,
      theirs: perSecond(times.theirs),
      target: '≥ 20×',
      beside: {
        'ours, the bytes of each part looked at': perSecond(times.viewing),
        'a bare stream of the same chunks': perSecond(times.bare),
        'memcpy of the same bytes': perSecond(times.copy),
      },
    }),
    lineOfThroughputs({
      ...shared,
      name: `${name}, a faster sink than it has`,
      theirs: perSecond(times.theirsFast),
    }),
  ];
}
