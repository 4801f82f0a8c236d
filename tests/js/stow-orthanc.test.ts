// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Upload from Node to a real Orthanc: what is stored there is what was sent, byte for byte.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createDeidentifier, init, parseBuffer, stow, type StowFile, UploadError } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom } from '../support/dicom-builder.js';
import { fileOf, identifying, sopInstance, ultrasound } from '../support/deid-folder.js';
import { testSecret } from '../support/deid-run.js';
import { Orthanc, orthancMissing } from '../support/orthanc.js';
import { cutEvery, streamOf } from '../support/rechunk.js';

await init();

const isLong = process.env['DCMSTREAM_LONG'] !== undefined;

describe('upload to Orthanc', { skip: orthancMissing }, () => {
  let orthanc: Orthanc;
  before(async () => (orthanc = await Orthanc.start()));
  after(() => orthanc?.stop());

  const uidOf = (index: number): string => `1.2.3.4.${index}`;
  const numbered = (count: number, size = 64): Uint8Array[] =>
    Array.from({ length: count }, (_, i) => fileOf(String(i + 1), { pixels: new Uint8Array(size).fill(i) }));

  test('stores files, bytes and streams as they are, and says so of each', async () => {
    await orthanc.clear();
    const [one, two, three, four] = numbered(4, 160_000) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const files: StowFile[] = [
      new File([new Uint8Array(one)], 'one.dcm'),
      two,
      streamOf(cutEvery(three, 1000)),
      { name: 'four', size: four.length, open: () => streamOf(cutEvery(four, 7777)) },
    ];
    const result = await stow(orthanc.studies, files);
    assert.deepEqual([result.stored, result.failed, result.otherFailures], [4, 0, []]);
    for (const [i, bytes] of [one, two, three, four].entries()) {
      const outcome = result.outcomes[i]!;
      assert.deepEqual([outcome.index, outcome.status, outcome.sopInstance], [i, 'stored', uidOf(i + 1)]);
      assert.match(outcome.url ?? '', /\/dicom-web\/studies\/1\.2\.3\.4\.1\/series\/1\.2\.3\.4\.2\/instances\//);
      assert.deepEqual(await orthanc.file(uidOf(i + 1)), Buffer.from(bytes));
    }
    assert.deepEqual(
      result.outcomes.map(({ name }) => name),
      ['one.dcm', undefined, undefined, 'four'],
    );
  });

  test('stores what many requests bring, within their limits', async () => {
    await orthanc.clear();
    const files = numbered(23, 30_000);
    const result = await stow(orthanc.studies, files, { maxInstances: 5, maxRequestBytes: 100_000 });
    assert.equal(result.stored, 23);
    assert.equal(await orthanc.count(), 23);
  });

  test('stores what de-identification gives, and nothing of what fails or needs review', async () => {
    await orthanc.clear();
    const good = fileOf('1', { pixels: new Uint8Array(200_000) });
    const files = [
      good,
      fileOf('2', { pixels: new Uint8Array(300_000) }).subarray(0, -10),
      fileOf('3', { sopClass: ultrasound }),
    ];
    const deidentifier = createDeidentifier({}, { secret: testSecret });
    const failure = await stow(orthanc.studies, files, { deidentifier }).catch((error: unknown) => error);
    assert.ok(failure instanceof UploadError);
    const [stored, broken, unseen] = failure.result.outcomes;
    assert.equal(stored?.status, 'stored');
    assert.deepEqual(
      [broken?.status, broken?.cause, (broken?.error as { code: string }).code],
      ['not_sent', 'deidentification', 'truncated'],
    );
    assert.deepEqual(
      [unseen?.status, unseen?.cause, unseen?.needsReview],
      ['not_sent', 'needs_review', ['ultrasound']],
    );
    assert.equal(await orthanc.count(), 1);
    const bytes = (await orthanc.file(stored!.sopInstance!))!;
    assert.doesNotMatch(bytes.toString('latin1'), identifying);
    assert.equal(parseBuffer(bytes).string(sopInstance), stored!.sopInstance);
    const accepted = await stow(orthanc.studies, [files[2]!], {
      deidentifier,
      review: ({ needsReview }) => needsReview.length === 1,
    });
    assert.equal(accepted.stored, 1);
    assert.doesNotMatch((await orthanc.file(accepted.outcomes[0]!.sopInstance!))!.toString('latin1'), identifying);
  });

  test('tells of what Orthanc refuses, and stores the others', async () => {
    await orthanc.clear();
    // A data set that Orthanc cannot index: no patient, study and series.
    const bare = dicom()
      .preamble()
      .meta({ sopClass: '1.2', sopInstance: '1.9' })
      .element(sopInstance, 'UI', '1.9')
      .bytes();
    const files = [fileOf('1'), bare, fileOf('2')];
    const failure = await stow(orthanc.studies, files, { retryDelay: 10 }).catch((error: unknown) => error);
    assert.ok(failure instanceof UploadError);
    const { outcomes } = failure.result;
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['stored', 'refused', 'stored'],
    );
    // The request as a whole is answered with 400, so that it has to be found out which of them it is about.
    assert.deepEqual([outcomes[1]?.cause, outcomes[1]?.httpStatus], ['http', 400]);
    assert.equal(await orthanc.count(), 2);
  });

  test('stores real files byte for byte', { skip: corpus.missing }, async (context) => {
    await orthanc.clear();
    const paths = corpus.files
      .map(({ path }) => join(corpus.folder, path))
      .filter((path) => statSync(path).size < 400_000)
      .filter((_, i) => isLong || i % 4 === 0);
    const sources = paths.map((path) => ({ name: path, size: statSync(path).size, open: () => readFileSync(path) }));
    const result = await stow(orthanc.studies, sources, { retryDelay: 10, retries: 1 }).catch((error: unknown) => {
      if (error instanceof UploadError) return error.result;
      throw error;
    });
    const seen = new Set<string>();
    for (const { index, status, sopInstance: uid = '' } of result.outcomes) {
      // Of two with the same UID Orthanc keeps the first.
      if (status !== 'stored' || seen.has(uid)) continue;
      seen.add(uid);
      assert.ok((await orthanc.file(uid))?.equals(readFileSync(paths[index]!)), paths[index]);
    }
    const counts = new Map<string, number>();
    for (const { status, cause, httpStatus } of result.outcomes) {
      const what = [status, cause, httpStatus].filter((word) => word !== undefined).join(' ');
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    context.diagnostic([...counts].map(([what, count]) => `${what}: ${count}`).join(', '));
    assert.ok(seen.size > paths.length / 2, `${seen.size} of ${paths.length}`);
    assert.equal(await orthanc.count(), seen.size);
  });
});
