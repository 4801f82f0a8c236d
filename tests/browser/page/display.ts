// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a file proposes for looking at it: windows and look-up tables by their names, overlays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShows, frameOf } from '../support/expected-picture.js';
import { withViewer } from '../support/viewer-page.js';
import { imageFile } from '../../support/image-file.js';

const rows = 24;
const columns = 32;

/** A slope of 12 bits with two windows and a table, and a square of graphics above it. */
function proposals(): Uint8Array {
  const pixels = Uint16Array.from({ length: rows * columns }, (_, at) => (at * 5) % 4096);
  const table = Uint16Array.from({ length: 256 }, (_, at) => 255 - at);
  const bits = new Uint8Array((rows * columns) / 8);
  for (let row = 4; row < 12; row++) bits[row * 4 + 1] = 0xff;
  return imageFile({
    rows,
    columns,
    bits: 16,
    stored: 12,
    pixels: new Uint8Array(pixels.buffer),
    after: (file) =>
      file
        .element(0x00281050, 'DS', [1000, 2000])
        .element(0x00281051, 'DS', [500, 4000])
        .element(0x00281055, 'LO', ['NARROW', 'WIDE'])
        .sequence(0x00283010, (list) =>
          list.item((item) =>
            item
              .element(0x00283002, 'US', [256, 1000, 8])
              .element(0x00283003, 'LO', 'REVERSED')
              .element(0x00283006, 'OW', new Uint8Array(table.buffer)),
          ),
        )
        .element(0x60000010, 'US', rows)
        .element(0x60000011, 'US', columns)
        .element(0x60000040, 'CS', 'G')
        .element(0x60000050, 'SS', [1, 1])
        .element(0x60000100, 'US', 1)
        .element(0x60000102, 'US', 0)
        .element(0x60003000, 'OW', bits),
  });
}

export function testDisplay(): void {
  test(
    'windows and look-up tables are chosen by the names that the file gives them',
    withViewer({}, async (viewer) => {
      const bytes = proposals();
      const frame = await frameOf(bytes);
      await viewer.closeAll();
      await viewer.openFiles([{ name: 'proposals.dcm', bytes }]);
      const options = await viewer.page.locator('#presets option:not([hidden])').allInnerTexts();
      assert.deepEqual(options, ['1  NARROW', '2  WIDE', '3  REVERSED', '4  Automatic']);
      await assertShows(viewer, frame, { overlays: true });
      await viewer.page.locator('#presets').selectOption({ label: '3  REVERSED' });
      await assertShows(viewer, frame, { voi: frame.display.voiLuts[0], overlays: true });
      assert.match(await viewer.corner('view'), /^Table REVERSED\n/);
      await viewer.page.evaluate('document.activeElement.blur()');
      await viewer.press('2');
      await assertShows(viewer, frame, { voi: frame.display.windows[1], overlays: true });
      // Dragging away from a table begins with a window over the values that it takes.
      await viewer.press('3', 'Shift+ArrowRight');
      assert.equal((await viewer.window()).center, 1128);
    }),
  );

  test(
    'overlays are drawn until they are switched off',
    withViewer({}, async (viewer) => {
      const button = viewer.page.locator('[data-action="overlays"]');
      assert.equal(await button.isDisabled(), true, 'the sample has none');
      const bytes = proposals();
      await viewer.closeAll();
      await viewer.openFiles([{ name: 'proposals.dcm', bytes }]);
      const frame = await frameOf(bytes);
      await assertShows(viewer, frame, { overlays: true });
      await viewer.press('g');
      assert.equal(await button.getAttribute('aria-pressed'), 'false');
      await assertShows(viewer, frame);
      await button.click();
      await assertShows(viewer, frame, { overlays: true });
    }),
  );
}
