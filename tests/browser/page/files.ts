// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files: the canvas shows what `render` draws in Node.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { DicomError, type Frame } from 'dcmstream';
import { corpus, type CorpusFile } from '../../support/corpus.js';
import { sampleFolder } from '../support/demo-page.js';
import { assertShows, frameOf } from '../support/expected-picture.js';
import { type GivenFile, type ViewerPage, withViewer } from '../support/viewer-page.js';

const allFiles = process.env['DCMSTREAM_LONG'] === '1';
const largest = allFiles ? 64_000_000 : 3_000_000;

/** One native or RLE file for each combination of encoding and traits; all of them in the long run. */
function chosenFiles(): CorpusFile[] {
  const seen = new Set<string>();
  return corpus
    .withPixels('native', 'rle')
    .filter(({ location }) => statSync(location).size < largest)
    .filter(({ transferSyntax, flags }) => {
      const key = [transferSyntax, ...flags].join();
      return allFiles || (!seen.has(key) && seen.add(key));
    });
}

async function readCorpus({ location }: CorpusFile): Promise<GivenFile> {
  return { name: basename(location), bytes: await readFile(location) };
}

/** The first frame, or why there is none. */
async function expected(bytes: Uint8Array): Promise<Frame | DicomError> {
  try {
    return await frameOf(bytes);
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
}

async function assertOpened(viewer: ViewerPage, { name, bytes }: GivenFile): Promise<void> {
  const frame = await expected(bytes);
  if (frame instanceof DicomError) {
    const said = await viewer.page.locator('#message, #problems').allInnerTexts();
    assert.ok(said.join('\n').includes(name), `${name}: ${frame.message}, but the page says nothing`);
    return;
  }
  await viewer.page.locator('#canvas:not([aria-label="No image"])').waitFor();
  // Where pixels are not square the picture is stretched: there is no 1:1 to compare.
  if (frame.display.pixelAspectRatio === 1) await assertShows(viewer, frame, { overlays: true });
}

export function testFiles(): void {
  test(
    'of the corpus look as render draws them',
    { skip: corpus.missing },
    withViewer({ width: 1600, height: 1200 }, async (viewer) => {
      const wrong: string[] = [];
      for (const file of chosenFiles()) {
        await viewer.closeAll();
        const given = await readCorpus(file);
        await viewer.openFiles([given]);
        await assertOpened(viewer, given).catch((error: unknown) => wrong.push(`${file.path}: ${String(error)}`));
      }
      assert.deepEqual(wrong, []);
    }),
  );

  test(
    'may be dropped: native and RLE',
    { skip: corpus.missing },
    withViewer({ width: 1600, height: 1200 }, async (viewer) => {
      for (const file of ['WG04/REF/CT1_UNC', 'WG04/RLE/MR1_RLE', 'WG04/RLE/US1_RLE']) {
        await viewer.closeAll();
        const given = await readCorpus(corpus.file(file));
        await viewer.drop([given]);
        await assertOpened(viewer, given);
      }
    }),
  );

  test(
    'that come as a folder are found at every level and sorted into series',
    withViewer({}, async (viewer) => {
      const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
      try {
        await mkdir(join(folder, 'study', 'heart'), { recursive: true });
        for (const name of ['ct-03.dcm', 'ct-01.dcm', 'ct-02.dcm'])
          await copyFile(join(sampleFolder, name), join(folder, 'study', name));
        await copyFile(join(sampleFolder, 'us-cine.dcm'), join(folder, 'study', 'heart', 'cine.dcm'));
        await viewer.closeAll();
        await viewer.openFolder(folder);
        assert.equal(await viewer.status(), '4 objects in 2 series read');
        const counts = await viewer.page.locator('.series-count').allInnerTexts();
        assert.deepEqual(counts, ['3 images', '30 frames']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
  );

  test(
    'opened twice are listed once',
    withViewer({}, async (viewer) => {
      const bytes = await readFile(join(sampleFolder, 'ct-05.dcm'));
      await viewer.openFiles([{ name: 'again.dcm', bytes }]);
      const counts = await viewer.page.locator('.series-count').allInnerTexts();
      assert.deepEqual(counts, ['48 images', '30 frames']);
    }),
  );

  test(
    'stop being read when that is asked for, and what has been read stays',
    withViewer({ hold: 'ct-20.dcm' }, async (viewer) => {
      await viewer.page.locator('#progress-text >> text=/of 49 files/').waitFor();
      await viewer.page.locator('#stop').click();
      await viewer.settle();
      assert.match(await viewer.status(), /read, stopped$/);
      viewer.release();
      assert.equal(await viewer.page.locator('#stop').isVisible(), false);
      await viewer.page.locator('#canvas:not([aria-label="No image"])').waitFor();
      const bytes = await readFile(join(sampleFolder, 'ct-05.dcm'));
      await viewer.openFiles([{ name: 'another.dcm', bytes }]);
      assert.equal(await viewer.status(), '1 object in 1 series read');
    }),
  );
}
