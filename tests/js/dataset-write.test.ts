// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Data sets that are written: unchanged ones byte for byte, changed ones with just the change, in the form of its place.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  bytes,
  Dataset,
  differences,
  evenLengths,
  init,
  parse,
  parseBuffer,
  type Part,
  readDataset,
  readParts,
  sameDataset,
  through,
  toDefinedLengths,
  toUtf8,
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
import { gather, streamOf } from '../support/rechunk.js';

before(() => init({ names: true, modules: ['parser', 'zlib'] }));

const syntaxes = { implicitLittleEndian, explicitLittleEndian, explicitBigEndian };

/** Defined and undefined lengths, a UN sequence of CP-246, a group length, a preamble that is not empty. */
const content = (file: DicomBuilder): DicomBuilder =>
  file
    .element(0x00080005, 'CS', 'ISO_IR 100')
    .element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2')
    .element(0x00080018, 'UI', '1.2.3')
    .sequence(0x00081140, (images) =>
      images
        .item((image) => image.element(0x00081150, 'UI', '1.2').element(0x00081155, 'UI', '1.2.4'))
        .item((image) => image.element(0x00081155, 'UI', '1.2.5'), { undefined: true }),
    )
    .element(0x00100010, 'PN', 'M\xfcller^J\xf6rg')
    .element(0x00280010, 'US', 2)
    .sequence(0x00400275, (s) => s.item((i) => i.element(0x00400007, 'LO', 'text')), { undefined: true })
    .element(0x7fe00010, 'OW', [1, 2, 3, 4]);

const fileOf = (transferSyntax: string): Uint8Array => content(dicom().preamble().meta({ transferSyntax })).bytes();

const changesOf = (a: Dataset, b: Dataset): string[] =>
  [...differences(a, b, { meta: false })].map(({ kind, path }) => `${kind} ${path.toString()}`);

async function partsOf(dataset: Dataset): Promise<Part[]> {
  return (await gather(dataset.toParts())).flat();
}

describe('a data set that nothing was changed in', () => {
  for (const [name, transferSyntax] of Object.entries(syntaxes)) {
    test(`is the file that it was: ${name}`, async () => {
      const file = fileOf(transferSyntax);
      assert.deepEqual(await parseBuffer(file).toBytes(), file);
      assert.deepEqual(await (await readDataset(file)).toBytes(), file);
      assert.deepEqual(await parseBuffer(file).toBytes(transferSyntax), file);
    });
  }
  test('keeps its fragments, offset table included, however many', async () => {
    for (const count of [0, 1, 2, 5]) {
      const fragments = Array.from({ length: count }, (_, i) => Uint8Array.of(i, 1, 2, 3));
      const file = dicom().preamble().meta({ transferSyntax: rleLossless }).element(0x00280008, 'IS', '2');
      const encapsulated = file.fragments(0x7fe00010, 'OB', fragments, { offsets: count > 1 ? [0, 12] : [] }).bytes();
      assert.deepEqual(await parseBuffer(encapsulated).toBytes(), encapsulated);
    }
  });
  test('keeps its preamble, or has none', async () => {
    const file = fileOf(explicitLittleEndian);
    file.set([0x49, 0x49, 0x2a, 0], 0);
    assert.deepEqual(await parseBuffer(file).toBytes(), file);
    const bare = content(dicom('implicit')).bytes();
    assert.deepEqual(await parseBuffer(bare).toBytes(), bare);
  });
  test('keeps UN of undefined length as it is', async () => {
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: explicitLittleEndian })
      .element(0x00090010, 'LO', 'ACME')
      .sequence(0x00091010, (s) => s.item((i) => i.element(0x00080100, 'SH', 'x')), { vr: 'UN', undefined: true })
      .bytes();
    assert.deepEqual(await parseBuffer(file).toBytes(), file);
  });
  test('is deflated again', async () => {
    const file = content(dicom().preamble().meta({ transferSyntax: explicitLittleEndian })).bytes();
    const deflated = await parseBuffer(file).toBytes(deflatedExplicitLittleEndian);
    const again = await parseBuffer(deflated).toBytes();
    assert.ok(sameDataset(parseBuffer(again), parseBuffer(file), { meta: false }));
    assert.equal(parseBuffer(again).transferSyntax, deflatedExplicitLittleEndian);
  });
  test('is cut where its file is', async () => {
    const file = fileOf(explicitLittleEndian);
    for (const cut of [3, 9, 40, 60]) {
      const broken = file.subarray(0, file.length - cut);
      assert.deepEqual(await parseBuffer(broken, { tolerant: true }).toBytes(), broken);
    }
  });
});

describe('what was changed', () => {
  for (const [name, transferSyntax] of Object.entries(syntaxes)) {
    test(`is all that differs: ${name}`, async () => {
      const dataset = parseBuffer(fileOf(transferSyntax));
      const changed = dataset
        .with('Rows', 258)
        .with('PatientName', 'Größe^Jörg')
        .with('ReferencedImageSequence[1].ReferencedSOPInstanceUID', '1.2.999')
        .with('ReferencedImageSequence[0].PurposeOfReferenceCodeSequence[0].CodeValue', 'x', { create: true })
        .without('ScheduledProcedureStepSequence', 'RequestAttributesSequence');
      const back = parseBuffer(await changed.toBytes());
      assert.deepEqual(changesOf(changed, back), []);
      assert.deepEqual(changesOf(dataset, back), [
        'added (0008,1140)[0].(0040,A170)',
        'value (0008,1140)[1].(0008,1155)',
        'value (0010,0010)',
        'value (0028,0010)',
        'missing (0040,0275)',
      ]);
      assert.equal(back.transferSyntax, transferSyntax);
      const {
        explicitVR,
        bigEndian,
        dataset: holder,
      } = back.get('ReferencedImageSequence[0].PurposeOfReferenceCodeSequence')!;
      assert.deepEqual(
        [explicitVR, bigEndian, holder.item?.index],
        [transferSyntax !== implicitLittleEndian, transferSyntax === explicitBigEndian, 0],
      );
    });
    test(`leaves the bytes of all else: ${name}`, async () => {
      const file = fileOf(transferSyntax);
      const changed = parseBuffer(file).with('PatientID', '4711');
      const [was, is] = [await partsOf(parseBuffer(file)), await partsOf(changed)];
      const isNew = (part: Part): boolean => part.tag === 0x00100020;
      assert.deepEqual(
        is
          .filter((part) => !isNew(part))
          .map((part) => [part.kind, part.path.toString(), Buffer.from(part.bytes).toString('hex')]),
        was.map((part) => [part.kind, part.path.toString(), Buffer.from(part.bytes).toString('hex')]),
      );
      assert.deepEqual(
        is.filter(isNew).map(({ kind }) => kind),
        ['header', 'value'],
      );
    });
  }
  test('ends by delimiters, and the item beside it stays', async () => {
    const dataset = parseBuffer(fileOf(explicitLittleEndian));
    const changed = dataset.with('ReferencedImageSequence[1].ReferencedSOPInstanceUID', '1.2.555');
    const parts = (await partsOf(changed)).filter(({ tag, kind }) => tag === 0x00081140 && kind !== 'header');
    assert.deepEqual(parts.map(({ kind, length, size }) => [kind, length, size]), [
      ['sequence', 0xffffffff, 12],
      ['item', 26, 8],
      ['itemEnd', 0, 0],
      ['item', 0xffffffff, 8],
      ['itemEnd', 0, 8],
      ['sequenceEnd', 0, 8],
    ]); // prettier-ignore
    const flowed = changed.toParts().pipeThrough(through(toDefinedLengths()));
    assert.deepEqual(changesOf(changed, await readParts(flowed)), []);
  });
  test('inside UN is implicit VR little endian, as UN is', async () => {
    const file = dicom('explicit-big')
      .preamble()
      .meta({ transferSyntax: explicitBigEndian })
      .sequence(0x00091010, (s) => s.item((i) => i.element(0x00280010, 'US', 258)), { vr: 'UN', undefined: true })
      .bytes();
    const changed = parseBuffer(file).with('(0009,1010)[0].Columns', 513);
    const back = parseBuffer(await changed.toBytes());
    const element = back.get('(0009,1010)[0].Columns')!;
    assert.deepEqual([element.number, element.explicitVR, element.bigEndian], [513, false, false]);
    assert.equal(back.get('(0009,1010)')!.vr, 'UN');
    assert.equal(back.number('(0009,1010)[0].Rows'), 258);
  });
  test('of another data set is written in the form of this one', async () => {
    const [item] = parseBuffer(fileOf(explicitLittleEndian)).items('ReferencedImageSequence');
    const other = item!.with('Rows', 258).with('PixelData', [1, 65535], { vr: 'OW' });
    for (const transferSyntax of Object.values(syntaxes)) {
      const changed = parseBuffer(fileOf(transferSyntax))
        .withItem('ReferencedImageSequence', other)
        .withItem('ReferencedImageSequence', item!);
      const back = parseBuffer(await changed.toBytes());
      assert.deepEqual(changesOf(changed, back), []);
      assert.deepEqual(back.numbers('ReferencedImageSequence[2].PixelData'), [1, 65535]);
      assert.equal(
        back.get('ReferencedImageSequence[3].ReferencedSOPInstanceUID')!.bigEndian,
        transferSyntax === explicitBigEndian,
      );
    }
  });
  test('may be too long for the header of its VR', async () => {
    const long = 'x'.repeat(70_000);
    const changed = parseBuffer(fileOf(explicitBigEndian)).with('PatientComments', long, { vr: 'LT' });
    const back = parseBuffer(await changed.toBytes());
    assert.deepEqual([back.get('PatientComments')!.vr, back.get('PatientComments')!.length], ['UN', 70_000]); // PS3.5 §6.2.2
  });
  test('drops group lengths that are not true any more, and keeps that of the file meta', async () => {
    const file = dicom().preamble().meta({ transferSyntax: explicitLittleEndian });
    const old = file.element(0x00080000, 'UL', 12).element(0x00080060, 'CS', 'CT').bytes();
    const back = parseBuffer(await parseBuffer(old).with('Modality', 'MRX').toBytes());
    assert.equal(back.has(0x00080000), false);
    const meta = [...back.elements()].filter(({ tag }) => tag >>> 16 === 2);
    const end = meta[meta.length - 1]!;
    assert.equal(back.number(0x00020000), end.valuePosition + end.length - meta[1]!.position);
  });
});

describe('a file', () => {
  test('is made of nothing', async () => {
    const made = Dataset.empty
      .with('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7')
      .with('SOPInstanceUID', '2.25.1')
      .with('PatientName', 'Doe^John');
    const file = await made.toBytes();
    assert.equal(Buffer.from(file.subarray(128, 132)).toString(), 'DICM');
    const back = parseBuffer(file, { strict: true });
    assert.equal(back.transferSyntax, explicitLittleEndian);
    assert.equal(back.string('MediaStorageSOPInstanceUID'), '2.25.1');
    assert.deepEqual(changesOf(made, back), []);
    for (const syntax of ['ILE', 'EBE', 'DELE']) {
      assert.deepEqual(changesOf(made, parseBuffer(await made.toBytes(syntax))), [], syntax);
    }
    assert.equal((await Dataset.empty.toBytes()).length, 0);
  });
  test('has the file meta of what is in it', async () => {
    const changed = parseBuffer(fileOf(explicitLittleEndian))
      .with('SOPInstanceUID', '2.25.7')
      .with('SourceApplicationEntityTitle', 'ME');
    const back = parseBuffer(await changed.toBytes());
    assert.deepEqual(back.strings('MediaStorageSOPInstanceUID'), ['2.25.7']);
    assert.deepEqual(back.strings('SourceApplicationEntityTitle'), ['ME']);
    const mine = await changed
      .with('ImplementationClassUID', '2.25.99')
      .toBytes(undefined, { implementationVersion: 'MINE 1' });
    assert.deepEqual(parseBuffer(mine).strings('ImplementationClassUID'), ['2.25.99']);
    assert.deepEqual(parseBuffer(mine).strings('ImplementationVersionName'), ['MINE 1']);
  });
  test('of encapsulated pixel data is decoded where another transfer syntax asks for it', async () => {
    // PS3.5 Annex G: one segment, a literal run of four bytes.
    const frame = new Uint8Array(70);
    frame.set([1, 0, 0, 0, 64]);
    frame.set([3, 9, 8, 7, 6, 0], 64);
    const file = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .element(0x00280002, 'US', 1)
      .element(0x00280004, 'CS', 'MONOCHROME2')
      .element(0x00280010, 'US', 2)
      .element(0x00280011, 'US', 2)
      .element(0x00280100, 'US', 8)
      .element(0x00280101, 'US', 8)
      .element(0x00280102, 'US', 7)
      .element(0x00280103, 'US', 0)
      .fragments(0x7fe00010, 'OB', [frame])
      .bytes();
    const back = parseBuffer(await parseBuffer(file).with('PatientID', '1').toBytes('ELE'));
    assert.deepEqual(back.bytes('PixelData'), Uint8Array.of(9, 8, 7, 6));
    assert.equal(back.string('PatientID'), '1');
  });
  test('is made of an item too', async () => {
    const [item] = parseBuffer(fileOf(explicitBigEndian)).items('ReferencedImageSequence');
    const back = parseBuffer(await item!.toBytes());
    assert.equal(back.string('ReferencedSOPInstanceUID'), '1.2.4');
  });
  test('with offsets to its records is not changed in size', async () => {
    const directory = dicom()
      .preamble()
      .meta({ transferSyntax: explicitLittleEndian, sopClass: '1.2.840.10008.1.3.10' })
      .element(0x00041130, 'CS', 'SET')
      .sequence(0x00041220, (s) => s.item((i) => i.element(0x00041430, 'CS', 'PATIENT')))
      .bytes();
    await assert.rejects(parseBuffer(directory).with('FileSetID', 'LONGER').toBytes(), {
      code: 'directory_offsets_stale',
    });
  });
  test('nests no deeper than files may', async () => {
    let dataset = Dataset.empty.with('CodeValue', 'x');
    for (let i = 0; i < 300; i++) dataset = Dataset.empty.withItem('ContentSequence', dataset);
    await assert.rejects(dataset.toBytes(), { code: 'nesting_too_deep' });
  });
});

test('parts of a data set go through flows', async () => {
  const parts = parseBuffer(fileOf(explicitLittleEndian)).with('PatientID', 'Ä').toParts();
  const back = await readParts(parts.pipeThrough(through(toUtf8(), evenLengths())));
  assert.equal(back.string('PatientName'), 'Müller^Jörg');
  assert.equal(back.string('PatientID'), 'Ä');
});

test('a data set of parts is written like the data set of the bytes', async () => {
  const file = fileOf(explicitBigEndian);
  const read = await readParts(streamOf([file]).pipeThrough(parse()));
  assert.deepEqual(await read.toBytes(), file);
  const written = Buffer.concat(await gather(read.with('Rows', 3).toParts().pipeThrough(bytes())));
  const expected = Buffer.concat(await gather(parseBuffer(file).with('Rows', 3).toParts().pipeThrough(bytes())));
  assert.deepEqual(written, expected);
});

test('an abort ends the writing with its reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(parseBuffer(fileOf(explicitLittleEndian)).toBytes(undefined, { signal }), { message: 'enough' });
});
