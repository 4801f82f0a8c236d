// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A page that draws files as the viewer does, and says by a digest what its canvas holds then.

import { DicomError, init, readDataset, render } from 'dcmstream';
import { FrameStore } from '../../../demo/image/frames.js';
import { putPicture } from '../../../demo/image/viewport.js';
import { Instance } from '../../../demo/study/instance.js';

/** What became of a frame: `columns × rows, SHA-256 of the canvas`, or the code of the error. */
export type Drawn = string;

declare global {
  interface Window {
    drawFile(address: string, frames: readonly number[]): Promise<Drawn[]>;
  }
}

const store = new FrameStore(64 * 1024 * 1024);
const canvas = document.createElement('canvas');

/** Kept in main memory: it is read back each time. */
const context = canvas.getContext('2d', { willReadFrequently: true })!;

window.drawFile = async (address, frames) => {
  const response = await fetch(address);
  const blob = await response.blob();
  try {
    const instance = new Instance({ name: address, blob }, await readDataset(blob, { tolerant: true }));
    const drawn: Drawn[] = [];
    for (const frame of frames) drawn.push(await draw(instance, frame).catch(codeOf));
    store.abandon();
    return drawn;
  } catch (error) {
    return frames.map(() => codeOf(error));
  }
};

async function draw(instance: Instance, frame: number): Promise<Drawn> {
  putPicture(canvas, render(await store.want({ instance, frame }), { overlays: true }));
  const { width, height } = canvas;
  const digest = await crypto.subtle.digest('SHA-256', context.getImageData(0, 0, width, height).data);
  const digits = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return `${width} × ${height}, ${digits.join('')}`;
}

function codeOf(error: unknown): string {
  return error instanceof DicomError ? error.code : String(error);
}

await init();
document.title = 'ready';
