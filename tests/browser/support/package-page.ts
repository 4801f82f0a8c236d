// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A stranger's page that uses the package: it reads a Blob, shows the picture, and reads it once more in a module worker.
// Its Content Security Policy allows no eval; the page proves that it is in force.

import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { columns, expectedPixels, packageImage, patientName, rows } from './package-image.js';

export const policy = "script-src 'self' 'wasm-unsafe-eval'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <title>reading</title>
  </head>
  <body>
    <h1></h1>
    <canvas></canvas>
    <script type="module" src="./main.js"></script>
  </body>
</html>
`;

const main = `import { init, readDataset, readFrames, render } from 'dcmstream';
import { PatientName, PixelData } from 'dcmstream/tags';

function evalWorks() {
  try {
    return new Function('return true')();
  } catch {
    return false;
  }
}

function inWorker(blob) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error('in the worker: ' + message));
    worker.postMessage(blob);
  });
}

try {
  const blob = await (await fetch('./image.dcm')).blob();
  const dataset = await readDataset(blob, { stopAt: PixelData });
  document.querySelector('h1').textContent = dataset.string(PatientName);
  await init();
  const canvas = document.querySelector('canvas');
  for await (const frame of readFrames(blob)) {
    const { data, width, height } = render(frame);
    Object.assign(canvas, { width, height });
    canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
  }
  globalThis.worker = await inWorker(blob);
  globalThis.evalWorks = evalWorks();
  document.title = 'ready';
} catch (error) {
  document.title = 'failed: ' + error.message;
}
`;

const worker = `import { init, parse, readFrames, render } from 'dcmstream';

self.onmessage = async ({ data: blob }) => {
  await init();
  let parts = 0;
  const reader = blob.stream().pipeThrough(parse()).getReader();
  for (let step; !(step = await reader.read()).done; ) parts += step.value.length;
  for await (const frame of readFrames(blob)) {
    const { data } = render(frame);
    self.postMessage({ parts, data }, [data.buffer]);
  }
};
`;

/** The files of the page, with those that every bundler serves as they are in `publicFolder`. */
export function pageFiles(publicFolder: string): Record<string, string | Uint8Array> {
  return {
    'index.html': page,
    'main.js': main,
    'worker.js': worker,
    [`${publicFolder}/image.dcm`]: packageImage(),
  };
}

/** Opens the page and fails unless it shows in all ways what Node makes of the image. */
export async function assertPageShows(browser: Browser, address: string): Promise<void> {
  const opened = await browser.newPage();
  const problems: string[] = [];
  opened.on('pageerror', (error) => problems.push(error.message));
  opened.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico')) problems.push(message.text());
  });
  try {
    await opened.goto(address);
    await opened.waitForFunction(() => document.title !== 'reading', undefined, { timeout: 30_000 });
    assert.equal(await opened.title(), 'ready', problems.join('\n'));
    assert.equal(await opened.textContent('h1'), patientName);
    const seen = await opened.evaluate(readBack, { columns, rows });
    const expected = [...(await expectedPixels())];
    assert.deepEqual(seen.canvas, expected, 'the canvas shows other pixels than Node renders');
    assert.deepEqual(seen.worker, expected, 'the worker renders other pixels than Node');
    assert.ok(seen.parts > 20, 'the worker parses the file');
    assert.equal(seen.evalWorks, false, 'the policy is in force');
    assert.deepEqual(problems, []);
  } finally {
    await opened.close();
  }
}

interface Seen {
  readonly canvas: number[];
  readonly worker: number[];
  readonly parts: number;
  readonly evalWorks: boolean;
}

/** Runs in the page. */
function readBack({ columns: width, rows: height }: { columns: number; rows: number }): Seen {
  const context = document.querySelector('canvas')?.getContext('2d');
  const { worker: { data, parts } = { data: [], parts: 0 }, evalWorks = true } = globalThis as unknown as {
    worker?: { data: Iterable<number>; parts: number };
    evalWorks?: boolean;
  };
  const canvas = [...(context?.getImageData(0, 0, width, height).data ?? [])];
  return { canvas, worker: [...data], parts, evalWorks };
}
