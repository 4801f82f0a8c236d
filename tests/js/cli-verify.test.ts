// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream verify`, and `deid --verify`: what is found is an error, and nothing that was written stays.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { init, type Verification } from 'dcmstream';
import { assertSilent, fileOf, filesIn, folderOfDoe, identifying, imagesIn } from '../support/deid-folder.js';
import { runTool } from '../support/tool.js';

await init();

describe('dcmstream verify', () => {
  test('tells what is left, never by its value, and what was not searched', async (context) => {
    const { at, key } = folderOfDoe(context, 0);
    writeFileSync(at('a.dcm'), fileOf('9'));
    await runTool(['deid', at('a.dcm'), at('b.dcm'), '--key-file', key]);
    const clean = await runTool(['verify', at('a.dcm'), at('b.dcm')]);
    assert.deepEqual([clean.code, clean.errors], [0, []]);
    assert.match(clean.text, /^not searched: [^\n]+\n(.*\n)*nothing was found\n$/);

    const same = await runTool(['verify', at('a.dcm'), at('a.dcm')]);
    assert.equal(same.code, 1);
    assert.match(same.text, /^unchanged in \(0010,0010\) at byte \d+/m);
    assert.match(same.text, /^token in \(0010,0010\) at byte \d+, from \(0010,0010\)$/m);
    assertSilent(same);

    const json = await runTool(['verify', '-', at('a.dcm'), '--json'], [readFileSync(at('a.dcm'))]);
    const verification = JSON.parse(json.text) as Verification;
    assert.deepEqual([json.code, verification.ok], [1, false]);
    assertSilent(json);
  });

  test('reads the profile as deid does', async (context) => {
    const { at, key } = folderOfDoe(context, 0);
    writeFileSync(at('a.dcm'), fileOf('9'));
    const options = ['--option', 'retainUids', '--option', 'retainLongitudinalFullDates'];
    await runTool(['deid', at('a.dcm'), at('b.dcm'), '--key-file', key, ...options]);
    assert.equal((await runTool(['verify', at('a.dcm'), at('b.dcm'), ...options])).code, 0);
    assert.equal((await runTool(['verify', at('a.dcm'), at('b.dcm')])).code, 1);
    assert.equal((await runTool(['verify', '-', '-'])).code, 2);
    assert.equal((await runTool(['verify', at('a.dcm'), at('none')])).code, 2);
  });
});

describe('dcmstream deid --verify', () => {
  /** A table that calls the patient by her own name. */
  const careless = 'Patient ID,Pseudonym\n';

  test('lets a right result appear: as a file, on standard output, in a folder', async (context) => {
    const { at, key, out, ...paths } = folderOfDoe(context);
    writeFileSync(at('a.dcm'), fileOf('9'));
    const args = ['--key-file', key, '--verify'];
    assert.deepEqual((await runTool(['deid', at('a.dcm'), at('b.dcm'), ...args, '--report', at('report')])).code, 0);
    assert.match(readFileSync(at('report'), 'utf8'), /"verification": \{\s+"searched"/);
    const piped = await runTool(['deid', at('a.dcm'), '-', ...args]);
    assert.deepEqual(Buffer.from(piped.bytes), readFileSync(at('b.dcm')));
    assert.equal((await runTool(['deid', paths.in, out, ...args])).code, 0);
    assert.equal(imagesIn(out).size, 3);
    assert.equal((await runTool(['deid', '-', at('c.dcm'), ...args], [fileOf('9')])).code, 2);
  });

  test('leaves nothing where something is found', async (context) => {
    const { at, key, out, ...paths } = folderOfDoe(context);
    writeFileSync(at('a.dcm'), fileOf('9'));
    writeFileSync(at('table.csv'), `${careless}${patientIdOf(fileOf('9'))},Jane Doe again\n`);
    const args = ['--key-file', key, '--pseudonyms', at('table.csv'), '--missing-pseudonyms', 'keyed', '--verify'];
    const before = readdirSync(at('.')).sort();
    for (const to of [at('b.dcm'), '-']) {
      const outcome = await runTool(['deid', at('a.dcm'), to, ...args]);
      assert.deepEqual([outcome.code, outcome.text], [1, '']);
      assert.match(outcome.errors.join(), /verification: \d+ findings?, the first: token in \(0010,0010\)/);
      assertSilent(outcome);
    }
    assert.deepEqual(readdirSync(at('.')).sort(), before);
    const folder = await runTool(['deid', paths.in, out, ...args, '--report', at('manifest')]);
    assert.equal(folder.code, 1);
    assert.equal(imagesIn(out).size, 0);
    assert.match(readFileSync(at('manifest'), 'utf8'), /"error": "verification_failed"/);
    for (const name of filesIn(out).keys()) assert.doesNotMatch(name, identifying);
  });
});

function patientIdOf(file: Uint8Array): string {
  return /(?<=\x10\0\x20\0LO[\s\S]{2})[\w-]+/.exec(Buffer.from(file).toString('latin1'))?.[0] ?? '';
}
