// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every state of the page, light and dark, wide and narrow: axe finds nothing, and a screenshot is left to look at.

import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/demo-page.js';
import { type ViewerOptions, type ViewerPage, withViewer } from '../support/viewer-page.js';
import { brokenImage, textDocument } from './problems.js';

interface State {
  readonly name: string;
  reach(viewer: ViewerPage): Promise<void>;
}

const states: readonly State[] = [
  {
    name: 'sample',
    reach: async (viewer) => {
      await viewer.page.locator('.thumbnail canvas').nth(1).waitFor();
    },
  },
  {
    name: 'cine',
    reach: async (viewer) => {
      await viewer.press(']');
      await viewer.shows('Image 1 of 30');
      await viewer.press('PageDown');
      await viewer.shows('Image 11 of 30');
    },
  },
  {
    name: 'search',
    reach: async (viewer) => {
      await viewer.press('/');
      await viewer.page.locator('#tag-search').fill('physical');
      await viewer.press('ArrowDown', 'ArrowDown', 'ArrowDown');
    },
  },
  {
    name: 'tags',
    reach: async (viewer) => {
      await viewer.page.locator('#tag-search').fill('');
      await viewer.page.locator('[data-key="(0018,6011)"]').click();
      await viewer.press('ArrowRight');
    },
  },
  {
    name: 'help',
    reach: async (viewer) => {
      await viewer.press('?');
      await viewer.page.locator('#help[open]').waitFor();
    },
  },
  {
    name: 'problem',
    reach: async (viewer) => {
      await viewer.press('Escape');
      const notes = new TextEncoder().encode('Notes about a scan. '.repeat(60));
      await viewer.openFiles([
        { name: 'notes.txt', bytes: notes },
        { name: 'scans/half.dcm', bytes: brokenImage().subarray(0, 300) },
        { name: 'scans/broken.dcm', bytes: brokenImage() },
      ]);
      await viewer.page.locator('#message').waitFor();
    },
  },
  {
    name: 'no-image',
    reach: async (viewer) => {
      await viewer.openFiles([{ name: 'report.dcm', bytes: textDocument() }]);
      await viewer.page.locator('#message >> text=SR object').waitFor();
    },
  },
  {
    name: 'dropping',
    reach: async (viewer) => {
      await viewer.page.locator('#viewport').dispatchEvent('dragover');
      await viewer.drawn();
    },
  },
  {
    name: 'empty',
    reach: async (viewer) => {
      await viewer.page.locator('#viewport').dispatchEvent('drop');
      await viewer.closeAll();
    },
  },
];

/** `only`: the states that the width changes, where the others would show nothing new. */
const views: readonly (ViewerOptions & { name: string; only?: readonly string[] })[] = [
  { name: 'dark', colorScheme: 'dark' },
  { name: 'light', colorScheme: 'light' },
  { name: 'small', colorScheme: 'dark', width: 1024, height: 720, only: ['sample', 'tags', 'problem'] },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 844 },
];

export function testStates(): void {
  for (const { name, only, ...options } of views) {
    test(
      `has no accessibility violations, ${name}`,
      withViewer(options, async (viewer) => {
        if (!(await viewer.page.locator('#inspector').isVisible())) await viewer.press('d');
        for (const state of states) {
          await state.reach(viewer);
          if (only?.includes(state.name) === false) continue;
          await viewer.drawn();
          await viewer.screenshot(`${name}-${state.name}`);
          assert.deepEqual(await viewer.violations(), [], `${name}, ${state.name}`);
        }
      }),
    );
  }

  for (const [state, hold] of [
    ['start', 'index.json'],
    ['reading', 'ct-20.dcm'],
  ] as const) {
    test(
      `has no accessibility violations, ${state}`,
      withViewer({ hold }, async (viewer) => {
        if (state === 'reading') await viewer.page.locator('#progress-text >> text=/of 49 files/').waitFor();
        await viewer.screenshot(`dark-${state}`);
        assert.deepEqual(await viewer.violations(), []);
        viewer.release();
        await viewer.settle();
        await viewer.shows('Image 25 of 48');
      }),
    );
  }

  test(
    'fits its width without scrolling sideways, down to 390 pixels',
    withViewer({ width: 390, height: 844 }, async (viewer) => {
      for (const width of [390, 760, 1024, 1440]) {
        await viewer.page.setViewportSize({ width, height: 844 });
        await viewer.drawn();
        const overflow = await viewer.page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(overflow, 0, `at ${width}`);
        const hidden = await viewer.page.evaluate(() =>
          [...document.querySelectorAll('.bar button, .controls button')]
            .filter((button) => button.getBoundingClientRect().right > innerWidth)
            .map((button) => button.getAttribute('data-action')),
        );
        assert.deepEqual(hidden, [], `at ${width}`);
      }
    }),
  );

  test(
    'has a key for every button, and lists every key in the help',
    withViewer({}, async (viewer) => {
      const without = await viewer.page.locator('button[data-action]:not([aria-keyshortcuts])').count();
      assert.equal(without, 0);
      await viewer.press('?');
      const listed = await viewer.page.locator('#help dt').count();
      assert.ok(listed > 40);
    }),
  );

  test(
    'switches between light and dark, and remembers it',
    withViewer({ colorScheme: 'dark' }, async (viewer) => {
      const ground = (): Promise<unknown> => viewer.page.evaluate('getComputedStyle(document.body).backgroundColor');
      const dark = await ground();
      await viewer.press('m');
      const light = await ground();
      assert.notEqual(light, dark);
      await viewer.page.reload();
      await viewer.settle();
      assert.equal(await ground(), light);
    }),
  );

  test(
    'leaves the picture that the README shows; UPDATE_SCREENSHOT=1 takes it over into docs/',
    withViewer({ colorScheme: 'dark' }, async (viewer) => {
      await viewer.page.locator('.thumbnail canvas').nth(1).waitFor();
      await viewer.page.locator('[data-key="(0008,103E)"]').click();
      await viewer.page.evaluate('document.activeElement.blur()');
      await viewer.screenshot('readme');
      if (process.env['UPDATE_SCREENSHOT'] !== '1') return;
      await copyFile(join(root, 'build', 'screenshots', 'readme.png'), join(root, 'docs', 'screenshot.png'));
    }),
  );
}
