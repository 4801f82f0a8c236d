// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream deid` of one file: what comes out, what it says and what it never says.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { init, parseBuffer, type Report } from 'dcmstream';
import {
  assertSilent,
  fileOf,
  folderOfDoe,
  identifying,
  patientId,
  sopInstance,
  studyDescription,
  ultrasound,
} from '../support/deid-folder.js';
import { runDeid } from '../support/deid-run.js';
import { runTool } from '../support/tool.js';

await init();

function reportAt(path: string): Report & { readonly reidentifying: boolean; readonly name?: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as Report & { readonly reidentifying: boolean };
}

describe('dcmstream deid, of one file', () => {
  test('writes the file and the report, and says nothing that identifies', async (context) => {
    const { at, ...paths } = folderOfDoe(context);
    writeFileSync(at('DOE.dcm'), fileOf('9'));
    const args = ['deid', at('DOE.dcm'), at('out.dcm'), '--key-file', paths.key, '--report', at('report')];
    const outcome = await runTool(args);
    assert.deepEqual([outcome.code, outcome.errors, outcome.text], [0, [], '']);
    const bytes = readFileSync(at('out.dcm'));
    assert.doesNotMatch(bytes.toString('latin1'), identifying);
    const report = reportAt(at('report'));
    assert.equal(parseBuffer(bytes).string(sopInstance), report.output.sopInstance);
    assert.deepEqual([report.secret, report.reidentifying, report.needsReview], ['given', false, []]);
    assert.doesNotMatch(readFileSync(at('report'), 'utf8'), identifying);
  });

  test('reads and writes standard input and output, and gives the same for the same key', async (context) => {
    const paths = folderOfDoe(context);
    const args = ['deid', '-', '-', '--key-file', paths.key];
    const first = await runTool(args, [fileOf('9')]);
    assert.deepEqual([first.code, first.errors], [0, []]);
    assert.deepEqual((await runTool(args, [fileOf('9')])).bytes, first.bytes);
    const drawn = await runTool(args.slice(0, 3), [fileOf('9')]);
    assert.deepEqual([drawn.code, drawn.errors.length], [0, 1]);
    assert.match(drawn.errors[0]!, /no --key-file: a secret was drawn/);
    assert.notDeepEqual(drawn.bytes, first.bytes);
  });

  test('a key file of text is the same secret as that text in the library, however its line ends', async (context) => {
    const { at } = folderOfDoe(context);
    const text = 'schlüssel des Hauses, lang genug';
    writeFileSync(at('text.key'), `${text.normalize('NFD')}\r\n`);
    const { bytes } = await runTool(['deid', '-', '-', '--key-file', at('text.key')], [fileOf('9')]);
    assert.deepEqual(new Uint8Array(bytes), (await runDeid(fileOf('9'), {}, { secret: text })).bytes);
    // Bytes that are no text count as they are.
    const random = Buffer.from('ff00112233445566778899aabbccddeeff0a', 'hex');
    writeFileSync(at('random.key'), random);
    const other = await runTool(['deid', '-', '-', '--key-file', at('random.key')], [fileOf('9')]);
    const secret = new Uint8Array(random);
    assert.deepEqual(new Uint8Array(other.bytes), (await runDeid(fileOf('9'), {}, { secret })).bytes);
  });

  test('saves which UID became which where asked, and takes such a table in a run with another secret', async (context) => {
    const { at, ...paths } = folderOfDoe(context);
    const args = ['deid', '-', '-', '--key-file', paths.key, '--save-uids', at('uids.csv')];
    const first = await runTool(args, [fileOf('9')]);
    const uid = parseBuffer(first.bytes).string(sopInstance);
    assert.ok(readFileSync(at('uids.csv'), 'utf8').includes(`1.2.3.4.9,${uid}`));
    if (process.platform !== 'win32') assert.equal(statSync(at('uids.csv')).mode & 0o777, 0o600);
    const second = await runTool(['deid', '-', '-', '--uids', at('uids.csv')], [fileOf('9')]);
    assert.equal(parseBuffer(second.bytes).string(sopInstance), uid);
    const wrong = await runTool([
      'deid',
      '-',
      `${at('out')}/`,
      '--key-file',
      paths.key,
      '--resume',
      '--save-uids',
      at('more'),
    ]);
    assert.deepEqual([wrong.code, existsSync(at('more'))], [2, false]);
  });

  test('names input and instance only where asked, in a report that only its owner reads', async (context) => {
    const { at, ...paths } = folderOfDoe(context);
    writeFileSync(at('DOE.dcm'), fileOf('9'));
    writeFileSync(at('report'), 'before', { mode: 0o644 });
    const args = ['deid', at('DOE.dcm'), at('out'), '--key-file', paths.key, '--report', at('report'), '--name-inputs'];
    assert.equal((await runTool(args)).code, 0);
    const report = reportAt(at('report'));
    assert.deepEqual([report.reidentifying, report.name], [true, at('DOE.dcm')]);
    assert.equal(report.original?.sopInstance, '1.2.3.4.9');
    if (process.platform !== 'win32') assert.equal(statSync(at('report')).mode & 0o777, 0o600);
  });

  test('tells of what needs review; with --strict that is an error, and nothing comes out', async (context) => {
    const { at, key: keyFile } = folderOfDoe(context);
    const file = fileOf('9', { sopClass: ultrasound });
    const told = await runTool(['deid', '-', at('out'), '--key-file', keyFile], [file]);
    assert.deepEqual([told.code, told.errors], [0, [`dcmstream: ${at('out')}: needs review: ultrasound`]]);
    rmSync(at('out'));
    for (const out of [at('out'), '-']) {
      const report = ['--report', at('report')];
      const refused = await runTool(['deid', '-', out, '--strict', '--key-file', keyFile, ...report], [file]);
      assert.deepEqual([refused.code, refused.bytes.length, refused.errors.length], [1, 0, 1]);
      assert.match(refused.errors[0]!, /needs review.*ultrasound/);
      assert.ok(!existsSync(at('out')) && !existsSync(at('report')));
    }
  });

  test('a file that breaks off gives one line without values, exit code 1, and nothing', async (context) => {
    const { at, key: keyFile } = folderOfDoe(context);
    // Far behind where the first bytes are decided.
    const file = fileOf('9', { pixels: new Uint8Array(1_000_000) }).subarray(0, -10);
    writeFileSync(at('out'), 'before');
    for (const out of [at('out'), '-']) {
      const outcome = await runTool(['deid', '-', out, '--key-file', keyFile], [file]);
      assert.deepEqual([outcome.code, outcome.bytes.length, outcome.errors.length], [1, 0, 1]);
      assert.match(outcome.errors[0]!, /^dcmstream: truncated at byte \d+ in \(7FE0,0010\): /);
      assertSilent(outcome);
    }
    assert.equal(readFileSync(at('out'), 'utf8'), 'before');
    assert.deepEqual(readdirSync(at('.')).sort(), ['in', 'key', 'out']);
  });

  test('takes profile, options, pseudonyms, regions and words from files', async (context) => {
    const { at, key: keyFile } = folderOfDoe(context);
    const file = fileOf('9', { pixels: new Uint8Array(64).fill(9) });
    writeFileSync(at('profile'), JSON.stringify({ name: 'ours', options: { cleanDescriptors: true } }));
    writeFileSync(at('csv'), 'Patient ID,Pseudonym\nID-4711,P7\n');
    writeFileSync(at('regions'), JSON.stringify([{ left: 0, top: 0, columns: 2, rows: 4 }]));
    writeFileSync(at('words'), 'thorax\r\nabdomen\n');
    const named = ['profile', 'pseudonyms', 'regions', 'words'].flatMap((name) => [
      `--${name}`,
      at(name === 'pseudonyms' ? 'csv' : name),
    ]);
    const args = [
      'deid',
      '-',
      '-',
      '--key-file',
      keyFile,
      ...named,
      '--option',
      'retainUids',
      '--report',
      at('report'),
    ];
    const { code, bytes, errors } = await runTool(args, [file]);
    assert.deepEqual([code, errors], [0, []]);
    const dataset = parseBuffer(bytes);
    assert.equal(dataset.string(patientId), 'P7');
    assert.equal(dataset.string(sopInstance), '1.2.3.4.9');
    assert.equal(dataset.string(studyDescription), 'Thorax');
    const row = [0, 0, ...Array<number>(14).fill(9)];
    assert.deepEqual([...bytes.subarray(-64)], [...row, ...row, ...row, ...row]);
    assert.equal(reportAt(at('report')).profile.name, 'ours');

    const another = Buffer.from(Buffer.from(file).toString('latin1').replace('ID-4711', 'ID-4712'), 'latin1');
    const stranger = await runTool(args, [another]);
    assert.deepEqual([stranger.code, stranger.bytes.length], [1, 0]);
    assert.deepEqual(stranger.errors, ['dcmstream: there is no pseudonym for the patient']);
  });

  test('blanks by rules in JSON or a script of CTP, and believes a list only where it is told to', async (context) => {
    const { at, key: keyFile } = folderOfDoe(context);
    const file = fileOf('9', { sopClass: ultrasound, pixels: new Uint8Array(64).fill(9) });
    const isUltrasound = { attribute: 'SOPClassUID', equals: ultrasound };
    writeFileSync(at('list'), JSON.stringify([{ left: 0, top: 0, columns: 16, rows: 1 }]));
    writeFileSync(at('rules'), JSON.stringify({ rules: [{ name: 'top', when: isUltrasound, blank: [{ rows: 1 }] }] }));
    writeFileSync(at('script'), `{ SOPClassUID.equals("${ultrasound}") } (0,0,15,0)`);
    const blanked = [...Array<number>(16).fill(0), ...Array<number>(48).fill(9)];
    for (const [regions, isSettled] of [
      [['list'], false],
      [['list', '--regions-cover-text'], true],
      [['rules'], true],
      [['script'], true],
    ] as const) {
      const [name, ...more] = regions;
      const args = [
        'deid',
        '-',
        at('out'),
        '--key-file',
        keyFile,
        '--report',
        at('report'),
        '--regions',
        at(name),
        ...more,
      ];
      const { code, errors } = await runTool(args, [file]);
      assert.deepEqual([code, errors.length], [0, isSettled ? 0 : 1], regions.join(' '));
      assert.deepEqual([...readFileSync(at('out')).subarray(-64)], blanked);
      const rules = { list: [], rules: ['top'], script: ['line 1'] }[name];
      assert.deepEqual(reportAt(at('report')).pixels, { regions: 1, rules });
    }
  });

  test('explains itself', async () => {
    assert.match((await runTool(['--help'])).text, /^ {2}deid +\S/m);
    const { code, text } = await runTool(['deid', '-h']);
    assert.equal(code, 0);
    for (const topic of ['dcmstream deid IN OUT', 'cleanPixelData', 'Examples:', 'Exit code:']) {
      assert.ok(text.includes(topic), topic);
    }
  });

  test('wrong usage is told of in one line', async (context) => {
    const { at, ...paths } = folderOfDoe(context);
    writeFileSync(at('short'), '15 bytes of key');
    writeFileSync(at('DOE.json'), '{"4711": DOE');
    writeFileSync(at('regions'), '[{"left": -1}]');
    writeFileSync(at('rules'), '{"rules": "DOE"}');
    writeFileSync(at('script'), 'US\n{ DOE.equals("4711") } (0,0,1,1)');
    const cases: [string[], RegExp][] = [
      [['in'], /OUT is missing/],
      [['-', 'out', '--option', 'retainAll'], /--profile: \$\.options has a field that is none of/],
      [['-', 'out', '--key-file', at('short')], /at least 16 bytes/],
      [['-', 'out', '--profile', at('DOE.json')], /--profile takes a file of JSON/],
      [['-', 'out', '--regions', at('regions')], /--regions: \$\[0\]\.left is no integer/],
      [['-', 'out', '--regions', at('script')], /--regions: line 2, column 3: is no attribute/],
      [['-', 'out', '--regions', at('rules')], /--regions: \$\.rules is no list/],
      [['-', 'out', '--regions-cover-text'], /--regions-cover-text needs --regions/],
      [['-', 'out', '--missing-pseudonyms', 'x'], /error or keyed/],
      [['-', 'out', '--resume', '--key-file', paths.key], /--resume needs a folder/],
      [[paths.in, paths.out, '--resume'], /--resume needs --key-file/],
      [[paths.in, '-'], /folder is not de-identified to standard output/],
      [[paths.in, join(paths.in, 'out')], /OUT is inside IN/],
      [[paths.in, paths.out, '--jobs', '0'], /--jobs takes a number from 1 to 64/],
      [[at('missing-DOE'), paths.out, '--key-file', paths.key], /cannot read the input: no such file or directory$/],
    ];
    for (const [args, message] of cases) {
      const outcome = await runTool(['deid', ...args]);
      assert.equal(outcome.code, 2, args.join(' '));
      assert.match(outcome.errors.at(-1)!, message);
      assertSilent(outcome);
    }
    assert.ok(!existsSync(paths.out));
  });
});
