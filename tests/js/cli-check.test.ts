// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream check` and `dcmstream index`: a folder of anything gives, for every file, one line; an index is JSON.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { indexFile } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom, implicitLittleEndian } from '../support/dicom-builder.js';
import { counted, imageFile } from '../support/image-file.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const image = imageFile({ rows: 4, columns: 6, bits: 16, pixels: counted(48) });

describe('dcmstream check', () => {
  test('says of each file below a folder what it is', async (context) => {
    const folder = temporaryFolder(context);
    mkdirSync(join(folder, 'deep'));
    const named = dicom().preamble().meta().element(0x00100010, 'PN', 'Secret^Name').bytes();
    const implicit = dicom('implicit').preamble().meta({ transferSyntax: implicitLittleEndian });
    writeFileSync(join(folder, 'a.dcm'), image);
    writeFileSync(join(folder, 'b.dcm'), named.slice(0, -4));
    writeFileSync(join(folder, 'c.txt'), 'not an image, not at all: some text that goes on for a while');
    writeFileSync(join(folder, 'deep', 'd.dcm'), implicit.element(0x00100010, 'PN', 'A^B ').bytes());
    writeFileSync(join(folder, 'deep', 'e'), '');
    const { code, text } = await runTool(['check', folder]);
    assert.equal(code, 1);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(`${folder}/`, ''));
    assert.equal(lines[0], 'a.dcm: ok, ExplicitVRLittleEndian');
    assert.match(lines[1] ?? '', /^b\.dcm: truncated at byte \d+ in \(0010,0010\): /);
    assert.match(lines[2] ?? '', /^c\.txt: not_dicom at byte 0: /);
    assert.equal(lines[3], 'deep/d.dcm: ok, ImplicitVRLittleEndian');
    assert.match(lines[4] ?? '', /^deep\/e: not_dicom at byte 0: /);
    assert.equal(lines.length, 5);
    assert.doesNotMatch(text, /Secret/);
  });

  test('passes over what is no file, and does not follow links round in a circle', async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'a.dcm'), image);
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('a.dcm', join(folder, 'link.dcm'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { code, text } = await runTool(['check', folder]);
    assert.equal(code, 0);
    assert.deepEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(`${folder}/`, '').split(':')[0]),
      ['a.dcm', 'link.dcm'],
    );
  });

  test('tells notes, and exits 0 where there is nothing else; with --strict they are errors', async () => {
    const odd = dicom().preamble().meta().header(0x00100020, 'LO', 3).raw('abc').bytes();
    const { code, text } = await runTool(['check', '-'], [odd]);
    assert.equal(text, 'standard input: ok, ExplicitVRLittleEndian, length_odd\n');
    assert.equal(code, 0);
    const strict = await runTool(['check', '--strict', '-'], [odd]);
    assert.equal(strict.code, 1);
    assert.match(strict.text, /quirk_refused at byte \d+ in \(0010,0020\): length_odd/);
  });

  test('takes limits, and refuses what are none', async () => {
    const limited = await runTool(['check', '--max-elements', '3', '-'], [image]);
    assert.equal(limited.code, 1);
    assert.match(limited.text, /too_many_elements/);
    assert.equal((await runTool(['check', '--max-depth', 'deep', '-'], [image])).code, 2);
  });

  test('says that a file is missing, and goes on', async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'a.dcm'), image);
    const { code, text } = await runTool(['check', join(folder, 'none.dcm'), join(folder, 'a.dcm')]);
    assert.equal(code, 1);
    assert.match(text, /none\.dcm: cannot read .*: no such file or directory\n.*a\.dcm: ok, /);
  });

  test('gives one line for every file of the corpus', { skip: corpus.missing }, async () => {
    const { text } = await runTool(['check', ...corpus.files.map(({ location }) => location)]);
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length, corpus.files.length);
    assert.equal(lines.filter((line) => !/: ok, /.test(line)).length, 3);
  });
});

describe('dcmstream index', () => {
  test('writes the index of a file and of standard input', async (context) => {
    const file = join(temporaryFolder(context), 'a.dcm');
    writeFileSync(file, image);
    const expected = JSON.parse(JSON.stringify(await indexFile(image))) as unknown;
    for (const found of [await runTool(['index', file]), await runTool(['index', '-'], [image])]) {
      assert.equal(found.code, 0);
      assert.deepEqual(JSON.parse(found.text), expected);
    }
  });
});
