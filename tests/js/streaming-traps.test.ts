// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Traps of streaming libraries, in reading and in changing a stream: what is silently lost, doubled, cut or made wrong elsewhere, and is
// right here or an error.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  bytes,
  drop,
  isBulkData,
  keep,
  openPartMaker,
  parse,
  type Part,
  readDataset,
  stopAt,
  through,
  toTransferSyntax,
  toUtf8,
  undefinedLength,
  withMeta,
} from 'dcmstream';
import {
  deflatedExplicitLittleEndian,
  dicom,
  type DicomBuilder,
  explicitBigEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { partsOf, probe } from '../support/part-probe.js';
import { countedSource, cutEvery, gather, joinParts, streamOf } from '../support/rechunk.js';
import { flowParts, runFlows, valueLine, valuesOf } from '../support/run-flows.js';

const read = (file: Uint8Array, chunkSize = 700): ReadableStream<readonly Part[]> =>
  streamOf(cutEvery(file, chunkSize)).pipeThrough(parse());
const start = (transferSyntax?: string): DicomBuilder =>
  dicom()
    .preamble()
    .meta(transferSyntax === undefined ? {} : { transferSyntax });

describe('input that ends too early', () => {
  const nested = start()
    .element(0x00080060, 'CS', 'CT')
    .sequence(
      0x00081140,
      (images) => images.item((image) => image.element(0x00081155, 'UI', '1.2'), { undefined: true, delimited: false }),
      { undefined: true, delimited: false },
    )
    .bytes();

  test('behind an item of a sequence that does not end is noted, and what stands around it is kept', async () => {
    assert.ok((await partsOf(nested)).some(({ note }) => note === 'delimiter_missing'));
    await assert.rejects(partsOf(nested, { strict: true }), { code: 'quirk_refused' });
    const dataset = await readDataset(nested);
    assert.equal(dataset.string(0x00080060), 'CT');
    assert.equal(dataset.items(0x00081140)[0]?.string(0x00081155), '1.2');
  });

  test('inside a sequence is an error, or, when asked to be tolerant, keeps what stands around it', async () => {
    const cut = Buffer.concat([nested, dicom().element(0x00081160, 'IS', '12345678').bytes()]).subarray(0, -1);
    await assert.rejects(readDataset(cut), { code: 'truncated' });
    const dataset = await readDataset(cut, { tolerant: true });
    assert.equal(dataset.string(0x00080060), 'CT');
    assert.equal(dataset.items(0x00081140)[0]?.string(0x00081155), '1.2');
    assert.equal(dataset.string(0x00081155), undefined);
  });

  test('is an error wherever it does, whatever the chunks', async () => {
    const whole = start().element(0x00100010, 'PN', 'Doe^John').element(0x00104000, 'LT', 'A'.repeat(64));
    const file = whole.bytes();
    const value = file.length - 64;
    // Behind a header, at the end of a chunk inside the value, one byte before the end.
    for (const end of [value, value + 16, value + 32, file.length - 1]) {
      for (const chunkSize of [16, 32, file.length]) {
        await assert.rejects(
          gather(read(file.subarray(0, end), chunkSize)),
          { code: 'truncated' },
          `${end}, ${chunkSize}`,
        );
        await assert.rejects(gather(read(file.subarray(0, end), chunkSize).pipeThrough(bytes())), {
          code: 'truncated',
        });
      }
    }
    assert.equal(
      (await gather(read(file, 16).pipeThrough(bytes()))).reduce((sum, { length }) => sum + length, 0),
      file.length,
    );
  });
});

describe('elements', () => {
  test('of no value in the file meta come once', async () => {
    const file = dicom()
      .preamble()
      .meta({ more: (meta) => meta.element(0x00020013, 'SH', '').element(0x00020016, 'AE', '') })
      .element(0x00080060, 'CS', '')
      .bytes();
    const empty = (await partsOf(file)).filter(({ tag }) => [0x00020013, 0x00020016, 0x00080060].includes(tag));
    assert.deepEqual(
      empty.map(({ kind, last }) => [kind, last]),
      [
        ['header', true],
        ['header', true],
        ['header', true],
      ],
    );
    assert.deepEqual(await runFlows(file, [toUtf8(), toTransferSyntax('ELE')]), await runFlows(file, [toUtf8()]));
    assert.equal(
      joinParts(await partsOf(await runFlows(file, [withMeta()]))).filter(({ tag }) => tag === 0x00020016).length,
      1,
    );
  });

  test('in front come without a preamble too, whatever their group', async () => {
    for (const build of [
      (it: DicomBuilder) => it.element(0x00090010, 'LO', 'DCMSTREAM TEST').element(0x00091001, 'LO', 'A'),
      (it: DicomBuilder) => it.element(0x00040010, 'LO', 'A').element(0x00080060, 'CS', 'CT'),
      (it: DicomBuilder) => it.element(0x00111234, 'UN', Uint8Array.of(1, 2)).element(0x00112000, 'SH', 'A'),
    ]) {
      const file = build(dicom('explicit')).bytes();
      assert.equal((await partsOf(file)).filter(({ kind }) => kind === 'header').length, 2);
      assert.deepEqual(await runFlows(file, []), file);
    }
  });

  test('of a VR that nobody knows do not derail what follows', async () => {
    for (const vr of ['ZZ', 'Q?']) {
      const long = vr === 'ZZ';
      const unknown = dicom()
        .raw([0x09, 0, 0x10, 0x10])
        .raw(latin1(vr))
        .raw(long ? [0, 0, 4, 0, 0, 0] : [4, 0])
        .raw('abcd');
      const file = start().element(0x00080060, 'CS', 'CT').raw(unknown.bytes()).element(0x00100010, 'PN', 'A').bytes();
      const dataset = await readDataset(file);
      assert.equal(dataset.string(0x00100010), 'A', vr);
      assert.deepEqual(dataset.bytes(0x00091010), latin1('abcd'), vr);
      assert.deepEqual(await runFlows(file, []), file);
    }
  });
});

describe('text that becomes UTF-8', () => {
  const umlauts = (count: number): Uint8Array => new Uint8Array(count).fill(0xfc);

  test('has an even length', async () => {
    const file = start().element(0x00080005, 'CS', 'ISO_IR 100').element(0x00081030, 'LO', latin1('M\xfcller')).bytes();
    const [, value] = await valuesOf(await runFlows(file, [toUtf8()]));
    assert.deepEqual(value?.bytes, new TextEncoder().encode('Müller ').slice(0, value?.bytes.length));
    assert.equal((value?.bytes.length ?? 1) % 2, 0);
  });

  test('is read in the character set of its item, which declares UTF-8 then; UC is text too', async () => {
    const file = start()
      .element(0x00080005, 'CS', 'ISO_IR 100')
      .sequence(0x00081140, (all) =>
        all.item((item) =>
          item.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00081030, 'LO', Uint8Array.of(0xb6, 0x20)),
        ),
      )
      .element(0x00189335, 'UC', umlauts(2))
      .bytes();
    const lines = (await valuesOf(await runFlows(file, [toUtf8()]))).map(valueLine);
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    assert.deepEqual(lines, [
      `(0008,0005) CS ${hex('ISO_IR 192')}`,
      `(0008,1140)[0].(0008,0005) CS ${hex('ISO_IR 192')}`,
      `(0008,1140)[0].(0008,1030) LO ${hex('Ж')}`,
      `(0018,9335) UC ${hex('üü')}`,
    ]);
  });

  test('that outgrows a length of 16 bits is UN, or an error: never a length that has wrapped', async () => {
    const file = start().element(0x00080005, 'CS', 'ISO_IR 100').element(0x00104000, 'LT', umlauts(40000)).bytes();
    const [, value] = await valuesOf(await runFlows(file, [toUtf8()]));
    assert.deepEqual([value?.vr, value?.bytes.length, value?.length], ['UN', 80000, 80000]);
    await assert.rejects(runFlows(file, [toUtf8({ onOverflow: 'error' })]), { code: 'value_too_long' });
  });
});

describe('headers that are made', () => {
  test('say lengths above 65 535 in full, as UN where the VR has 16 bits for it', async () => {
    const maker = await openPartMaker();
    const beside = (await partsOf(start().element(0x00080060, 'CS', 'CT').bytes())).at(-1)!;
    const made = maker.element(beside, 0x00104000, 'LT', 'A'.repeat(70000));
    const file = Buffer.concat([start().bytes(), ...made.map((part) => part.bytes)]);
    probe(await partsOf(new Uint8Array(file)))
      .preamble()
      .meta()
      .header(0x00104000, 'UN', 70000)
      .value()
      .end();
  });
});

describe('stopping at a tag', () => {
  test('stops at a sequence and at encapsulated pixel data as at any element', async () => {
    const file = start(rleLossless)
      .element(0x00080060, 'CS', 'CT')
      .sequence(0x00081140, (all) => all.item((item) => item.element(0x00081155, 'UI', '1')))
      .fragments(0x7fe00010, 'OB', [new Uint8Array(100_000)])
      .bytes();
    for (const [tag, last] of [
      [0x00081140, '(0008,0060)'],
      [0x7fe00010, '(0008,1140)'],
      [0x00081141, '(0008,1140)'],
    ] as const) {
      const source = countedSource(cutEvery(file, 1000));
      const parts = (await gather(source.stream.pipeThrough(parse()).pipeThrough(through(stopAt(tag))))).flat();
      assert.equal(parts.at(-1)?.path.toString(), last);
      assert.ok(source.taken() < 10, `${source.taken()} chunks were taken`);
    }
  });
});

describe('a deflated data set', () => {
  const plain = dicom().element(0x00100010, 'PN', 'Doe^John').element(0x00104000, 'LT', 'A'.repeat(3000)).bytes();
  const wrappings: [name: string, deflated: Uint8Array][] = [
    ['raw', deflateRawSync(plain)],
    ['in gzip', gzipSync(plain)],
  ];
  for (const level of [0, 1, 3, 6, 9]) wrappings.push([`in zlib, level ${level}`, deflateSync(plain, { level })]);
  for (const [name, deflated] of wrappings) {
    test(`is inflated however it is wrapped: ${name}`, async () => {
      const file = start(deflatedExplicitLittleEndian).raw(new Uint8Array(deflated)).bytes();
      const parts = await partsOf(cutEvery(file, 50));
      const content = parts.filter(({ inflated }) => inflated).map((part) => part.bytes);
      assert.deepEqual(Buffer.concat(content), Buffer.from(plain));
    });
  }
});

describe('the library', () => {
  test('prints nothing, whatever it reads', async (context) => {
    const printed: unknown[] = [];
    for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      context.mock.method(console, name, (...args: unknown[]) => void printed.push(args));
    }
    const odd = start().element(0x00100010, 'PN', 'Doe', { pad: false }).element(0x00080005, 'CS', 'KLINGON').bytes();
    for (const file of [odd, start().bytes(), dicom('implicit').element(0x00080060, 'CS', 'CT').bytes()]) {
      await readDataset(file);
      await runFlows(file, [toUtf8(), withMeta()]);
    }
    await assert.rejects(readDataset(latin1('no DICOM at all')));
    assert.deepEqual(printed, []);
  });
});

describe('flows', () => {
  const image = (transferSyntax: string): Uint8Array =>
    start(transferSyntax)
      .element(0x00080060, 'CS', 'CT')
      .sequence(0x54000100, (waves) => waves.item((wave) => wave.element(0x54001010, 'OW', [1, 2, 3])))
      .element(0x7fe00010, 'OW', [0x0102, 0x0304])
      .bytes();

  test('write explicit VR little endian from implicit and from big endian, each value by its VR', async () => {
    const expected = (await valuesOf(image('1.2.840.10008.1.2.1'))).map(valueLine);
    for (const syntax of [implicitLittleEndian, explicitBigEndian]) {
      for (const chunkSize of [1, 700]) {
        const made = await runFlows(image(syntax), [toTransferSyntax('ELE')], chunkSize);
        assert.deepEqual((await valuesOf(made)).map(valueLine), expected);
      }
    }
  });

  test('drop bulk data wherever they are, and choose elements by their headers', async () => {
    const rest = await valuesOf(await runFlows(image(implicitLittleEndian), [drop(isBulkData)]));
    assert.deepEqual(
      rest.map(({ path }) => path),
      ['(0008,0060)'],
    );
    const words = await valuesOf(await runFlows(image(implicitLittleEndian), [keep((part) => part.vr === 'OW')]));
    assert.deepEqual(
      words.map(({ path }) => path),
      ['(5400,0100)[0].(5400,1010)', '(7FE0,0010)'],
    );
  });

  test('leave lengths right, though nobody has asked for it', async () => {
    const file = start()
      .element(0x00080000, 'UL', 60)
      .sequence(0x00081140, (all) =>
        all.item((item) => item.element(0x00081155, 'UI', '1').element(0x00104000, 'LT', 'A')),
      )
      .sequence(0x00082112, (all) => all.item((item) => item.element(0x00081155, 'UI', '1')))
      .bytes();
    const parts = await flowParts(file, [drop('(0008,1140)[*].(0010,4000)')]);
    const lengths = parts.filter(({ kind }) => kind === 'sequence' || kind === 'item').map(({ length }) => length);
    assert.deepEqual(lengths, [undefinedLength, undefinedLength, 18, 10]);
    assert.ok(!parts.some(({ tag }) => tag === 0x00080000), 'a group length that is not true any more');
    const again = await partsOf(await runFlows(file, [drop('(0008,1140)[*].(0010,4000)')]), { strict: true });
    assert.equal(again.filter(({ kind }) => kind === 'item').length, 2);
  });
});
