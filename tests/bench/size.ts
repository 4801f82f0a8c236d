// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a page downloads for `readDataset`: the TypeScript, bundled by esbuild, the parser's glue and its wasm, each as
// gzip -9 makes it. The names of attributes are another download, the image module too.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import type { Line } from './line.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function size(): Promise<Line[]> {
  const dataset = await bundle(`export { readDataset } from 'dcmstream';`);
  const pixels = await bundle(`export { readFrames, render } from 'dcmstream';`);
  const parser = { glue: dataset.chunk('parser-glue'), wasm: await wasm('parser') };
  const image = { glue: dataset.chunk('image-glue'), wasm: await wasm('image') };
  return [
    {
      name: 'download for readDataset, gzip, without names',
      ours: dataset.main + parser.glue + parser.wasm,
      unit: 'kB',
      target: '≤ 40 kB',
      beside: {
        'of that: TypeScript': dataset.main,
        'of that: parser glue': parser.glue,
        'of that: parser.wasm': parser.wasm,
        'only with names: dictionary': dataset.chunk('names'),
        'only with private names: dictionary': dataset.chunk('private-attributes'),
      },
    },
    {
      name: 'more for readFrames and render, gzip',
      ours: pixels.main - dataset.main + image.glue + image.wasm,
      unit: 'kB',
      beside: {
        'of that: TypeScript': pixels.main - dataset.main,
        'of that: image glue': image.glue,
        'of that: image.wasm': image.wasm,
      },
    },
  ];
}

interface Bundle {
  /** What is loaded at once, in kB. */
  readonly main: number;
  /** What is loaded when needed. */
  chunk(name: string): number;
}

async function bundle(contents: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    chunkNames: '[name]-[hash]',
  });
  const sizes = new Map(outputFiles.map(({ path, contents: code }) => [path.replace(/^.*\//, ''), zipped(code)]));
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [path.replace(/^.*\//, ''), output]),
  );
  const atOnce = new Set<string>();
  const follow = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    for (const { path, kind } of outputs.get(name)?.imports ?? []) {
      if (kind === 'import-statement') follow(path.replace(/^.*\//, ''));
    }
  };
  follow('stdin.js');
  return {
    main: [...atOnce].reduce((sum, name) => sum + (sizes.get(name) ?? NaN), 0),
    chunk: (wanted) => [...sizes].find(([name]) => name.startsWith(`${wanted}-`))?.[1] ?? NaN,
  };
}

async function wasm(name: string): Promise<number> {
  return zipped(await readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url)));
}

// By the tool itself: the zlib inside Node trades size for speed, 3 % of a wasm module.
const zipped = (bytes: Uint8Array): number => execFileSync('gzip', ['-9c'], { input: bytes }).length / 1000;
