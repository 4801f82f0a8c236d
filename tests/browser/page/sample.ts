// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleFolder } from '../support/demo-page.js';
import { assertShows, frameOf } from '../support/expected-picture.js';
import { withViewer } from '../support/viewer-page.js';

export const sampleFile = (name: string): Promise<Uint8Array> => readFile(join(sampleFolder, name));

export function testSample(): void {
  test(
    'opens with the middle of the phantom, as render draws it',
    withViewer({}, async (viewer) => {
      assert.match(await viewer.corner('series'), /Image 25 of 48/);
      await assertShows(viewer, await frameOf(await sampleFile('ct-24.dcm')));
    }),
  );

  test(
    'lists its two series with modality, description, count and thumbnail',
    withViewer({}, async (viewer) => {
      await viewer.page.locator('.thumbnail canvas').nth(1).waitFor();
      const texts = await viewer.page.locator('.series').allInnerTexts();
      assert.deepEqual(
        texts.map((text) => text.split('\n')),
        [
          ['CT 2', 'Chest, axial 5 mm, contrast', '48 images'],
          ['US 3', 'Heart, four chambers, colour Doppler', '30 frames'],
        ],
      );
    }),
  );

  test(
    'names patient, study, series and image in the corners, and the directions at the edges',
    withViewer({}, async (viewer) => {
      assert.equal(await viewer.corner('patient'), 'Phantom, Shepp\nDCMSTREAM-001\n1974-06-01 · O · 51 y');
      assert.match(await viewer.corner('study'), /Phantom for the viewer\n2026-01-05 09:15:00/);
      assert.match(
        await viewer.corner('series'),
        /Series 2 · CT\n.*\nImage 25 of 48\nLocation 2.5 mm · thickness 5 mm/,
      );
      assert.match(await viewer.corner('view'), /C 50 {2}W 400\nZoom \d+ %\n320 × 320, 12 bit/);
      const edges = await viewer.page.locator('[data-edge]').allInnerTexts();
      assert.deepEqual(edges, ['R', 'L', 'A', 'P']);
      assert.equal(await viewer.text('.notice'), 'Not for diagnosis');
    }),
  );

  test(
    'sorts slices by their place, from the feet to the head',
    withViewer({}, async (viewer) => {
      for (const [key, place, file] of [
        ['Home', '-117.5', 'ct-48.dcm'],
        ['End', '117.5', 'ct-01.dcm'],
      ] as const) {
        await viewer.press(key);
        await viewer.shows(`Location ${place} mm`);
        await assertShows(viewer, await frameOf(await sampleFile(file)));
      }
    }),
  );

  test(
    'goes through the images by wheel, keys and slider',
    withViewer({}, async (viewer) => {
      const place = viewer.page.locator('#place');
      const expectPlace = (text: string): Promise<void> => viewer.page.locator(`#place >> text="${text}"`).waitFor();
      assert.equal(await place.innerText(), '25 / 48');
      await viewer.press('ArrowDown');
      await expectPlace('26 / 48');
      await viewer.press('PageUp');
      await expectPlace('16 / 48');
      await viewer.page.locator('#viewport').hover();
      await viewer.page.mouse.wheel(0, 120);
      await expectPlace('18 / 48');
      await viewer.page.locator('#slider').fill('40');
      await expectPlace('40 / 48');
      await viewer.shows('Image 40 of 48');
    }),
  );

  test(
    'plays the loop at its own rate, and stops',
    withViewer({}, async (viewer) => {
      await viewer.press(']');
      await viewer.shows('Image 1 of 30');
      assert.equal(await viewer.page.locator('#rate').inputValue(), '30');
      await assertShows(viewer, await frameOf(await sampleFile('us-cine.dcm')));
      await viewer.press('Space');
      await viewer.page.locator('#place >> text=/^1[0-9] /').waitFor();
      await viewer.press('Space');
      const stopped = await viewer.text('#place');
      await viewer.page.waitForTimeout(150);
      assert.equal(await viewer.text('#place'), stopped);
      await assertShows(viewer, await frameOf(await sampleFile('us-cine.dcm'), Number.parseInt(stopped, 10) - 1));
    }),
  );
}
