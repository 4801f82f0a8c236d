// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Lengths of sequences, items, groups and values, as flows make them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  drop,
  evenLengths,
  groupLengths,
  parse,
  through,
  toDefinedLengths,
  toUndefinedLengths,
} from 'dcmstream';
import fc from 'fast-check';
import { dicom, type DicomBuilder, explicitBigEndian, explicitLittleEndian } from '../support/dicom-builder.js';
import { partsOf, probe } from '../support/part-probe.js';
import { files } from '../support/random-files.js';
import { cutEvery, gather, streamOf } from '../support/rechunk.js';
import { runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const syntaxes = [explicitLittleEndian, explicitBigEndian];

/** The same data set with its sequences in either form. */
function nested(transferSyntax: string, open: boolean): Uint8Array {
  const form = { undefined: open };
  return dicom()
    .preamble()
    .meta({ transferSyntax })
    .sequence(
      0x00081140,
      (images) =>
        images
          .item((image) => image.element(0x00081155, 'UI', '1.2'), form)
          .item((image) => image, form)
          .item(
            (image) =>
              image.sequence(0x00081199, (it) => it.item((one) => one.element(0x00081155, 'UI', '1'), form), form),
            form,
          ),
      form,
    )
    .sequence(0x00082112, (empty) => empty, form)
    .element(0x00280010, 'US', 2)
    .bytes();
}

describe('toUndefinedLengths and toDefinedLengths', () => {
  for (const syntax of syntaxes) {
    test(`each makes of ${syntax} what the other is made of, empty sequences and items too`, async () => {
      assert.deepEqual(await runFlows(nested(syntax, false), [toUndefinedLengths()]), nested(syntax, true));
      assert.deepEqual(await runFlows(nested(syntax, true), [toDefinedLengths()]), nested(syntax, false));
      assert.deepEqual(await runFlows(nested(syntax, true), [toUndefinedLengths()]), nested(syntax, true));
      assert.deepEqual(await runFlows(nested(syntax, false), [toDefinedLengths()]), nested(syntax, false));
    });
  }

  test('there and back is the identity on any data set, UN sequences and fragments among it', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 99 }), async (file, size) => {
        const defined = await runFlows(file, [toDefinedLengths()], size);
        const parts = await partsOf(defined);
        assert.ok(
          parts.every(
            ({ kind, length, vr }) => !['sequence', 'item'].includes(kind) || length < 2 ** 32 - 1 || vr === 'UN',
          ),
        );
        const open = await runFlows(file, [toUndefinedLengths()], size);
        assert.deepEqual(await runFlows(open, [toDefinedLengths()]), defined);
        assert.deepEqual(await runFlows(defined, [toUndefinedLengths()]), open);
        assert.deepEqual((await valuesOf(defined)).map(valueLine), (await valuesOf(file)).map(valueLine));
      }),
      { numRuns: 40 },
    );
  });

  test('a sequence of UN keeps its undefined length, which alone tells it from bytes', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .sequence(0x00091001, (it) => it.item((one) => one.element(0x00280010, 'US', 1)), { vr: 'UN', undefined: true })
      .bytes();
    assert.deepEqual(await runFlows(file, [toDefinedLengths()]), file);
  });

  test('a delimiter that stands behind a defined length is not written twice', async () => {
    const item = dicom().element(0x00081155, 'UI', '1.2').bytes();
    const file = dicom()
      .preamble()
      .meta()
      .header(0x00081140, 'SQ', item.length + 8)
      .fragment(item)
      .sequenceEnd()
      .element(0x00280010, 'US', 2)
      .bytes();
    const notes = (await partsOf(await runFlows(file, [toUndefinedLengths()]))).flatMap(({ note }) => note ?? []);
    assert.deepEqual(notes, []);
  });

  test('a sequence that is larger than the limit is a clear error, of where it is', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .sequence(0x00081140, (it) => it.item((one) => one.element(0x00420011, 'OB', new Uint8Array(5000))))
      .bytes();
    await assert.rejects(runFlows(file, [toDefinedLengths({ maxSize: 4000 })]), { code: 'lookahead_exceeded' });
    assert.deepEqual(await runFlows(file, [toDefinedLengths({ maxSize: 6000 })]), file);
    assert.throws(() => toDefinedLengths({ maxSize: 0 }), { code: 'argument_invalid' });
  });

  test('lengths and group lengths are right behind a flow that changes sizes, without a further one', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x00080000, 'UL', 999)
      .sequence(0x00081140, (it) =>
        it.item((one) => one.element(0x00081150, 'UI', '1').element(0x00081155, 'UI', '1.2')),
      )
      .bytes();
    const without = drop('(0008,1140)[*].(0008,1150)');
    probe(await partsOf(await runFlows(file, [without, toDefinedLengths()])))
      .preamble()
      .meta()
      .sequence(0x00081140, 20)
      .item(0, 12)
      .header(0x00081155, 'UI', 4)
      .value('1.2\0')
      .itemEnd(0)
      .sequenceEnd()
      .end();
  });

  test('a DICOMDIR whose records would move is refused', async () => {
    const directory = (open: boolean): Uint8Array =>
      dicom()
        .preamble()
        .meta({ sopClass: '1.2.840.10008.1.3.10' })
        .sequence(0x00041220, (it) => it.item((one) => one.element(0x00041400, 'UL', 0)), { undefined: open })
        .element(0x00080060, 'CS', 'CT')
        .bytes();
    await assert.rejects(runFlows(directory(true), [toDefinedLengths()]), { code: 'directory_offsets_stale' });
    for (const size of [7, 700]) {
      const flows = [toUndefinedLengths()];
      await assert.rejects(runFlows(directory(false), flows, size), { code: 'directory_offsets_stale' });
    }
    assert.deepEqual(await runFlows(directory(false), [toDefinedLengths()]), directory(false));
  });
});

describe('groupLengths', () => {
  const content = (it: DicomBuilder): DicomBuilder =>
    it
      .element(0x00080060, 'CS', 'CT')
      .sequence(0x00081140, (images) => images.item((one) => one.element(0x00081155, 'UI', '1.2')))
      .element(0x00280010, 'US', 2)
      .element(0x7fe00010, 'OW', new Uint8Array(100));

  for (const syntax of syntaxes) {
    test(`computes those of ${syntax}, right ones, wrong ones and missing ones`, async () => {
      const file = content(dicom().preamble().meta({ transferSyntax: syntax }).element(0x00080000, 'UL', 5)).bytes();
      const parts = await partsOf(await runFlows(file, [groupLengths('compute')]));
      for (const [group, size] of [
        [0x0008, 42],
        [0x0028, 10],
        [0x7fe0, 112],
      ] as const) {
        const value = parts.find(({ kind, tag }) => kind === 'value' && tag === (group << 16) >>> 0);
        const { buffer, byteOffset } = value!.bytes;
        assert.equal(new DataView(buffer, byteOffset).getUint32(0, syntax === explicitLittleEndian), size);
      }
      assert.deepEqual(
        await runFlows(file, [groupLengths('remove')]),
        await runFlows(file, [groupLengths('compute'), groupLengths('remove')]),
      );
    });
  }

  test('does not hold back pixel data of defined length, and says where a group is too large', async () => {
    const file = content(dicom().preamble().meta()).element(0xfffcfffc, 'OB', new Uint8Array(9000)).bytes();
    await runFlows(file, [groupLengths('compute', { maxSize: 1000 })]);
    const large = dicom().preamble().meta().element(0x00420011, 'OB', new Uint8Array(5000)).bytes();
    await assert.rejects(runFlows(large, [groupLengths('compute', { maxSize: 1000 })]), { code: 'lookahead_exceeded' });
  });
});

describe('evenLengths', () => {
  test('pads with the byte of the VR, in headers, items and fragments, whatever the chunks', async () => {
    const odd = { pad: false };
    const file = dicom()
      .preamble()
      .meta()
      .sequence(0x00081140, (it) => it.item((one) => one.element(0x00081155, 'UI', '1.2', odd)))
      .element(0x00100010, 'PN', 'A^B', odd)
      .element(0x00420011, 'OB', new Uint8Array([7]), odd)
      .header(0x7fe00010, 'OB', 0xffffffff)
      .fragment(new Uint8Array())
      .fragment(new Uint8Array([1, 2, 3]))
      .sequenceEnd()
      .bytes();
    for (const size of [1, 3, 700]) {
      const even = await runFlows(file, [evenLengths()], size);
      probe(await partsOf(even))
        .preamble()
        .meta()
        .sequence(0x00081140)
        .item(0)
        .header(0x00081155, 'UI', 4)
        .value('1.2\0')
        .itemEnd(0)
        .sequenceEnd()
        .header(0x00100010, 'PN', 4)
        .value('A^B ')
        .header(0x00420011, 'OB', 2)
        .value('\x07\0')
        .fragments(0x7fe00010)
        .fragment(0, 0)
        .fragment(1, 4)
        .value('\x01\x02\x03\0')
        .fragmentsEnd()
        .end();
    }
  });

  test('a value of 65 535 bytes becomes UN, since a short header cannot say 65 536', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x00081030, 'LO', new Uint8Array(65_535).fill(0x41), { pad: false })
      .bytes();
    const [value] = await valuesOf(await runFlows(file, [evenLengths()]));
    assert.deepEqual([value!.vr, value!.length, value!.bytes.at(-1)], ['UN', 65_536, 0x20]);
  });

  test('a value that the input cuts short stays as it is', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x00420011, 'OB', new Uint8Array(7), { pad: false })
      .bytes()
      .subarray(0, -2);
    for (const size of [1, 700]) {
      const parts = streamOf(cutEvery(file, size)).pipeThrough(parse({ tolerant: true }));
      const even = await gather(parts.pipeThrough(through(evenLengths())).pipeThrough(bytes()));
      // The header says what there would be: PS3.5 §7.1.1.
      const expected = file.slice();
      expected[file.length - 5 - 4] = 8;
      assert.deepEqual(new Uint8Array(Buffer.concat(even)), expected);
    }
  });

  test('refuses to make an offset table wrong', async () => {
    const file = (offsets: readonly number[]): Uint8Array =>
      dicom()
        .preamble()
        .meta()
        .header(0x7fe00010, 'OB', 0xffffffff)
        .fragment(new Uint8Array(offsets.length * 4))
        .fragment(new Uint8Array(3))
        .fragment(new Uint8Array(4))
        .sequenceEnd()
        .bytes();
    await assert.rejects(runFlows(file([0, 11]), [evenLengths()]), { code: 'offset_table_stale' });
    await runFlows(file([]), [evenLengths()]);
  });
});
