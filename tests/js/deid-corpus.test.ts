// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Real files after de-identification: they can still be read and used, and what refers to each other still does.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Dataset, type Element, init, parseBuffer, RawFrames, readFrames } from 'dcmstream';
import { readTsv } from '../support/annex-e.js';
import { corpus, type CorpusFile } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import { chunked } from '../support/image-file.js';
import { partsOf } from '../support/part-probe.js';
import { temporaryFolder } from '../support/tool.js';

await init({ modules: ['parser', 'zlib'] });

/** Tags that Table E.1-1 removes whatever their type. */
const removed = new Set(
  readTsv('confidentiality-profile.tsv').flatMap(({ tag, basic }) => (basic === 'X' && tag ? [tag] : [])),
);

const small = corpus.files.filter(({ location }) => statSync(location).size < 600_000);

/** The de-identified file; `undefined` for a directory, or where the original cannot be read either. */
async function deidentified({ location, path }: CorpusFile, profile: unknown = {}): Promise<Uint8Array | undefined> {
  const file = readFileSync(location);
  try {
    return (await runDeid(file, profile)).bytes;
  } catch (error) {
    const { code } = error as { code?: string };
    // A directory; and pixels that are not encapsulated where the transfer syntax says so.
    if (code === 'context_not_allowed' || path.endsWith('/jpeg_baseline_synthetic.dcm')) return undefined;
    await assert.rejects(partsOf(file), { code }, path);
    return undefined;
  }
}

const notesOf = async (file: Uint8Array): Promise<Set<string>> =>
  new Set((await partsOf(file)).flatMap(({ note }) => note ?? []));

/** All UIDs of a data set that are references or names, each with the path where it stands. */
function* uidsOf(dataset: Dataset): Generator<[path: string, uid: string], void, undefined> {
  for (const element of dataset.elements()) yield* uidsIn(element);
}

function* uidsIn(element: Element): Generator<[path: string, uid: string], void, undefined> {
  for (const item of element.items) yield* uidsOf(item);
  if (element.vr !== 'UI' || element.tag >>> 16 === 2) return;
  for (const [i, uid] of element.strings.entries()) yield [`${element.path.toString()} ${i}`, uid];
}

async function md5Of(bytes: Uint8Array): Promise<string> {
  const hash = createHash('md5');
  const raw = new RawFrames();
  for await (const frame of readFrames(chunked(bytes, 65_536))) hash.update(raw.write(frame));
  return hash.update(raw.end()).digest('hex').slice(0, 12);
}

function hasDciodvfy(): boolean {
  try {
    execFileSync('dciodvfy', ['-version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ENOENT';
  }
}

/** Errors of dciodvfy without the values and numbers in them. */
function verify(file: string): Map<string, number> {
  let text: string;
  try {
    text = execFileSync('/bin/sh', ['-c', 'dciodvfy -new "$0" 2>&1 || true', file], { encoding: 'latin1' });
  } catch {
    text = '';
  }
  const errors = new Map<string, number>();
  for (const line of text.split('\n').filter((each) => each.startsWith('Error'))) {
    const kind = line
      .replace(/\[\d+\]/g, '')
      .replace(/= <[^>]*>/g, '')
      .replace(/Value invalid.*/, 'Value invalid');
    errors.set(kind, (errors.get(kind) ?? 0) + 1);
  }
  return errors;
}

describe('the corpus after de-identification', { skip: corpus.missing }, () => {
  test('is read without notes that the original has not', async () => {
    let count = 0;
    for (const file of small) {
      const bytes = await deidentified(file);
      if (bytes === undefined) continue;
      count++;
      const before = await notesOf(readFileSync(file.location));
      for (const note of await notesOf(bytes)) assert.ok(before.has(note), `${note} in ${file.path}`);
    }
    assert.ok(count > 300);
  });

  test('has the pixels that it had', async () => {
    const files = corpus.withPixels().filter(({ location }) => statSync(location).size < 300_000);
    assert.ok(files.length > 100);
    for (const file of files) {
      const bytes = await deidentified(file);
      if (bytes !== undefined) assert.equal(await md5Of(bytes), file.pixelMd5, file.path);
    }
  });

  test('has one new UID for one old one, everywhere', async () => {
    const replaced = new Map<string, string>();
    for (const file of small) {
      const bytes = await deidentified(file);
      if (bytes === undefined) continue;
      const before = new Map(uidsOf(parseBuffer(readFileSync(file.location))));
      for (const [path, uid] of uidsOf(parseBuffer(bytes))) {
        const old = before.get(path);
        if (old === undefined || old === uid || uid === '') continue;
        assert.match(uid, /^2\.25\.\d+$/);
        assert.equal(replaced.get(old) ?? uid, uid, `${path} of ${file.path}`);
        replaced.set(old, uid);
      }
    }
    assert.equal(new Set(replaced.values()).size, replaced.size);
    assert.ok(replaced.size > 500);
  });

  test(
    'has no error for dciodvfy that the original has not',
    { skip: !hasDciodvfy() && 'there is no dciodvfy' },
    async (context) => {
      const folder = temporaryFolder(context);
      // The table removes what a few IODs require, such as the creation date of a presentation state.
      const isRemoved = (error: string): boolean => {
        const tag = /\(([\da-f]{4}),([\da-f]{4})\)>/.exec(error)?.slice(1).join('').toUpperCase() ?? '';
        return removed.has(tag) && error.includes('Missing attribute');
      };
      // Some of all, and all reports once more with their content.
      const reports = small.filter(({ path }) => /sr[_-]|-sr|report/i.test(path));
      const runs = [
        ...small.filter((_, i) => i % 3 === 0).map((file) => ({ file, profile: {} })),
        ...reports.map((file) => ({ file, profile: { options: { cleanStructuredContent: true } } })),
      ];
      assert.ok(reports.length > 5);
      for (const { file, profile } of runs) {
        const before = verify(file.location);
        // What it cannot read it finds nothing in.
        if ([...before.keys()].some((error) => /read failed|out of order|Object Not found|expected 0 dec/.test(error)))
          continue;
        const bytes = await deidentified(file, profile);
        if (bytes === undefined) continue;
        const target = join(folder, 'file.dcm');
        writeFileSync(target, bytes);
        // What was wrong about an attribute may be wrong in another way.
        for (const [error, count] of verify(target)) {
          const attribute = /<[^>]*>/.exec(error)?.[0] ?? error;
          const wasWrong = [...before.keys()].some((each) => each.includes(attribute));
          if (!isRemoved(error) && !wasWrong) assert.ok(count <= (before.get(error) ?? 0), `${error} in ${file.path}`);
        }
      }
    },
  );
});
