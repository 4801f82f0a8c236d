// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Flows one behind the other, in any order, on any file: what comes out is right whatever they are.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  DicomError,
  drop,
  evenLengths,
  type Flow,
  groupLengths,
  insert,
  isBulkData,
  isGroupLength,
  isPrivate,
  keep,
  modify,
  ofVr,
  parse,
  remove,
  stopAt,
  through,
  toDefinedLengths,
  toTransferSyntax,
  toUndefinedLengths,
  toUtf8,
  withMeta,
} from 'dcmstream';
import fc from 'fast-check';
import { dicom } from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { files } from '../support/random-files.js';
import { cutAt, cuts, gather, streamOf } from '../support/rechunk.js';

const isUid = ofVr('UI');

const flows: Readonly<Record<string, () => Flow>> = {
  'drop private': () => drop(isPrivate),
  'drop items': () => drop('**.(0008,1140)[0]', '(0008,1110)[*]', (part) => !part.meta && isUid(part)),
  'drop bulk data': () => drop(isBulkData),
  'drop group lengths': () => drop(isGroupLength),
  'insert a name': () => insert(0x00100010, 'Nemo'),
  'insert in items': () => insert('(0008,1140)[*].(0008,1155)', '1.2.3'),
  'modify names': () => modify('**.(0008,0090)', (old) => `${old?.text.length}`),
  'remove items': () => remove('(0008,1110)[1]'),
  keep: () => keep('(0008,xxxx)', '(0002,xxxx)', 0x7fe00010),
  stopAt: () => stopAt(0x00400000),
  evenLengths: () => evenLengths(),
  'groupLengths removed': () => groupLengths('remove'),
  'groupLengths computed': () => groupLengths('compute'),
  toDefinedLengths: () => toDefinedLengths(),
  toUndefinedLengths: () => toUndefinedLengths(),
  toUtf8: () => toUtf8(),
  withMeta: () => withMeta(),
  ILE: () => toTransferSyntax('ILE'),
  ELE: () => toTransferSyntax('ELE'),
  EBE: () => toTransferSyntax('EBE'),
  DELE: () => toTransferSyntax('DELE'),
};

const chains = fc.uniqueArray(fc.constantFrom(...Object.keys(flows)), { minLength: 1, maxLength: 4 });
const runs = { numRuns: process.env['DCMSTREAM_LONG'] === undefined ? 150 : 3000 };

/** What cannot be done with every file, and is said so: pixel data of these files are described by nothing. */
const refusals: readonly string[] = ['transfer_syntax_unsupported', 'attribute_missing'];

/** The bytes that a chain makes, or the code of the error that it ends in. */
async function outcome(chunks: Iterable<Uint8Array>, names: readonly string[]): Promise<Buffer | string> {
  const stages = names.map((name) => (flows[name] as () => Flow)());
  const stream = streamOf(chunks).pipeThrough(parse());
  try {
    return Buffer.concat(await gather(stream.pipeThrough(through(...stages)).pipeThrough(bytes())));
  } catch (error) {
    assert.ok(error instanceof DicomError && refusals.includes(error.code), String(error));
    return error.code;
  }
}

const notesOf = async (file: Uint8Array): Promise<string[]> => (await partsOf(file)).flatMap(({ note }) => note ?? []);

describe('a chain of flows', () => {
  test('gives what reads without new deviations', async () => {
    await fc.assert(
      fc.asyncProperty(files, chains, async (file, names) => {
        const made = await outcome([file], names);
        if (typeof made === 'string') return;
        const known = await notesOf(file);
        for (const note of await notesOf(made)) assert.ok(known.includes(note), note);
      }),
      runs,
    );
  });

  test('gives the same whatever the chunks', async () => {
    const cases = files.chain((file) => fc.tuple(fc.constant(file), cuts(file.length)));
    await fc.assert(
      fc.asyncProperty(cases, chains, async ([file, positions], names) => {
        assert.deepEqual(await outcome(cutAt(file, positions), names), await outcome([file], names));
      }),
      runs,
    );
  });

  const sequence = dicom()
    .preamble()
    .meta()
    .sequence(0x00081110, (items) => items.item((item) => item.element(0x00080012, 'DA', ''), { undefined: true }))
    .element(0x7fe00010, 'OW', new Uint8Array(2))
    .bytes();

  test('may stop inside what a flow in front of it keeps whole', async () => {
    const made = await outcome([sequence], ['drop private', 'toDefinedLengths', 'stopAt']);
    assert.equal((await partsOf(made as Buffer)).at(-1)?.kind, 'sequenceEnd');
  });

  test('may define lengths in front of flows that do not resize', async () => {
    const alone = await outcome([sequence], ['toDefinedLengths']);
    assert.deepEqual(await outcome([sequence], ['toDefinedLengths', 'ELE']), alone);
    assert.equal(typeof (await outcome([sequence], ['toDefinedLengths', 'withMeta'])), 'object');
  });
});
