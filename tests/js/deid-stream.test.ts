// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification as a stream: whatever the chunks, all or an error, nothing before all is decided; the file meta, the markers, the report.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createDeidentifier, deidentify, init, parseBuffer, readPseudonyms, Secret } from 'dcmstream';
import { runDeid, testSecret } from '../support/deid-run.js';
import { dicom, type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { contractFiles } from '../support/flow-contract.js';
import { countedSource, cutEvery, gather, streamOf } from '../support/rechunk.js';

await init();

const ctImage = '1.2.840.10008.5.1.4.1.1.2';

function content(builder: DicomBuilder): DicomBuilder {
  return builder
    .element(0x00080016, 'UI', ctImage)
    .element(0x00080018, 'UI', '1.2.3.4')
    .element(0x00080020, 'DA', '20240229')
    .element(0x00100010, 'PN', 'Doe^Jane')
    .element(0x00100020, 'LO', '4711')
    .element(0x0020000d, 'UI', '1.2.3')
    .element(0x0020000e, 'UI', '1.2.3.5')
    .element(0x00280010, 'US', 7);
}

const meta = { sopClass: ctImage, sopInstance: '1.2.3.4' };
const file = content(
  dicom()
    .preamble(latin1('x'.repeat(128)))
    .meta(meta),
).bytes();

describe('de-identification', () => {
  for (const [kind, bytes] of Object.entries(contractFiles)) {
    test(`${kind}: gives the same whatever the chunks`, async () => {
      const whole = (await runDeid(bytes)).bytes;
      for (const size of [1, 3, 700]) assert.deepEqual((await runDeid(bytes, {}, {}, size)).bytes, whole);
    });
  }

  test('gives the same for the same secret, and others for another', async () => {
    const { bytes } = await runDeid(file);
    assert.deepEqual((await runDeid(file, {}, { secret: Secret.from(testSecret) })).bytes, bytes);
    assert.notDeepEqual((await runDeid(file, {}, { secret: 'another secret of tests' })).bytes, bytes);
  });

  test('lets nothing out before the pixels come', async () => {
    const long = content(dicom().preamble().meta(meta)).element(0x7fe00010, 'OW', new Uint8Array(2_000_000)).bytes();
    const source = countedSource(cutEvery(long, 100));
    const { readable, writable } = deidentify();
    void source.stream.pipeTo(writable).catch(() => undefined);
    const reader = readable.getReader();
    const first = await reader.read();
    const header = Buffer.from(long).lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0]));
    assert.ok(first.value !== undefined && source.taken() * 100 >= header);
    for (let i = 0; i < 20; i++) await turn();
    assert.ok(source.taken() < 4000, `${source.taken()} chunks were read for one`);
    await reader.cancel();
  });

  test('holds no more than its limit', async () => {
    const many = dicom().preamble().meta(meta);
    for (let i = 0; i < 100; i++) many.element(0x00280010 + i, 'US', 1);
    await assert.rejects(runDeid(many.bytes(), {}, { maxSize: 5000 }), { code: 'lookahead_exceeded' });
    // What goes anyway is not held.
    const large = content(dicom().preamble().meta(meta))
      .element(0x00290010, 'LO', 'LARGE')
      .element(0x00291001, 'OB', new Uint8Array(3_000_000))
      .element(0x7fe00010, 'OW', new Uint8Array(3_000_000))
      .bytes();
    const { bytes } = await runDeid(large, {}, { maxSize: 200_000 });
    assert.equal(parseBuffer(bytes).get(0x7fe00010)?.length, 3_000_000);
  });

  test('fails as a whole, and its report with it', async () => {
    for (const broken of [file.subarray(0, file.length - 1), new Uint8Array(300).fill(0x41)]) {
      const { readable, writable, report } = deidentify();
      const written = streamOf([broken]).pipeTo(writable);
      const read = gather(readable);
      const error = await report.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof Error);
      await assert.rejects(read, error);
      await assert.rejects(written, error);
    }
  });

  test('that is cancelled has no report', async () => {
    const { readable, writable, report } = deidentify();
    void streamOf(cutEvery(file, 10))
      .pipeTo(writable)
      .catch(() => undefined);
    const reason = new Error('enough');
    await readable.cancel(reason);
    await assert.rejects(report, reason);
  });

  test('refuses directories, and transfer syntaxes that nobody knows', async () => {
    const directory = dicom().preamble().meta({ sopClass: '1.2.840.10008.1.3.10' }).element(0x00041130, 'CS', 'DOE');
    await assert.rejects(runDeid(directory.bytes()), { code: 'context_not_allowed' });
    const odd = content(
      dicom()
        .preamble()
        .meta({ ...meta, transferSyntax: '1.2.3.4' }),
    );
    await assert.rejects(runDeid(odd.bytes()), { code: 'transfer_syntax_unsupported' });
  });

  test('refuses profiles and options that are none', () => {
    assert.throws(() => deidentify({ options: { cleanRecognizableVisualFeatures: true } }), {
      code: 'argument_invalid',
    });
    assert.throws(() => deidentify({}, { secret: 'short' }), { code: 'argument_invalid' });
    assert.throws(() => deidentify({}, { maxSize: 0 }), { code: 'argument_invalid' });
  });
});

describe('a de-identified file', () => {
  test('has a preamble of zeros and a file meta of seven attributes', async () => {
    const tags = (bytes: Uint8Array): number[] => [...parseBuffer(bytes).elements()].map(({ tag }) => tag);
    const expected = [0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010, 0x00020012, 0x00020013];
    const more = {
      ...meta,
      more: (to: DicomBuilder) => to.element(0x00020016, 'AE', 'DOE').element(0x00020026, 'UR', 'DOE'),
    };
    for (const transferSyntax of [undefined, implicitLittleEndian, explicitBigEndian]) {
      const of = transferSyntax === undefined ? more : { ...more, transferSyntax };
      const { bytes } = await runDeid(
        content(
          dicom()
            .preamble(latin1('x'.repeat(128)))
            .meta(of),
        ).bytes(),
      );
      assert.ok(bytes.subarray(0, 128).every((byte) => byte === 0));
      assert.deepEqual(
        tags(bytes).filter((tag) => tag < 0x00080000),
        expected,
      );
      const dataset = parseBuffer(bytes);
      assert.equal(dataset.string(0x00020003), dataset.string(0x00080018));
      assert.equal(dataset.transferSyntax, transferSyntax ?? '1.2.840.10008.1.2.1');
    }
    // One that had none gets one.
    const bare = await runDeid(content(dicom('implicit')).bytes());
    assert.deepEqual(
      tags(bare.bytes).filter((tag) => tag < 0x00080000),
      expected,
    );
  });

  test('says what was done to it, whatever it said before', async () => {
    const before = content(dicom().preamble().meta(meta).element(0x00080005, 'CS', 'ISO_IR 100')).bytes();
    const dates = { retainLongitudinalFullDates: 'UNMODIFIED', retainLongitudinalModifiedDates: 'MODIFIED' };
    for (const [option, modified] of [...Object.entries(dates), [undefined, 'REMOVED']] as const) {
      const { bytes } = await runDeid(before, { options: option === undefined ? {} : { [option]: true } });
      const dataset = parseBuffer(bytes);
      assert.equal(dataset.string(0x00120062), 'YES');
      assert.equal(dataset.string(0x00280303), modified);
      const codes = dataset.items(0x00120064).map((item) => item.string(0x00080100));
      const extra = { UNMODIFIED: ['113106'], MODIFIED: ['113107'], REMOVED: [] }[modified] ?? [];
      assert.deepEqual(codes, ['113100', ...extra]);
      assert.ok(dataset.strings(0x00120063).every((text) => text.length <= 64));
      const tags = [...dataset.elements()].map(({ tag }) => tag);
      assert.deepEqual(
        tags,
        [...tags].sort((a, b) => a - b),
      );
    }
  });

  test('does not claim the profile where overrides leave more', async () => {
    const overrides = [{ tag: 'PatientName', action: 'K' }];
    const { bytes, report } = await runDeid(file, { overrides });
    const dataset = parseBuffer(bytes);
    assert.equal(dataset.string(0x00100010), 'Doe^Jane');
    assert.deepEqual(dataset.items(0x00120064), []);
    assert.equal(report.warnings.length, 1);
    assert.deepEqual(report.needsReview, ['overrides']);
  });

  test('has dates that are all shifted alike, and a pseudonym for its patient', async () => {
    const two = content(dicom().preamble().meta(meta)).element(0x00400244, 'DA', '20240307').bytes();
    const { bytes } = await runDeid(two, { options: { retainLongitudinalModifiedDates: true } });
    const dataset = parseBuffer(bytes);
    const day = (tag: number): number =>
      Date.parse((dataset.string(tag) ?? '').replace(/^(....)(..)(..)$/, '$1-$2-$3')) / 86_400_000;
    assert.equal(day(0x00400244) - day(0x00080020), 7);
    assert.notEqual(dataset.string(0x00080020), '20240229');
    assert.match(dataset.string(0x00100020) ?? '', /^P-[0-9A-V]{16}$/);
    assert.equal(dataset.string(0x00100010), dataset.string(0x00100020));

    const pseudonyms = readPseudonyms('Patient ID,Pseudonym,Pseudonym Name\n4711,S-1,Case^One\n');
    const named = parseBuffer((await runDeid(file, {}, { pseudonyms })).bytes);
    assert.deepEqual([named.string(0x00100020), named.string(0x00100010)], ['S-1', 'Case^One']);
    const other = readPseudonyms('Patient ID,Pseudonym\n4712,S-1\n');
    await assert.rejects(runDeid(file, {}, { pseudonyms: other }), { code: 'argument_invalid' });
  });
});

describe('the report', () => {
  test('says of every element what was done and what said so, and never what it was', async () => {
    const { report, bytes } = await runDeid(file);
    const of = (path: string) => report.entries.find((entry) => entry.path === path);
    assert.deepEqual(of('(0010,0010)'), {
      path: '(0010,0010)',
      keyword: 'PatientName',
      action: 'Z',
      rule: 'E.1-1 (0010,0010) basic Z',
    });
    assert.equal(of('(0028,0010)')?.action, 'K');
    assert.equal(report.secret, 'given');
    assert.doesNotMatch(JSON.stringify(report), /Doe|4711|1\.2\.3/);
    assert.equal(report.output.sopInstance, parseBuffer(bytes).string(0x00080018));
    assert.equal(
      report.counts.reduce((sum, { count }) => sum + count, 0),
      report.entries.length,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });

  test('is bounded, names instances only where asked, and says when a secret was drawn', async () => {
    const { report } = await runDeid(file, {}, { maxEntries: 2, namesInstances: true, secret: undefined });
    assert.equal(report.entries.length, 2);
    assert.ok(report.omittedEntries > 4);
    assert.deepEqual(report.original, { reidentifying: true, sopInstance: '1.2.3.4' });
    assert.equal(report.secret, 'drawn');
  });

  test('of a batch: the manifest has each data set; UIDs and pseudonyms are the same in all', async () => {
    const batch = createDeidentifier({}, { keepsUidMapping: true });
    const run = async (bytes: Uint8Array, name?: string): Promise<Uint8Array> => {
      const { readable, writable } = batch.deidentify(name);
      streamOf([bytes])
        .pipeTo(writable)
        .catch(() => undefined);
      return new Uint8Array(Buffer.concat(await gather(readable)));
    };
    const [first, second] = await Promise.all([run(file), run(file)]);
    assert.deepEqual(first, second);
    assert.equal(batch.manifest().reidentifying, false);
    await assert.rejects(run(new Uint8Array(200), 'a.dcm'));
    const { entries, reidentifying, secret } = batch.manifest();
    assert.deepEqual(
      entries.map(({ state }) => state),
      ['done', 'done', 'failed'],
    );
    assert.deepEqual([entries[2]?.name, entries[2]?.error], ['a.dcm', 'not_dicom']);
    assert.deepEqual([reidentifying, secret], [true, 'drawn']);
    const uids = new Map(batch.uidMapping().uids);
    assert.equal(uids.get('1.2.3.4'), entries[0]?.output?.sopInstance);
  });
});
