// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames decoded in workers: the same frames, in order, as long as they are wanted.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { createDecoder, DicomError, indexFile, readFrame } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { counted, firstPixels, manyFrames, oddFirst, until, withDecoder } from '../support/decoding.js';
import { framesOf, imageFile } from '../support/image-file.js';

describe('a decoder', () => {
  for (const workers of [0, 1, 2]) {
    test(`with ${workers} workers gives the frames that readFrames gives`, { skip: corpus.missing }, async () => {
      const files = corpus.withPixels('rle', 'native').filter((_, i) => i % 9 === 0);
      await withDecoder({ workers }, async (decoder) => {
        for (const { location, path } of files) {
          const file = new Uint8Array(await readFile(location));
          if (file.length > 4e6) continue;
          const size = file.buffer.byteLength;
          const frames = [];
          for await (const frame of decoder.readFrames(file)) frames.push(frame);
          assert.deepEqual(frames, await framesOf(file), path);
          assert.equal(file.buffer.byteLength, size, 'nothing of the caller is detached');
        }
        const { decoded, failed, crashed, fallback, workers: alive } = decoder.stats();
        assert.ok(decoded > 0);
        assert.deepEqual({ failed, crashed, fallback }, { failed: 0, crashed: 0, fallback: false });
        assert.ok(alive <= workers);
      });
    });

    test(`with ${workers} workers gives the frame that readFrame gives`, async () => {
      const file = new Blob([new Uint8Array(manyFrames(5))]);
      const index = await indexFile(file);
      await withDecoder({ workers }, async (decoder) => {
        assert.deepEqual(await decoder.readFrame(file, index, 3), await readFrame(file, index, 3));
        await assert.rejects(decoder.readFrame(file, index, 5), { code: 'frame_missing' });
      });
    });
  }

  test('starts no worker before a frame needs one, and no more than there is work for', async () => {
    await withDecoder({ workers: 4 }, async (decoder) => {
      const native = imageFile({ rows: 1, columns: 2, pixels: Uint8Array.of(1, 2) });
      assert.deepEqual(await firstPixels(decoder, native), [1]);
      assert.equal(decoder.stats().workers, 0);
      await firstPixels(decoder, manyFrames(1));
      assert.equal(decoder.stats().workers, 1);
    });
  });

  test('gives frames in order, whichever is decoded first', async () => {
    await withDecoder({ workers: 2, worker: oddFirst('slow') }, async (decoder) => {
      assert.deepEqual(await firstPixels(decoder, manyFrames(40)), counted(40));
      assert.equal(decoder.stats().decoded, 40);
    });
  });

  test('reads a bounded number of frames ahead', async () => {
    const file = manyFrames(60);
    let pulled = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < file.length; at += 76) {
        yield file.slice(at, at + 76);
        pulled++;
      }
    }
    await withDecoder({ workers: 2 }, async (decoder) => {
      const frames = decoder.readFrames(source(), { ahead: 3 });
      await frames.next();
      const before = Math.ceil((file.length - 60 * 76) / 76);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(pulled <= before + 1 + 3 + 2, `${pulled - before} frames pulled`);
      await frames.return();
    });
  });

  test('compiles nothing in workers', async () => {
    await withDecoder({ workers: 1, worker: oddFirst('frugal') }, async (decoder) => {
      assert.deepEqual(await firstPixels(decoder, manyFrames(3)), counted(3));
    });
  });

  test('leaves the chunks of the source as they are', async () => {
    const file = manyFrames(20);
    const chunks = [...Array(Math.ceil(file.length / 76)).keys()].map((i) => file.slice(i * 76, i * 76 + 76));
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* chunks;
    }
    await withDecoder({ workers: 2 }, async (decoder) => {
      let last = -1;
      for await (const { index } of decoder.readFrames(source())) last = index;
      assert.equal(last, 19);
      assert.deepEqual(Buffer.concat(chunks), Buffer.from(file));
    });
  });

  test('says where a frame is wrong, behind the frames before it', async () => {
    await withDecoder({ workers: 2 }, async (decoder) => {
      const seen: number[] = [];
      await assert.rejects(
        async () => {
          for await (const { index } of decoder.readFrames(manyFrames(6, [3]))) seen.push(index);
        },
        (error) => {
          assert.ok(error instanceof DicomError);
          const { code, tag, path, position } = error;
          assert.deepEqual({ code, tag, path }, { code: 'rle_malformed', tag: 0x7fe00010, path: '(7FE0,0010)' });
          assert.ok(position !== undefined && position > 128);
          return true;
        },
      );
      assert.deepEqual(seen, [0, 1, 2]);
      assert.equal(decoder.stats().failed, 1);
    });
  });

  test('serves several readers at once, and several decoders', async () => {
    await withDecoder({ workers: 2 }, (one) =>
      withDecoder({ workers: 1 }, async (other) => {
        const all = await Promise.all([one, other, one].map((decoder) => firstPixels(decoder, manyFrames(20))));
        assert.deepEqual(all, [counted(20), counted(20), counted(20)]);
      }),
    );
  });

  test('reads one frame after the other where no more may be held', async () => {
    await withDecoder({ workers: 2 }, async (decoder) => {
      const seen: number[] = [];
      for await (const { index } of decoder.readFrames(manyFrames(5), { maxAheadSize: 0 })) seen.push(index);
      assert.deepEqual(seen, counted(5));
      for (const maxAheadSize of [-1, NaN]) {
        assert.throws(() => decoder.readFrames(manyFrames(5), { maxAheadSize }), { code: 'argument_invalid' });
      }
    });
  });

  test('refuses options that mean nothing', () => {
    for (const options of [{ workers: -1 }, { workers: 1.5 }, { maxMemory: NaN }, { idleTimeout: -1 }]) {
      assert.throws(() => createDecoder(options), { name: 'TypeError', code: 'argument_invalid' });
    }
  });
});

describe('what is not wanted any more', () => {
  test('is rejected with the reason of the signal, and what waits is never begun', async () => {
    const file = new Blob([new Uint8Array(manyFrames(30))]);
    const index = await indexFile(file);
    await withDecoder({ workers: 1 }, async (decoder) => {
      const controller = new AbortController();
      const all = counted(30).map((n) => decoder.readFrame(file, index, n, { signal: controller.signal }));
      const outcomes = Promise.allSettled(all);
      await until(() => decoder.stats().waiting > 0);
      controller.abort(new Error('enough'));
      const settled = await outcomes;
      assert.equal(settled.length, 30);
      for (const outcome of settled) {
        assert.equal(outcome.status === 'rejected' && (outcome.reason as Error).message, 'enough');
      }
      const { waiting, cancelled, decoded } = decoder.stats();
      assert.deepEqual({ waiting, decoded }, { waiting: 0, decoded: 0 });
      assert.ok(cancelled > 0);
      assert.equal(Number((await decoder.readFrame(file, index, 7)).samples[0]), 7);
    });
  });

  test('ends when the loop is left, and the worker is ready for the next', async () => {
    await withDecoder({ workers: 2 }, async (decoder) => {
      for await (const { index } of decoder.readFrames(manyFrames(50))) if (index === 2) break;
      assert.equal(decoder.stats().waiting, 0);
      assert.deepEqual(await firstPixels(decoder, manyFrames(5)), counted(5));
      assert.ok(decoder.stats().decoded < 30);
    });
  });

  test('costs its worker where it takes too long', async () => {
    const file = new Blob([new Uint8Array(manyFrames(2))]);
    const index = await indexFile(file);
    await withDecoder({ workers: 1, worker: oddFirst('hang') }, async (decoder) => {
      const controller = new AbortController();
      const stuck = decoder.readFrame(file, index, 0, { signal: controller.signal });
      const next = decoder.readFrame(file, index, 1);
      await until(() => decoder.stats().busy === 1);
      controller.abort(new Error('too long'));
      await assert.rejects(stuck, { message: 'too long' });
      assert.equal(Number((await next).samples[0]), 1);
      const { recycled, cancelled, crashed } = decoder.stats();
      assert.deepEqual({ recycled, cancelled, crashed }, { recycled: 1, cancelled: 1, crashed: 0 });
    });
  });

  test('is rejected with an AbortError when the decoder is closed, once or twice', async () => {
    const decoder = createDecoder({ workers: 2 });
    const reading = firstPixels(decoder, manyFrames(200));
    const rejected = assert.rejects(reading, { name: 'AbortError' });
    await until(() => decoder.stats().busy > 0);
    decoder.close();
    decoder[Symbol.dispose]();
    await rejected;
    await assert.rejects(firstPixels(decoder, manyFrames(1)), { name: 'AbortError' });
    await decoder[Symbol.asyncDispose]();
    const { workers, busy, waiting } = decoder.stats();
    assert.deepEqual({ workers, busy, waiting }, { workers: 0, busy: 0, waiting: 0 });
  });
});
