// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every image of the corpus on a canvas, read, decoded and drawn by the viewer's own code, is byte for byte what `render`
// draws in Node, which other tests hold against DCMTK's pictures.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { DicomError, type Frame, init, readFrames, render } from 'dcmstream';
import { build } from 'vite';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { chromiumMissing, launchChromium } from './support/chromium.js';
import { serveFolder, type StaticServer } from './support/static-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = join(root, 'tests', 'browser', 'canvas');
const built = join(root, 'build', 'canvas');

/** Files that the page draws between two answers. */
const batch = 20;
/** Of files with more pixels than this, the first and the last frame are drawn. */
const manyPixels = 4_000_000;

interface Expected {
  readonly file: CorpusFile;
  readonly frames: readonly number[];
  readonly drawn: readonly string[];
}

/** What Node makes of the frames to be drawn, an error in the place of the frame that it stands in. */
async function expectedOf(file: CorpusFile): Promise<Expected> {
  const all: string[] = [];
  let size = 0;
  try {
    for await (const frame of readFrames(await readFile(file.location))) {
      size = frame.rows * frame.columns * frame.numberOfFrames;
      all.push(size > manyPixels && frame.index > 0 && !isLast(frame) ? '' : drawn(frame));
    }
  } catch (error) {
    all.push(codeOf(error));
  }
  const frames = all.flatMap((one, index) => (one === '' ? [] : [index]));
  return { file, frames, drawn: frames.map((index) => all[index]!) };
}

function isLast({ index, numberOfFrames }: Frame): boolean {
  return index === numberOfFrames - 1;
}

function drawn(frame: Frame): string {
  try {
    const { data, width, height } = render(frame, { overlays: true });
    return `${width} × ${height}, ${createHash('sha256').update(data).digest('hex')}`;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof DicomError ? error.code : String(error);
}

describe('the corpus on a canvas', { skip: chromiumMissing || corpus.missing }, () => {
  let browser: Browser;
  let pages: StaticServer;
  let opened: Page;

  before(async () => {
    await init();
    await build({
      root: page,
      configFile: false,
      base: './',
      logLevel: 'warn',
      resolve: {
        alias: [
          { find: /^dcmstream$/, replacement: join(root, 'dist', 'index.js') },
          { find: /^dcmstream\/tags$/, replacement: join(root, 'dist', 'dictionary', 'tags.js') },
        ],
      },
      build: { outDir: built, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
    });
    const folders = { '/corpus/': corpus.folder };
    [browser, pages] = await Promise.all([launchChromium(), serveFolder(built, {}, folders)]);
    opened = await browser.newPage();
    await opened.goto(`${pages.origin}/`);
    await opened.waitForFunction(() => document.title === 'ready');
  });

  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  test('is what render draws in Node, and what cannot be drawn is refused with the same code', async () => {
    const wrong: string[] = [];
    let pictures = 0;
    const next = (at: number): Promise<Expected[]> =>
      Promise.all(corpus.files.slice(at, at + batch).map((file) => expectedOf(file)));
    for (let at = 0, coming = next(0); at < corpus.files.length; at += batch) {
      const expected = await coming;
      // Node works on the next files while the page draws these.
      coming = next(at + batch);
      const jobs = expected.map(({ file, frames }) => ({
        address: `/corpus/${encodeURIComponent(file.path)}`,
        frames,
      }));
      const answers = await opened.evaluate(async (files) => {
        const all: string[][] = [];
        for (const { address, frames } of files) all.push(await window.drawFile(address, frames));
        return all;
      }, jobs);
      expected.forEach(({ file, frames, drawn: right }, index) => {
        frames.forEach((frame, place) => {
          const got = answers[index]?.[place];
          pictures += right[place]!.includes('×') ? 1 : 0;
          if (got !== right[place]) wrong.push(`${file.path}, frame ${frame}: ${got}; Node: ${right[place]}`);
        });
      });
    }
    assert.deepEqual(wrong, []);
    assert.ok(pictures > 400, `only ${pictures} pictures were drawn`);
  });
});
