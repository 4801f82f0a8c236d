// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `json` against pydicom's `to_json_dict`, attribute by attribute over the corpus, encapsulated pixel data included; and what pydicom
// reads in ours by `from_json`. Where ours differs on purpose, `isSame` and `justified` say why.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpus } from '../support/corpus.js';
import {
  differenceLine,
  differencesOf,
  jsonText,
  type Model,
  type ModelAttribute,
  sameValues,
} from '../support/json-model.js';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../support/json-with-pydicom.py', import.meta.url));

interface Answer {
  readonly model?: Model;
  readonly again?: Model | null;
  readonly error?: string;
}

/** One process for all files. */
class Pydicom {
  readonly #child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  async ask(file: string, text: string | null): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify({ file, text })}\n`);
    const { value } = (await this.#lines.next()) as { value: string };
    // Python's JSON has numbers that JSON has not.
    return JSON.parse(value.replace(/(?<=[[ ])(?:NaN|-?Infinity)(?=[,\]])/g, '"$&"')) as Answer;
  }

  end(): void {
    this.#child.stdin.end();
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = ({ InlineBinary = '' }: ModelAttribute): Buffer => Buffer.from(InlineBinary, 'base64');

/** Numbers that are written alike or not; an empty value is null here (PS3.18 §F.2.5) and a text without characters there. */
function sameValue(ours: unknown, theirs: unknown): boolean {
  if (ours === null) return theirs === '' || theirs === null;
  // Spaces beside a value are padding in most VRs (PS3.5 §6.2); pydicom leaves those that stand inside.
  if (typeof theirs === 'string' && theirs.trim() === ours) return true;
  return JSON.stringify(ours) === JSON.stringify(theirs) || (ours !== '' && Number(ours) === Number(theirs));
}

const isSameFor =
  (bigEndian: boolean) =>
  (ours: ModelAttribute, theirs: ModelAttribute, path: string): boolean => {
    // JSON is UTF-8, whatever was declared: PS3.18 §F.2
    if (path.endsWith('00080005')) return ours.Value?.[0] === 'ISO_IR 192' && theirs.Value !== undefined;
    // pydicom knows private attributes of some makers by VR; where it is not stated, it is UN: PS3.5 §6.2.2, note 2
    if (ours.vr === 'UN' && theirs.vr !== 'UN') return Number.parseInt(path.slice(-5, -4), 16) % 2 === 1;
    if (ours.vr !== theirs.vr) return false;
    if (ours.vr === 'FL') return sameValues(ours, theirs, (a, b) => Math.fround(Number(a)) === Math.fround(Number(b)));
    if (ours.InlineBinary === undefined) return sameValues(ours, theirs, sameValue);
    const bytes = bytesOf(ours);
    // The bytes of big endian files are swapped: PS3.18 §8.7.3.3.1. pydicom gives them as they stand.
    if (bigEndian && ours.vr === 'OW') bytes.swap16();
    return theirs.BulkDataURI === undefined ? bytes.equals(bytesOf(theirs)) : digestOf(bytes) === theirs.BulkDataURI;
  };

/** Where we differ from pydicom and are right. */
const justified: readonly { readonly file: string; readonly path: string; readonly why: string }[] = [
  {
    file: 'data/emri_small_jpeg_2k_lossless_too_short.dcm',
    path: '7FE00010',
    why: 'the sequence delimiter of PS3.5 §A.4 is missing at the end; pydicom drops the pixel data, we note it',
  },
];

/** What pydicom does not write as JSON, or reads although it is no DICOM. */
const unwritten = [
  'data/bad_sequence.dcm',
  'data/explicit_VR-UN.dcm',
  'test_files/badVR.dcm',
  'test_files/no_meta.dcm',
  'test_files/rtdose_rle.dcm',
  'test_files/rtdose_rle_1frame.dcm',
];

/** Longer texts are not given to pydicom to read: they have pixels, which the other direction compares. */
const longestGiven = 500_000;
const bigEndianSyntax = '1.2.840.10008.1.2.2';
const isGroupLength = (path: string): boolean => path.endsWith('0000');

const skip = corpus.missing || (existsSync(python) ? false : `there is no ${python} with pydicom (python3-pydicom)`);

describe('the JSON of a real file', { skip }, () => {
  test('is what pydicom writes, and pydicom reads it', async (context) => {
    const pydicom = new Pydicom();
    context.after(() => pydicom.end());
    let read = 0;
    for (const { path: file, location, transferSyntax } of corpus.files) {
      if (unwritten.some((end) => file.endsWith(end))) continue;
      const text = await jsonText(location, { tolerant: true });
      const ours = JSON.parse(text) as Model;
      const answer = await pydicom.ask(location, text.length > longestGiven ? null : text);
      assert.equal(answer.error, undefined, file);
      const isBigEndian = transferSyntax === bigEndianSyntax || transferSyntax === '(none)explBE';
      const excused = ({ path }: { path: string }): boolean =>
        isGroupLength(path) || justified.some((one) => file.endsWith(one.file) && one.path === path);
      const written = [...differencesOf(ours, answer.model!, isSameFor(isBigEndian))].filter((one) => !excused(one));
      assert.deepEqual(written.map(differenceLine), [], file);
      if (answer.again === null || answer.again === undefined) continue;
      const again = [...differencesOf(ours, answer.again, isSameFor(false))];
      assert.deepEqual(again.map(differenceLine), [], file);
      read++;
    }
    assert.ok(read > corpus.files.length / 2);
  });
});
