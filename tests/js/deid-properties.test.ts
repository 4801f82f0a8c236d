// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What holds for every file that goes through de-identification, right or broken.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { DicomError, noteOf, type Part } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import { Dice, mutated } from '../support/mutate.js';
import { partsOf } from '../support/part-probe.js';
import { files as anyFiles } from '../support/random-files.js';

const profiles: readonly unknown[] = [
  {},
  {
    options: {
      retainSafePrivate: true,
      retainUids: true,
      retainDeviceIdentity: true,
      retainLongitudinalFullDates: true,
    },
  },
  {
    options: {
      cleanDescriptors: true,
      cleanStructuredContent: true,
      cleanGraphics: true,
      retainLongitudinalModifiedDates: true,
    },
  },
  {
    overrides: [
      { vr: 'SQ', action: 'K' },
      { tag: '00081110', action: 'D' },
      { tag: 'PatientName', action: 'K' },
    ],
  },
];

const notesOf = (parts: readonly Part[]): string[] => parts.flatMap((part) => noteOf(part)?.code ?? []);

/** The result, or the code of the error; anything but a DicomError fails. */
async function outcome(file: Uint8Array, profile: unknown, chunk: number): Promise<Uint8Array | string> {
  try {
    return (await runDeid(file, profile, { text: { accept: () => true } }, chunk)).bytes;
  } catch (error) {
    assert.ok(error instanceof DicomError, String(error));
    return error.code;
  }
}

test('any file comes out readable, the same whatever the chunks, or not at all', async () => {
  const profile = fc.constantFrom(...profiles);
  await fc.assert(
    fc.asyncProperty(anyFiles, profile, fc.integer({ min: 1, max: 200 }), async (file, used, chunk) => {
      const whole = await outcome(file, used, 65_536);
      assert.deepEqual(await outcome(file, used, chunk), whole);
      if (typeof whole === 'string') return;
      const before = new Set(notesOf(await partsOf(file)));
      for (const note of notesOf(await partsOf(whole))) assert.ok(before.has(note), note);
    }),
    { numRuns: 150 },
  );
});

test('broken files come out, or are an error of the data', { skip: corpus.missing }, async () => {
  const files = corpus.files.filter(({ location }) => statSync(location).size < 20_000);
  const dice = new Dice(20_240_229);
  for (let round = 0; round < 1500; round++) {
    const file = readFileSync(files[dice.below(files.length)]!.location);
    await outcome(mutated(file, dice), profiles[dice.below(profiles.length)], 65_536);
  }
});
