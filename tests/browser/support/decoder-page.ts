// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A stranger's page that decodes frames in workers, and what it must show whatever way it was built and is served.

import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { readFrames } from 'dcmstream';
import { manyFrames } from '../../support/decoding.js';

const frames = 12;

/** `worker`: an expression for the option of that name; `head`: what stands above. */
export function decoderPage(
  publicFolder: string,
  worker = 'undefined',
  head = '',
): Record<string, string | Uint8Array> {
  return {
    'index.html': html(),
    'main.js': script(worker, head),
    [`${publicFolder}/many.dcm`]: manyFrames(frames),
  };
}

/** `importMap`: its JSON, for pages that nobody bundles. */
export function html(importMap?: string): string {
  const map = importMap === undefined ? '' : `<script type="importmap">${importMap}</script>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>reading</title>
    ${map}
    <script type="module" src="./main.js"></script>
  </head>
  <body></body>
</html>
`;
}

function script(worker: string, head: string): string {
  return `import { createDecoder } from 'dcmstream';
${head}
try {
  const decoder = createDecoder({ workers: 2, worker: ${worker} });
  const source = await (await fetch('./many.dcm')).blob();
  const samples = [];
  const all = [];
  for (let round = 0; round < 2; round++) {
    for await (const frame of decoder.readFrames(source)) all.push([...frame.samples]);
  }
  globalThis.seen = { all, stats: decoder.stats() };
  decoder.close();
  document.title = 'ready';
} catch (error) {
  document.title = 'failed: ' + error.message;
}
`;
}

export interface Expected {
  /** Whether workers decode, or the page itself because it gets none. */
  readonly fallback?: boolean;
  /** Parts of what the browser says in its console, and may. */
  readonly allowed?: RegExp;
}

/** Opens the page and fails unless it decodes as Node does, in workers, each wasm fetched once, and only what is needed. */
export async function assertPageDecodes(
  browser: Browser,
  address: string,
  { fallback = false, allowed = /^$/ }: Expected = {},
): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  const fetched: string[] = [];
  const problem = (text: string): void => void (allowed.test(text) || problems.push(text));
  page.on('pageerror', (error) => problem(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) problem(message.text());
  });
  // Those of the workers are the context's too.
  context.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  try {
    await page.goto(address);
    await page.waitForFunction(() => document.title !== 'reading', undefined, { timeout: 30_000 });
    assert.equal(await page.title(), 'ready', problems.join('\n'));
    const { all, stats } = (await page.evaluate('globalThis.seen')) as {
      all: number[][];
      stats: Record<string, unknown>;
    };
    const expected: number[][] = [];
    for await (const { samples } of readFrames(manyFrames(frames))) expected.push([...samples] as number[]);
    assert.deepEqual(all, [...expected, ...expected]);
    assert.equal(stats['decoded'], 2 * frames);
    assert.equal(stats['fallback'], fallback);
    assert.equal(stats['workers'], fallback ? 0 : 2);
    const wasm = fetched.filter((path) => path.endsWith('.wasm')).map((path) => path.replace(/^.*\//, ''));
    assert.deepEqual(wasm.map((name) => name.replace(/[-.].*/, '')).sort(), ['image', 'parser'], 'each wasm once');
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
}
