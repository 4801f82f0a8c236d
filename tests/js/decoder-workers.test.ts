// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What becomes of workers: they die, do not start, grow, idle, and are gone in the end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { counted, eachAlone, firstPixels, manyFrames, oddFirst, until, withDecoder } from '../support/decoding.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fileLine = `const file = Uint8Array.from(atob('${Buffer.from(manyFrames(30)).toString('base64')}'), (c) => c.charCodeAt(0));\n`;

/** Runs a module in a process of its own, which must end by itself and well; each line that it prints is JSON. */
async function runScript(script: string): Promise<unknown[]> {
  const args = ['--input-type=module', '--eval', fileLine + script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 20_000 });
  assert.equal(stderr, '');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('a worker that', () => {
  for (const [how, what] of [
    ['ends', 'exit'],
    ['throws', 'throw'],
    ['has no memory left', 'memory'],
    ['traps', 'trap'],
  ] as const) {
    test(`${how} costs one frame`, async () => {
      await withDecoder({ workers: 1, worker: oddFirst(what, 2) }, async (decoder) => {
        assert.deepEqual(await eachAlone(decoder, manyFrames(5), 5), [0, 'decoder_crashed', 2, 3, 4]);
        const { decoded, crashed, workers } = decoder.stats();
        assert.deepEqual({ decoded, crashed, workers }, { decoded: 4, crashed: 1, workers: 1 });
      });
    });
  }

  test('does not start is an error where the caller made it', async () => {
    const unfit: (() => Worker)[] = [
      () => new Worker(new URL('../support/no-such-worker.mjs', import.meta.url)),
      () => new Worker('throw new Error("odd")', { eval: true }),
      oddFirst('old'),
      () => {
        throw new Error('odd');
      },
    ];
    for (const worker of unfit) {
      await withDecoder({ workers: 1, worker }, async (decoder) => {
        await assert.rejects(firstPixels(decoder, manyFrames(3)), { name: 'TypeError', code: 'worker_unavailable' });
        const { workers, waiting, fallback } = decoder.stats();
        assert.deepEqual({ workers, waiting, fallback }, { workers: 0, waiting: 0, fallback: false });
      });
    }
  });

  test('has grown is replaced, and no frame is lost', async () => {
    await withDecoder({ workers: 1, maxMemory: 1 }, async (decoder) => {
      assert.deepEqual(await firstPixels(decoder, manyFrames(4)), counted(4));
      assert.equal(decoder.stats().recycled, 4);
      assert.equal(decoder.stats().crashed, 0);
    });
  });

  test('is idle is ended', async () => {
    await withDecoder({ workers: 2, idleTimeout: 20 }, async (decoder) => {
      await firstPixels(decoder, manyFrames(9));
      await until(() => decoder.stats().workers === 0);
      assert.deepEqual(await firstPixels(decoder, manyFrames(3)), counted(3));
    });
  });
});

describe('a process', () => {
  test('ends by itself, with workers that nobody closed', async () => {
    const lines = await runScript(`
      import { createDecoder } from 'dcmstream';
      const decoder = createDecoder({ workers: 2 });
      const seen = [];
      const { signal } = new AbortController();
      for await (const { samples } of decoder.readFrames(file, { signal, ahead: 20 })) seen.push(samples[0]);
      console.log(JSON.stringify([seen, decoder.stats().workers]));
    `);
    assert.deepEqual(lines, [[counted(30), 2]]);
  });

  test('is not left with anything by a decoder that was closed', async () => {
    const lines = await runScript(`
      import { createDecoder } from 'dcmstream';
      const held = () => process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort|Timeout/.test(name)).length;
      const decoder = createDecoder({ workers: 2 });
      // In every turn: a worker that is busy now may have answered before the loop goes on.
      let inside = 0;
      let isReading = true;
      const look = () => {
        inside = Math.max(inside, held());
        if (isReading) setImmediate(look);
      };
      look();
      for await (const frame of decoder.readFrames(file)) if (frame.index === 3) break;
      isReading = false;
      await decoder[Symbol.asyncDispose]();
      await new Promise((go) => setImmediate(go));
      console.log(JSON.stringify([inside, held()]));
    `);
    const [[inside, after]] = lines as [[number, number]];
    assert.ok(inside > 0, 'busy workers keep a process alive');
    assert.equal(after, 0);
  });

  test('without the file of the worker decodes on its own thread, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcmstream-decoder-'));
    try {
      const outfile = join(folder, 'bundled.mjs');
      const entry = `
        import { createDecoder } from 'dcmstream';
        import { readFileSync } from 'node:fs';
        import { init } from 'dcmstream';
        const wasm = (name) => new Uint8Array(readFileSync(process.argv[2] + name));
        await init({ wasm: { parser: wasm('parser.wasm'), image: wasm('image.wasm') } });
        const decoder = createDecoder({ workers: 2 });
        const seen = [];
        for await (const { samples } of decoder.readFrames(file)) seen.push(samples[0]);
        console.log(JSON.stringify([seen, decoder.stats().fallback, decoder.stats().workers]));
      `;
      const stdin = { contents: fileLine + entry, resolveDir: root };
      await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
      const { stdout } = await promisify(execFile)(process.execPath, [outfile, join(root, 'dist', 'wasm', '/')]);
      assert.deepEqual(JSON.parse(stdout), [counted(30), true, 0]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
