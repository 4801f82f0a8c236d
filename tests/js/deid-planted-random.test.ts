// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Identifiers in any file that fast-check makes up, and in real ones that are broken: none survives, or there is no file.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { DicomError, init, parseBuffer } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import { dicom, type DicomBuilder, encodingOf, explicitLittleEndian } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { Dice, mutated } from '../support/mutate.js';
import { found, Planter, plantedWord } from '../support/planted.js';
import { plantedFiles } from '../support/planted-files.js';

await init({ modules: ['parser', 'zlib'] });

const characteristics = {
  retainDeviceIdentity: true,
  retainInstitutionIdentity: true,
  retainPatientCharacteristics: true,
};
const profiles: readonly unknown[] = [
  {},
  // What they keep may not say who the patient is all the same.
  { options: { ...characteristics, retainSafePrivate: true, retainUids: true, retainLongitudinalFullDates: true } },
  {
    options: {
      ...characteristics,
      retainSafePrivate: true,
      retainLongitudinalModifiedDates: true,
      cleanDescriptors: true,
      cleanStructuredContent: true,
    },
  },
  { options: { retainSafePrivate: true, retainUids: true, retainLongitudinalFullDates: true } },
  {
    options: {
      retainSafePrivate: true,
      retainLongitudinalModifiedDates: true,
      cleanDescriptors: true,
      cleanStructuredContent: true,
    },
  },
];

/** The same files each time, unless there is time for many. */
const runs = process.env['DCMSTREAM_LONG'] === undefined ? { numRuns: 600, seed: 20_261_122 } : { numRuns: 12_000 };

/** What came out; nothing where the data are in error. */
async function released(file: Uint8Array, profile: unknown): Promise<Uint8Array> {
  try {
    return (await runDeid(file, profile)).bytes;
  } catch (error) {
    assert.ok(error instanceof DicomError, String(error));
    return new Uint8Array();
  }
}

test('nothing survives of any file, whatever its tags and VRs', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(plantedFiles, fc.constantFrom(...profiles), async (file, profile) => {
      const bytes = await released(file, profile);
      if (bytes.length > 0) count++;
      assert.deepEqual(found(bytes, plantedWord), []);
      assert.deepEqual(found(bytes, plantedWord.toUpperCase()), []);
    }),
    runs,
  );
  assert.ok(count > 400, `${count} files came out`);
});

test('nothing survives of real files that are broken', { skip: corpus.missing }, async () => {
  const files = corpus.files.filter(({ location }) => statSync(location).size < 20_000);
  const dice = new Dice(19_991_231);
  const planted = files.slice(0, 60).flatMap(({ location }) => {
    try {
      const dataset = parseBuffer(readFileSync(location));
      if (dataset.get(0x7fe00010)?.isFragments === true) return [];
      return [new Planter().plant(dataset, encodingOf(explicitLittleEndian), explicitLittleEndian)];
    } catch {
      return [];
    }
  });
  let count = 0;
  for (let round = 0; round < 600; round++) {
    const file = mutated(planted[dice.below(planted.length)]!, dice);
    const bytes = await released(file, profiles[round % profiles.length]);
    if (bytes.length > 0) count++;
    // A length that is wrong can make a part of the samples of what stands behind them: nobody looks for text there.
    const searched = bytes.subarray(0, parsedEnd(bytes));
    // Nor is the patient's name known where that is broken.
    const hits = found(searched, plantedWord).filter((hit) => !hit.includes('of PlantedZoe'));
    assert.deepEqual(hits, [], `round ${round}`);
  }
  assert.ok(count > 100, `${count} files came out`);
});

/** Where samples and tables begin that are kept as they are. */
function parsedEnd(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  return parseBuffer(bytes).get(0x7fe00010)?.position ?? bytes.length;
}

test('what stands behind the last element does not survive, and no letters of a VR that is none', async () => {
  const start = (): DicomBuilder => dicom().preamble().meta({}).element(0x00100010, 'PN', `${plantedWord}^Zoe`);
  for (const tail of [latin1(plantedWord), latin1(`${plantedWord}!`.repeat(3)), new Uint8Array(9).fill(80)]) {
    assert.deepEqual(found(await released(start().raw(tail).bytes(), {}), plantedWord), []);
  }
  const odd = start().raw([0x10, 0, 0x30, 0]).raw('QZ').raw([8, 0]).raw('19700101').element(0x00280010, 'US', 7);
  const bytes = await released(odd.bytes(), { options: { retainLongitudinalFullDates: true } });
  assert.deepEqual([...found(bytes, 'QZ'), ...found(bytes, '19700101')], []);
});
