// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The tool: what all its commands have in common.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { dicom } from '../support/dicom-builder.js';
import { counted, imageFile } from '../support/image-file.js';
import { type Outcome, runTool, startTool, temporaryFolder } from '../support/tool.js';

const image = imageFile({ rows: 4, columns: 6, bits: 16, pixels: counted(48) });

/** Ends in the value of PatientName. */
const truncated = dicom().preamble().meta().element(0x00100010, 'PN', 'Secret^Name').bytes().slice(0, -4);
const valuePosition = truncated.length - 8;

const commands: readonly (readonly string[])[] = [
  ['parts', '-'],
  ['dump', '-'],
  ['copy', '-', '-'],
  ['convert', '-', '-', '--to', 'EBE'],
  ['index', '-'],
  ['frames', '-', '--raw', '-'],
];

function assertMisused({ code, text, errors }: Outcome): string {
  assert.equal(code, 2);
  assert.equal(text, '');
  assert.equal(errors.length, 1);
  return errors[0]!;
}

describe('the tool', () => {
  test('explains itself and each of its commands', async () => {
    const { code, text } = await runTool(['--help']);
    assert.equal(code, 0);
    for (const [command] of commands) {
      assert.match(text, new RegExp(`^  ${command}  +\\S`, 'm'));
      const help = await runTool([command!, '-h']);
      assert.equal(help.code, 0);
      assert.match(help.text, new RegExp(`^dcmstream ${command} `));
      for (const topic of ['--help', 'Examples:', 'Exit code:']) assert.ok(help.text.includes(topic), topic);
    }
  });

  test('has the version of the package', async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const { text } = await runTool(['--version']);
    assert.equal(text, `dcmstream ${(manifest as { version: string }).version}\n`);
  });

  for (const [args, hint] of [
    [[], /a command is missing \(see dcmstream --help\)/],
    [['dunp', 'x'], /there is no command "dunp" \(see dcmstream --help\)/],
    [['dump'], /FILE is missing \(see dcmstream dump --help\)/],
    [['copy', 'x'], /OUT is missing/],
    [['parts', 'x', 'y'], /too many arguments/],
    [['parts', 'x', '--fast'], /'--fast' \(see dcmstream parts --help\)/],
    [['dump', 'x', '--strict', '--tolerant'], /exclude each other/],
    [['frames', 'x'], /one of --raw OUT, --png DIR and --encoded DIR/],
    [['frames', 'x', '--raw', 'y', '--png', 'z'], /one of --raw OUT, --png DIR and --encoded DIR/],
    [['frames', 'x', '--raw', 'y', '--invert'], /go with --png/],
    [['frames', 'x', '--png', 'y', '--frame', '0'], /1 for the first frame/],
    [['frames', 'x', '--png', 'y', '--window', '40'], /a center and a width/],
    [['frames', 'x', '--png', 'y', '--window', '40,0'], /a center and a width/],
  ] as const) {
    test(`calls it misuse, with a hint: dcmstream ${args.join(' ')}`, async () => {
      assert.match(assertMisused(await runTool(args)), hint);
    });
  }

  test('names a file that cannot be read or written', async (context) => {
    const folder = temporaryFolder(context);
    const missing = join(folder, 'missing.dcm');
    const readable = join(folder, 'readable.dcm');
    writeFileSync(readable, image);
    for (const args of [
      ['parts', missing],
      ['dump', missing],
      ['copy', missing, join(folder, 'out')],
      ['frames', missing, '--raw', '-'],
      ['copy', readable, missing + '/out'],
    ]) {
      const line = assertMisused(await runTool(args));
      assert.ok(line.includes(missing) && line.endsWith('no such file or directory'), line);
    }
    assert.match(assertMisused(await runTool(['dump', folder])), /cannot read .*: illegal operation on a directory/);
    assert.match(assertMisused(await runTool(['copy', readable, folder])), /is a directory/);
    assert.deepEqual(readdirSync(folder), ['readable.dcm']);
  });

  for (const [command, ...rest] of commands) {
    test(`reads standard input and files alike: ${command}`, async (context) => {
      const path = join(temporaryFolder(context), 'image.dcm');
      writeFileSync(path, image);
      const fromFile = await runTool([command!, path, ...rest.slice(1)]);
      assert.equal(fromFile.code, 0);
      assert.ok(fromFile.bytes.length > 0);
      assert.deepEqual(await runTool([command!, ...rest], [image]), fromFile);
    });

    test(`says in one line where data are broken, and shows none of them: ${command}`, async () => {
      const args = command === 'copy' ? [command, ...rest, '--strict'] : [command!, ...rest];
      const { code, errors } = await runTool(args, [truncated]);
      assert.equal(code, 1);
      assert.equal(errors.length, 1);
      const place = `truncated at byte ${truncated.length} in (0010,0010): `;
      assert.ok(errors[0]!.startsWith(`dcmstream: ${place}`), errors[0]);
      assert.doesNotMatch(errors[0]!, /Secret/);
    });

    test(`says with --strict which deviation it refuses: ${command}`, async () => {
      const { code, errors } = await runTool([command!, ...rest, '--strict'], [image.subarray(132)]);
      assert.equal(code, 1);
      assert.deepEqual(errors, ['dcmstream: quirk_refused at byte 0: preamble_missing']);
    });

    test(`is quiet when its reader has enough: ${command}`, async () => {
      const child = startTool([command!, ...rest]);
      const errors: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      const closed = once(child, 'close');
      child.stdin.on('error', () => undefined);
      const many = dicom().preamble().meta();
      for (let i = 0; i < 20000; i++) many.element(0x00091000, 'LO', 'text');
      for (let i = 0; i < 20; i++) child.stdin.write(command === 'frames' ? manyFrames(i) : many.bytes());
      child.stdin.end();
      await once(child.stdout, 'data');
      child.stdout.destroy();
      assert.deepEqual(await closed, [0, null]);
      assert.equal(Buffer.concat(errors).toString(), '');
    });
  }

  test('cleans up when it is interrupted', async (context) => {
    const folder = temporaryFolder(context);
    const out = join(folder, 'out.dcm');
    const child = startTool(['copy', '-', out]);
    const closed = once(child, 'close');
    child.stdin.write(image);
    while (readdirSync(folder).length === 0) await wait(10);
    assert.ok(!existsSync(out));
    child.kill('SIGINT');
    assert.deepEqual(await closed, [130, null]);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [command, ...rest] of commands) {
    test(`takes no more memory for a large file: ${command}`, async () => {
      const megabytes = 200;
      const header = imageFile({ rows: 512, columns: 512, bits: 16, frames: 2 * megabytes, pixels: new Uint8Array(0) });
      // The length of the value is all that differs.
      new DataView(header.buffer).setUint32(header.length - 4, megabytes * 2 ** 20, true);
      const peak = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
      const child = startTool([command!, ...rest], ['--max-old-space-size=24', `--import=${peak}`]);
      const errors: Buffer[] = [];
      let size = 0;
      child.stdout.on('data', (chunk: Buffer) => (size += chunk.length));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      const closed = once(child, 'close');
      child.stdin.write(header);
      const piece = new Uint8Array(2 ** 20);
      for (let i = 0; i < megabytes; i++) if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
      child.stdin.end();
      assert.deepEqual(await closed, [0, null]);
      if (command === 'copy') assert.equal(size, header.length + megabytes * 2 ** 20);
      if (command === 'frames') assert.equal(size, megabytes * 2 ** 20);
      // Of which Node itself takes 45.
      const megabytesOfPeak = Number(Buffer.concat(errors).toString()) / 1024;
      assert.ok(megabytesOfPeak < 170, `${megabytesOfPeak} MiB`);
    });
  }
});

/** The beginning of a file of many frames, then frames. */
function manyFrames(index: number): Uint8Array {
  const file = imageFile({ rows: 512, columns: 512, bits: 16, frames: 40, pixels: new Uint8Array(0) });
  new DataView(file.buffer).setUint32(file.length - 4, 20 * 2 ** 20, true);
  return index === 0 ? file : new Uint8Array(2 ** 20);
}

describe('dcmstream parts', () => {
  const file = dicom()
    .preamble()
    .meta()
    .element(0x00080005, 'CS', '')
    .sequence(0x00081140, (sequence) => sequence.item((item) => item.element(0x00081155, 'UI', '1.2.3')), {
      undefined: true,
    })
    .fragments(0x7fe00010, 'OB', [counted(6)])
    .bytes();
  const expected = `\
         0 preamble     - - 132
       132 header       (0002,0000) UL 4
       140 value        (0002,0000) UL 4
       144 header       (0002,0001) OB 2
       156 value        (0002,0001) OB 2
       158 header       (0002,0010) UI 20
       166 value        (0002,0010) UI 20
       186 header       (0008,0005) CS 0
       194 sequence     (0008,1140) SQ undefined
       206 item         (0008,1140)[0] - 14
       214 header       (0008,1140)[0].(0008,1155) UI 6
       222 value        (0008,1140)[0].(0008,1155) UI 6
       228 itemEnd      (0008,1140)[0] - 0
       228 sequenceEnd  (0008,1140) SQ 8
       236 fragments    (7FE0,0010) OB undefined
       248 fragment     (7FE0,0010)[0] OB 0
       256 fragment     (7FE0,0010)[1] OB 6
       264 value        (7FE0,0010) OB 6
       270 fragmentsEnd (7FE0,0010) OB 8
`;

  test('lists position, kind, path, VR and length of each part', async () => {
    const { code, text, errors } = await runTool(['parts', '-'], [file]);
    assert.equal(text, expected);
    assert.deepEqual([code, errors], [0, []]);
  });

  test('names the quirk of a note, and with --tolerant passes on what cannot be read', async () => {
    const { code, text } = await runTool(['parts', '-', '--tolerant'], [truncated.subarray(132)]);
    assert.equal(code, 0);
    const lines = text.trimEnd().split('\n');
    assert.equal(lines[0], '         0 note         - - preamble_missing');
    const position = String(valuePosition - 132).padStart(10);
    const end = String(truncated.length - 132).padStart(10);
    assert.deepEqual(lines.slice(-2), [
      `${position} value        (0010,0010) PN 8`,
      `${end} note         (0010,0010) - input_truncated`,
    ]);
    const noise = await runTool(['parts', '-', '--tolerant'], [new Uint8Array(70000).fill(0x21)]);
    assert.equal(noise.text, '         0 note         - - input_unparsed\n         0 unparsed     - - 70000\n');
  });
});
