// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Other tools, and what they say of a file: dcmdump's lines, dciodvfy's findings, pydicom's comparison.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Without the private attributes that DCMTK knows: to us they are UN, which PS3.5 §6.2.2 allows. */
export const peerEnvironment = { ...process.env, DCMDICTPATH: '/usr/share/libdcmtk17/dicom.dic' };

export const hasTool = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;

const python = '/usr/bin/python3';
export const hasPydicom = spawnSync(python, ['-c', 'import pydicom']).status === 0;

/** dcmdump's lines without lengths, delimiters, group lengths and file meta. */
export function dumpLines(file: string, ...options: string[]): string[] {
  const { status, stdout } = spawnSync('dcmdump', ['-q', '-Un', '+L', ...options, file], {
    env: peerEnvironment,
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, `dcmdump does not read ${file}`);
  return stdout
    .toString(options.length > 0 ? 'utf8' : 'latin1')
    .split('\n')
    .filter(
      (line) => /^ *\([\da-f]{4},/.test(line) && !/re-encod|^ *\(fffe,e0|^\(0002,|^ *\([\da-f]{4},0000\)/.test(line),
    )
    .map((line) =>
      line
        .replace(/\((Sequence|Item) with (explicit|undefined) length #=\d+\)/, '')
        .replace(/ *# +(u\/l|\d+), .*$/, ''),
    );
}

/** What dciodvfy finds in the data set, without the numbers in it; of the file meta one attribute alone is changed. */
export function findings(file: string): Set<string> {
  const { stderr } = spawnSync('dciodvfy', [file], { maxBuffer: 2 ** 28 });
  const lines = stderr.toString('latin1').split('\n');
  return new Set(
    lines
      .filter((line) => /^(Error|Warning) - (?!.*<FileMetaInformation>)/.test(line))
      .map((line) => line.replace(/0x[\da-f]+|\d+/g, '#')),
  );
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** Whether text is compared as decoded, and its declaration not at all. */
  readonly text: boolean;
  /** Whether pixel data were decoded in between. */
  readonly decoded?: boolean;
}

/** Compares files by pydicom, all in one process: what compare-with-pydicom.py says of each. */
export function compareByPydicom(jobs: readonly Comparison[]): unknown[] {
  const script = fileURLToPath(new URL('./compare-with-pydicom.py', import.meta.url));
  const input = jobs.map((job) => JSON.stringify(job)).join('\n');
  const { stdout, stderr } = spawnSync(python, [script], { input, maxBuffer: 2 ** 28 });
  const lines = stdout.toString().trimEnd().split('\n');
  assert.equal(lines.length, jobs.length, stderr.toString());
  return lines.map((line) => JSON.parse(line) as unknown);
}
