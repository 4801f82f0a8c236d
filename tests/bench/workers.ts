// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a second worker brings: the same frames read with one worker and with two, by the wall clock, since that is what workers
// are for. More than the machine gives it cannot be: so threads that only count are measured in the same run.

import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { createDecoder, type Decoder, readEncodedFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { rleLossless } from '../support/dicom-builder.js';
import { imageFile } from '../support/image-file.js';
import { type Line, lineOfTimes } from './line.js';

const frames = 16;
const rounds = 5;

export async function workers(): Promise<Line[]> {
  const lines = [await ceiling(), await compare('RLE, 1024² of 16 bits', rleSeries())];
  const series = await jpeg2000Series();
  if (series !== undefined) lines.push(await compare('JPEG 2000 lossless, CT', series));
  return lines;
}

/** Two threads that share nothing, against one after the other. */
async function ceiling(): Promise<Line> {
  const count = (): Promise<unknown> =>
    new Promise((resolve) => {
      new Worker('for (let i = 0, x = 0; i < 3e8; i++) x += i % 3;', { eval: true, execArgv: [] }).on('exit', resolve);
    });
  const best = { together: Infinity, apart: Infinity };
  for (let round = 0; round < 3; round++) {
    const begin = performance.now();
    await Promise.all([count(), count()]);
    const middle = performance.now();
    await count();
    await count();
    best.together = Math.min(best.together, middle - begin);
    best.apart = Math.min(best.apart, performance.now() - middle);
  }
  return lineOfTimes({
    name: 'two threads that count',
    peer: 'one',
    ours: best.together,
    theirs: best.apart,
    unit: 'ms',
  });
}

async function compare(name: string, file: Uint8Array): Promise<Line> {
  const decoders = [0, 1, 2].map((count) => createDecoder({ workers: count }));
  try {
    const best = decoders.map(() => Infinity);
    for (const decoder of decoders) await timeOf(decoder, file);
    for (let round = 0; round < rounds; round++) {
      for (const [i, decoder] of decoders.entries()) best[i] = Math.min(best[i]!, await timeOf(decoder, file));
    }
    const [none = NaN, one = NaN, two = NaN] = best;
    return lineOfTimes({
      name: `a frame with two workers, ${name}`,
      peer: 'with one',
      ours: two,
      theirs: one,
      unit: 'ms',
      target: '≥ 1.7×',
      beside: { 'without workers': none },
    });
  } finally {
    for (const decoder of decoders) decoder.close();
  }
}

/** Milliseconds a frame. */
async function timeOf(decoder: Decoder, file: Uint8Array): Promise<number> {
  const begin = performance.now();
  let count = 0;
  for await (const { samples } of decoder.readFrames(file)) count += samples.length > 0 ? 1 : 0;
  return (performance.now() - begin) / count;
}

/** A slope with noise of a few bits, as scanners give it. */
function rleSeries(): Uint8Array {
  const side = 1024;
  const low = new Uint8Array(side * side);
  const high = new Uint8Array(side * side);
  for (let i = 0, noise = 1; i < low.length; i++) {
    noise = (noise * 1103515245 + 12345) & 0x7fffffff;
    const value = ((i % side) + Math.floor(i / side)) * 2 + ((noise >> 16) & 7);
    low[i] = value & 0xff;
    high[i] = value >> 8;
  }
  const segments = [high, low].map((plane) => packBits(plane, side));
  const size = 64 + segments.reduce((sum, { length }) => sum + length, 0);
  const frame = new Uint8Array(size + (size % 2));
  const header = new DataView(frame.buffer);
  header.setUint32(0, segments.length, true);
  let at = 64;
  for (const [i, segment] of segments.entries()) {
    header.setUint32(4 + 4 * i, at, true);
    frame.set(segment, at);
    at += segment.length;
  }
  const pixels = new Array<Uint8Array>(frames).fill(frame);
  return imageFile({ rows: side, columns: side, bits: 16, transferSyntax: rleLossless, frames, pixels });
}

/** Runs of equal bytes and literal runs, row by row. PS3.5 §G.3.1 */
function packBits(plane: Uint8Array, columns: number): Uint8Array {
  const out: number[] = [];
  for (let row = 0; row < plane.length; row += columns) {
    const end = row + columns;
    for (let at = row; at < end;) {
      let run = 1;
      while (run < 128 && at + run < end && plane[at + run] === plane[at]) run++;
      if (run > 2) out.push(257 - run, plane[at]!);
      else {
        run = 1;
        const differs = (i: number): boolean => plane[i] !== plane[i + 1] || plane[i] !== plane[i + 2];
        while (run < 128 && at + run < end && differs(at + run)) run++;
        out.push(run - 1, ...plane.subarray(at, at + run));
      }
      at += run;
    }
  }
  return Uint8Array.from(out);
}

/** A slice of the corpus many times over; nothing where there is no corpus. */
async function jpeg2000Series(): Promise<Uint8Array | undefined> {
  if (corpus.missing !== false) return undefined;
  const { location, transferSyntax } = corpus.file('WG04/J2KR/CT1_J2KR');
  for await (const { data, format } of readEncodedFrames(new Uint8Array(await readFile(location)))) {
    const { rows, columns, bitsAllocated: bits, bitsStored: stored, signed } = format;
    const pixels = new Array<Uint8Array>(frames).fill(data);
    return imageFile({ rows, columns, bits, stored, signed, transferSyntax, frames, pixels });
  }
  return undefined;
}
