// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the page fetches of the library, by the requests that the browser makes: a codec comes with the first file that needs
// it, once, and is compiled for the workers; the page itself never runs one.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { test } from 'node:test';
import { corpus } from '../../support/corpus.js';
import { type ViewerPage, withViewer } from '../support/viewer-page.js';
import { sampleFile } from './sample.js';

const always = ['image', 'parser'];

/** Its module, and real files that need it. */
const codecs: readonly (readonly [module: string, ...files: string[]])[] = [
  ['jpeg', 'WG04/JPLY/MR1_JPLY', 'WG04/JPLL/MR1_JPLL'],
  ['jpegls', 'WG04/JLSL/MR1_JLSL', 'WG04/JLSN/MR1_JLSN'],
  ['jpeg2000', 'WG04/J2KR/MR1_J2KR', 'WG04/J2KI/MR1_J2KI'],
];

function modules(viewer: ViewerPage): string[] {
  const names = viewer.requests.flatMap((path) => /([^/]+?)(-[\w-]{8})?\.wasm$/.exec(path)?.[1] ?? []);
  return names.sort();
}

/** Scripts that run a codec, fetched apart from the worker, which has them in itself. */
function glues(viewer: ViewerPage): string[] {
  return viewer.requests.filter((path) => /(jpeg|jpegls|jpeg2000)-glue/.test(path));
}

async function open(viewer: ViewerPage, name: string): Promise<void> {
  await viewer.closeAll();
  await viewer.openFiles([{ name: basename(name), bytes: await readFile(corpus.file(name).location) }]);
  await viewer.page.locator('#canvas:not([aria-label="No image"])').waitFor();
}

export function testModules(): void {
  test(
    'are the two that every file needs, where images are not compressed',
    withViewer({}, async (viewer) => {
      await viewer.closeAll();
      await viewer.openFiles([{ name: 'ct.dcm', bytes: await sampleFile('ct-07.dcm') }]);
      await viewer.shows('Image 1 of 1');
      assert.deepEqual(modules(viewer), always);
      assert.deepEqual(glues(viewer), []);
    }),
  );

  for (const [name, ...files] of codecs) {
    test(
      `and ${name} once, when the first such file is opened`,
      { skip: corpus.missing },
      withViewer({}, async (viewer) => {
        assert.deepEqual(modules(viewer), always);
        for (const file of [...files, ...files]) {
          await open(viewer, file);
          assert.deepEqual(modules(viewer), [...always, name].sort());
        }
        assert.deepEqual(glues(viewer), [], 'the page runs no codec itself');
      }),
    );
  }
}
