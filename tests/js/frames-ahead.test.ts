// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reading ahead: a decoder may work on several frames at a time, and they come in order all the same.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { framesOf as framesBy } from '../../dist/sinks/frames.js';
import type { DecodedFrame, FrameDecoder, FrameJob } from '../../dist/wasm/codec.js';
import { rleLossless } from '../support/dicom-builder.js';
import { chunked, counted, imageFile, rleFrames } from '../support/image-file.js';

const rows = 5;
const columns = 6;

/** Decodes when it is told to: frame by frame, in any order. */
class Hand implements FrameDecoder {
  readonly waiting: { readonly job: FrameJob; readonly signal: AbortSignal | undefined; done(): void; fail(): void }[] =
    [];
  most = 0;

  decode(job: FrameJob, signal?: AbortSignal): Promise<DecodedFrame> {
    return new Promise((resolve, reject) => {
      const leave = (): void => void this.waiting.splice(this.waiting.indexOf(entry), 1);
      const entry = {
        job,
        signal,
        done: () => {
          leave();
          const bytes = Uint8Array.from(job.encoded.subarray(64, 64 + 30));
          resolve({ ...job.declared, bytes, color: 'asDeclared', damaged: false });
        },
        fail: () => (leave(), reject(new Error('spoiled'))),
      };
      this.waiting.push(entry);
      this.most = Math.max(this.most, this.waiting.length);
    });
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a decoder that works on several frames at a time', () => {
  const many = 12;
  const file = imageFile({
    ...{ rows, columns, frames: many, transferSyntax: rleLossless },
    pixels: rleFrames(counted(rows * columns * many), many, 1),
  });

  test('gets as many as it may, and the frames come in order', async () => {
    const hand = new Hand();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { index } of framesBy(chunked(file, 100), {}, { decoder: hand, ahead: 4 })) seen.push(index);
    })();
    while (seen.length < many) {
      await turn();
      hand.waiting.at(-1)?.done(); // the last one first
      assert.ok(hand.waiting.length < 4);
    }
    await reading;
    assert.equal(hand.most, 4);
    assert.deepEqual(
      seen,
      Array.from({ length: many }, (_, i) => i),
    );
  });

  test('gets one at a time where the frames are large', async () => {
    const hand = new Hand();
    const reading = framesBy(file, {}, { decoder: hand, ahead: 4, maxAheadSize: 1 });
    const first = reading.next();
    await turn();
    assert.equal(hand.waiting.length, 1);
    hand.waiting[0]!.done();
    assert.equal((await first).value?.index, 0);
    await reading.return();
  });

  test('hands a frame on before the next one has come', async () => {
    const hand = new Hand();
    const end = file.length - 9;
    async function* source(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, end);
      await new Promise(() => undefined); // nothing ever comes
    }
    const abort = new AbortController();
    const reading = framesBy(source(), { signal: abort.signal }, { decoder: hand, ahead: 40 });
    const first = reading.next();
    await turn();
    hand.waiting[0]!.done();
    assert.equal((await first).value?.index, 0);
    const second = reading.next();
    abort.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
  });

  test('is told to stop when the loop is left', async () => {
    const hand = new Hand();
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* chunked(file, 100);
      } finally {
        ended = true;
      }
    }
    const reading = framesBy(source(), {}, { decoder: hand, ahead: 4 });
    const first = reading.next();
    await turn();
    hand.waiting[0]!.done();
    await first;
    await reading.return();
    assert.ok(hand.waiting.length > 0 && hand.waiting.every(({ signal }) => signal?.aborted === true));
    await turn();
    assert.ok(ended);
  });

  test('whose frame fails throws in its turn, and so does a file that breaks off', async () => {
    const hand = new Hand();
    const reading = framesBy(file.subarray(0, file.length - 100), {}, { decoder: hand, ahead: 40 });
    const first = reading.next();
    await turn();
    hand.waiting[1]!.fail();
    await turn();
    for (const { done } of [...hand.waiting]) done();
    assert.equal((await first).value?.index, 0);
    await assert.rejects(reading.next(), /spoiled/);
    const cut = new Hand();
    const rest = framesBy(file.subarray(0, file.length - 100), {}, { decoder: cut, ahead: 40 });
    let count = 0;
    const all = (async () => {
      for await (const frame of rest) count = frame.index + 1;
    })();
    await turn();
    for (const { done } of [...cut.waiting]) done();
    await assert.rejects(all, { code: 'truncated' });
    assert.equal(count, many - 1);
  });
});
