// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ViewerPage, withViewer } from '../support/viewer-page.js';

async function search(viewer: ViewerPage, query: string): Promise<string[]> {
  await viewer.page.locator('#tag-search').fill(query);
  await viewer.drawn();
  return viewer.page.locator('#tag-tree .tag-keyword').allInnerTexts();
}

const copied = (viewer: ViewerPage): Promise<unknown> => viewer.page.evaluate('window.copied');

export function testTags(): void {
  test(
    'are found by keyword, by number and by value',
    withViewer({}, async (viewer) => {
      await viewer.press('/');
      assert.deepEqual(await search(viewer, 'patientname'), ['PatientName']);
      assert.equal(await viewer.text('#tag-tree .tag-value'), 'Phantom^Shepp');
      for (const query of ['0028,1050', '(0028,1050)', '00281050']) {
        assert.deepEqual(await search(viewer, query), ['WindowCenter']);
      }
      assert.deepEqual(await search(viewer, 'mediastinum'), ['WindowCenterWidthExplanation']);
      assert.deepEqual(await search(viewer, 'nothing of the kind'), []);
      assert.equal(await viewer.text('#tag-none'), 'No element matches.');
    }),
  );

  test(
    'inside sequences are found with what leads to them',
    withViewer({}, async (viewer) => {
      await viewer.press(']');
      await viewer.shows('Image 1 of 30');
      await viewer.press('/');
      const rows = await search(viewer, 'PhysicalUnitsXDirection');
      assert.deepEqual(rows, ['SequenceOfUltrasoundRegions', 'Item 0', 'PhysicalUnitsXDirection']);
      await viewer.page.locator('#tag-tree .tag-row').nth(2).click();
      await viewer.page.locator('#tag-detail button').nth(1).click();
      assert.equal(await copied(viewer), '(0018,6011)[0].(0018,6024)');
    }),
  );

  test(
    'open and close by key, as a tree does',
    withViewer({}, async (viewer) => {
      await viewer.press(']');
      await viewer.shows('Image 1 of 30');
      const sequence = viewer.page.locator('[data-key="(0018,6011)"]');
      await sequence.click();
      assert.equal(await sequence.getAttribute('aria-expanded'), 'false');
      await viewer.press('ArrowRight');
      assert.equal(await sequence.getAttribute('aria-expanded'), 'true');
      await viewer.press('ArrowRight', 'ArrowRight');
      assert.equal(await viewer.page.evaluate('document.activeElement.dataset.key'), '(0018,6011)[0].(0018,6012)');
      await viewer.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
      assert.equal(await sequence.getAttribute('aria-expanded'), 'false');
    }),
  );

  test(
    'show their value in full, bulk by its size, and are copied',
    withViewer({}, async (viewer) => {
      await viewer.page.locator('[data-key="(0028,1055)"]').click();
      assert.equal(await viewer.text('#tag-detail pre'), 'Mediastinum\\Lung');
      await viewer.press('c');
      assert.equal(await copied(viewer), 'Mediastinum\\Lung');
      await viewer.press('Shift+C');
      assert.equal(await copied(viewer), '(0028,1055)');
      const pixels = viewer.page.locator('[data-key="(7FE0,0010)"]');
      assert.match(await pixels.innerText(), /PixelData[\s\S]*205 kB/);
    }),
  );

  test(
    'follow the picture',
    withViewer({}, async (viewer) => {
      await search(viewer, 'InstanceNumber');
      assert.equal(await viewer.text('#tag-tree .tag-value'), '24');
      await viewer.page.locator('#viewport').hover();
      await viewer.page.mouse.wheel(0, 60);
      await viewer.page.locator('#tag-tree .tag-value >> text="23"').waitFor();
    }),
  );
}
