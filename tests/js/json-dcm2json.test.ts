// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `json` against DCMTK's dcm2json, attribute by attribute, over all of the corpus that dcm2json writes. Where ours differs on purpose,
// `isSame` says why.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { corpus, type CorpusFile } from '../support/corpus.js';
import {
  differenceLine,
  differencesOf,
  jsonText,
  type Model,
  type ModelAttribute,
  sameValues,
} from '../support/json-model.js';

/** What it writes is not always JSON, and it does not read everything: then there is nothing to compare. */
function dcm2json({ location }: CorpusFile): Model | undefined {
  const { stdout } = spawnSync('dcm2json', ['-q', '-fc', location], { maxBuffer: 2 ** 29 });
  try {
    return JSON.parse(stdout.toString()) as Model;
  } catch {
    return undefined;
  }
}

function isSame(ours: ModelAttribute, theirs: ModelAttribute, path: string): boolean {
  // JSON is UTF-8, whatever was declared (PS3.18 §F.2). dcm2json lets ISO_IR 6 stand, which is part of it, and what items declare; and it
  // declares UTF-8 where the file leaves the value empty.
  if (path.endsWith('00080005')) {
    if (ours.Value === undefined) return theirs.Value?.[0] === 'ISO_IR 192';
    return ours.Value[0] === 'ISO_IR 192' && (theirs.Value?.[0] === 'ISO_IR 6' || path.includes('/'));
  }
  // dcm2json knows private attributes of some makers by VR; where it is not stated, it is UN: PS3.5 §6.2.2, note 2
  if (ours.vr === 'UN' && theirs.vr !== 'UN') return Number.parseInt(path.slice(-5, -4), 16) % 2 === 1;
  if (ours.vr !== theirs.vr) return false;
  switch (ours.vr) {
    case 'FL': // with as few digits as give the bytes back
      return sameValues(ours, theirs, (a, b) => Math.fround(a as number) === Math.fround(b as number));
    case 'FD': // dcm2json writes 16 digits, which is one too few for some
      return sameValues(
        ours,
        theirs,
        (a, b) => Number((a as number).toPrecision(15)) === Number((b as number).toPrecision(15)),
      );
    case 'DS': // longer than a DS may be: a string, PS3.18 §F.2.3
      return sameValues(ours, theirs, (a, b) => Number(a) === b && (a === b || String(a).length > 16));
    case 'PN':
      return (
        JSON.stringify(ours).replace(/\^+"/g, '"').replace(',"Value":[{"Alphabetic":""}]', '') ===
        JSON.stringify(theirs)
      );
    case 'OB':
    case 'UN': {
      // dcm2json pads values of odd length; we leave the bytes as they are.
      const [a, b] = [ours, theirs].map(({ InlineBinary = '' }) => Buffer.from(InlineBinary, 'base64'));
      return a!.length % 2 === 1 && Buffer.concat([a!, Buffer.alloc(1)]).equals(b!);
    }
    default:
      return false;
  }
}

/** Sets of items that dcm2json does not convert, so that their text is no UTF-8. */
const unconverted = ['charset_files/chrSQEncoding.dcm', 'charset_files/chrSQEncoding1.dcm'];

/** What dcm2json gives no JSON of: text in sets that its library does not know, and files that are cut off. */
const mostUnread = 24;

const isThere = spawnSync('dcm2json', ['--version']).error === undefined;
const skip = corpus.missing || (!isThere && 'dcm2json (package dcmtk) is missing');

describe('the JSON of a real file with native pixel data', { skip }, () => {
  test('is what dcm2json writes', async () => {
    const files = corpus.of('native').filter(({ path }) => !unconverted.some((end) => path.endsWith(end)));
    let compared = 0;
    for (const file of files) {
      const theirs = dcm2json(file);
      if (theirs === undefined) continue;
      const ours = JSON.parse(await jsonText(file.location, { tolerant: true })) as Model;
      const differences = [...differencesOf(ours, theirs, isSame)].map(differenceLine);
      assert.deepEqual(differences, [], file.path);
      compared++;
    }
    assert.ok(files.length - compared <= mostUnread, `${files.length - compared} files were not compared`);
  });
});
