// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Traps of streaming libraries, in values, fragments and round trips: what throws, is rounded, shifted or made uniform elsewhere.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  CharacterSet,
  createUid,
  encodeText,
  encodeValue,
  indexFile,
  init,
  isValidUid,
  names,
  parseTime,
  parseUtcOffset,
  readDataset,
  readEncodedFrames,
  readFrames,
  toUtf8,
  withMeta,
} from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { dicom, type DicomBuilder, explicitBigEndian, implicitLittleEndian } from '../support/dicom-builder.js';
import { dumpOf } from '../support/dumps.js';
import { imageFile } from '../support/image-file.js';
import { partsOf } from '../support/part-probe.js';
import { runFlows, valuesOf } from '../support/run-flows.js';

const jpegBaseline = '1.2.840.10008.1.2.4.50';
const start = (transferSyntax?: string): DicomBuilder =>
  dicom()
    .preamble()
    .meta(transferSyntax === undefined ? {} : { transferSyntax });

/** Something with the markers that a JPEG stream begins and ends with. */
const codestream = (size: number, fill: number): Uint8Array =>
  Uint8Array.from(
    { length: size },
    (_, i) => [0xff, 0xd8, 0xff][i] ?? (i < size - 2 ? fill : i === size - 2 ? 0xff : 0xd9),
  );

describe('encapsulated pixel data', () => {
  const frames = [codestream(24, 1), codestream(30, 2)];
  const fragments = [frames[0]!.slice(0, 10), frames[0]!.slice(10), frames[1]!.slice(0, 20), frames[1]!.slice(20)];
  const image = (offsets: readonly number[]): Uint8Array =>
    imageFile({ rows: 2, columns: 2, frames: 2, transferSyntax: jpegBaseline, pixels: fragments, offsets });
  const encoded = async (file: Uint8Array): Promise<Uint8Array[]> => {
    const found: Uint8Array[] = [];
    for await (const { data } of readEncodedFrames(file)) found.push(new Uint8Array(data));
    return found;
  };

  test('of several fragments are read and written', async () => {
    const file = image([]);
    assert.deepEqual(
      (await readDataset(file)).get(0x7fe00010)?.fragments.map(({ length }) => length),
      [0, 10, 14, 20, 10],
    );
    assert.deepEqual(await runFlows(file, []), file);
    assert.deepEqual(
      (await valuesOf(await runFlows(file, [toUtf8()]))).slice(-4).map(({ bytes }) => bytes),
      fragments,
    );
  });

  test('have frames where the offset table says, which counts the headers of items', async () => {
    // PS3.5 §A.4: from the first byte of the first item behind the table; each of the two fragments in front has a header of 8 bytes.
    assert.deepEqual(await encoded(image([0, 8 + 10 + 8 + 14])), frames);
  });

  test('have frames where codestreams end, if there is no offset table, though frames have several fragments', async () => {
    assert.deepEqual(await encoded(image([])), frames);
    const index = await indexFile(image([]));
    assert.equal(index.frames.length, 2);
  });
});

describe('numbers', () => {
  test('of 64 bits are exact', async () => {
    for (const transferSyntax of [implicitLittleEndian, explicitBigEndian]) {
      const file = start(transferSyntax)
        .element(0x00720082, 'SV', [-(2n ** 63n), -1n])
        .element(0x00720083, 'UV', 2n ** 64n - 1n);
      const dataset = await readDataset(file.bytes());
      assert.deepEqual(dataset.bigints(0x00720082), [-(2n ** 63n), -1n]);
      assert.deepEqual(dataset.bigints(0x00720083), [2n ** 64n - 1n]);
    }
  });

  test('of times and zones are what they say, or nothing', () => {
    assert.equal(parseUtcOffset('+0530'), 5 * 60 + 30);
    assert.equal(parseUtcOffset('-0330'), -(3 * 60 + 30));
    assert.equal(parseTime('2530'), undefined);
    assert.equal(parseTime('1260'), undefined);
  });

  test('are none where there are no values', () => {
    for (const vr of ['LO', 'US', 'UI', 'DS', 'SQ', 'UN']) assert.deepEqual(encodeValue(vr, []), new Uint8Array(0), vr);
  });
});

describe('text', () => {
  test('of an item is in its own character set, which ends with it', async () => {
    const file = start()
      .element(0x00080005, 'CS', 'ISO_IR 100')
      .sequence(0x00081140, (all) =>
        all
          .item((item) =>
            item.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00081030, 'LO', Uint8Array.of(0xb6, 0x20)),
          )
          .item((item) => item.element(0x00081030, 'LO', Uint8Array.of(0xe9, 0x20))),
      )
      .element(0x00104000, 'LT', Uint8Array.of(0xe9, 0x20))
      .bytes();
    const values = (await valuesOf(await runFlows(file, [toUtf8()]))).filter(({ vr }) => vr !== 'CS');
    assert.deepEqual(
      values.map(({ bytes }) => Buffer.from(bytes).toString().trim()),
      ['Ж', 'é', 'é'],
    );
  });

  test('is written in other character sets than UTF-8 too', () => {
    const cases: [string[], string, number[]][] = [
      [['ISO_IR 144'], 'Ж', [0xb6]],
      [['ISO_IR 100'], 'é', [0xe9]],
      [['', 'ISO 2022 IR 87'], '山', [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x1b, 0x28, 0x42]],
      [['GB18030'], '山', [0xc9, 0xbd]],
    ];
    for (const [terms, text, expected] of cases) {
      const characterSet = CharacterSet.of(terms);
      assert.deepEqual(encodeText(text, 'LO', { characterSet }), Uint8Array.from(expected), terms.join());
    }
  });

  test('of a dump has keywords where the dictionary has them, and closes what it opens', async () => {
    const file = start()
      .element(0x00080060, 'CS', 'CT')
      .element(0x00090010, 'LO', 'A')
      .element(0x0009100f, 'SH', 'B')
      .bytes();
    const lines = (await dumpOf(file)).trimEnd().split('\n').slice(-3);
    assert.deepEqual(
      lines.map((line) => line.split(' ').at(-1)),
      ['Modality', 'PrivateCreator', 'Unknown'],
    );
    for (const line of lines) assert.match(line, /^\(\w{4},\w{4}\) \w\w \[\w+\] /);
  });
});

describe('what goes through', () => {
  const odd: Record<string, Uint8Array> = {
    'a preamble that says something': dicom()
      .preamble(Uint8Array.from({ length: 128 }, (_, i) => i))
      .meta()
      .element(0x00080060, 'CS', 'CT')
      .bytes(),
    'no preamble': dicom().meta().element(0x00080060, 'CS', 'CT').bytes(),
    'a sequence of VR UN': start()
      .sequence(0x00091010, (all) => all.item((item) => item.element(0x00081155, 'UI', '1.2')), {
        vr: 'UN',
        undefined: true,
      })
      .bytes(),
    'lengths of both kinds': start()
      .sequence(0x00081140, (all) => all.item((it) => it.element(0x00081155, 'UI', '1'), { undefined: true }).item())
      .sequence(0x00082112, (all) => all.item((it) => it.element(0x00081155, 'UI', '1')), { undefined: true })
      .bytes(),
    'a value of odd length': start().element(0x00100010, 'PN', 'Doe', { pad: false }).bytes(),
  };
  for (const [name, file] of Object.entries(odd)) {
    test(`stays byte for byte: ${name}`, async () => {
      for (const chunkSize of [1, 700]) assert.deepEqual(await runFlows(file, [], chunkSize), file);
    });
  }

  test('stays byte for byte: the corpus', { skip: corpus.missing }, async () => {
    let count = 0;
    for (const { location, path } of corpus.files) {
      const file = new Uint8Array(readFileSync(location));
      if (file.length > 100_000) continue;
      const parts = await partsOf(file).catch(() => undefined);
      // Inflated bytes are deflated anew, which may give others.
      if (parts === undefined || parts.some(({ inflated }) => inflated)) continue;
      assert.ok(Buffer.from(await runFlows(file, [], 4096)).equals(file), path);
      count++;
    }
    assert.ok(count > 100, `${count} files`);
  });
});

describe('what others leave to their users', () => {
  test('is here: file meta made, values padded, multiplicities, identifiers, frames decoded', async () => {
    await init({ names: true });
    assert.equal(names()?.vmOf(0x00200032), '3');
    assert.ok(isValidUid(createUid()));
    const made = await runFlows(
      dicom('explicit').element(0x00080016, 'UI', '1.2').element(0x00080018, 'UI', '1.3').bytes(),
      [withMeta()],
    );
    assert.equal((await readDataset(made)).string(0x00020003), '1.3');
    const image = imageFile({ rows: 2, columns: 2, bits: 8, pixels: Uint8Array.of(1, 2, 3, 4) });
    for await (const { samples } of readFrames(image)) assert.deepEqual([...samples], [1, 2, 3, 4]);
  });
});
