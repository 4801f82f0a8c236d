// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is odd about each real file is said precisely, and nothing is said of the others. The reasons stand in
// tests/golden/corpus-notes.tsv, each checked in the bytes or against dcmdump's warnings.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createPartParser, DicomError, noteOf } from 'dcmstream';
import { corpus, type CorpusFile } from '../support/corpus.js';

const expected = new Map(
  readFileSync(new URL('../golden/corpus-notes.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', notes = '', error = '', because = ''] = line.split('\t');
      return [file, { told: [notes, error].filter((text) => text !== '').join(' '), because }];
    }),
);

/** The codes of all notes in order, and that of the error that ends them. */
async function told(file: CorpusFile): Promise<string> {
  const parser = await createPartParser();
  const codes: string[] = [];
  const drain = async (): Promise<void> => {
    for (;;) {
      const parts = parser.next();
      if (parts !== undefined) codes.push(...parts.flatMap((part) => noteOf(part)?.code ?? []));
      else if (parser.ready !== undefined) await parser.ready;
      else return;
    }
  };
  try {
    parser.write(readFileSync(file.location));
    await drain();
    parser.end();
    await drain();
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    codes.push(error.code);
  } finally {
    parser.release();
  }
  return codes.join(' ');
}

describe('the notes on real files', { skip: corpus.missing }, () => {
  test('are expected of files that are there', () => {
    const paths = corpus.files.map(({ path }) => path);
    for (const path of expected.keys()) assert.ok(paths.includes(path), path);
  });

  test('are those of the reviewed list, and none on all other files', async () => {
    for (const file of corpus.files) {
      const { told: codes = '', because = 'nothing is known to be odd' } = expected.get(file.path) ?? {};
      assert.equal(await told(file), codes, `${file.path}: ${because}`);
    }
  });
});
