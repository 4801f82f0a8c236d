// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShows, frameOf } from '../support/expected-picture.js';
import { type ViewerPage, withViewer } from '../support/viewer-page.js';
import { sampleFile } from './sample.js';

async function drag(
  viewer: ViewerPage,
  right: number,
  down: number,
  button: 'left' | 'middle' | 'right' = 'left',
): Promise<void> {
  const { mouse } = viewer.page;
  await viewer.page.locator('#viewport').hover();
  const box = (await viewer.page.locator('#viewport').boundingBox())!;
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await mouse.down({ button });
  await mouse.move(x + right, y + down, { steps: 4 });
  await mouse.up({ button });
  await viewer.drawn();
}

const zoom = async (viewer: ViewerPage): Promise<number> =>
  Number(/Zoom (\d+) %/.exec(await viewer.corner('view'))?.[1]);

export function testPicture(): void {
  test(
    'dragging to the right widens the window, dragging down raises its center',
    withViewer({}, async (viewer) => {
      await drag(viewer, 64, 32);
      const window = await viewer.window();
      assert.deepEqual(window, { center: 100, width: 500 });
      await assertShows(viewer, await frameOf(await sampleFile('ct-24.dcm')), { window });
      assert.equal(await viewer.page.locator('#presets').inputValue(), 'own');
    }),
  );

  test(
    'takes the windows of the file and those of CT by number and by list',
    withViewer({}, async (viewer) => {
      await viewer.press('2');
      assert.deepEqual(await viewer.window(), { center: -550, width: 1600 });
      await viewer.page.locator('#presets').selectOption({ label: '5  Bone' });
      assert.deepEqual(await viewer.window(), { center: 480, width: 2500 });
      const options = await viewer.page.locator('#presets option:not([hidden])').allInnerTexts();
      assert.deepEqual(
        options.map((option) => option.replace(/^\d +/, '')),
        ['Mediastinum', 'Lung', 'Soft tissue', 'Lung', 'Bone', 'Brain', 'Automatic'],
      );
    }),
  );

  test(
    'keeps the window from slice to slice',
    withViewer({}, async (viewer) => {
      await viewer.press('4', 'ArrowDown');
      await viewer.shows('Image 26 of 48');
      assert.deepEqual(await viewer.window(), { center: -600, width: 1500 });
      await assertShows(viewer, await frameOf(await sampleFile('ct-23.dcm')), {
        window: { center: -600, width: 1500 },
      });
    }),
  );

  test(
    'inverts',
    withViewer({}, async (viewer) => {
      await viewer.press('i');
      await assertShows(viewer, await frameOf(await sampleFile('ct-24.dcm')), { invert: true });
    }),
  );

  test(
    'zooms by key, wheel and right button, and fits again',
    withViewer({}, async (viewer) => {
      const fitted = await zoom(viewer);
      await viewer.press('+');
      assert.equal(await zoom(viewer), Math.round(fitted * 1.25));
      await drag(viewer, 0, -30, 'right');
      const dragged = await zoom(viewer);
      assert.ok(dragged > fitted * 1.25);
      await viewer.page.keyboard.down('Control');
      await viewer.page.mouse.wheel(0, 240);
      await viewer.page.keyboard.up('Control');
      await viewer.drawn();
      assert.ok((await zoom(viewer)) < dragged);
      await viewer.press('f');
      await viewer.drawn();
      assert.equal(await zoom(viewer), fitted);
      await viewer.press('x');
      assert.equal(await zoom(viewer), 100);
    }),
  );

  test(
    'has a canvas as fine as the screen',
    withViewer({ deviceScaleFactor: 2 }, async (viewer) => {
      const density = await viewer.page.evaluate(() => {
        const canvas = document.querySelector('canvas#canvas') as HTMLCanvasElement;
        return [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight].map(Math.round);
      });
      assert.deepEqual(density, [2, 2]);
      await assertShows(viewer, await frameOf(await sampleFile('ct-24.dcm')));
    }),
  );

  test(
    'pans with the middle button, and resets',
    withViewer({}, async (viewer) => {
      await viewer.press('x', 's');
      const before = await viewer.page.locator('#canvas').screenshot();
      await drag(viewer, 80, 40, 'middle');
      assert.notDeepEqual(await viewer.page.locator('#canvas').screenshot(), before);
      await viewer.press('r', 'i', 'r');
      assert.deepEqual(await viewer.window(), { center: 50, width: 400 });
      await assertShows(viewer, await frameOf(await sampleFile('ct-24.dcm')));
    }),
  );

  test(
    'comes back to a series as it was left',
    withViewer({}, async (viewer) => {
      await viewer.press('2', 'Home');
      await viewer.shows('Image 1 of 48');
      await viewer.press(']');
      await viewer.shows('Image 1 of 30');
      await viewer.press('[');
      await viewer.shows('Image 1 of 48');
      assert.deepEqual(await viewer.window(), { center: -550, width: 1600 });
    }),
  );
}
