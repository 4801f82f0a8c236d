// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a bundler makes of the package: who imports little, loads little.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Bundled {
  /** In bytes. */
  readonly size: number;
  /** The files of the package that are loaded at once. */
  readonly atOnce: readonly string[];
  /** Those that are loaded when needed. */
  readonly later: readonly string[];
}

async function bundle(contents: string): Promise<Bundled> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
  });
  const reached = new Set<string>();
  const reach = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const { path, kind } of metafile.outputs[name]?.imports ?? []) if (kind === 'import-statement') reach(path);
  };
  reach('out/stdin.js');
  const inputsOf = (isReached: boolean): string[] =>
    Object.entries(metafile.outputs)
      .filter(([name]) => reached.has(name) === isReached)
      .flatMap(([, { inputs }]) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([name]) => name);
  const size = [...reached].reduce((sum, name) => sum + (metafile.outputs[name]?.bytes ?? NaN), 0);
  return { size, atOnce: inputsOf(true), later: inputsOf(false) };
}

test('one constant costs one constant', async () => {
  const { size } = await bundle(`import { PatientName } from 'dcmstream/tags'; globalThis.tag = PatientName;`);
  assert.ok(size < 100, `${size} bytes`);
});

test('an import that is not used costs nothing', async () => {
  const { size } = await bundle(`import { readFrames } from 'dcmstream';`);
  assert.equal(size, 0);
});

test('readDataset loads the glue when needed, and neither the names nor what draws', async () => {
  const { atOnce, later } = await bundle(`export { readDataset } from 'dcmstream';`);
  assert.deepEqual(
    atOnce.filter((file) =>
      /names|name-rows|uid|dictionary\/(?:tags|private)|wasm\/image|-glue|base64|pixels|cli|node:/.test(file),
    ),
    [],
  );
  assert.ok(atOnce.includes('dist/dataset/read.js'));
  assert.ok(later.includes('dist/wasm/parser-glue.js'));
  assert.ok(later.includes('dist/dictionary/names.js'));
});

test('readDataset loads what writes a data set when one is written', async () => {
  const { atOnce, later } = await bundle(`export { readDataset } from 'dcmstream';`);
  // The constants of the implementation are the package's own exports: they come with its entry.
  assert.deepEqual(
    atOnce.filter((file) => /writing|dist\/flow(?!\/implementation)|sinks|text-writer|write-messages/.test(file)),
    [],
  );
  assert.ok(later.includes('dist/writing/write-dataset.js'));
});

test('toTransferSyntax loads what decodes when encapsulated pixel data come', async () => {
  const { atOnce, later } = await bundle(`export { parse, through, toTransferSyntax, bytes } from 'dcmstream';`);
  assert.deepEqual(
    atOnce.filter((file) => /pixels|wasm\/(?:image|codec|splitter)|-glue|private-rows/.test(file)),
    [],
  );
  assert.ok(later.includes('dist/pixels/transcode/decoding.js'));
});

test('private names are a download of their own', async () => {
  const { atOnce, later } = await bundle(`export { init } from 'dcmstream';`);
  assert.deepEqual(
    atOnce.filter((file) => /dictionary\/(?!registry)/.test(file)),
    [],
  );
  assert.ok(later.includes('dist/dictionary/private-rows.js'));
  assert.ok(later.includes('dist/dictionary/name-rows.js'));
});

test('nothing for browsers needs Node', async () => {
  const { atOnce, later } = await bundle(`export * from 'dcmstream'; export * as inline from 'dcmstream/inline';`);
  assert.deepEqual(
    [...atOnce, ...later].filter((file) => /read-wasm-node|\/cli\//.test(file)),
    [],
  );
});
