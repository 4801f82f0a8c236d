// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rendering a 2048 × 2048 frame of 16 bits through rescale and window to RGBA. No peer on npm does just that, so a plain
// loop in JavaScript over a look-up table stands beside: what viewers written in JavaScript do.

import { deepStrictEqual } from 'node:assert/strict';
import { type Frame, init, readFrames, render } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import type { Line } from './line.js';
import { bestTimes } from './measure.js';

const side = 2048;
const window = { center: 40, width: 400 };

export async function rendering(): Promise<Line[]> {
  await init();
  const frame = await exampleFrame();
  const target = new Uint8ClampedArray(side * side * 4);
  const other = new Uint8ClampedArray(side * side * 4);
  plainLoop(frame, other);
  deepStrictEqual(render(frame, { window, frameBuffer: target }).data, other, 'the two draw different pictures');

  const times = await bestTimes({
    ours: () => render(frame, { window, frameBuffer: target }),
    plain: () => plainLoop(frame, other),
    copy: () => target.set(other),
  });
  const perSecond = (milliseconds: number): number => (side * side) / milliseconds / 1000;
  return [
    {
      name: `render of a 2048² frame of 16 bits (${times.ours.toFixed(1)} ms)`,
      ours: perSecond(times.ours),
      unit: 'Mpixel/s',
      beside: {
        'a plain JavaScript loop over a look-up table': perSecond(times.plain),
        'memcpy of the RGBA': perSecond(times.copy),
      },
    },
  ];
}

async function exampleFrame(): Promise<Frame> {
  const pixels = new Int16Array(side * side);
  // From air to bone, with noise: a table's entries are not met in order.
  for (let i = 0; i < pixels.length; i++) pixels[i] = ((i * 2654435761) >>> 20) + (i & 63);
  const file = dicom()
    .preamble()
    .meta()
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', side)
    .element(0x00280011, 'US', side)
    .element(0x00280100, 'US', 16)
    .element(0x00280101, 'US', 16)
    .element(0x00280102, 'US', 15)
    .element(0x00280103, 'US', 1)
    .element(0x00281052, 'DS', '-1024')
    .element(0x00281053, 'DS', '1')
    .element(0x7fe00010, 'OW', new Uint8Array(pixels.buffer))
    .bytes();
  for await (const frame of readFrames(file)) return frame;
  throw new Error('no frame');
}

/** PS3.3 §C.11.2.1.2.1, tabulated over all stored values once a frame, as window and level change from frame to frame. */
function plainLoop({ samples, display }: Frame, rgba: Uint8ClampedArray): void {
  const { slope, intercept } = display.rescale;
  const table = new Uint8ClampedArray(65536);
  for (let i = 0; i < 65536; i++) {
    const value = slope * (i - 32768) + intercept;
    table[i] = ((value - (window.center - 0.5)) / (window.width - 1) + 0.5) * 255;
  }
  for (let i = 0, at = 0; i < samples.length; i++, at += 4) {
    const gray = table[samples[i]! + 32768]!;
    rgba[at] = gray;
    rgba[at + 1] = gray;
    rgba[at + 2] = gray;
    rgba[at + 3] = 255;
  }
}
