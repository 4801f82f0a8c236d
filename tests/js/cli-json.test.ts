// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream json` and `dcmstream from-json`, as a user runs them.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dicom, explicitBigEndian } from '../support/dicom-builder.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const pixels = Uint8Array.from({ length: 70_000 }, (_, i) => i * 13);
const native = dicom()
  .preamble()
  .meta({ sopClass: '1.2.840.10008.5.1.4.1.1.7', sopInstance: '1.2.3' })
  .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7')
  .element(0x00080018, 'UI', '1.2.3')
  .element(0x00100010, 'PN', 'Secret^Name')
  .element(0x7fe00010, 'OW', pixels)
  .bytes();
const encapsulated = dicom()
  .preamble()
  .meta({ transferSyntax: '1.2.840.10008.1.2.5' })
  .element(0x00080018, 'UI', '1.2.3')
  .fragments(0x7fe00010, 'OB', [Uint8Array.of(1, 2), Uint8Array.of(3, 4)])
  .element(0xfffcfffc, 'OB', Uint8Array.of(0, 0))
  .bytes();

function written(context: TestContext, name: string, file: Uint8Array): string {
  const path = join(temporaryFolder(context), name);
  writeFileSync(path, file);
  return path;
}

describe('dcmstream json', () => {
  test('writes a data set as one object, or several as an array', async (context) => {
    const path = written(context, 'a.dcm', native);
    const { code, text } = await runTool(['json', path, '--bulk', 'omit']);
    assert.equal(code, 0);
    assert.equal(
      text,
      '{"00080016":{"vr":"UI","Value":["1.2.840.10008.5.1.4.1.1.7"]},"00080018":{"vr":"UI","Value":["1.2.3"]},' +
        '"00100010":{"vr":"PN","Value":[{"Alphabetic":"Secret^Name"}]},"7FE00010":{"vr":"OW"}}\n',
    );
    const piped = await runTool(['json', '-', '--array', '--bulk', 'omit'], [native]);
    assert.deepEqual(JSON.parse(piped.text), [JSON.parse(text)]);
    const several = await runTool(['json', path, path, '--pretty', '--meta']);
    const [first, second] = JSON.parse(several.text) as Record<string, { InlineBinary?: string }>[];
    assert.deepEqual(first, second);
    assert.equal(first!['7FE00010']!.InlineBinary, Buffer.from(pixels).toString('base64'));
    assert.ok('00020010' in first!);
  });

  test('names long values by where they are, but for those that are there in another byte order', async (context) => {
    const path = written(context, 'a b.dcm', native);
    const { text } = await runTool(['json', path, '--bulk', 'uri']);
    const { BulkDataURI } = (JSON.parse(text) as Record<string, { BulkDataURI: string }>)['7FE00010']!;
    assert.equal(
      BulkDataURI,
      `${pathToFileURL(path).href}?offset=${native.length - pixels.length}&length=${pixels.length}`,
    );
    const big = dicom()
      .preamble()
      .meta({ transferSyntax: explicitBigEndian })
      .element(0x7fe00010, 'OW', pixels)
      .bytes();
    const inline = await runTool(['json', '-', '--bulk', 'uri'], [big]);
    assert.equal(
      (JSON.parse(inline.text) as Record<string, { InlineBinary: string }>)['7FE00010']!.InlineBinary.length,
      93_336,
    );
  });

  test('tells where data are broken, and what is wrong usage', async () => {
    const { code, errors } = await runTool(['json', '-'], [native.subarray(0, 400)]);
    assert.deepEqual([code, errors.length], [1, 1]);
    assert.match(errors[0]!, /^dcmstream: truncated at byte 400/);
    const tolerant = await runTool(['json', '-', '--tolerant'], [native.subarray(0, 400)]);
    assert.deepEqual([tolerant.code, tolerant.errors.length], [0, 1]);
    assert.equal(typeof JSON.parse(tolerant.text), 'object');
    assert.equal((await runTool(['json', '-', '--bulk', 'all'])).code, 2);
    assert.equal((await runTool(['json', '-', '--limit', '-1'])).code, 2);
    assert.equal((await runTool(['json'])).code, 2);
  });
});

describe('dcmstream from-json', () => {
  for (const [what, file] of [
    ['native', native],
    ['encapsulated', encapsulated],
  ] as const) {
    test(`makes the file again, ${what} pixel data by reference or inline`, async (context) => {
      const path = written(context, 'in.dcm', file);
      const out = join(temporaryFolder(context), 'out.dcm');
      const inline = await runTool(['json', path, '--meta']);
      assert.equal((await runTool(['from-json', '-', out], [inline.bytes])).code, 0);
      const made = readFileSync(out);
      // All behind the file meta, which names us as the writer.
      const data = Buffer.from(file).subarray(Buffer.from(file).indexOf('0800', 200, 'hex'));
      assert.ok(made.subarray(-data.length).equals(data));
      const byReference = await runTool(['json', path, '--meta', '--bulk', 'uri', '--limit', '0']);
      const again = await runTool(['from-json', '-', '-', '--bulk', path], [byReference.bytes]);
      assert.deepEqual([again.code, again.errors], [0, []]);
      assert.ok(again.bytes.equals(made));
    });
  }

  test('writes in another transfer syntax, or with pixel data whose own is told', async () => {
    const { bytes } = await runTool(['json', '-'], [native]);
    const implicit = await runTool(['from-json', '-', '-', '--to', 'ILE'], [bytes]);
    assert.ok(implicit.bytes.includes('1.2.840.10008.1.2\0'));
    const frames = await runTool(['json', '-'], [encapsulated]);
    const unknown = await runTool(['from-json', '-', '-'], [frames.bytes]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.errors[0]!, /^dcmstream: attribute_missing in \(0002,0010\): an attribute/);
    const told = await runTool(['from-json', '-', '-', '--encapsulated', '1.2.840.10008.1.2.5'], [frames.bytes]);
    assert.ok(told.bytes.includes('1.2.840.10008.1.2.5\0'));
  });

  test('leaves nothing behind where it fails, and reads no file that it was not given', async (context) => {
    const out = join(temporaryFolder(context), 'out.dcm');
    const secret = written(context, 'secret', Buffer.from('secret'));
    const text = JSON.stringify({
      '00091001': { vr: 'OB', BulkDataURI: `${pathToFileURL(secret).href}?offset=0&length=6` },
    });
    const { code, errors } = await runTool(['from-json', '-', out], [Buffer.from(text)]);
    assert.equal(code, 1);
    assert.match(errors[0]!, /^dcmstream: bulk_data_missing in \(0009,1001\)/);
    assert.ok(!existsSync(out));
    const other = written(context, 'other', Buffer.from('others'));
    const { bytes } = await runTool(['from-json', '-', '-', '--bulk', other], [Buffer.from(text)]);
    assert.ok(bytes.includes('others') && !bytes.includes('secret'));
    const omitted = await runTool(['from-json', '-', '-', '--omit-bulk'], [Buffer.from(text)]);
    assert.equal(omitted.code, 0);
    assert.equal((await runTool(['from-json', '-', '-', '--max-size', 'x'])).code, 2);
    assert.equal((await runTool(['from-json', '-', '-', '--to', 'x'], [Buffer.from(text)])).code, 2);
    assert.equal((await runTool(['from-json', '-', '-', '--max-size', '1'], [Buffer.alloc(2 ** 20 + 1, 32)])).code, 1);
  });
});
