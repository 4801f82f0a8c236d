// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What toTransferSyntax writes: headers and values of every VR, whatever the chunks. Beside DCMTK: flow-convert-peers.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDataset, toTransferSyntax, withMeta } from 'dcmstream';
import fc from 'fast-check';
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
import { files } from '../support/random-files.js';
import { joinParts, streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const syntaxes = {
  ILE: implicitLittleEndian,
  ELE: explicitLittleEndian,
  EBE: explicitBigEndian,
  DELE: deflatedExplicitLittleEndian,
};

function everyVr(builder: DicomBuilder): DicomBuilder {
  return builder
    .element(0x00080012, 'DA', '20200102')
    .element(0x0008040c, 'UV', 0x0102030405060708n)
    .sequence(0x00081140, (items) =>
      items.item((item) => item.element(0x00189219, 'SS', -2).element(0x00281053, 'DS', '1.5')),
    )
    .element(0x00100010, 'PN', 'A^B')
    .element(0x00140202, 'AT', 0x00100020)
    .element(0x00144108, 'SL', -2)
    .element(0x0014410a, 'OW', [1, 2, 3])
    .element(0x0014410b, 'OF', [1.5, -2])
    .element(0x0014410c, 'OD', 2.5)
    .element(0x00180013, 'FL', 0.5)
    .element(0x00189219, 'SS', -3)
    .element(0x00280100, 'US', 16)
    .element(0x00280103, 'US', 1)
    .element(0x00280106, 'SS', -5)
    .element(0x00420011, 'OB', [1, 2])
    .element(0x00660040, 'OL', [1, 2])
    .element(0x0072006d, 'UN', new Uint8Array([1, 2]))
    .element(0x00720081, 'OV', [1n, 2n])
    .element(0x00720082, 'SV', -1n)
    .element(0x60003000, 'OW', [1, 0x1234])
    .element(0x7fe00010, 'OW', [1, 2, 3, 0xff00]);
}

const fileIn = (transferSyntax: string, content = everyVr): Uint8Array =>
  content(dicom().preamble().meta({ transferSyntax })).bytes();

describe('toTransferSyntax', () => {
  for (const [from, source] of Object.entries(syntaxes).slice(0, 3)) {
    for (const [to, target] of Object.entries(syntaxes)) {
      test(`writes every VR from ${from} to ${to} as it should be, and declares it`, async () => {
        const converted = await runFlows(fileIn(source), [toTransferSyntax(to)]);
        const wanted = await valuesOf(fileIn(to === 'DELE' ? explicitLittleEndian : target));
        assert.deepEqual((await valuesOf(converted)).map(valueLine), wanted.map(valueLine));
        assert.equal((await readDataset(streamOf([converted]))).transferSyntax, target);
      });
    }
  }

  test('swaps values whose units any chunk cuts, and leaves a broken unit at the end', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x0014410c, 'OD', new Uint8Array(Array.from({ length: 27 }, (_, i) => i)), { pad: false })
      .element(0x7fe00010, 'OW', new Uint8Array(Array.from({ length: 40 }, (_, i) => i)))
      .bytes();
    const whole = await runFlows(file, [toTransferSyntax('EBE')], file.length);
    for (const size of [1, 2, 3, 5, 7, 11]) {
      assert.deepEqual(await runFlows(file, [toTransferSyntax('EBE')], size), whole, `chunks of ${size}`);
    }
    const [first] = await valuesOf(whole);
    assert.deepEqual([...first!.bytes.subarray(0, 8)], [7, 6, 5, 4, 3, 2, 1, 0]);
    assert.deepEqual([...first!.bytes.subarray(24)], [24, 25, 26]);
  });

  test('there and back is the identity on values', async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.constantFrom('ILE', 'EBE', 'DELE'),
        fc.integer({ min: 1, max: 99 }),
        async (file, to, size) => {
          const native = joinParts(await partsOf(file)).every(({ kind }) => kind !== 'fragments');
          fc.pre(native);
          const before = await runFlows(file, [toTransferSyntax('ELE')]);
          const there = await runFlows(before, [toTransferSyntax(to)], size);
          const back = await runFlows(there, [toTransferSyntax('ELE')]);
          assert.deepEqual((await valuesOf(back)).map(valueLine), (await valuesOf(before)).map(valueLine));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('what is in the target syntax already passes byte for byte, lengths and all', async () => {
    for (const source of [implicitLittleEndian, explicitLittleEndian, explicitBigEndian]) {
      const file = fileIn(source, (it) => everyVr(it.element(0x00080000, 'UL', 99)));
      assert.deepEqual(await runFlows(file, [toTransferSyntax(source)]), file);
    }
    const encapsulated = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .fragments(0x7fe00010, 'OB', [new Uint8Array(64)])
      .bytes();
    assert.deepEqual(await runFlows(encapsulated, [toTransferSyntax(rleLossless)]), encapsulated);
  });

  test('pixel data of 8 bits: OW in implicit VR, OB from there, and words that change places where they are OW', async () => {
    const pixels = (it: DicomBuilder, vr: string, bits: number): Uint8Array =>
      it
        .element(0x00280100, 'US', bits)
        .element(0x7fe00010, vr, new Uint8Array([1, 2, 3, 4]))
        .bytes();
    const convert = async (from: string, to: string, vr: string, bits: number): Promise<string> => {
      const file = pixels(dicom().preamble().meta({ transferSyntax: from }), vr, bits);
      const [, value] = await valuesOf(await runFlows(file, [toTransferSyntax(to)]));
      return `${value!.vr} ${value!.bytes.join(' ')}`;
    };
    // PS3.5 §A.2: at most 8 bits OB or OW, of more OW.
    assert.equal(await convert(implicitLittleEndian, 'ELE', 'OW', 8), 'OB 1 2 3 4');
    assert.equal(await convert(implicitLittleEndian, 'EBE', 'OW', 8), 'OB 1 2 3 4');
    assert.equal(await convert(implicitLittleEndian, 'EBE', 'OW', 16), 'OW 2 1 4 3');
    assert.equal(await convert(explicitLittleEndian, 'EBE', 'OW', 8), 'OW 2 1 4 3');
    assert.equal(await convert(explicitBigEndian, 'ILE', 'OW', 8), 'OW 2 1 4 3');
    assert.equal(await convert(explicitBigEndian, 'ELE', 'OB', 8), 'OB 1 2 3 4');
    assert.equal(await convert(explicitBigEndian, 'ELE', 'OB', 16), 'OW 2 1 4 3');
  });

  test('an item has bits allocated of its own', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: implicitLittleEndian })
      .element(0x00280100, 'US', 16)
      .sequence(0x00880200, (icons) =>
        icons.item((icon) => icon.element(0x00280100, 'US', 8).element(0x7fe00010, 'OW', new Uint8Array(2))),
      )
      .element(0x7fe00010, 'OW', new Uint8Array(2))
      .bytes();
    const values = await valuesOf(await runFlows(file, [toTransferSyntax('ELE')]));
    const pixels = values.filter(({ tag }) => tag === 0x7fe00010).map(({ path, vr }) => `${path} ${vr}`);
    assert.deepEqual(pixels, ['(0088,0200)[0].(7FE0,0010) OB', '(7FE0,0010) OW']);
  });

  test('a value too long for a short header becomes UN, which is little endian anywhere, and lengths never wrap', async () => {
    // PS3.5 §6.2.2 and its note 2.
    const long = new Uint8Array(70_000).map((_, i) => i);
    const file = dicom('implicit').element(0x00081030, 'LO', 'A').element(0x00189219, 'SS', long).bytes();
    const [, value] = await valuesOf(await runFlows(file, [toTransferSyntax('EBE')]));
    assert.equal(value!.vr, 'UN');
    assert.equal(value!.length, 70_000);
    assert.deepEqual(value!.bytes, long);
  });

  test('private values of implicit VR become UN and keep their bytes', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: implicitLittleEndian })
      .element(0x00090010, 'LO', 'TEST')
      .element(0x00091001, 'US', new Uint8Array([1, 2]))
      .bytes();
    const values = await valuesOf(await runFlows(file, [toTransferSyntax('EBE')]));
    assert.deepEqual(values.map(valueLine), [
      `(0009,0010) LO ${Buffer.from('TEST').toString('hex')}`,
      '(0009,1001) UN 0102',
    ]);
  });

  test('private values of implicit VR get the VRs of their creators where they are known, and asked for', async () => {
    // Of SIEMENS MR HEADER (0019,xx0C) is IS, (0019,xx28) and (0019,xx29) are FD.
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: implicitLittleEndian })
      .element(0x00190010, 'LO', 'SIEMENS MR HEADER')
      .element(0x0019100c, 'UN', '7 ')
      .element(0x00191028, 'UN', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))
      .element(0x00191228, 'UN', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))
      .sequence(0x00400275, (items) =>
        items
          .item((item) =>
            item
              .element(0x00190012, 'LO', 'SIEMENS MR HEADER ')
              .element(0x00191228, 'UN', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]))
              .element(0x00191229, 'UN', new Uint8Array(6)),
          )
          .item((item) => item.element(0x00191028, 'UN', new Uint8Array(8))),
      )
      .bytes();
    const lines = async (privateVrs: boolean): Promise<string[]> => {
      const values = await valuesOf(await runFlows(file, [toTransferSyntax('EBE', { privateVrs })], 3));
      return values.filter(({ tag }) => (tag & 0xff00) !== 0).map(valueLine);
    };
    assert.deepEqual(await lines(true), [
      '(0019,100C) IS 3720',
      '(0019,1028) FD 0807060504030201',
      '(0019,1228) UN 0102030405060708', // nobody has reserved the block
      '(0040,0275)[0].(0019,1228) FD 0807060504030201', // reserved in the item alone
      '(0040,0275)[0].(0019,1229) UN 000000000000', // six bytes are no FD
      '(0040,0275)[1].(0019,1028) UN 0000000000000000',
    ]);
    assert.ok((await lines(false)).every((line) => / UN /.test(line)));
  });

  test('what a UN sequence of undefined length holds stays implicit little endian', async () => {
    // PS3.5 §6.2.2
    const content = (it: DicomBuilder): DicomBuilder =>
      it
        .element(0x00090010, 'LO', 'TEST')
        .sequence(0x00091001, (items) => items.item((item) => item.element(0x00280010, 'US', new Uint8Array([5, 0]))), {
          vr: 'UN',
          undefined: true,
        })
        .element(0x00280010, 'US', 7);
    const file = fileIn(explicitLittleEndian, content);
    assert.deepEqual(await runFlows(file, [toTransferSyntax('ELE')]), file);
    const there = await runFlows(file, [toTransferSyntax('EBE')]);
    const held = joinParts(await partsOf(there)).filter(({ path }) => path.startsWith('(0009,1001)'));
    assert.deepEqual(
      held.map(({ kind, vr, flags }) => `${kind} ${vr} ${flags}`),
      ['sequence UN explicit,big', 'item  ', 'header US ', 'value US ', 'itemEnd  ', 'sequenceEnd UN '],
    );
    const back = await runFlows(there, [toTransferSyntax('ELE')]);
    assert.deepEqual((await valuesOf(back)).map(valueLine), (await valuesOf(file)).map(valueLine));
  });

  test('deflates into the deflated syntax and out of it, with a file meta only', async () => {
    const file = fileIn(explicitLittleEndian);
    const deflated = await runFlows(file, [toTransferSyntax('DeflatedExplicitVRLittleEndian')]);
    assert.ok((await partsOf(deflated, { inflate: false })).some(({ kind }) => kind === 'deflated'));
    const back = await runFlows(deflated, [toTransferSyntax('ExplicitVRLittleEndian')]);
    assert.deepEqual((await valuesOf(back)).map(valueLine), (await valuesOf(file)).map(valueLine));

    const bare = everyVr(dicom('implicit')).bytes();
    await assert.rejects(runFlows(bare, [toTransferSyntax('DELE')]), { code: 'transfer_syntax_unsupported' });
    const whole = await runFlows(bare, [withMeta(), toTransferSyntax('DELE')]);
    assert.equal((await readDataset(streamOf([whole]))).transferSyntax, deflatedExplicitLittleEndian);
  });

  test('adds a transfer syntax that the file meta lacks, with its group length', async () => {
    const file = everyVr(
      dicom().preamble().element(0x00020000, 'UL', 24).element(0x00020012, 'UI', '1.2.3.4.5.6.7.8'),
    ).bytes();
    const parts = await partsOf(await runFlows(file, [toTransferSyntax('EBE')]));
    assert.deepEqual(
      parts.flatMap(({ note }) => note ?? []),
      [],
    );
  });

  test('bytes that have no meaning, and notes, do no harm', async () => {
    const file = dicom()
      .preamble()
      .meta()
      .element(0x00100010, 'PN', 'A^B')
      .sequenceEnd()
      .element(0x00100020, 'LO', '1')
      .raw(new Uint8Array(32))
      .bytes();
    const parts = await partsOf(await runFlows(file, [toTransferSyntax('EBE')]));
    assert.deepEqual(
      parts.flatMap(({ note }) => note ?? []),
      [],
    );
    assert.deepEqual(
      (await flowParts(file, [toTransferSyntax('EBE')])).flatMap(({ note }) => note ?? []),
      ['delimiter_stray', 'trailing_bytes'],
    );
  });

  test('a DICOMDIR in which nothing moves passes, whatever the chunks', async () => {
    const file = dicom()
      .preamble()
      .meta({ sopClass: '1.2.840.10008.1.3.10' })
      .element(0x00041200, 'UL', 0x01020304)
      .element(0x00041212, 'US', 0)
      .bytes();
    const expected = dicom()
      .preamble()
      .meta({ sopClass: '1.2.840.10008.1.3.10', transferSyntax: explicitBigEndian })
      .element(0x00041200, 'UL', 0x01020304)
      .element(0x00041212, 'US', 0)
      .bytes();
    for (const size of [1, 3, 700]) assert.deepEqual(await runFlows(file, [toTransferSyntax('EBE')], size), expected);
  });

  test('a file meta of nothing but the transfer syntax stays behind the preamble', async () => {
    const bare = (uid: string): Uint8Array =>
      dicom()
        .preamble()
        .element(0x00020010, 'UI', uid)
        .encoding(uid === explicitBigEndian ? 'explicit-big' : 'explicit')
        .element(0x00280010, 'US', 258)
        .bytes();
    for (const size of [1, 700]) {
      assert.deepEqual(
        await runFlows(bare(explicitLittleEndian), [toTransferSyntax('EBE')], size),
        bare(explicitBigEndian),
      );
    }
  });

  test('refuses what it cannot do', async () => {
    const file = fileIn(explicitLittleEndian);
    await assert.rejects(runFlows(file, [toTransferSyntax(rleLossless)]), { code: 'transfer_syntax_unsupported' });
    assert.throws(() => toTransferSyntax('ExplicitLE'), { name: 'TypeError', code: 'argument_invalid' });
  });
});
