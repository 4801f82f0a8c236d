// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The file meta information: what requireContext reads in it, and what withMeta makes of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  bytes,
  implementationClassUID,
  implementationVersionName,
  type Part,
  parse,
  readDataset,
  requireContext,
  through,
  toTransferSyntax,
  withMeta,
} from 'dcmstream';
import {
  deflatedExplicitLittleEndian,
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { partsOf } from '../support/part-probe.js';
import { cutEvery, streamOf } from '../support/rechunk.js';
import { runFlows } from '../support/run-flows.js';

const ct = '1.2.840.10008.5.1.4.1.1.2';
const mr = '1.2.840.10008.5.1.4.1.1.4';
const content = (it: DicomBuilder): DicomBuilder =>
  it.element(0x00080016, 'UI', ct).element(0x00080018, 'UI', '1.2.3').element(0x00100010, 'PN', 'A^B');

describe('requireContext', () => {
  const refused = { code: 'context_not_allowed' };
  const withClass = content(dicom().preamble().meta({ sopClass: ct })).bytes();
  const withoutClass = content(dicom().preamble().meta()).bytes();

  test('passes what is allowed byte for byte, by SOP class, transfer syntax or both', async () => {
    for (const file of [withClass, withoutClass]) {
      for (const context of [
        {},
        { sopClass: ct },
        { transferSyntax: 'ELE' },
        { sopClass: ct, transferSyntax: explicitLittleEndian },
      ]) {
        for (const size of [5, 700]) {
          const allowed = requireContext([{ sopClass: mr }, context]);
          assert.deepEqual(await runFlows(file, [allowed], size), file);
        }
      }
    }
  });
  test('refuses all else, and everything where nothing is allowed', async () => {
    for (const file of [withClass, withoutClass]) {
      const combined = { sopClass: ct, transferSyntax: 'ILE' };
      for (const contexts of [[], [{ sopClass: mr }], [{ transferSyntax: 'ILE' }], [combined, { sopClass: mr }]]) {
        await assert.rejects(runFlows(file, [requireContext(contexts)]), refused);
      }
    }
  });
  test('the file meta decides before anything goes out', async () => {
    const emitted: Part[] = [];
    const stages = streamOf(cutEvery(withClass, 10))
      .pipeThrough(parse())
      .pipeThrough(through(requireContext([{ sopClass: mr }]), () => ({ part: (part) => void emitted.push(part) })))
      .pipeThrough(bytes());
    await assert.rejects(stages.pipeTo(new WritableStream()), refused);
    assert.deepEqual(emitted, []);
  });
  test('without file meta the data set tells, as far as the limit', async () => {
    const bare = content(dicom('implicit')).bytes();
    assert.deepEqual(await runFlows(bare, [requireContext([{ sopClass: ct, transferSyntax: 'ILE' }])]), bare);
    await assert.rejects(runFlows(bare, [requireContext([{ transferSyntax: 'ELE' }])]), refused);
    const late = dicom('implicit').element(0x00080001, 'UL', 0).element(0x0008000c, 'UT', 'x'.repeat(500)).bytes();
    const limited = requireContext([{ sopClass: ct }], { maxSize: 400 });
    await assert.rejects(runFlows(late, [limited]), { code: 'lookahead_exceeded' });
    await assert.rejects(runFlows(late, [requireContext([{ sopClass: ct }])]), refused);
  });
});

describe('withMeta', () => {
  const bare = {
    [implicitLittleEndian]: content(dicom('implicit')).bytes(),
    [explicitLittleEndian]: content(dicom()).bytes(),
    [explicitBigEndian]: content(dicom('explicit-big')).bytes(),
  };
  for (const [syntax, file] of Object.entries(bare)) {
    test(`makes the file meta of a bare data set in ${syntax}`, async () => {
      for (const size of [3, 700]) {
        const whole = await runFlows(file, [withMeta()], size);
        assert.deepEqual(
          (await partsOf(whole, { strict: true })).flatMap(({ note }) => note ?? []),
          [],
        );
        const dataset = await readDataset(streamOf([whole]));
        assert.deepEqual([...dataset.bytes(0x00020001)!], [0, 1]);
        assert.equal(dataset.string(0x00020002), ct);
        assert.equal(dataset.string(0x00020003), '1.2.3');
        assert.equal(dataset.string(0x00020010), syntax);
        assert.equal(dataset.string(0x00020012), implementationClassUID);
        assert.equal(dataset.string(0x00020013), implementationVersionName);
        assert.deepEqual(whole.subarray(whole.length - file.length), file);
      }
    });
  }
  test('repairs one that is wrong, and keeps what else it says and the preamble', async () => {
    const preamble = new Uint8Array(128).fill(7);
    const file = content(
      dicom()
        .preamble(preamble)
        .meta({
          transferSyntax: explicitLittleEndian,
          sopClass: mr,
          groupLength: 3,
          more: (meta) => meta.element(0x00020016, 'AE', 'SENDER').element(0x00020026, 'UR', 'x'),
        })
        .encoding('implicit'),
    ).bytes();
    const whole = await runFlows(file, [withMeta()]);
    assert.deepEqual(
      (await partsOf(whole, { strict: true })).flatMap(({ note }) => note ?? []),
      [],
    );
    const dataset = await readDataset(streamOf([whole]));
    assert.deepEqual(
      [0x00020002, 0x00020010, 0x00020016].map((tag) => dataset.string(tag)),
      [ct, implicitLittleEndian, 'SENDER'],
    );
    assert.deepEqual(whole.subarray(0, 128), preamble);
  });
  test('says that a data set is deflated where it is', async () => {
    const file = content(dicom().preamble().meta()).bytes();
    const whole = await runFlows(file, [toTransferSyntax('DELE'), withMeta()]);
    assert.equal((await readDataset(streamOf([whole]))).string(0x00020010), deflatedExplicitLittleEndian);
  });
  test('keeps an encapsulated transfer syntax; without one it must be told', async () => {
    const fragments = (it: DicomBuilder): Uint8Array =>
      content(it)
        .fragments(0x7fe00010, 'OB', [new Uint8Array(4)])
        .bytes();
    const declared = fragments(dicom().preamble().meta({ transferSyntax: rleLossless }));
    assert.equal(
      (await readDataset(streamOf([await runFlows(declared, [withMeta()])]))).string(0x00020010),
      rleLossless,
    );
    const undeclared = fragments(dicom());
    await assert.rejects(runFlows(undeclared, [withMeta()]), { code: 'attribute_missing' });
    const told = await runFlows(undeclared, [withMeta({ transferSyntax: rleLossless })]);
    assert.equal((await readDataset(streamOf([told]))).string(0x00020010), rleLossless);
  });
  test('of elements of one tag the first counts, however many there are', async () => {
    const meta = Array.from({ length: 6000 }, () => 'AE');
    const file = content(
      dicom()
        .preamble()
        .meta({ more: (it) => meta.reduce((all, value) => all.element(0x00020016, 'AE', value), it) }),
    ).bytes();
    const started = performance.now();
    const dataset = await readDataset(streamOf([await runFlows(file, [withMeta()])]));
    assert.deepEqual(dataset.strings(0x00020016), ['AE']);
    // It was some five seconds where each looked through all others.
    assert.ok(performance.now() - started < 2500);
    const twice = dicom()
      .preamble()
      .meta({ more: (it) => it.element(0x00020010, 'UI', explicitBigEndian) })
      .element(0x00280010, 'US', 2)
      .bytes();
    for (const size of [1, 700]) {
      const written = await runFlows(twice, [withMeta()], size);
      assert.equal((await readDataset(streamOf([written]))).string(0x00020010), explicitLittleEndian);
    }
  });
  test('takes UIDs from the options where nothing else has them', async () => {
    const file = dicom().element(0x00100010, 'PN', 'A^B').bytes();
    const whole = await runFlows(file, [withMeta({ sopClass: mr, sopInstance: '1.9' })]);
    const dataset = await readDataset(streamOf([whole]));
    assert.deepEqual(
      [0x00020002, 0x00020003].map((tag) => dataset.string(tag)),
      [mr, '1.9'],
    );
    const both = await readDataset(streamOf([await runFlows(whole, [withMeta({ sopClass: ct })])]));
    assert.equal(both.string(0x00020002), mr);
  });
  test('the version name is that of the package, and no longer than SH', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    assert.equal(implementationVersionName, `DCMSTREAM ${version}`);
    assert.ok(implementationVersionName.length <= 16);
  });
});
