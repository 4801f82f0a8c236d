// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream modify`: what it changes, and what it leaves where it fails. Beside it dcmodify, on real files.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { corpus } from '../support/corpus.js';
import { dicom } from '../support/dicom-builder.js';
import { valueLine, valuesOf } from '../support/run-flows.js';
import { runTool, temporaryFolder } from '../support/tool.js';

const image = dicom()
  .preamble()
  .meta({ sopInstance: '1.2.3' })
  .element(0x00080005, 'CS', 'ISO_IR 100')
  .element(0x00080018, 'UI', '1.2.3')
  .sequence(0x00081140, (items) => items.item((item) => item.element(0x00081155, 'UI', '1.2.4')))
  .element(0x00090010, 'LO', 'THEIRS')
  .element(0x00091001, 'LO', 'X')
  .element(0x00100010, 'PN', 'A^B ')
  .element(0x00280010, 'US', 2)
  .bytes();

/** The values that the tool makes of the image. */
async function modified(...args: string[]): Promise<string[]> {
  const { code, bytes, errors } = await runTool(['modify', '-', '-', ...args], [image]);
  assert.deepEqual([code, errors], [0, []]);
  return (await valuesOf(bytes)).map(valueLine);
}

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const plain = (await valuesOf(image)).map(valueLine);
const changed = (lines: readonly string[]): string[] => lines.filter((line) => !plain.includes(line));
const gone = (lines: readonly string[]): string[] => plain.filter((line) => !lines.includes(line));

describe('dcmstream modify', () => {
  test('sets, inserts and removes by keyword, tag and path', async () => {
    const set = await modified('--set', 'PatientName=Müller', '--set=(0028,0010)=513', '--set', '**.(0008,1155)=1.9');
    assert.deepEqual(changed(set), [
      `(0008,1140)[0].(0008,1155) UI ${hex('1.9\0')}`,
      `(0010,0010) PN ${hex('Müller')}`,
      '(0028,0010) US 0102',
    ]);
    const inserted = await modified(
      ...['--insert', 'PatientID=A=B', '--insert', '(0008,1140)[1].(0008,1155)=1.5', '--insert', 'ImageType=A\\B'],
    );
    assert.deepEqual(changed(inserted), [
      `(0008,0008) CS ${hex('A\\B ')}`,
      `(0008,1140)[1].(0008,1155) UI ${hex('1.5\0')}`,
      `(0010,0020) LO ${hex('A=B ')}`,
    ]);
    assert.deepEqual(gone(inserted), []);
    const removed = await modified('--remove', 'PatientName', '--remove-private', '--remove', '(0008,1140)[0]');
    assert.deepEqual([changed(removed), gone(removed).length], [[], 4]);
  });

  test('takes bytes from a file, and the VR where no dictionary knows it', async (context) => {
    const path = join(temporaryFolder(context), 'value');
    writeFileSync(path, Uint8Array.of(1, 2, 3));
    assert.deepEqual(changed(await modified('--insert', `EncapsulatedDocument=@${path}`)), ['(0042,0011) OB 01020300']);
    assert.deepEqual(changed(await modified('--insert', 'PatientID=@@home')), [`(0010,0020) LO ${hex('@home ')}`]);
    assert.deepEqual(changed(await modified('--insert', '(0009,1002):SH=Y')), [`(0009,1002) SH ${hex('Y ')}`]);
    assert.deepEqual(changed(await modified('--set', 'PatientName=')), []);
    const { code, errors } = await runTool(['modify', '-', '-', '--insert', '(0009,1002)=Y'], [image]);
    assert.equal(code, 2);
    assert.match(errors[0]!, /knows the VR of \(0009,1002\)/);
  });

  test('of two values for the same element the later counts, and what is set is not removed', async () => {
    const lines = await modified(
      ...['--set', 'PatientName=A', '--set', '(0010,0010)=B', '--insert', 'PatientID=C', '--insert', 'PatientID=D'],
      ...['--remove', 'PatientName', '--set', '(0009,1001)=Y', '--remove-private'],
    );
    assert.deepEqual(changed(lines), [
      `(0009,1001) LO ${hex('Y ')}`,
      `(0010,0010) PN ${hex('B ')}`,
      `(0010,0020) LO ${hex('D ')}`,
    ]);
  });

  test('the file meta follows the instance, and its length is right', async () => {
    const { bytes } = await runTool(['modify', '-', '-', '--set', 'SOPInstanceUID=1.2.3.4.5'], [image]);
    assert.equal(bytes.subarray(0, 400).toString('latin1').split('1.2.3.4.5').length, 3);
    assert.equal((await valuesOf(bytes)).length, plain.length);
  });

  test('text that the character set does not hold is an error, and is none with --utf8', async () => {
    const args = ['modify', '-', '-', '--set', 'PatientName=山田'];
    const { code, errors } = await runTool(args, [image]);
    assert.deepEqual([code, errors.length], [1, 1]);
    assert.match(errors[0]!, /^dcmstream: text_not_encodable at byte \d+ in \(0010,0010\): /);
    const lines = await modified('--utf8', '--set', 'PatientName=山田');
    assert.ok(lines.includes(`(0010,0010) PN ${Buffer.from('山田').toString('hex')}`));
    assert.ok(lines.includes(`(0008,0005) CS ${hex('ISO_IR 192')}`));
  });

  test('where there is nothing to set it fails, and leaves what was there', async (context) => {
    const folder = temporaryFolder(context);
    const [from, to] = [join(folder, 'in'), join(folder, 'out')];
    writeFileSync(from, image);
    writeFileSync(to, 'before');
    for (const key of ['PatientID', '(0008,1140)[1].(0008,1155)', 'ReferencedImageSequence']) {
      const { code, errors } = await runTool(['modify', from, to, '--set', `${key}=X`]);
      assert.deepEqual([code, errors], [1, [`dcmstream: there is no ${key} to set`]]);
    }
    assert.equal(readFileSync(to, 'utf8'), 'before');
    assert.deepEqual(gone(await modified('--set', 'PatientID=X', '--ignore-missing')), []);
  });

  test('wrong usage is told of in one line', async () => {
    const cases: [string[], RegExp][] = [
      [['in'], /IN and OUT are needed/],
      [['in', 'out'], /nothing to do/],
      [['in', 'out', '--set', 'PatientName'], /--set takes KEY=VALUE/],
      [['in', 'out', '--set', 'NoKeyword=1'], /NoKeyword/],
      [['in', 'out', '--insert', '**.PatientName=1'], /names no place/],
      [['in', 'out', '--set', 'TransferSyntaxUID=1.2'], /transfer syntax/],
      [['in', 'out', '--remove', '(0002,0010)'], /transfer syntax/],
      [['in', 'out', '--utf8', '--set', 'SpecificCharacterSet=ISO_IR 100'], /character set/],
      [['in', 'out', '--remove', 'x', '--backup', '.bak'], /--backup needs --in-place/],
      [['-', '--in-place', '--remove-private'], /standard input/],
      [['a', '--in-place', '--remove-private', '--backup', '/x'], /--backup takes/],
    ];
    await Promise.all(
      cases.map(async ([args, message]) => {
        const { code, errors } = await runTool(['modify', ...args]);
        assert.deepEqual([code, errors.length], [2, 1], args.join(' '));
        assert.match(errors[0]!, message);
      }),
    );
  });

  test('changes many files in place, each wholly or not at all, with a backup of each', async (context) => {
    const folder = temporaryFolder(context);
    const paths = ['a', 'b', 'c', 'd'].map((name) => join(folder, name));
    const noName = dicom().preamble().meta().element(0x00280010, 'US', 2).bytes();
    [image, image.subarray(0, 300), noName, image].forEach((file, i) => writeFileSync(paths[i]!, file));
    const missing = join(folder, 'missing');
    const args = ['--in-place', '--backup', '.bak', '--set', 'PatientName=NEW'];
    const { code, errors, text } = await runTool(['modify', folder, missing, ...args]);
    assert.deepEqual([code, text, errors.length], [1, '', 3]);
    assert.match(errors[0]!, /b: truncated at byte 300/);
    assert.match(errors[1]!, /c: there is no PatientName to set$/);
    assert.match(errors[2]!, /missing: cannot read .*: no such file/);
    assert.deepEqual(readdirSync(folder), ['a', 'a.bak', 'b', 'c', 'd', 'd.bak']);
    assert.deepEqual(changed((await valuesOf(readFileSync(paths[0]!))).map(valueLine)), [
      `(0010,0010) PN ${hex('NEW ')}`,
    ]);
    assert.ok(readFileSync(join(folder, 'a.bak')).equals(image));
    assert.ok(readFileSync(paths[1]!).equals(image.subarray(0, 300)));
    assert.ok(readFileSync(paths[2]!).equals(noName));
  });

  test('leaves the backups of an earlier run alone', async (context) => {
    const folder = temporaryFolder(context);
    const path = join(folder, 'a');
    writeFileSync(path, image);
    const args = ['modify', folder, '--in-place', '--backup', '.bak', '--set'];
    assert.equal((await runTool([...args, 'PatientName=ONE'])).code, 0);
    const once = readFileSync(path);
    assert.equal((await runTool([...args, 'PatientName=TWO'])).code, 0);
    assert.deepEqual(readdirSync(folder), ['a', 'a.bak']);
    assert.ok(readFileSync(`${path}.bak`).equals(once));
  });
});

const dcmodify = spawnSync('dcmodify', ['--version']).error === undefined;

/**
 * What dcmdump shows, but for lengths, the file meta, which dcmodify writes anew, and Data Set Trailing Padding, which it leaves out.
 */
function dumpOf(path: string): string[] {
  const text = execFileSync('dcmdump', ['-q', '+L', '-M', path], { maxBuffer: 2 ** 26 }).toString('latin1');
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|$|\(0002,|\(....,0000\)|\(fffe,e0.d\)|\(fffc,fffc\))/.test(line))
    .map((line) => line.replace(/\s+#\s+\S+, *\d+ .*$/, '').replace(/ with (explicit|undefined) length/, ''));
}

describe(
  'dcmstream modify beside dcmodify',
  { skip: corpus.missing || (dcmodify ? false : 'there is no dcmodify') },
  () => {
    const wanted =
      /(CT_small|MR_small|MR_small_bigendian|rtplan|examples_overlay|SC_rgb_rle_2frame|reportsi|JPEG2000)\.dcm$/;
    const files = corpus.files.filter(({ path }) => wanted.test(path));
    const jobs: readonly (readonly [name: string, ours: string[], theirs: string[]])[] = [
      [
        'inserts elements, numbers, and an item that is created',
        ['--insert=PatientName=Doe^Jane', '--insert=(0028,0010)=99', '--insert=(0008,1140)[1].(0008,1155)=1.2.3'],
        ['-i', '(0010,0010)=Doe^Jane', '-i', '(0028,0010)=99', '-i', '(0008,1140)[1].(0008,1155)=1.2.3'],
      ],
      [
        'sets what is there, and nothing where some of it is not',
        ['--set=PatientID=ID\\2', '--set=InstanceNumber=7'],
        ['-m', '(0010,0020)=ID\\2', '-m', '(0020,0013)=7'],
      ],
      [
        'removes',
        ['--remove=PatientName', '--remove=Modality', '--remove-private'],
        ['-e', '(0010,0010)', '-e', '(0008,0060)', '-ep'],
      ],
    ];
    for (const [name, ours, theirs] of jobs) {
      test(`${name}, in ${files.length} files in place`, async (context) => {
        const folder = temporaryFolder(context);
        const pathOf = (whose: string, i: number): string => join(folder, `${whose}-${i}`);
        for (const [i, { location }] of files.entries()) {
          for (const whose of ['ours', 'theirs']) copyFileSync(location, pathOf(whose, i));
        }
        const failures = files.map(
          (_, i) => spawnSync('dcmodify', ['-nb', '-q', ...theirs, pathOf('theirs', i)]).status !== 0,
        );
        const { errors } = await runTool(['modify', ...files.map((_, i) => pathOf('ours', i)), '--in-place', ...ours]);
        assert.equal(errors.length, failures.filter((failed) => failed).length, errors.join());
        for (const [i, { path, location }] of files.entries()) {
          const own = pathOf('ours', i);
          if (failures[i]) assert.ok(readFileSync(own).equals(readFileSync(location)), path);
          else assert.deepEqual(dumpOf(own), dumpOf(pathOf('theirs', i)), path);
        }
      });
    }
  },
);
