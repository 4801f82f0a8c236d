// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Identifiers in every place of a file that can hold text: none of them survives de-identification.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { init, parseBuffer } from 'dcmstream';
import { corpus } from '../support/corpus.js';
import { runDeid } from '../support/deid-run.js';
import {
  dicom,
  type DicomBuilder,
  deflatedExplicitLittleEndian,
  encodingOf,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  rleLossless,
} from '../support/dicom-builder.js';
import { concatenate, latin1 } from '../support/dicom-values.js';
import { plantedCodestream } from '../support/planted-codestreams.js';
import { found, Planter, plantedSets, plantedWord } from '../support/planted.js';

await init({ modules: ['parser', 'zlib'] });

const isLong = (process.env['DCMSTREAM_LONG'] ?? '') !== '';

const jpegBaseline = '1.2.840.10008.1.2.4.50';

const encapsulated = [jpegBaseline, '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.201'];
const native = [explicitLittleEndian, implicitLittleEndian, explicitBigEndian];

const profiles = {
  'Basic Profile': {},
  'all that cleans': {
    options: {
      retainSafePrivate: true,
      retainLongitudinalModifiedDates: true,
      cleanDescriptors: true,
      cleanStructuredContent: true,
    },
  },
  'what is kept by its VR': {
    options: { retainSafePrivate: true, retainLongitudinalFullDates: true, retainUids: true },
  },
};

describe('what is planted in real files does not survive', { skip: corpus.missing }, () => {
  for (const [turn, [name, profile]] of Object.entries(profiles).entries()) {
    // Each file is taken with one profile; in the long run with all.
    const isTaken = (index: number): boolean => isLong || index % Object.keys(profiles).length === turn;
    test(name, async () => {
      let count = 0;
      for (const [index, { location, path }] of corpus.files.entries()) {
        if (!isTaken(index)) continue;
        let dataset;
        try {
          dataset = parseBuffer(readFileSync(location));
        } catch {
          continue;
        }
        // Neither goes with the profile.
        const round = Math.floor(index / Object.keys(profiles).length);
        const syntaxes = dataset.get(0x7fe00010)?.isFragments === true ? encapsulated : native;
        const syntax = syntaxes[round % syntaxes.length]!;
        const set = plantedSets[round % plantedSets.length]!;
        const planted = new Planter(set).plant(dataset, encodingOf(syntax), syntax);
        assert.ok(found(planted, plantedWord).length > 10 && found(planted, set.bytes).length > 10, path);
        const { bytes } = await runDeid(planted, profile, { namesInstances: true });
        count++;
        for (const word of [plantedWord, plantedWord.toUpperCase(), set.bytes, set.word]) {
          assert.deepEqual(found(bytes, word), [], path);
        }
      }
      assert.ok(count > (isLong ? 400 : 130), `${count} files`);
    });
  }
});

test('names in five character sets survive in none', async () => {
  const names: Readonly<Record<string, readonly [name: string, bytes: Uint8Array]>> = {
    'ISO_IR 100': ['Buc^Jérôme', latin1('Buc^J\xe9r\xf4me')],
    'ISO_IR 144': ['Люкceмбypг', Uint8Array.from([0xbb, 0xee, 0xda, 0x63, 0x65, 0xdc, 0xd1, 0x79, 0x70, 0xd3])],
    'ISO_IR 192': ['王^小東', new TextEncoder().encode('王^小東')],
    GB18030: ['王^小东', Uint8Array.from([0xcd, 0xf5, 0x5e, 0xd0, 0xa1, 0xb6, 0xab])],
    '\\ISO 2022 IR 149': [
      '洪^吉洞',
      Uint8Array.from([0x1b, 0x24, 0x29, 0x43, 0xfb, 0xf3, 0x5e, 0x1b, 0x24, 0x29, 0x43, 0xd1, 0xce, 0xd4, 0xd7]),
    ],
  };
  for (const [set, [name, encoded]] of Object.entries(names)) {
    const bytes = dicom()
      .preamble()
      .meta({})
      .element(0x00080005, 'CS', set)
      .element(0x00080070, 'LO', encoded)
      .element(0x00081030, 'LO', encoded)
      .element(0x00081090, 'LO', 'Modell')
      .element(0x00100010, 'PN', encoded)
      .element(0x00104000, 'LT', encoded)
      .bytes();
    const options = { text: { accept: () => true } };
    const result = await runDeid(bytes, { options: { cleanDescriptors: true } }, options);
    // One character alone is in too many words to be looked for.
    for (const part of name.split('^').filter(({ length }) => length > 1)) {
      assert.equal(Buffer.from(result.bytes).includes(Buffer.from(part)), false, set);
    }
    assert.equal(Buffer.from(result.bytes).includes(Buffer.from(encoded)), false, set);
    assert.equal(parseBuffer(result.bytes).string(0x00080005), 'ISO_IR 192');
  }
});

test('comments in codestreams are overwritten wherever fragments cut them', async () => {
  const stream = plantedCodestream(jpegBaseline, plantedWord);
  for (const cut of [0, 3, 30, 47, 60, stream.length - 3]) {
    const pieces = [stream.subarray(0, cut & ~1), stream.subarray(cut & ~1)].filter(({ length }) => length > 0);
    const bytes = dicom()
      .preamble()
      .meta({ transferSyntax: jpegBaseline })
      .element(0x00280008, 'IS', '1')
      .fragments(0x7fe00010, 'OB', pieces)
      .bytes();
    for (const chunk of [1, 7, 65_536]) {
      const result = await runDeid(bytes, {}, {}, chunk);
      assert.deepEqual(found(result.bytes, plantedWord), [], `cut at ${cut}`);
    }
  }
});

test('what stands for no segment in the headers of RLE frames is overwritten, in every fragment', async () => {
  // PS3.5 §G.5: one segment behind the header, and offsets that mean nothing.
  const frame = concatenate([
    Uint8Array.of(1, 0, 0, 0, 64, 0, 0, 0),
    latin1(plantedWord.padEnd(56)),
    Uint8Array.of(1, 2, 3, 0),
  ]);
  for (const offsets of [[], [0, frame.length + 8]]) {
    const bytes = dicom()
      .preamble()
      .meta({ transferSyntax: rleLossless })
      .element(0x00280002, 'US', 1)
      .element(0x00280004, 'CS', 'MONOCHROME2')
      .element(0x00280008, 'IS', '2')
      .element(0x00280010, 'US', 1)
      .element(0x00280011, 'US', 2)
      .element(0x00280100, 'US', 8)
      .element(0x00280101, 'US', 8)
      .element(0x00280102, 'US', 7)
      .element(0x00280103, 'US', 0)
      .fragments(0x7fe00010, 'OB', [frame, frame], { offsets })
      .bytes();
    const result = await runDeid(bytes, {}, {}, 50);
    assert.deepEqual(found(result.bytes, plantedWord), []);
    assert.equal(result.bytes.length >= 2 * frame.length, true);
    assert.deepEqual(result.report.needsReview, []);
  }
});

test('a table of offsets that is none is emptied, and bytes behind the last frame are', async () => {
  const encapsulated = dicom()
    .preamble()
    .meta({ transferSyntax: '1.2.840.10008.1.2.5' })
    .header(0x7fe00010, 'OB', 0xffffffff)
    .fragment(latin1(`${plantedWord}!`))
    .fragment(new Uint8Array(66))
    .sequenceEnd()
    .bytes();
  assert.deepEqual(found((await runDeid(encapsulated)).bytes, plantedWord), []);
  const native = dicom()
    .preamble()
    .meta({})
    .element(0x00280002, 'US', 1)
    .element(0x00280004, 'CS', 'MONOCHROME2')
    .element(0x00280010, 'US', 4)
    .element(0x00280011, 'US', 5)
    .element(0x00280100, 'US', 8)
    .element(0x00280101, 'US', 8)
    .element(0x00280102, 'US', 7)
    .element(0x00280103, 'US', 0)
    .element(0x7fe00010, 'OB', latin1(`01234567890123456789${plantedWord}!`))
    .bytes();
  const { bytes } = await runDeid(native);
  assert.deepEqual(found(bytes, plantedWord), []);
  assert.equal(found(bytes, '01234567890123456789').length, 1);
});

test('what is deflated is inflated, de-identified and deflated again', async () => {
  const content = dicom().element(0x00100010, 'PN', `${plantedWord}^Zoe`).element(0x00280010, 'US', 7).bytes();
  const { deflateRawSync } = await import('node:zlib');
  const file = dicom().preamble().meta({ transferSyntax: deflatedExplicitLittleEndian }).raw(deflateRawSync(content));
  const { bytes } = await runDeid(file.bytes());
  const dataset = parseBuffer(bytes);
  assert.equal(dataset.transferSyntax, deflatedExplicitLittleEndian);
  assert.equal(dataset.number(0x00280010), 7);
  assert.match(dataset.string(0x00100010) ?? '', /^P-/);
});

test('reserved bytes and lengths that mean nothing are zeros', async () => {
  const doe = [0x44, 0x4f, 0x45, 0x21];
  const open = [0xff, 0xff, 0xff, 0xff];
  const file = dicom()
    .preamble()
    .meta({})
    .raw([0x08, 0, 0x15, 0x11, 0x53, 0x51, 0x44, 0x4f, ...open, 0xfe, 0xff, 0, 0xe0, ...open])
    .element(0x00280010, 'US', 7)
    .raw([0xfe, 0xff, 0x0d, 0xe0, ...doe, 0xfe, 0xff, 0xdd, 0xe0, ...doe])
    .raw([0xe0, 0x7f, 0x10, 0, 0x4f, 0x57, 0x44, 0x4f, 2, 0, 0, 0, 1, 2])
    .bytes();
  const { bytes } = await runDeid(file);
  assert.deepEqual(found(bytes, 'DO'), []);
  assert.equal(parseBuffer(bytes).items(0x00081115)[0]?.number(0x00280010), 7);
});

test('pixels are kept of the image alone, and of its icon where that is', async () => {
  const icon = 0x00880200;
  const image = (to: DicomBuilder): DicomBuilder => to.element(0x7fe00010, 'OB', latin1(`${plantedWord}!`));
  const bytes = dicom()
    .preamble()
    .meta({})
    .sequence(0x00081115, (sequence) => sequence.item(image))
    .sequence(icon, (sequence) => sequence.item(image))
    .element(0x7fe00010, 'OB', latin1('samples!'))
    .bytes();
  const basic = await runDeid(bytes);
  assert.deepEqual(found(basic.bytes, plantedWord), []);
  assert.equal(found(basic.bytes, 'samples!').length, 1);
  const { bytes: withIcon } = await runDeid(bytes, { overrides: [{ tag: 'IconImageSequence', action: 'K' }] });
  assert.equal(found(withIcon, plantedWord).length, 1);
  assert.equal(parseBuffer(withIcon).items(icon)[0]?.has(0x7fe00010), true);
});

test('an Extended Offset Table stays where it is one', async () => {
  const offsets = new Uint8Array(new BigUint64Array([0n, 66n]).buffer);
  for (const [value, isKept] of [
    [offsets, true],
    [latin1(`${plantedWord} to see!!`), false],
  ] as const) {
    const bytes = dicom()
      .preamble()
      .meta({ transferSyntax: jpegBaseline })
      .element(0x7fe00001, 'OV', value)
      .fragments(0x7fe00010, 'OB', [])
      .bytes();
    assert.equal(parseBuffer((await runDeid(bytes)).bytes).has(0x7fe00001), isKept);
  }
});

test('an offset from UTC stays with full dates where it is one', async () => {
  const of = async (text: string): Promise<string | undefined> => {
    const bytes = dicom().preamble().meta({}).element(0x00080201, 'SH', text).element(0x00280010, 'US', 7).bytes();
    return parseBuffer((await runDeid(bytes, { options: { retainLongitudinalFullDates: true } })).bytes).string(
      0x00080201,
    );
  };
  assert.equal(await of('-0500'), '-0500');
  assert.equal(await of(plantedWord), undefined);
});

test('codes that are no codes become labels, and those beside them stay', async () => {
  const bytes = dicom()
    .preamble()
    .meta({})
    .element(0x00080008, 'CS', `ORIGINAL\\PRIMARY\\${plantedWord}`)
    .element(0x00700002, 'CS', plantedWord)
    .element(0x00700080, 'CS', plantedWord)
    .element(0x00701101, 'CS', 'OTHER one')
    .bytes();
  const dataset = parseBuffer((await runDeid(bytes)).bytes);
  const [first, second, third = ''] = dataset.strings(0x00080008);
  assert.deepEqual([first, second], ['ORIGINAL', 'PRIMARY']);
  assert.match(third, /^LABEL_[0-9A-V]{10}$/);
  assert.equal(dataset.string(0x00700002), third);
  assert.equal(dataset.string(0x00700080), third);
  assert.notEqual(dataset.string(0x00701101), third);
});
