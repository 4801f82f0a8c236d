// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The encoded frames of real files are those that pydicom finds, and the index has as many.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { indexFile, readEncodedFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { chunked } from '../support/image-file.js';

const python = '/usr/bin/python3';
const missing =
  corpus.missing || (spawnSync(python, ['-c', 'import pydicom']).status === 0 ? false : 'there is no pydicom');

interface Found {
  readonly file: string;
  readonly frames?: readonly (readonly [length: number, md5: string])[];
}

function readWithPydicom(locations: readonly string[]): Found[] {
  const script = fileURLToPath(new URL('../support/frames-with-pydicom.py', import.meta.url));
  const { stdout } = spawnSync(python, [script], { input: locations.join('\n'), maxBuffer: 2 ** 26 });
  return stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);
}

describe('encoded frames of the corpus', { skip: missing }, () => {
  const native = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'];
  const files = corpus.files.filter(({ transferSyntax }) => !native.includes(transferSyntax));
  const found = missing === false ? readWithPydicom(files.map(({ location }) => location)) : [];

  test('are found in a hundred files at least', () => {
    assert.ok(found.filter(({ frames = [] }) => frames.length > 0).length >= 100);
  });

  for (const { file, frames: expected } of found) {
    if (expected === undefined || expected.length === 0) continue;
    test(file.split('/corpus/').at(-1) ?? file, async () => {
      const bytes = new Uint8Array(readFileSync(file));
      const frames: [number, string][] = [];
      for await (const { data, notes } of readEncodedFrames(chunked(bytes, 4099))) {
        frames.push([data.length, createHash('md5').update(data).digest('hex')]);
        // What a display cannot use is no matter of frames.
        const codes = notes.map(({ code }) => code).filter((code) => code !== 'display_attribute_ignored');
        assert.deepEqual(codes, []);
      }
      assert.deepEqual(frames, expected);
      assert.equal((await indexFile(bytes)).frames.length, expected.length);
    });
  }
});
