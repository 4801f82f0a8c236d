// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Before and after: what is said of an attribute, how options change it, and that any number of rows is looked through.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseBuffer } from 'dcmstream';
import { corpus } from '../../support/corpus.js';
import { dicom } from '../../support/dicom-builder.js';
import { fileOf } from '../../support/deid-folder.js';
import { DeidPage, withDeid } from '../support/deid-page.js';

/** A report of two items, of which the first goes as a whole by Table E.3.4-1, and items of a sequence behind each other. */
function reportFile(): Uint8Array {
  const coded = (to: ReturnType<typeof dicom>, code: string) =>
    to.sequence(0x0040a043, (name) =>
      name.item((item) =>
        item.element(0x00080100, 'SH', code).element(0x00080102, 'SH', 'DCM').element(0x00080104, 'LO', 'Name'),
      ),
    );
  return dicom()
    .preamble()
    .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.88.11', sopInstance: '2.25.71' })
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11')
    .element(0x00080018, 'UI', '2.25.71')
    .element(0x00080060, 'CS', 'SR')
    .element(0x0020000e, 'UI', '2.25.72')
    .sequence(0x0040a730, (content) =>
      content
        .item((item) => coded(item.element(0x0040a040, 'CS', 'PNAME'), '121036').element(0x0040a123, 'PN', 'DOE^JANE'))
        .item((item) => coded(item.element(0x0040a040, 'CS', 'NUM'), '121401')),
    )
    .bytes();
}

export function testComparison(): void {
  test(
    'says of the name of the patient what becomes of it and why',
    { skip: corpus.missing },
    withDeid({}, async (viewer) => {
      const bytes = await readFile(corpus.file('WG04/REF/CT1_UNC').location);
      const page = await DeidPage.open(viewer, [{ name: 'CT1', bytes }]);
      await page.search('patientname');
      const row = await page.row('(0010,0010)');
      assert.equal(row.before, parseBuffer(bytes).string(0x00100010));
      assert.equal(row.after, await viewer.text('#deid-pseudonym'));
      assert.deepEqual([row.name, row.what], ['PatientName', 'Pseudonym']);
      assert.equal(row.why, 'It names the patient: a pseudonym stands for it.');
      await viewer.page.locator('.deid-row[data-path="(0010,0010)"]').click();
      assert.match(await viewer.text('.deid-detail'), /E\.1-1 \(0010,0010\) basic Z/);
    }),
  );

  test(
    'follows the options, of which those for dates exclude each other',
    withDeid({}, async (viewer) => {
      const bytes = dicom()
        .preamble()
        .meta({ sopInstance: '2.25.1' })
        .element(0x00080018, 'UI', '2.25.1')
        .element(0x00080020, 'DA', '20200229')
        .element(0x00100010, 'PN', 'DOE^JANE')
        .element(0x00100040, 'CS', 'F')
        .element(0x0020000e, 'UI', '2.25.2')
        .bytes();
      const page = await DeidPage.open(viewer, [{ name: 'one.dcm', bytes }]);
      await viewer.page.locator('#deid-only').uncheck();
      assert.equal((await page.row('(0010,0040)')).what, 'Emptied');
      await page.choose('deid-retainPatientCharacteristics');
      const sex = await page.row('(0010,0040)');
      assert.deepEqual([sex.what, sex.after], ['Kept', 'F']);
      assert.equal((await page.row('(0008,0020)')).what, 'Emptied');
      await page.choose('deid-dates-keep');
      assert.equal((await page.row('(0008,0020)')).after, '20200229');
      await page.choose('deid-dates-move');
      assert.equal(await viewer.page.locator('#deid-dates-keep').isChecked(), false);
      const date = await page.row('(0008,0020)');
      assert.equal(date.what, 'Cleaned');
      assert.match(date.after, /^(2019|2020)\d{4}$/);
      assert.notEqual(date.after, '20200229');
    }),
  );

  test(
    'follows a profile with rules of its own, and says what is wrong with one that is none',
    withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, [{ name: 'one.dcm', bytes: fileOf('1') }]);
      const load = async (text: string): Promise<void> => {
        const file = { name: 'profile.json', mimeType: 'application/json', buffer: Buffer.from(text) };
        await viewer.page.locator('#deid-profile-file').setInputFiles(file);
        await page.compared();
      };
      await load('{ "options": { "retainUids": "yes" } }');
      assert.match(await viewer.text('.deid-profile'), /It cannot be used\. \$\.options\.retainUids/);
      const overrides = [{ tag: 'StudyDescription', action: 'K', reason: 'our protocol' }];
      await load(JSON.stringify({ name: 'Trial 7', options: { retainUids: true }, overrides }));
      assert.match(await viewer.text('.deid-profile'), /^Trial 7\s+1 rule of its own\. One leaves more/);
      assert.equal(await viewer.page.locator('#deid-retainUids').isChecked(), true);
      await viewer.page.locator('#deid-only').uncheck();
      await page.compared();
      const row = await page.row('(0008,1030)');
      assert.deepEqual([row.after, row.what, row.why], ['Thorax of DOE', 'Kept', 'A rule of your own: our protocol.']);
      await viewer.page.getByText('Back to Basic').click();
      await page.compared();
      assert.equal((await page.row('(0008,1030)')).what, 'Removed');
    }),
  );

  test(
    'pairs items of a report with what they have become where one before them is gone',
    withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, [{ name: 'report.dcm', bytes: reportFile() }]);
      await viewer.page.locator('#deid-only').uncheck();
      await page.choose('deid-cleanStructuredContent');
      await page.search('0040,a730');
      const gone = await page.row('(0040,A730)[0]');
      assert.deepEqual([gone.name, gone.what], ['Content item', 'Removed']);
      const kept = await page.row('(0040,A730)[1].(0040,A040)');
      assert.deepEqual([kept.before, kept.after], ['NUM', 'NUM']);
    }),
  );

  test(
    'shows a few of 100 000 rows at a time, up to the last',
    withDeid({}, async (viewer) => {
      const bytes = dicom()
        .preamble()
        .meta({ sopInstance: '2.25.1' })
        .element(0x00080018, 'UI', '2.25.1')
        .sequence(0x00081140, (items) => {
          for (let i = 0; i < 50_000; i++) {
            items.item((item) =>
              item.element(0x00081150, 'UI', '1.2.840.10008.1.1').element(0x00081155, 'UI', `2.25.${i}`),
            );
          }
          return items;
        })
        .bytes();
      const page = await DeidPage.open(viewer, [{ name: 'long.dcm', bytes }]);
      await viewer.page.locator('#deid-only').uncheck();
      await viewer.page.waitForTimeout(300);
      assert.match(await viewer.text('.deid-state'), /of 100,0\d\d attributes/);
      assert.ok((await viewer.page.locator('.deid-row').count()) < 80);
      await viewer.page.locator('.deid-table').focus();
      await viewer.press('End');
      const last = viewer.page.locator('.deid-row[data-path="(0002,0013)"]');
      await last.waitFor();
      await viewer.drawn();
      const [lastRow, detail] = [await last.boundingBox(), await viewer.page.locator('.deid-detail').boundingBox()];
      assert.ok(lastRow!.y + lastRow!.height <= detail!.y + 1, 'the last row is in view');
      assert.match(await viewer.text('.deid-detail'), /^ImplementationVersionName/);
      await page.search('[49999]');
      const row = await page.row('(0008,1140)[49999].(0008,1155)');
      assert.deepEqual([row.before, row.what], ['2.25.49999', 'New UID']);
      assert.equal((await page.row('(0008,1140)[49999].(0008,1150)')).what, 'Kept');
    }),
  );

  test(
    'says why a file cannot be compared',
    withDeid({}, async (viewer) => {
      // What there is of its image can be seen, so it is open.
      const whole = fileOf('1', { pixels: new Uint8Array(4096) });
      const page = await DeidPage.open(viewer, [{ name: 'cut.dcm', bytes: whole.subarray(0, whole.length - 1000) }]);
      assert.match(await viewer.text('.deid-state'), /^Cut short/);
      assert.match(await page.save('zip'), /^Nothing could be de-identified/);
      assert.equal(await page.zip(), undefined);
    }),
  );
}
