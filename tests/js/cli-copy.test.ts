// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream copy`: never loses a byte, and leaves a whole file or none.

import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { corpus } from '../support/corpus.js';
import { dicom } from '../support/dicom-builder.js';
import { counted, imageFile } from '../support/image-file.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const image = imageFile({ rows: 30, columns: 40, bits: 16, pixels: counted(2400) });
const nested = dicom()
  .preamble()
  .meta()
  .sequence(0x00081140, (sequence) => sequence.item((item) => item.element(0x00081155, 'UI', '1.2.3')), {
    undefined: true,
  })
  .element(0x00100010, 'PN', 'Secret^Name')
  .bytes();

describe('dcmstream copy', () => {
  for (const [what, file, note] of [
    ['an image', image],
    ['sequences', nested],
    ['a file that is cut in a value', nested.subarray(0, nested.length - 5), /^dcmstream: input_truncated at byte \d+/],
    ['a file that is cut in a header', nested.subarray(0, 140), /^dcmstream: input_(truncated|unparsed) at byte \d+/],
    ['a file that is no DICOM', counted(70001), /^dcmstream: input_unparsed at byte 0$/],
    ['nothing', new Uint8Array(0), /^dcmstream: input_unparsed at byte 0$/],
  ] as const) {
    test(`copies ${what} byte for byte`, async (context) => {
      const [from, to] = ['in', 'out'].map((name) => join(temporaryFolder(context), name)) as [string, string];
      writeFileSync(from, file);
      const { code, text, errors } = await runTool(['copy', from, to]);
      assert.deepEqual([code, text, errors.length], [0, '', note === undefined ? 0 : 1]);
      if (note !== undefined) assert.match(errors[0]!, note);
      assert.ok(readFileSync(to).equals(file));
      const piped = await runTool(['copy', '-', '-'], [file.subarray(0, 133), file.subarray(133)]);
      assert.ok(piped.bytes.equals(file));
    });
  }

  test('tells of all deviations with --notes', async () => {
    const { errors, bytes } = await runTool(['copy', '-', '-', '--notes'], [image.subarray(132)]);
    assert.deepEqual(errors, ['dcmstream: preamble_missing at byte 0']);
    assert.ok(bytes.equals(image.subarray(132)));
  });

  test('leaves what was there when it fails', async (context) => {
    const folder = temporaryFolder(context);
    const out = join(folder, 'out');
    writeFileSync(out, 'before');
    const { code } = await runTool(['copy', '-', out, '--strict'], [nested.subarray(0, -5)]);
    assert.equal(code, 1);
    assert.equal(readFileSync(out, 'utf8'), 'before');
    assert.deepEqual(readdirSync(folder), ['out']);
  });

  test('may replace its own input, and keeps its permissions', async (context) => {
    const folder = temporaryFolder(context);
    const path = join(folder, 'image');
    writeFileSync(path, image);
    chmodSync(path, 0o640);
    const { code } = await runTool(['copy', path, path]);
    assert.equal(code, 0);
    assert.ok(readFileSync(path).equals(image));
    assert.equal(statSync(path).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder), ['image']);
  });

  test('follows a link, and writes to what is no file', async (context) => {
    const folder = temporaryFolder(context);
    const [target, link] = [join(folder, 'target'), join(folder, 'link')];
    writeFileSync(target, 'before');
    symlinkSync(target, link);
    assert.equal((await runTool(['copy', '-', link], [image])).code, 0);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.ok(readFileSync(target).equals(image));
    assert.equal((await runTool(['copy', '-', '/dev/null'], [image])).code, 0);
    assert.ok(lstatSync('/dev/null').isCharacterDevice());
  });

  describe('of the corpus', { skip: corpus.missing }, () => {
    for (const end of [
      '/rtplan.dcm',
      '/rtplan_truncated.dcm',
      '/meta_missing_tsyntax.dcm',
      '/image_dfl',
      '/DICOMDIR-nopatient',
      '/JPEG2000-embedded-sequence-delimiter.dcm',
      '/MRImageStorage_ExplicitVRBigEndian.dcm',
    ]) {
      test(`copies ${end.slice(1)} byte for byte`, async () => {
        const { location } = corpus.file(end);
        const { code, bytes } = await runTool(['copy', location, '-']);
        assert.equal(code, 0);
        assert.ok(bytes.equals(readFileSync(location)));
      });
    }
  });
});
