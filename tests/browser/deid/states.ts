// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The views of the dialog, light and dark, wide and narrow: axe finds nothing, nothing is wider than the page, and the page stays quick.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf } from '../../support/deid-folder.js';
import { DeidPage, withDeid } from '../support/deid-page.js';
import { type ViewerOptions, type ViewerPage, withViewer } from '../support/viewer-page.js';

const looks: readonly (ViewerOptions & { name: string })[] = [
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 844 },
];

/** Many times what a task of the page takes while a worker runs, in milliseconds: the machine of a test may be busy. */
const longest = 150;

async function assertFits(viewer: ViewerPage, name: string): Promise<void> {
  const wider = await viewer.page.evaluate(`[...document.querySelectorAll('#deid *')]
    .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.className || element.id)`);
  assert.deepEqual(wider, [], name);
}

export function testDeidStates(): void {
  for (const { name, ...options } of looks) {
    test(
      `has no accessibility violations, ${name}`,
      withViewer(options, async (viewer) => {
        await viewer.press('e');
        await viewer.page.locator('.deid-row').first().waitFor();
        for (const view of ['options', 'attributes', 'pixels', 'result']) {
          const tab = viewer.page.locator(`#deid-tab-${view}`);
          if (!(await tab.isVisible())) continue;
          await tab.click();
          if (view === 'pixels') await viewer.page.locator('#deid-add').click();
          await viewer.drawn();
          await viewer.screenshot(`deid-${name}-${view}`);
          assert.deepEqual(await viewer.violations(), [], `${name}, ${view}`);
          await assertFits(viewer, `${name}, ${view}`);
        }
      }),
    );
  }

  test(
    'holds up the page for no long time while it runs',
    withDeid({}, async (viewer) => {
      const files = Array.from({ length: 40 }, (_, i) => ({
        name: `${i}.dcm`,
        bytes: fileOf(`5${i}`, { pixels: new Uint8Array(16 * 20_000) }),
      }));
      const page = await DeidPage.open(viewer, files);
      await viewer.page.evaluate(`
        window.tasks = [];
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
          .observe({ type: 'longtask' });
      `);
      await page.save('zip');
      const tasks = (await viewer.page.evaluate('tasks')) as number[];
      assert.ok(Math.max(0, ...tasks) < longest, `tasks of ${tasks.join(', ')} ms`);
    }),
  );
}
