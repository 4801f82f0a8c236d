// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How the page gets its frames: by index and in passes, ahead of being asked for, within bounds. It needs no browser.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createDecoder, type Decoder, DicomError, type Frame, readDataset } from 'dcmstream';
import { FrameStore, isAbort } from '../../demo/image/frames.js';
import { neighbours } from '../../demo/image/neighbours.js';
import { Instance, type Picture } from '../../demo/study/instance.js';
import { noteProblems } from '../../demo/study/problems.js';
import { manyFrames, until } from '../support/decoding.js';
import { deflatedExplicitLittleEndian } from '../support/dicom-builder.js';
import { imageFile } from '../support/image-file.js';

const large = 1_000_000;
const decoder = createDecoder({ workers: 2 });
after(() => decoder.close());

async function instanceOf(bytes: Uint8Array): Promise<Instance> {
  const blob = new Blob([new Uint8Array(bytes)]);
  return new Instance({ name: 'file', blob }, await readDataset(blob, { tolerant: true }));
}

function at(instance: Instance, ...frames: number[]): Picture[] {
  return frames.map((frame) => ({ instance, frame }));
}

const first = ({ samples }: Frame): number => Number(samples[0]);

/** A decoder whose frames come when they are told to, and that knows what was asked of it. */
function heldDecoder(): { decoder: Decoder; asked: number[]; aborted: number[]; let: (frame: number) => void } {
  const asked: number[] = [];
  const aborted: number[] = [];
  const waiting = new Map<number, (frame: Frame) => void>();
  const readFrame: Decoder['readFrame'] = (_source, _index, index, { signal } = {}) => {
    asked.push(index);
    return new Promise((resolve, reject) => {
      waiting.set(index, resolve);
      signal?.addEventListener('abort', () => {
        aborted.push(index);
        reject(signal.reason);
      });
    });
  };
  return {
    decoder: { readFrame } as Decoder,
    asked,
    aborted,
    let: (index) => waiting.get(index)?.({ index, samples: Uint8Array.of(index), notes: [] } as unknown as Frame),
  };
}

describe('frames', () => {
  test('are read one by one where they lie, in any order', async () => {
    const instance = await instanceOf(manyFrames(20));
    const store = new FrameStore(large, decoder);
    for (const frame of [19, 3, 0, 7]) assert.equal(first(await store.want({ instance, frame })), frame);
  });

  test('of long files come in a pass at first, which is left for those that it has not come to', async () => {
    const instance = await instanceOf(manyFrames(120));
    const store = new FrameStore(large, decoder);
    for (const frame of [0, 1, 119, 60, 0]) assert.equal(first(await store.want({ instance, frame })), frame);
  });

  test('of deflated files, which have no ranges, come in a pass', async () => {
    const pixels = Uint8Array.of(7, 8, 9, 10);
    const whole = imageFile({ rows: 1, columns: 2, frames: 2, pixels });
    const { deflateRawSync } = await import('node:zlib');
    const meta = 128 + 4 + 12 + new DataView(whole.buffer).getUint32(140, true);
    const head = imageFile({ rows: 1, columns: 2, transferSyntax: deflatedExplicitLittleEndian, pixels });
    const headSize = 128 + 4 + 12 + new DataView(head.buffer).getUint32(140, true);
    const body = deflateRawSync(whole.subarray(meta));
    const instance = await instanceOf(Buffer.concat([head.subarray(0, headSize), body]));
    const store = new FrameStore(large, decoder);
    assert.equal(first(await store.want({ instance, frame: 1 })), 9);
  });

  test('that the file ends before are zeros, as a pass has them', async () => {
    const whole = imageFile({ rows: 2, columns: 2, frames: 3, pixels: new Uint8Array(12).fill(5) });
    const instance = await instanceOf(whole.subarray(0, -6));
    const store = new FrameStore(large, decoder);
    const frame = await store.want({ instance, frame: 2 });
    assert.deepEqual([...frame.samples], [0, 0, 0, 0]);
    assert.deepEqual(
      frame.notes.map(({ code }) => code),
      ['pixel_data_short'],
    );
  });

  test('that do not decode say why', async () => {
    const instance = await instanceOf(manyFrames(4, [2]));
    const store = new FrameStore(large, decoder);
    const failure = store.want({ instance, frame: 2 });
    await assert.rejects(failure, (error) => error instanceof DicomError && error.code === 'rle_malformed');
    assert.equal(first(await store.want({ instance, frame: 3 })), 3);
  });

  test('named as the next ones are there before they are asked for', async () => {
    const instance = await instanceOf(manyFrames(20));
    const store = new FrameStore(large, decoder);
    await store.want({ instance, frame: 4 }, at(instance, 5, 6, 7, 8, 9, 3));
    await store.whenIdle();
    for (const picture of at(instance, 5, 6, 7, 8, 9, 3)) assert.equal(first(store.peek(picture)!), picture.frame);
    assert.equal(store.peek({ instance, frame: 10 }), undefined);
  });

  test('that are not named any more are given up, and not begun', async () => {
    const instance = await instanceOf(manyFrames(20));
    const held = heldDecoder();
    const store = new FrameStore(large, held.decoder);
    const shown = store.want({ instance, frame: 0 }, at(instance, 1, 2, 3, 4, 5, 6));
    await until(() => held.asked.length === 4 || held.asked.length === 1);
    held.let(0);
    await shown;
    await until(() => held.asked.length === 5);
    void store.want({ instance, frame: 15 }, at(instance, 16)).catch(() => undefined);
    await until(() => held.aborted.length === 4);
    assert.deepEqual(held.aborted, [1, 2, 3, 4]);
    await until(() => held.asked.includes(15));
    assert.ok(!held.asked.includes(6));
    store.abandon();
    await until(() => held.aborted.includes(15));
  });

  test('asked for faster than they decode: one is read to its end, those between are given up', async () => {
    const instance = await instanceOf(manyFrames(20));
    const held = heldDecoder();
    const store = new FrameStore(large, held.decoder);
    const one = store.want({ instance, frame: 1 });
    const two = store.want({ instance, frame: 2 });
    const three = store.want({ instance, frame: 3 });
    await assert.rejects(two, isAbort);
    await until(() => held.asked.includes(1) && held.asked.includes(3));
    held.let(1);
    held.let(3);
    assert.deepEqual([await one, await three].map(first), [1, 3]);
  });

  test('are kept up to so many bytes, those looked at last', async () => {
    const instance = await instanceOf(manyFrames(20));
    const store = new FrameStore(10, decoder);
    for (let frame = 0; frame < 20; frame++) await store.want({ instance, frame });
    const kept = at(instance, ...Array(20).keys()).filter((picture) => store.peek(picture) !== undefined);
    assert.deepEqual(
      kept.map(({ frame }) => frame),
      [15, 16, 17, 18, 19],
    );
  });
});

describe('neighbours', () => {
  const pictures = at({} as Instance, ...Array(200).keys());
  const near = (index: number, step: number, size: number, round = false): number[] =>
    neighbours(pictures, index, { step, round }, size).map(({ frame }) => frame);

  test('lie in the direction of going, a few behind', () => {
    assert.deepEqual(near(50, 1, 512 * 1024).slice(0, 3), [51, 52, 53]);
    assert.deepEqual(near(50, -3, 512 * 1024).slice(0, 3), [49, 48, 47]);
    assert.deepEqual(near(50, 1, 512 * 1024).slice(-3), [49, 48, 47]);
    assert.equal(near(50, 1, 512 * 1024).length, 24);
  });

  test('are fewer where they are large', () => {
    assert.deepEqual(near(50, 1, 16 * 1024 * 1024), [51, 52, 53, 49]);
    assert.deepEqual(near(50, 1, 900 * 1024 * 1024), [51, 49]);
  });

  test('end with the series, unless it goes round', () => {
    assert.deepEqual(near(198, 1, 16 * 1024 * 1024), [199, 197]);
    assert.deepEqual(near(199, 1, 16 * 1024 * 1024), [198, 197, 196]);
    assert.deepEqual(near(199, 1, 16 * 1024 * 1024, true), [0, 1, 2, 198]);
  });
});

describe('notes', () => {
  const frame = (codes: string[], numberOfFrames = 1): Frame =>
    ({ index: 2, numberOfFrames, notes: codes.map((code) => ({ code })) }) as unknown as Frame;

  test('are told in words where they are seen in the picture, each once', () => {
    const told = noteProblems('a.dcm', frame(['length_odd', 'codestream_damaged', 'codestream_damaged'], 5));
    assert.deepEqual(
      told.map(({ code, where }) => [code, where]),
      [['codestream_damaged', 'in frame 3']],
    );
    assert.match(told[0]!.what, /compressed data are damaged/);
  });
});
