// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Two that were written apart agree: what `deidentify` makes of real files is what `verifyDeidentified` allows. Short runs take each
// file with one of the profiles, in turn; with DCMSTREAM_LONG all files of up to 2 MB with all of them.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { init, parseBuffer, verifyDeidentified } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import { encodingOf, explicitBigEndian, explicitLittleEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { Planter } from '../support/planted.js';

await init({ names: true });

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';
const profiles: readonly object[] = [
  {},
  {
    options: {
      cleanDescriptors: true,
      cleanStructuredContent: true,
      cleanGraphics: true,
      retainLongitudinalModifiedDates: true,
    },
  },
  {
    options: {
      retainSafePrivate: true,
      retainUids: true,
      retainDeviceIdentity: true,
      retainInstitutionIdentity: true,
      retainPatientCharacteristics: true,
      retainLongitudinalFullDates: true,
    },
  },
];

describe('real files', { skip: corpus.missing }, () => {
  const used = corpus.files.filter(({ location }) => statSync(location).size < (isLong ? 2_000_000 : 600_000));

  test('verify clean once they are de-identified', async () => {
    let count = 0;
    for (const [index, { location, path }] of used.entries()) {
      const file = readFileSync(location);
      for (const [i, profile] of profiles.entries()) {
        if (!isLong && index % profiles.length !== i) continue;
        let released;
        try {
          // What cleaning leaves may be any words.
          released = await runDeid(file, profile, { text: { accept: () => true } });
        } catch {
          continue; // told of by tests of its own
        }
        const { findings, searched } = await verifyDeidentified(file, released.bytes, { profile });
        assert.deepEqual(findings, [], `${path} with profile ${i}`);
        assert.ok(searched.bytes > 0);
        count++;
      }
    }
    assert.ok(count > used.length * 0.9 * (isLong ? profiles.length : 1), String(count));
  });

  test('verify clean with identifiers planted wherever they can be', async () => {
    let count = 0;
    const syntaxes = [explicitLittleEndian, implicitLittleEndian, explicitBigEndian];
    for (const [index, { location, path }] of used.entries()) {
      if (!isLong && index % 7 !== 0) continue;
      let dataset;
      try {
        dataset = parseBuffer(readFileSync(location));
      } catch {
        continue;
      }
      const isEncapsulated = dataset.get(0x7fe00010)?.isFragments === true;
      const syntax = isEncapsulated ? '1.2.840.10008.1.2.4.50' : (syntaxes[index % 3] ?? '');
      const file = new Planter().plant(dataset, encodingOf(syntax), syntax);
      const profile = profiles[count++ % profiles.length];
      let released;
      try {
        released = await runDeid(file, profile, { text: { accept: () => true } });
      } catch {
        continue; // a directory
      }
      const { findings } = await verifyDeidentified(file, released.bytes, { profile });
      // What stands behind the frames that are declared is kept, for somebody to look at, and both say so.
      const isLonger = released.report.needsReview.includes('pixel_data_longer');
      const others = findings.filter((each) => !(isLonger && each.path === '(7FE0,0010)' && each.source === each.path));
      assert.deepEqual(others, [], path);
    }
    assert.ok(count > used.length / 10);
  });

  test('do not as they are', async () => {
    const named = used.filter((_, index) => index % 10 === 0);
    const all = await Promise.all(
      named.map(async ({ location }) => {
        const file = readFileSync(location);
        return verifyDeidentified(file, file).catch(() => undefined);
      }),
    );
    assert.ok(all.every((each) => each?.ok !== true));
  });
});
