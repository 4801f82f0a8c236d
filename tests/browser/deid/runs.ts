// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Runs over many files: what stands in zip and folder, what is left of a run that is stopped, what is said of files that fail.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Manifest, parseBuffer } from 'dcmstream';
import {
  fileOf,
  identifying,
  patientName,
  seriesInstance,
  sopInstance,
  studyInstance,
  ultrasound,
} from '../../support/deid-folder.js';
import { dicom } from '../../support/dicom-builder.js';
import { noPython } from '../../support/python.js';
import { temporaryFolder } from '../../support/tool.js';
import { DeidPage, unzip, withDeid } from '../support/deid-page.js';
import { type GivenFile } from '../support/viewer-page.js';

/** Files of a patient whom nothing may tell of, called after him. */
function filesOfDoe(count: number, pixels?: Uint8Array): GivenFile[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `DOE-JANE-${1000 + i}.dcm`,
    bytes: fileOf(`5${i}`, { pixels, sopClass: i === 3 ? ultrasound : undefined }),
  }));
}

function damagedFile(): GivenFile {
  return { name: 'DOE-cut-short.dcm', bytes: fileOf('99').subarray(0, 400) };
}

export function testRuns(): void {
  test(
    'a zip has the results by their new UIDs, a manifest and a report, and nothing that identifies',
    { skip: noPython },
    async (context) => {
      await withDeid({}, async (viewer) => {
        const page = await DeidPage.open(viewer, [...filesOfDoe(24), damagedFile()]);
        assert.match(await viewer.text('.deid-files'), /^25 files, /);
        assert.match(await page.save('zip'), /^24 files de-identified[^]*1 file failed and is not there/);
        assert.match(
          await viewer.text('#deid-failures'),
          /Cut short: a part of the file is missing\. \(1\)\s+DOE-cut-short\.dcm/,
        );
        assert.match(await viewer.text('#deid-reviews'), /1 result to be looked at[^]*Ultrasound/);
        const files = unzip(context, await page.zip());
        const manifest = JSON.parse(String(files.get('manifest.json'))) as Manifest;
        assert.equal(manifest.reidentifying, false);
        assert.deepEqual(
          [manifest.entries.length, manifest.entries.filter(({ state }) => state === 'done').length],
          [25, 24],
        );
        assert.deepEqual(
          manifest.entries.flatMap(({ error }) => error ?? []),
          ['truncated'],
        );
        for (const [name, bytes] of files) {
          assert.doesNotMatch(name, identifying);
          assert.doesNotMatch(bytes.toString('latin1'), identifying, name);
          if (!name.endsWith('.dcm')) continue;
          const dataset = parseBuffer(bytes);
          const uids = [studyInstance, seriesInstance, sopInstance].map((tag) => dataset.string(tag));
          assert.equal(name, `${uids.join('/')}.dcm`);
          assert.ok(manifest.entries.some(({ output }) => output?.sopInstance === uids[2]));
        }
        assert.deepEqual(
          [...files.keys()].filter((name) => !name.endsWith('.dcm')),
          ['manifest.json', 'report.html'],
        );
        assert.match(String(files.get('report.html')), /<strong>24<\/strong>/);
        // What is to be looked at is one click away.
        await viewer.page.locator('.review').click();
        await viewer.page.locator('#deid-tab-pixels[aria-selected="true"]').waitFor();
      })();
    },
  );

  test(
    'files that are dropped while it is open are de-identified too',
    withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, filesOfDoe(1));
      await viewer.drop([{ name: 'another.dcm', bytes: fileOf('77') }]);
      assert.match(await viewer.text('.deid-files'), /^2 files, /);
      assert.match(await page.save('zip'), /^2 files de-identified/);
    }),
  );

  test('a result that is large goes over the disk, of which nothing stays', async (context) => {
    const folder = temporaryFolder(context);
    const bytes = dicom()
      .preamble()
      .meta({ sopInstance: '2.25.1' })
      .element(sopInstance, 'UI', '2.25.1')
      .element(seriesInstance, 'UI', '2.25.2')
      .element(0x7fe00010, 'OB', new Uint8Array(20 * 2 ** 20).fill(7))
      .bytes();
    writeFileSync(join(folder, 'large.dcm'), bytes);
    await withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, folder);
      assert.match(await page.save('folder'), /^1 file de-identified/);
      const kept = await page.kept();
      assert.equal(kept.filter((name) => /^out\/.*\.dcm$/.test(name)).length, 1);
      assert.match(kept.filter((name) => !name.startsWith('out/')).join(), /^deid-[\da-f-]+\/$/);
    })();
  });

  test(
    'a folder has them too, and a second run overwrites nothing',
    withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, filesOfDoe(5));
      assert.match(await page.save('folder'), /^5 files de-identified/);
      const first = await page.folder();
      assert.equal(first.filter((name) => name.endsWith('.dcm')).length, 5);
      assert.doesNotMatch(first.join(), identifying);
      assert.match(await page.save('folder'), /^Nothing could be de-identified/);
      assert.match(await viewer.text('#deid-failures'), /nothing is overwritten\. \(5\)/);
      assert.deepEqual(await page.folder(), first);
      assert.deepEqual(
        (await page.kept()).filter((name) => !name.startsWith('out/')),
        [],
      );
    }),
  );

  for (const target of ['folder', 'zip'] as const) {
    test(`of a run to a ${target} that is stopped nothing is left, and the page goes on`, async (context) => {
      const folder = temporaryFolder(context);
      for (const { name, bytes } of filesOfDoe(60, new Uint8Array(16 * 32_000)))
        writeFileSync(join(folder, name), bytes);
      await withDeid({}, async (viewer) => {
        const page = await DeidPage.open(viewer, folder);
        await viewer.page.locator(`#deid-${target}`).click();
        await viewer.page.locator('.run-text', { hasText: /^[1-9]\d* of 60 files/ }).waitFor();
        await viewer.page.locator('#deid-stop').click();
        await viewer.page.locator('.run-title', { hasText: 'Stopped' }).waitFor();
        if (target === 'folder') assert.deepEqual(await page.folder(), []);
        else assert.equal(await page.zip(), undefined);
        assert.match(await page.save(target), /^60 files de-identified/);
      })();
    });
  }

  test(
    'the same secret gives the same UIDs again, and is neither shown nor kept',
    withDeid({}, async (viewer) => {
      const page = await DeidPage.open(viewer, filesOfDoe(1));
      const { page: browser } = viewer;
      await browser.locator('#deid-key-own').check();
      assert.equal(await browser.locator('#deid-secret').getAttribute('type'), 'password');
      assert.equal(await browser.locator('#deid-zip').isDisabled(), true);
      await browser.locator('#deid-secret').fill('too short');
      assert.match(await viewer.text('#deid-secret-state'), /needs 16 characters/);
      const names: string[] = [];
      for (let run = 0; run < 2; run++) {
        await browser.locator('#deid-key-own').check();
        await browser.locator('#deid-secret').fill('a secret for tests alone');
        await browser.waitForTimeout(500);
        await page.compared();
        names.push(await viewer.text('#deid-pseudonym'));
        await viewer.press('Escape');
        assert.equal(await browser.locator('#deid-secret').inputValue(), '');
        await viewer.drawn();
        await viewer.press('e');
        await page.compared();
      }
      assert.equal(names[0], names[1]);
      assert.notEqual(await viewer.text('#deid-pseudonym'), names[0]);
      const kept = await browser.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
      assert.equal(kept, '[{},{}]');
    }),
  );

  test(
    'names files in manifest and report only where asked, and says that they re-identify',
    { skip: noPython },
    async (context) => {
      await withDeid({}, async (viewer) => {
        const page = await DeidPage.open(viewer, filesOfDoe(2));
        await page.choose('deid-names');
        await page.save('zip');
        const files = unzip(context, await page.zip());
        const manifest = JSON.parse(String(files.get('manifest.json'))) as Manifest;
        assert.equal(manifest.reidentifying, true);
        assert.deepEqual(
          manifest.entries.map(({ name, original }) => [name, original?.sopInstance]),
          [
            ['DOE-JANE-1000.dcm', '1.2.3.4.50'],
            ['DOE-JANE-1001.dcm', '1.2.3.4.51'],
          ],
        );
        assert.match(String(files.get('report.html')), /This page re-identifies/);
        assert.ok(
          ![...files].some(
            ([name, bytes]) => name.endsWith('.dcm') && parseBuffer(bytes).string(patientName) === 'DOE^JANE',
          ),
        );
      })();
    },
  );
}
