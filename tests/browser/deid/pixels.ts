// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rectangles: drawn with the mouse, moved by keys, blanked in the result and nowhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBuffer } from 'dcmstream';
import { dicom } from '../../support/dicom-builder.js';
import { noPython } from '../../support/python.js';
import { DeidPage, unzip, withDeid } from '../support/deid-page.js';
import { type GivenFile, type ViewerPage } from '../support/viewer-page.js';

const [rows, columns] = [96, 128];

/** No sample is 0, so that what is blanked is told from what is not. */
const samples = Uint8Array.from({ length: rows * columns }, (_, i) => 1 + (i % 251));

function image(instance: number, series = 1): GivenFile {
  const bytes = dicom()
    .preamble()
    .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.7', sopInstance: `2.25.${instance}` })
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7')
    .element(0x00080018, 'UI', `2.25.${instance}`)
    .element(0x0020000d, 'UI', '2.25.900')
    .element(0x0020000e, 'UI', `2.25.90${series}`)
    .element(0x00200013, 'IS', String(instance))
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', rows)
    .element(0x00280011, 'US', columns)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .element(0x00281050, 'DS', '128')
    .element(0x00281051, 'DS', '256')
    .element(0x7fe00010, 'OB', samples)
    .bytes();
  return { name: `image-${instance}.dcm`, bytes };
}

async function drag(viewer: ViewerPage, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const box = await viewer.page.locator('.mark-layer').boundingBox();
  assert.ok(box);
  const at = ([x, y]: readonly [number, number]) => [box.x + box.width * x, box.y + box.height * y] as const;
  await viewer.page.mouse.move(...at(from));
  await viewer.page.mouse.down();
  await viewer.page.mouse.move(...at(to), { steps: 5 });
  await viewer.page.mouse.up();
}

/** The sides of the first rectangle, as the list has them. */
async function sides(viewer: ViewerPage): Promise<number[]> {
  const inputs = viewer.page.locator('.mark-list li').first().locator('input');
  return Promise.all([0, 1, 2, 3].map(async (at) => Number(await inputs.nth(at).inputValue())));
}

function assertBlanked(bytes: Uint8Array, sidesOf: readonly number[] | undefined): void {
  const [left = 0, top = 0, width = 0, height = 0] = sidesOf ?? [];
  const isWithin = (i: number): boolean => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    return x >= left && x < left + width && y >= top && y < top + height;
  };
  const expected = samples.map((sample, i) => (isWithin(i) ? 0 : sample));
  assert.deepEqual(Buffer.from(parseBuffer(bytes).bytes(0x7fe00010) ?? []), Buffer.from(expected));
}

/** By Instance Number, which stays. */
function byNumber(files: ReadonlyMap<string, Buffer>): Map<number | undefined, Buffer> {
  const images = [...files].filter(([name]) => name.endsWith('.dcm'));
  return new Map(images.map(([, bytes]) => [parseBuffer(bytes).number(0x00200013), bytes]));
}

export function testPixels(): void {
  test(
    'a rectangle that is drawn is blanked there, on the images that it is for',
    { skip: noPython },
    async (context) => {
      await withDeid({}, async (viewer) => {
        const page = await DeidPage.open(viewer, [image(1), image(2), image(3, 2)]);
        await viewer.page.locator('#deid-tab-pixels').click();
        await viewer.page.locator('[aria-label="Image to draw rectangles on"]').waitFor();
        await viewer.drawn();
        await drag(viewer, [0.3, 0.4], [0.6, 0.6]);
        const drawn = await sides(viewer);
        assert.ok(
          drawn.every((side) => side > 5),
          String(drawn),
        );
        const one = viewer.page.locator('.mark-list select');
        assert.equal(await one.inputValue(), 'image');
        assert.match(await page.save('zip'), /^3 files de-identified/);
        assert.match(await viewer.text('#deid-reviews'), /3 results to be looked at/);
        await viewer.page.locator('#deid-tab-pixels').click();
        await viewer.page.locator('#deid-looked').check();
        await page.save('zip');
        const first = byNumber(unzip(context, await page.zip()));
        const shown = [...first.values()].filter((bytes) => parseBuffer(bytes).bytes(0x7fe00010)?.includes(0));
        assert.equal(shown.length, 1);
        assertBlanked(shown[0]!, drawn);
        assert.equal(parseBuffer(shown[0]!).string(0x00280301), 'NO');

        await viewer.page.locator('#deid-tab-pixels').click();
        await one.selectOption('series');
        await page.save('zip');
        const second = byNumber(unzip(context, await page.zip()));
        assertBlanked(second.get(1)!, drawn);
        assertBlanked(second.get(2)!, drawn);
        assertBlanked(second.get(3)!, undefined);

        await viewer.page.locator('#deid-tab-pixels').click();
        await one.selectOption('size');
        await page.save('zip');
        assertBlanked(byNumber(unzip(context, await page.zip())).get(3)!, drawn);
      })();
    },
  );

  test(
    'rectangles are moved and resized by mouse, keys and numbers, and removed',
    withDeid({}, async (viewer) => {
      await DeidPage.open(viewer, [image(1)]);
      await viewer.page.locator('#deid-tab-pixels').click();
      await viewer.page.locator('[aria-label="Image to draw rectangles on"]').waitFor();
      await viewer.page.locator('#deid-add').click();
      assert.deepEqual(await sides(viewer), [32, 24, 64, 10]);
      await viewer.press(
        'ArrowRight',
        'ArrowDown',
        'ArrowDown',
        'Shift+ArrowRight',
        'Shift+ArrowUp',
        'Control+ArrowLeft',
      );
      assert.deepEqual(await sides(viewer), [23, 26, 65, 9]);
      await viewer.page.locator('.mark-list input').nth(2).fill('1000');
      await viewer.press('Enter');
      // As much of it as there is of the image.
      assert.deepEqual(await sides(viewer), [23, 26, 105, 9]);
      const layer = (await viewer.page.locator('.mark-layer').boundingBox())!;
      const mark = (await viewer.page.locator('.mark[data-id]').boundingBox())!;
      const middle = [
        (mark.x + mark.width / 2 - layer.x) / layer.width,
        (mark.y + mark.height / 2 - layer.y) / layer.height,
      ] as const;
      await drag(viewer, middle, [middle[0] - 0.5, middle[1] + 0.1]);
      const [left, top, width, height] = await sides(viewer);
      assert.deepEqual([left, width, height], [0, 105, 9]);
      assert.ok(top! > 26);
      assert.match(
        (await viewer.page.locator('.mark[data-id]').getAttribute('aria-label')) ?? '',
        /^Rectangle 1: 105 × 9/,
      );
      await viewer.page.locator('.mark[data-id]').focus();
      await viewer.press('Delete');
      assert.equal(await viewer.page.locator('.mark[data-id]').count(), 0);
    }),
  );
}
