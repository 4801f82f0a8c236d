// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the canvas has to show of a file: the package's own `render` in Node, which other tests hold against the references.

import assert from 'node:assert/strict';
import { type Frame, init, readFrames, render, type RenderOptions } from 'dcmstream';
import type { ShownPixels, ViewerPage } from './viewer-page.js';

export async function frameOf(bytes: Uint8Array, index = 0): Promise<Frame> {
  await init({ modules: ['image'] });
  for await (const frame of readFrames(bytes)) {
    if (frame.index === index) return frame;
  }
  throw new RangeError(`there is no frame ${index}`);
}

/** Fails unless the canvas shows the frame, pixel by pixel. */
export async function assertShows(viewer: ViewerPage, frame: Frame, options: RenderOptions = {}): Promise<void> {
  const { data, width, height } = render(frame, options);
  const shown = await viewer.pixels(width, height);
  assert.equal(differences(shown, data, width), 0, 'pixels differ');
}

function differences(shown: ShownPixels, expected: Uint8ClampedArray, width: number): number {
  let count = 0;
  for (let row = 0; row < shown.height; ++row) {
    const from = ((row + shown.y) * width + shown.x) * 4;
    const line = Buffer.from(expected.buffer, expected.byteOffset + from, shown.width * 4);
    const drawn = Buffer.from(shown.data.buffer, shown.data.byteOffset + row * shown.width * 4, shown.width * 4);
    if (line.compare(drawn) === 0) continue;
    for (let at = 0; at < line.length; ++at) if (line[at] !== drawn[at]) ++count;
  }
  return count;
}
