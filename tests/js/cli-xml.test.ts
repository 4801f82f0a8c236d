// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream xml` and `dcmstream from-xml`: out and back, with values inline, in the file, or left out.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readDataset } from 'dcmstream';
import { dicom, explicitLittleEndian, rleLossless } from '../support/dicom-builder.js';
import { counted } from '../support/image-file.js';
import { runTool, temporaryFolder } from '../support/tool.js';
import { model, treeOf } from '../support/xml-form.js';

const beginning = (transferSyntax: string) =>
  dicom()
    .preamble()
    .meta({ transferSyntax })
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00100010, 'PN', new Uint8Array([0x4d, 0xfc, 0x5e, 0x41]));
const native = beginning(explicitLittleEndian).element(0x7fe00010, 'OW', counted(80000)).bytes();
const encapsulated = beginning(rleLossless)
  .fragments(0x7fe00010, 'OB', [counted(64), counted(66)])
  .bytes();

describe('dcmstream xml and from-xml', () => {
  for (const [what, file] of Object.entries({ native, encapsulated })) {
    for (const bulk of ['inline', 'uri'] as const) {
      test(`${what} pixel data come back, ${bulk}`, async (context) => {
        const folder = temporaryFolder(context);
        const [from, to] = ['in.dcm', 'out.dcm'].map((name) => join(folder, name)) as [string, string];
        writeFileSync(from, file);
        const written = await runTool(['xml', '--meta', '--bulk', bulk, from]);
        assert.deepEqual([written.code, written.errors], [0, []]);
        assert.equal(written.text.includes('<BulkData uri="file:///'), bulk === 'uri');
        const read = await runTool(['from-xml', '-', to, ...(bulk === 'uri' ? ['--bulk', from] : [])], [written.bytes]);
        assert.deepEqual([read.code, read.errors], [0, []]);
        const [before, after] = await Promise.all(
          [file, readFileSync(to)].map((it) => readDataset(it, { maxValue: 1e6 })),
        );
        assert.equal(after?.string(0x00100010), 'Mü^A');
        assert.equal(after?.string(0x00080005), 'ISO_IR 192');
        assert.equal(after?.transferSyntax, before?.transferSyntax);
        assert.deepEqual(after?.bytes(0x7fe00010), before?.bytes(0x7fe00010));
        const lengths = [before, after].map((it) => it?.get(0x7fe00010)?.fragments?.map(({ length }) => length));
        assert.deepEqual(lengths[1], lengths[0]);
      });
    }
  }

  test('--bulk omit leaves large values out, --limit says what is large', async () => {
    const tags = async (...args: string[]): Promise<unknown> => {
      const { text } = await runTool(['xml', '-', '--bulk', 'omit', ...args], [native]);
      return treeOf(text).children.map(({ attributes }) => attributes['tag']);
    };
    assert.deepEqual(await tags(), ['00080005', '00100010']);
    assert.deepEqual(await tags('--limit', '80000'), ['00080005', '00100010', '7FE00010']);
  });

  test('--to writes another transfer syntax', async () => {
    const document = model('<DicomAttribute tag="00280010" vr="US"><Value number="1">1</Value></DicomAttribute>');
    const { bytes } = await runTool(['from-xml', '-', '-', '--to', 'EBE'], [new TextEncoder().encode(document)]);
    const dataset = await readDataset(bytes);
    assert.deepEqual([dataset.transferSyntax, dataset.number(0x00280010)], ['1.2.840.10008.1.2.2', 1]);
  });

  test('what is no such document is one line with its place, and no file', async (context) => {
    const to = join(temporaryFolder(context), 'out.dcm');
    const input = new TextEncoder().encode('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>');
    const { code, errors } = await runTool(['from-xml', '-', to], [input]);
    assert.equal(code, 1);
    assert.match(errors.join('\n'), /^dcmstream: xml_malformed at byte \d+: [^\n]+$/);
    assert.ok(!existsSync(to));
  });

  test('a URI is looked for in the file that is named, nowhere else', async (context) => {
    const folder = temporaryFolder(context);
    const [secret, values] = ['secret', 'values'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(secret, 'SECRET');
    writeFileSync(values, 'VALUES');
    const bulk = (uri: string): Uint8Array =>
      new TextEncoder().encode(
        model(`<DicomAttribute tag="00282000" vr="OB"><BulkData uri="${uri}"/></DicomAttribute>`),
      );
    const uri = `file://${secret}?offset=0&amp;length=6`;
    const { bytes } = await runTool(['from-xml', '--bulk', values, '-', '-'], [bulk(uri)]);
    assert.equal(Buffer.from((await readDataset(bytes)).bytes(0x00282000)!).toString(), 'VALUES');
    for (const wrong of [`file://${secret}`, `file://${secret}?offset=0&amp;length=7`, `file://${secret}?offset=3`]) {
      const { code, errors } = await runTool(['from-xml', '--bulk', values, '-', '-'], [bulk(wrong)]);
      assert.equal(code, 1);
      assert.match(errors.join(), /(bulk_data_missing|not_dicom)/);
    }
    const omitted = await runTool(['from-xml', '--omit-bulk', '-', '-'], [bulk(uri)]);
    assert.equal((await readDataset(omitted.bytes)).get(0x00282000)?.length, 0);
  });

  test('wrong usage is told', async () => {
    for (const args of [
      ['xml', '-', '--bulk', 'all'],
      ['xml', '-', '--limit', 'x'],
      ['from-xml', '-'],
      ['from-xml', '-', '-', '--encapsulated', 'RLE'],
      ['from-xml', '-', '-', '--max-size', '0'],
    ]) {
      const { code, errors } = await runTool(args);
      assert.deepEqual([code, errors.length], [2, 1], args.join(' '));
    }
  });
});
