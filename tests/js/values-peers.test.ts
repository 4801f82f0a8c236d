// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every element of every file of the corpus as pydicom reads it: path, VR, length, the value's bytes, and the value decoded.
// Each difference that is right stands in `justified` with its clause; any other fails.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Dataset, type Element, readDataset, undefinedLength } from 'dcmstream';
import { corpus } from '../support/corpus.js';

const python = '/usr/bin/python3';
const reader = fileURLToPath(new URL('../support/read-with-pydicom.py', import.meta.url));

type Row = readonly [path: string, vr: string, length: number | null, digest: string | null, values: string[] | null];

interface PeerReading {
  readonly file: string;
  readonly elements?: readonly Row[];
  readonly error?: string;
}

/** All files in one process, a reading at a time. */
async function* readByPeer(files: readonly string[]): AsyncGenerator<PeerReading, void, undefined> {
  const child = spawn(python, [reader], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(files.map((file) => `${file}\n`).join(''));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as PeerReading;
}

function* walk(dataset: Dataset): Generator<Element, void, undefined> {
  for (const element of dataset.elements()) {
    yield element;
    for (const item of element.items) yield* walk(item);
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As pydicom has it: the fragments with the headers of their items. */
function valueOf(element: Element, file: Uint8Array): Uint8Array | undefined {
  if (!element.isFragments) return element.bytes;
  const size = element.fragments.reduce((sum, { length }) => sum + 8 + length, 0);
  return file.subarray(element.valuePosition, element.valuePosition + size);
}

const numeric = new Set(['DS', 'IS', 'FL', 'FD', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);

function sameValues(element: Element, theirs: readonly string[]): boolean {
  if (['SV', 'UV'].includes(element.vr)) return String(element.bigints) === String(theirs.map(BigInt));
  if (numeric.has(element.vr)) {
    const ours = element.numbers;
    return ours.length === theirs.length && ours.every((value, i) => Object.is(value, Number(theirs[i]!.trim())));
  }
  const trim = (text: string): string => text.replace(/^ +|[ \0]+$/g, '');
  const ours = element.strings.map(trim);
  return String(ours) === String(theirs.map(trim));
}

interface Difference {
  readonly path: string;
  readonly what: string;
}

/** Where we differ from pydicom and are right, one by one. */
const justified: readonly { file: string; path: string; what: RegExp; why: string }[] = [
  {
    file: 'data/emri_small_jpeg_2k_lossless_too_short.dcm',
    path: '(7FE0,0010)',
    what: /ours only/,
    why: 'the sequence delimiter of PS3.5 §A.4 is missing at the end; pydicom drops the pixel data, we note it',
  },
  {
    file: 'charset_files/chrX1.dcm',
    path: '(0010,0010)',
    what: /王\^小東=/,
    why: 'the empty phonetic group has its delimiter in the file, which PS3.5 §6.2.1.2 allows; pydicom drops it',
  },
  {
    file: 'charset_files/chrX2.dcm',
    path: '(0010,0010)',
    what: /王\^小东=/,
    why: 'as in chrX1.dcm',
  },
  {
    file: 'palettes/winter.dcm',
    path: '(0008,0018)',
    what: /ours only/,
    why: 'the element stands twice, against PS3.5 §7.1; pydicom keeps one, we both',
  },
  {
    file: 'test_files/MR_truncated.dcm',
    path: '(7FE0,0010)',
    what: /value bytes/,
    why: 'the value is cut off by the end of the file; pydicom gives what there is, a Dataset gives whole values only',
  },
  {
    file: 'test_files/rtplan_truncated.dcm',
    path: '(300A,00B0)[0].(300A,0111)[0].(300A,012C)',
    what: /value bytes|DS/,
    why: 'as in MR_truncated.dcm',
  },
];

/** What pydicom cannot read. */
const unreadByPeer = [
  'data/explicit_VR-UN.dcm', // Specific Character Set, too, is of VR UN
  'test_files/no_meta.dcm', // no DICOM file: see corpus.test.ts
];

async function compare({ file, elements = [] }: PeerReading): Promise<Difference[]> {
  const differences: Difference[] = [];
  const differ = (path: string, what: string): void => void differences.push({ path, what });
  const bytes = new Uint8Array(readFileSync(file));
  const dataset = await readDataset(bytes, { maxValue: Infinity, tolerant: true });
  const theirs = new Map(elements.map((row) => [row[0], row]));
  for (const element of walk(dataset)) {
    const path = element.path.toString();
    const row = theirs.get(path);
    theirs.delete(path);
    if (row === undefined) {
      differ(path, 'ours only');
      continue;
    }
    const [, vr, length, digest, values] = row;
    if (vr !== element.vr && vr !== '') {
      // Where the VR of a private attribute is not stated, it is UN (PS3.5 §6.2.2); pydicom knows some of the makers'.
      const isPrivate = ((element.tag >>> 16) & 1) === 1 && (!element.explicitVR || element.isSequence);
      // A choice of the dictionary's that the data set settles: PS3.5 §A.1, §A.4
      const isChoice = !element.explicitVR && vr.split(' or ').includes(element.vr);
      if (!(isPrivate && element.vr === 'UN') && !isChoice) differ(path, `VR ${element.vr}, theirs ${vr}`);
    }
    if (element.vr === 'UN' && !element.isSequence) {
      // Bytes to us, and items to pydicom where it knows better.
      for (const below of [...theirs.keys()]) if (below.startsWith(`${path}[`)) theirs.delete(below);
    }
    const ours = element.length === undefinedLength ? -1 : element.length;
    if (length !== null && length !== ours) differ(path, `length ${ours}, theirs ${length}`);
    if (element.isSequence) continue;
    const value = valueOf(element, bytes);
    if (digest !== null && (value === undefined || digestOf(value) !== digest)) differ(path, 'value bytes');
    if (vr === element.vr && values !== null && !sameValues(element, values)) {
      differ(path, `${vr} ${JSON.stringify(element.strings)}, theirs ${JSON.stringify(values)}`);
    }
  }
  for (const path of theirs.keys()) differ(path, 'theirs only');
  return differences;
}

const skip = corpus.missing || (existsSync(python) ? false : `there is no ${python} with pydicom (python3-pydicom)`);

describe('every element of the corpus', { skip }, () => {
  test('is what pydicom reads', async () => {
    const used = new Set<object>();
    let compared = 0;
    for await (const reading of readByPeer(corpus.files.map(({ location }) => location))) {
      if (unreadByPeer.some((end) => reading.file.endsWith(end))) continue;
      assert.equal(reading.error, undefined, reading.file);
      for (const { path, what } of await compare(reading)) {
        const excuse = justified.find(
          (one) => reading.file.endsWith(one.file) && one.path === path && one.what.test(what),
        );
        assert.ok(excuse, `${reading.file} ${path}: ${what}`);
        used.add(excuse);
      }
      compared++;
    }
    assert.equal(compared, corpus.files.length - unreadByPeer.length);
    assert.deepEqual(
      justified.filter((one) => !used.has(one)),
      [],
      'differences that there are no more',
    );
  });
});
