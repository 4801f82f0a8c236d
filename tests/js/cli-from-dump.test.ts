// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream from-dump` as a user runs it.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { implementationClassUID } from 'dcmstream';
import { dicom } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { elementsOf } from '../support/dumps.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const pixels = Uint8Array.from({ length: 70000 }, (_, i) => i % 251);
const file = dicom()
  .preamble()
  .meta({ sopClass: '1.2.3', sopInstance: '1.2.4' })
  .element(0x00080016, 'UI', '1.2.3')
  .element(0x00080018, 'UI', '1.2.4')
  .element(0x00100010, 'PN', 'Doe^John')
  .element(0x7fe00010, 'OW', pixels)
  .bytes();

/** Elements of the data set: the file meta tells who has written it. */
const dataSetOf = async (bytes: Uint8Array): Promise<string[]> => {
  const all = await elementsOf(bytes);
  return all.slice(all.findIndex((line) => line.startsWith('(0008')));
};

describe('dcmstream from-dump', () => {
  test('makes a file of a dump', async (context) => {
    const folder = temporaryFolder(context);
    const [image, text, copy] = ['image.dcm', 'image.txt', 'copy.dcm'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(image, file);
    writeFileSync(text, (await runTool(['dump', '--full', image])).bytes);
    assert.match(readFileSync(text, 'utf8'), /OW =@\d+\+70000 /);
    const { code, errors } = await runTool(['from-dump', text, copy, '--from', image]);
    assert.deepEqual([code, errors], [0, []]);
    const made = new Uint8Array(readFileSync(copy));
    assert.deepEqual(await dataSetOf(made), await dataSetOf(file));
    const meta = (await elementsOf(made)).join('\n');
    assert.ok(meta.includes(Buffer.from(implementationClassUID).toString('hex')), 'it says who has written it');
  });

  test('makes what was not there: preamble, file meta information', async () => {
    const { code, bytes } = await runTool(
      ['from-dump', '-', '-'],
      [latin1('(0008,0016) UI [1.2.3]\n(0008,0018) UI [1.2.4]\n')],
    );
    assert.equal(code, 0);
    assert.equal(bytes.subarray(128, 132).toString(), 'DICM');
    const elements = await elementsOf(new Uint8Array(bytes));
    assert.deepEqual(elements.slice(0, 4), ['(0002,0001) OB', '  0001', '(0002,0002) UI', '  312e322e3300']);
  });

  test('tells which line cannot be read, and writes nothing', async (context) => {
    const folder = temporaryFolder(context);
    const out = join(folder, 'out.dcm');
    writeFileSync(out, 'what was there');
    const { code, errors } = await runTool(
      ['from-dump', '-', out],
      [latin1('(0008,0016) UI [1.2.3]\n(0010,0010) PN [Doe\n')],
    );
    assert.equal(code, 1);
    assert.match(errors[0]!, /^dcmstream: dump_malformed at byte 23 in line 2: /);
    assert.ok(!errors.join().includes('Doe'));
    assert.equal(readFileSync(out, 'utf8'), 'what was there');
  });

  test('takes values from files of one folder only', async (context) => {
    const folder = temporaryFolder(context);
    const values = join(folder, 'values');
    mkdirSync(values);
    writeFileSync(join(values, 'pixels.raw'), pixels);
    writeFileSync(join(folder, 'secret.raw'), pixels);
    writeFileSync(join(values, 'empty'), '');
    const run = (name: string, ...args: string[]): ReturnType<typeof runTool> =>
      runTool(['from-dump', '-', join(folder, 'out.dcm'), ...args], [latin1(`(7FE0,0010) OW =${name}\n`)]);
    assert.equal((await run('pixels.raw', '--files', values)).code, 0);
    assert.ok(readFileSync(join(folder, 'out.dcm')).includes(Buffer.from(pixels)));
    assert.equal((await run('empty', '--files', values)).code, 0);
    for (const [name, ...args] of [
      ['pixels.raw'],
      ['../secret.raw', '--files', values],
      [join(folder, 'secret.raw'), '--files', values],
      ['.', '--files', values],
      ['@0+70001', '--from', join(values, 'pixels.raw')],
      ['@0+70000'],
      ['@0+70000,inflated', '--from', join(values, 'pixels.raw')],
    ] as [string, ...string[]][]) {
      const { code, errors } = await run(name, ...args);
      assert.equal(code, 1, name);
      assert.match(errors[0]!, /bulk_data_missing at byte 0 in line 1/);
    }
    const missing = await run('none.raw', '--files', values);
    assert.deepEqual([missing.code, missing.errors.length], [2, 1]);
  });

  test('takes text in the character set that is declared', async () => {
    const text = latin1('(0008,0005) CS [ISO_IR 100]\n(0010,0010) PN [M\xfcller]\n');
    assert.equal((await runTool(['from-dump', '-', '-'], [text])).code, 1);
    const { code, bytes } = await runTool(['from-dump', '-', '-', '--encoding', 'declared'], [text]);
    assert.equal(code, 0);
    assert.ok(bytes.includes(Buffer.from('M\xfcller', 'latin1')));
  });

  test('keeps to its limits, and refuses arguments that are none', async (context) => {
    const out = join(temporaryFolder(context), 'out.dcm');
    const text = latin1('(0008,1140) SQ\n(FFFE,E000) -\n(0008,1140) SQ\n(FFFE,E000) -\n');
    const limits = [
      ['--max-depth', '1'],
      ['--max-elements', '3'],
      ['--max-line', '10'],
    ];
    for (const args of limits)
      assert.equal((await runTool(['from-dump', '-', out, ...args], [text])).code, 1, args.join());
    for (const args of [['--encoding', 'latin1'], ['--max-line', '0'], ['--no-such']]) {
      assert.equal((await runTool(['from-dump', '-', out, ...args], [text])).code, 2, args.join());
    }
    assert.equal(
      (await runTool(['from-dump', '-', out, '--any-order'], [latin1('(0010,0020) LO A\n(0010,0010) PN B\n')])).code,
      0,
    );
    assert.ok(existsSync(out));
  });
});
