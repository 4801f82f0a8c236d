// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax and toUtf8 make of real files, beside dcmconv, and as dcmdump, pydicom and dciodvfy read it. Each test runs
// over a choice of the corpus; with DCMSTREAM_LONG over all of it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { bytes, DicomError, type Flow, parse, through, toTransferSyntax, toUtf8 } from 'dcmstream';
import { corpus, type CorpusFile } from '../support/corpus.js';
import {
  compareByPydicom,
  type Comparison,
  dumpLines,
  findings,
  hasPydicom,
  hasTool,
  peerEnvironment,
} from '../support/dicom-peers.js';
import { gather, streamOf } from '../support/rechunk.js';

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';
const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const missing = corpus.missing || (!hasTool('dcmconv') && 'DCMTK is not installed');

/** The option of dcmconv that stands for each target. */
const targets = { ILE: '+ti', ELE: '+te', EBE: '+tb', DELE: '+td' } as const;
type Target = keyof typeof targets;

const nativeSyntaxes = ['', '.1', '.2', '.1.99'].map((suffix) => `1.2.840.10008.1.2${suffix}`);
const isNative = ({ transferSyntax }: CorpusFile): boolean =>
  nativeSyntaxes.includes(transferSyntax) || transferSyntax.startsWith('(none)');

/** All encodings, private sequences, UN of undefined length, palettes, overlays, several depths of samples. */
const choice: Readonly<Record<string, readonly Target[]>> = {
  '/test_files/CT_small.dcm': ['ILE', 'EBE', 'DELE'],
  '/rtplan.dcm': ['ELE', 'EBE'],
  '/report_dfl': ['ILE', 'EBE'],
  '/SC_rgb_expb_16bit.dcm': ['ELE'],
  '/MRImageStorage_ExplicitVRBigEndian.dcm': ['ILE', 'ELE'],
  '/nested_priv_SQ.dcm': ['ELE', 'EBE'],
  '/examples_overlay.dcm': ['EBE'],
  '/OBXXXX1A.dcm': ['ILE', 'EBE'],
  '/98892001/CT2N/6293': ['ILE'],
  '/seg_image_ct_binary_single_frame.dcm': ['EBE'],
};

interface Conversion {
  readonly file: CorpusFile;
  readonly target: Target;
}

const everything = (): Conversion[] =>
  corpus.files
    .filter((file) => isNative(file) && readFileSync(file.location).length < 8_000_000)
    .flatMap((file) => (Object.keys(targets) as Target[]).map((target) => ({ file, target })));

function conversions(): Conversion[] {
  if (corpus.missing) return [];
  if (isLong) return everything();
  return Object.entries(choice).flatMap(([end, chosen]) =>
    chosen.map((target) => ({ file: corpus.file(end), target })),
  );
}

async function run(file: CorpusFile, flow: Flow): Promise<Uint8Array> {
  const source = streamOf([new Uint8Array(readFileSync(file.location))]);
  return Buffer.concat(await gather(source.pipeThrough(parse()).pipeThrough(through(flow)).pipeThrough(bytes())));
}

let count = 0;
/** The converted file; `undefined` where the source is broken, or the flow refuses it with the reason that it gives. */
async function convert({ file, target }: Conversion): Promise<string | undefined> {
  const output = join(folder, `${count++}.dcm`);
  try {
    writeFileSync(output, await run(file, toTransferSyntax(target)));
    return output;
  } catch (error) {
    // Cut files, no DICOM at all, records that would move, and data sets that would be deflated without a file meta.
    const expected = ['truncated', 'not_dicom', 'directory_offsets_stale', 'transfer_syntax_unsupported'];
    assert.ok(error instanceof DicomError && expected.includes(error.code), String(error));
    return undefined;
  }
}

/** A line of dcmconv's output as ours should be. */
function expected(theirs: string | undefined, ours: string | undefined): string | undefined {
  if (theirs === undefined || ours === undefined) return theirs;
  const [, tag, vr, value = ''] = /^ *(\(....,....\)) (..) (.*)$/.exec(theirs) ?? [];
  const [, ourTag, ourVr, ourValue = ''] = /^ *(\(....,....\)) (..) (.*)$/.exec(ours) ?? [];
  if (tag !== ourTag || vr === undefined) return theirs;
  // PS3.5 §6.2.2: what a UN sequence holds is implicit VR, which dcmdump shows as ??; dcmconv writes explicit VRs there.
  if (vr === 'UN' && ourVr === '??' && value === ourValue) return ours;
  // PS3.5 §A.2: of more than 8 bits allocated OW, else OB or OW. dcmconv leaves a wrong OB, and with it the byte order.
  const isPixelData = tag === '(7fe0,0010)' && `${vr}${ourVr}`.replace(/O[BW]/g, '') === '';
  return isPixelData ? ours : theirs;
}

describe('toTransferSyntax beside dcmconv', { skip: missing }, () => {
  for (const conversion of conversions()) {
    const { file, target } = conversion;
    test(`${file.path} to ${target}`, async (context) => {
      const ours = await convert(conversion);
      if (ours === undefined) return context.diagnostic('the flow refuses it');
      const theirs = join(folder, 'theirs.dcm');
      const { status } = spawnSync('dcmconv', ['-q', '-e', targets[target], file.location, theirs], {
        env: peerEnvironment,
      });
      if (status !== 0) return context.diagnostic('dcmconv refuses it; pydicom reads it below');
      const [a, b] = [dumpLines(ours), dumpLines(theirs)];
      // dcmconv pads values of odd length; dcmdump does not show that.
      assert.deepEqual(
        a,
        b.map((line, i) => expected(line, a[i])),
      );
    });
  }
});

/** Files with unknown sequences of undefined length. */
const unSequences = /nested_priv_SQ|meta_missing_tsyntax|priv_SQ\.dcm|UN_sequence\.dcm/;

/** Compares files by pydicom: what differs, a line a file. What pydicom cannot read is no evidence. */
function differences(jobs: readonly Comparison[]): string[] {
  return compareByPydicom(jobs).flatMap((found, i) =>
    Array.isArray(found) && found.length > 0 ? [`${jobs[i]!.before}: ${found.slice(0, 3).join('; ')}`] : [],
  );
}

test(
  'pydicom reads the same values in a converted file',
  { skip: missing || (!hasPydicom && 'no pydicom') },
  async () => {
    const jobs = [];
    for (const conversion of conversions()) {
      const output = await convert(conversion);
      // pydicom reads a UN sequence in the byte order of what is around it; PS3.5 §6.2.2 note 2 has it little endian anywhere.
      const isUnInBigEndian = conversion.target === 'EBE' && unSequences.test(conversion.file.path);
      if (output === undefined || isUnInBigEndian) continue;
      jobs.push({ before: conversion.file.location, after: output, text: false });
    }
    assert.deepEqual(differences(jobs), []);
  },
);

/** One of each character set that the corpus has; with DCMSTREAM_LONG everything. */
const charsetFiles = (): CorpusFile[] =>
  corpus.files.filter(({ path }) => /charset_files|\/chr[A-Z]/.test(path) || isLong);

describe('toUtf8 beside dcmconv', { skip: missing }, () => {
  for (const file of charsetFiles()) {
    test(file.path, async (context) => {
      const ours = join(folder, 'utf8.dcm');
      try {
        writeFileSync(ours, await run(file, toUtf8()));
      } catch (error) {
        const refused = ['truncated', 'not_dicom', 'directory_offsets_stale'];
        assert.ok(error instanceof DicomError && refused.includes(error.code), String(error));
        return context.diagnostic(`the flow refuses it: ${error.code}`);
      }
      const theirs = join(folder, 'utf8-theirs.dcm');
      const { status, stderr } = spawnSync('dcmconv', ['-q', '-e', '+U8', file.location, theirs], {
        env: peerEnvironment,
      });
      // Debian's knows no Japanese; those files are read by pydicom below.
      if (status !== 0) return context.diagnostic(`dcmconv refuses it: ${stderr.toString().trim()}`);
      const text = (path: string): string[] => dumpLines(path, '+Un').filter((line) => !/\(0008,0005\)/.test(line));
      assert.deepEqual(text(ours), text(theirs));
    });
  }
});

test('pydicom reads the same text in UTF-8', { skip: missing || (!hasPydicom && 'no pydicom') }, async () => {
  const jobs = [];
  for (const file of charsetFiles()) {
    const output = join(folder, `${count++}.dcm`);
    try {
      writeFileSync(output, await run(file, toUtf8()));
    } catch {
      continue; // as above
    }
    jobs.push({ before: file.location, after: output, text: true });
  }
  assert.ok(jobs.length > 15);
  assert.deepEqual(differences(jobs), []);
});

describe('dciodvfy finds nothing new', { skip: missing || (!hasTool('dciodvfy') && 'no dciodvfy') }, () => {
  for (const conversion of conversions()) {
    const { file, target } = conversion;
    // dciodvfy does not inflate.
    if (target === 'DELE' || file.transferSyntax.endsWith('.1.99')) continue;
    test(`in ${file.path} as ${target}`, async (context) => {
      const output = await convert(conversion);
      if (output === undefined) return context.skip('the flow refuses it');
      // Implicit VR hides what an explicit VR says, and a file with odd lengths is not read: dcmconv's file has those findings too.
      const theirs = join(folder, 'dciodvfy.dcm');
      const { status } = spawnSync('dcmconv', ['-q', targets[target], file.location, theirs], { env: peerEnvironment });
      const known = [...findings(file.location), ...(status === 0 ? findings(theirs) : [])];
      assert.deepEqual(
        [...findings(output)].filter((finding) => !known.includes(finding)),
        [],
      );
    });
  }
});
