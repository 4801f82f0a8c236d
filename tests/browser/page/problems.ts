// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicom, explicitLittleEndian, rleLossless } from '../../support/dicom-builder.js';
import { imageFile } from '../../support/image-file.js';
import { assertShows, frameOf } from '../support/expected-picture.js';
import { withViewer } from '../support/viewer-page.js';
import { sampleFile } from './sample.js';

/** A text document without an image. */
export function textDocument(): Uint8Array {
  return dicom()
    .preamble()
    .meta({ transferSyntax: explicitLittleEndian, sopClass: '1.2.840.10008.5.1.4.1.1.88.11', sopInstance: '2.25.71' })
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11')
    .element(0x00080018, 'UI', '2.25.71')
    .element(0x00080060, 'CS', 'SR')
    .element(0x0008103e, 'LO', 'Report')
    .element(0x00100010, 'PN', 'Report^Test')
    .element(0x0020000e, 'UI', '2.25.72')
    .sequence(0x0040a730, (content) => content.item((item) => item.element(0x0040a160, 'UT', 'Nothing to be seen.')))
    .bytes();
}

/** An image whose only RLE frame is nonsense. */
export function brokenImage(): Uint8Array {
  return dicom()
    .preamble()
    .meta({ transferSyntax: rleLossless, sopClass: '1.2.840.10008.5.1.4.1.1.7', sopInstance: '2.25.81' })
    .element(0x00080018, 'UI', '2.25.81')
    .element(0x00080060, 'CS', 'OT')
    .element(0x0020000e, 'UI', '2.25.82')
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', 16)
    .element(0x00280011, 'US', 16)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .fragments(0x7fe00010, 'OB', [new Uint8Array(80).fill(7)])
    .bytes();
}

export function testProblems(): void {
  test(
    'names each file that cannot be read, what is wrong and where, and keeps the picture',
    withViewer({}, async (viewer) => {
      const whole = await sampleFile('ct-10.dcm');
      const notes = new TextEncoder().encode('Notes about a scan. '.repeat(60));
      await viewer.openFiles([
        { name: 'half.dcm', bytes: whole.subarray(0, 1200) },
        { name: 'notes.txt', bytes: notes },
      ]);
      assert.equal(await viewer.text('#problems h2'), 'Problems with 2 files');
      const problems = (await viewer.page.locator('#problems li').allInnerTexts()).sort();
      assert.match(problems[0]!, /^half\.dcm The file ends too early: a part of it is missing\. \(at byte 1,200/);
      assert.match(problems[1]!, /^notes\.txt This is not a DICOM file\./);
      assert.match(await viewer.corner('series'), /Image 25 of 48/);
      await viewer.press('Escape');
      assert.equal(await viewer.page.locator('#problems').isVisible(), false);
    }),
  );

  test(
    'shows what there is of an image that ends too early, and says so',
    withViewer({}, async (viewer) => {
      const whole = await sampleFile('ct-10.dcm');
      await viewer.closeAll();
      const bytes = whole.subarray(0, whole.length - 100_000);
      await viewer.openFiles([{ name: 'cut.dcm', bytes }]);
      assert.match(await viewer.text('#problems li'), /^cut\.dcm The file ends too early/);
      assert.match(await viewer.corner('view'), /Incomplete: the file ends early/);
      await assertShows(viewer, await frameOf(bytes));
    }),
  );

  test(
    'says in the place of the picture why an image does not decode',
    withViewer({}, async (viewer) => {
      await viewer.drop([{ name: 'broken.dcm', bytes: brokenImage() }]);
      await viewer.page.locator('#message').waitFor();
      const message = await viewer.text('#message');
      assert.match(message, /No image/);
      assert.match(message, /damaged: its RLE data do not decode/);
      assert.match(message, /broken\.dcm/);
    }),
  );

  test(
    'says in plain words what cannot be decoded at all',
    withViewer({}, async (viewer) => {
      for (const [transferSyntax, words] of [
        ['1.2.840.10008.1.2.4.102', 'This object is a video, which this page does not play.'],
        ['1.2.840.10008.1.2.4.110', 'The image is stored as JPEG XL, which cannot be decoded yet.'],
        ['1.2.840.10008.1.2.4.92', 'The image is stored as JPEG 2000 part 2, which cannot be decoded yet.'],
        ['1.2.840.10008.1.2.4.50', 'The image is damaged: its JPEG data do not decode.'],
        ['1.2.840.10008.1.2.4.80', 'The image is damaged: its JPEG-LS data do not decode.'],
        ['1.2.840.10008.1.2.4.90', 'The image is damaged: its JPEG 2000 data do not decode.'],
      ] as const) {
        await viewer.closeAll();
        const bytes = imageFile({ rows: 16, columns: 16, transferSyntax, pixels: [new Uint8Array(80).fill(7)] });
        await viewer.openFiles([{ name: 'strange.dcm', bytes }]);
        await viewer.page.locator('#message >> text=strange.dcm').waitFor();
        assert.equal((await viewer.text('#message')).split(/\n+/)[1], words, transferSyntax);
      }
    }),
  );

  test(
    'names what was tolerated and can be seen in the picture, once',
    withViewer({}, async (viewer) => {
      // The second of two frames ends before its literal run does.
      const whole = Uint8Array.of(1, 0, 0, 0, 64, ...new Uint8Array(59), 7, ...Array(8).keys());
      const cut = Uint8Array.of(1, 0, 0, 0, 64, ...new Uint8Array(59), 7, 1, 2, 3);
      const image = { rows: 2, columns: 4, frames: 2, transferSyntax: rleLossless, pixels: [whole, cut] };
      await viewer.closeAll();
      await viewer.openFiles([{ name: 'damaged.dcm', bytes: imageFile(image) }]);
      await viewer.shows('Image 1 of 2');
      assert.equal(await viewer.page.locator('#problems').isVisible(), false);
      await viewer.press('ArrowDown');
      await viewer.shows('Image 2 of 2');
      await viewer.press('ArrowUp', 'ArrowDown');
      assert.deepEqual(await viewer.page.locator('#problems li').allInnerTexts(), [
        'damaged.dcm The compressed data are damaged: what could be had of the image is shown. (in frame 2)',
      ]);
      assert.match(await viewer.corner('view'), /Incomplete: damaged/);
    }),
  );

  test(
    'shows the tags of an object that has no image',
    withViewer({}, async (viewer) => {
      await viewer.openFiles([{ name: 'report.dcm', bytes: textDocument() }]);
      await viewer.page.locator('#message').waitFor();
      assert.match(await viewer.text('#message'), /This SR object holds no image/);
      assert.match(await viewer.text('.series[aria-current]'), /1 object, no image/);
      await viewer.page.locator('[data-key="(0040,A730)"]').waitFor();
    }),
  );

  test(
    'says what to do where nothing is open',
    withViewer({}, async (viewer) => {
      await viewer.closeAll();
      assert.match(await viewer.text('#message'), /Drop DICOM files or folders here, or press O/);
      assert.equal(await viewer.text('#series-list'), 'No series is open.');
    }),
  );
}
