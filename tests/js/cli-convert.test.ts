// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream convert`: files, folders and streams in another transfer syntax.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { implementationClassUID, parseBuffer, init } from 'dcmstream';
import {
  deflatedExplicitLittleEndian,
  dicom,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { counted, imageFile, rleFrames } from '../support/image-file.js';
import { partsOf } from '../support/part-probe.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const encapsulated = imageFile({
  ...{ rows: 2, columns: 3, bits: 8, frames: 2, transferSyntax: rleLossless },
  pixels: rleFrames(counted(12), 2, 1),
  sopClass: '1.2.840.10008.5.1.4.1.1.7',
});

const nested = dicom()
  .preamble()
  .meta()
  .element(0x00080005, 'CS', 'ISO_IR 100')
  .element(0x00081110, 'SQ', '')
  .sequence(0x00081140, (sequence) => sequence.item((item) => item.element(0x00081155, 'UI', '1.2.3')))
  .element(0x00100010, 'PN', 'Müller^Jürgen')
  .bytes();

const convert = async (file: Uint8Array, ...options: readonly string[]): Promise<Uint8Array> => {
  const { code, bytes, errors } = await runTool(['convert', '-', '-', ...options], [file]);
  assert.deepEqual([code, errors], [0, []]);
  return new Uint8Array(bytes);
};

await init();

describe('dcmstream convert', () => {
  test('takes UIDs, keywords and abbreviations', async () => {
    for (const [syntax, uid] of [
      ['ILE', implicitLittleEndian],
      ['ExplicitVRLittleEndian', explicitLittleEndian],
      [explicitBigEndian, explicitBigEndian],
      ['DELE', deflatedExplicitLittleEndian],
      ['EncapsulatedUncompressedExplicitVRLittleEndian', '1.2.840.10008.1.2.1.98'],
    ] as const) {
      await init({ modules: ['zlib'] });
      const dataset = parseBuffer(await convert(encapsulated, '--to', syntax));
      assert.equal(dataset.transferSyntax, uid);
      if (uid.endsWith('.98')) continue;
      assert.deepEqual([...dataset.bytes(0x7fe00010)!], [...counted(12)]);
    }
  });

  test('what is in the syntax already stays byte for byte', async () => {
    assert.deepEqual(await convert(nested, '--to', 'ELE'), nested);
    assert.deepEqual(await convert(encapsulated, '--to', rleLossless), encapsulated);
  });

  test('gives a file meta to what has none, unless told not to', async () => {
    const bare = dicom('implicit').element(0x00080016, 'UI', '1.2.3').element(0x00080018, 'UI', '1.2.4').bytes();
    const dataset = parseBuffer(await convert(bare, '--to', 'ELE'));
    assert.deepEqual(
      [0x00020002, 0x00020003, 0x00020010, 0x00020012].map((tag) => dataset.string(tag)),
      ['1.2.3', '1.2.4', explicitLittleEndian, implementationClassUID],
    );
    assert.equal(parseBuffer(await convert(bare, '--to', 'ELE', '--no-meta')).get(0x00020010), undefined);
    const { code, errors } = await runTool(['convert', '-', '-', '--to', 'DELE', '--no-meta'], [bare]);
    assert.deepEqual([code, errors.length], [1, 1]);
    assert.match(errors[0]!, /transfer_syntax_unsupported at byte 0/);
  });

  test('writes lengths, group lengths and text as it is told to', async () => {
    const kinds = async (...options: readonly string[]): Promise<string[]> =>
      (await partsOf(await convert(nested, '--to', 'EBE', ...options)))
        .filter(({ kind, tag }) => kind === 'sequence' || (kind === 'header' && tag % 0x10000 === 0 && tag > 0x20000))
        .map(({ tag, length }) => `${tag.toString(16)} ${length}`);
    // An empty sequence keeps its length where nothing is said; delimiters end what had to be written anew.
    assert.ok((await kinds()).includes('81140 4294967295'));
    assert.ok((await kinds('--lengths', 'undefined')).every((line) => line.endsWith(' 4294967295')));
    // An item of (0008,1155): 8 bytes of header and 6 of value, behind 8 of its own.
    assert.ok((await kinds('--lengths', 'defined')).includes('81140 22'));
    assert.ok((await kinds('--group-lengths', 'compute')).some((line) => line.startsWith('100000 4')));
    const text = parseBuffer(await convert(nested, '--to', 'ILE', '--utf8'));
    assert.deepEqual([text.string(0x00080005), text.string(0x00100010)], ['ISO_IR 192', 'Müller^Jürgen']);
  });

  test('converts a folder to another one, and tells of what cannot be', async (context) => {
    const folder = temporaryFolder(context);
    const [from, to] = [join(folder, 'in'), join(folder, 'out')];
    mkdirSync(join(from, 'deep'), { recursive: true });
    writeFileSync(join(from, 'a.dcm'), encapsulated);
    writeFileSync(join(from, 'deep', 'b.dcm'), nested);
    writeFileSync(join(from, 'c.dcm'), encapsulated.subarray(0, -20));
    writeFileSync(join(from, 'notes.txt'), 'no DICOM');
    const { code, errors } = await runTool(['convert', from, to, '--to', 'ILE']);
    assert.equal(code, 1);
    assert.deepEqual(
      errors.map((line) => /[^/:]*: \w+/.exec(line)?.[0]),
      ['c.dcm: truncated', 'notes.txt: not_dicom'],
    );
    assert.deepEqual(readdirSync(to).sort(), ['a.dcm', 'deep']);
    assert.equal(parseBuffer(readFileSync(join(to, 'deep', 'b.dcm'))).transferSyntax, implicitLittleEndian);
  });

  test('leaves what was there when it fails; IN and OUT may be one file', async (context) => {
    const file = join(temporaryFolder(context), 'image.dcm');
    writeFileSync(file, encapsulated.subarray(0, -20));
    assert.equal((await runTool(['convert', file, file, '--to', 'ELE'])).code, 1);
    assert.ok(readFileSync(file).equals(encapsulated.subarray(0, -20)));
    writeFileSync(file, encapsulated);
    assert.equal((await runTool(['convert', file, file, '--to', 'ELE'])).code, 0);
    assert.equal(parseBuffer(readFileSync(file)).transferSyntax, explicitLittleEndian);
    assert.ok(!existsSync(`${file}.tmp`));
  });

  test('tells of deviations with --notes, those of decoding among them', async () => {
    const [frame] = rleFrames(counted(6), 1, 1) as [Uint8Array];
    const bare = imageFile({ rows: 2, columns: 3, transferSyntax: rleLossless, vr: 'OB', pixels: frame });
    const { code, errors } = await runTool(['convert', '-', '-', '--to', 'ELE', '--notes'], [bare]);
    assert.deepEqual([code, errors.length], [0, 1]);
    assert.match(errors[0]!, /^dcmstream: fragments_missing at byte \d+ in \(7FE0,0010\)$/);
  });

  for (const [what, args] of [
    ['no syntax', ['-', '-']],
    ['a syntax that is none', ['-', '-', '--to', 'JPEG']],
    ['lengths that are none', ['-', '-', '--to', 'ELE', '--lengths', 'none']],
    ['a size that is none', ['-', '-', '--to', 'ELE', '--max-size', '-1']],
    ['a folder to standard output', ['.', '-', '--to', 'ELE']],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const { code, errors } = await runTool(['convert', ...args]);
      assert.deepEqual([code, errors.length], [2, 1]);
    });
  }
});
