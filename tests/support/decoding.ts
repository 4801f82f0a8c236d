// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames to decode, small and told apart by their first pixel, and decoders that end with the test.

import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { createDecoder, type Decoder, type DecoderOptions, DicomError, indexFile } from 'dcmstream';
import { rleLossless } from './dicom-builder.js';
import { imageFile } from './image-file.js';

/** A frame of two pixels of 8 bits: header, one segment, one literal run (PS3.5 §G.3 to §G.5). */
function rleFrame(first: number, second: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(68);
  frame.set([1, 0, 0, 0, 64], 0);
  frame.set([1, first, second, 0], 64);
  return frame;
}

/** Frame n holds n and 2n; those named are malformed. */
export function manyFrames(count: number, malformed: readonly number[] = []): Uint8Array {
  const pixels = Array.from({ length: count }, (_, i) =>
    malformed.includes(i) ? rleFrame(0, 0).fill(0, 0, 64) : rleFrame(i, 2 * i),
  );
  return imageFile({ rows: 1, columns: 2, transferSyntax: rleLossless, frames: count, pixels });
}

/** A factory whose first worker is odd; the others are not. */
export function oddFirst(what: string, at = 1): () => Worker {
  let made = 0;
  return () =>
    new Worker(new URL('./odd-worker.mjs', import.meta.url), {
      workerData: made++ === 0 ? { what, at } : {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32 },
    });
}

export async function withDecoder<T>(options: DecoderOptions, run: (decoder: Decoder) => Promise<T>): Promise<T> {
  const decoder = createDecoder(options);
  try {
    return await run(decoder);
  } finally {
    await decoder[Symbol.asyncDispose]();
  }
}

export async function firstPixels(decoder: Decoder, file: Uint8Array): Promise<number[]> {
  const seen: number[] = [];
  for await (const { samples } of decoder.readFrames(file)) seen.push(Number(samples[0]));
  return seen;
}

/** What `index` finds of the frames, each one asked for at once. */
export async function eachAlone(decoder: Decoder, file: Uint8Array, count: number): Promise<(number | string)[]> {
  const blob = new Blob([new Uint8Array(file)]);
  const index = await indexFile(blob);
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      decoder.readFrame(blob, index, i).then(
        ({ samples }) => Number(samples[0]),
        (error: unknown) => (error instanceof DicomError ? error.code : String(error)),
      ),
    ),
  );
}

/** 0, 1, 2 …: what `firstPixels` gives of so many frames. */
export const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Until something is so, or a second is over. */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 1000; !condition() && Date.now() < end;) await new Promise((go) => setTimeout(go, 5));
  assert.ok(condition(), String(condition));
}
