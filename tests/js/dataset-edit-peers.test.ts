// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files, edited and written, as pydicom reads them before and after: exactly the changes differ.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DicomError, differences, init, parseBuffer } from 'dcmstream';
import { corpus } from '../support/corpus.js';

const folder = mkdtempSync(join(tmpdir(), 'dcmstream-'));
after(() => rmSync(folder, { recursive: true, force: true }));
before(() => init({ names: true, modules: ['parser', 'zlib', 'encode'] }));

const python = '/usr/bin/python3';
const hasPydicom = spawnSync(python, ['-c', 'import pydicom']).status === 0;
const skip = corpus.missing || (!hasPydicom && 'pydicom is not installed');

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';
const creator = { creator: 'DCMSTREAM TEST', group: 0x0019, element: 0x10 };

interface Job {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly text: boolean;
  /** In what the two differ, as pydicom names it. */
  readonly expected: readonly string[];
}

/** Edits a file and writes it; `undefined` where that is refused with reason, or it cannot be read at all. */
async function edited(name: string, location: string, number: number): Promise<Job | undefined> {
  const bytes = new Uint8Array(readFileSync(location));
  try {
    const dataset = parseBuffer(bytes);
    const nested = [...dataset.elements()].find(
      ({ items, tag, vr }) => items.length > 0 && vr === 'SQ' && tag % 2 === 0,
    );
    let changed = dataset.with('PatientID', 'X4711').without('StudyDate');
    changed = changed.with('RequestAttributesSequence[0].RequestedProcedureID', 'RP', { create: true });
    changed = changed.with(creator, 'private', { vr: 'LO' });
    if (nested !== undefined) changed = changed.with(`${nested.path.toString()}[0].(0008,0104)`, 'Changed');
    const written = await changed.toBytes();
    const target = join(folder, `${number}.dcm`);
    writeFileSync(target, written);
    // What is expected is what was asked for, named by our own comparison of the two trees in memory, never of what was written.
    const expected = [...differences(dataset, changed, { meta: false })].map(({ kind, path }) => {
      const where = path.toString().toLowerCase();
      return kind === 'added' ? `${where} only after` : kind === 'missing' ? `${where} only before` : where;
    });
    return { name, before: location, after: target, text: false, expected };
  } catch (error) {
    // Broken files, and DICOMDIRs whose offsets would go stale.
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

test('pydicom sees just the changes', { skip }, async () => {
  const jobs: Job[] = [];
  const step = isLong ? 1 : 4;
  for (const [number, { path, location }] of corpus.files.entries()) {
    if (number % step !== 0 || readFileSync(location).length > 4_000_000) continue;
    const job = await edited(path, location, number);
    if (job !== undefined) jobs.push(job);
  }
  const script = fileURLToPath(new URL('../support/compare-with-pydicom.py', import.meta.url));
  const input = jobs
    .map(({ before: one, after: other, text }) => JSON.stringify({ before: one, after: other, text }))
    .join('\n');
  const { stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[] | { error: string });
  assert.equal(answers.length, jobs.length, stderr);
  let compared = 0;
  const wrong: string[] = [];
  for (const [i, answer] of answers.entries()) {
    const { name, expected } = jobs[i] as Job;
    if (!Array.isArray(answer)) continue;
    const found = answer
      .filter((line) => !line.startsWith('(0002, '))
      .map((line) =>
        line
          .toLowerCase()
          .replaceAll(', ', ',')
          .replace(/ (?:[a-z]{2} b['"]|has \d).*$/, ''),
      );
    const isSame = [...found].sort().join() === [...expected].sort().join();
    if (!isSame) wrong.push(`${name}: ${found.join(', ')} instead of ${expected.join(', ')}`);
    compared++;
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared >= jobs.length / 2);
});
