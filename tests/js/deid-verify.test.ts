// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Verification finds what survives, wherever it stands and however it is written.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { init, verifyDeidentified } from 'dcmstream';
import { type DicomBuilder } from '../support/dicom-builder.js';
import { latin1 } from '../support/dicom-values.js';
import { ascii, ivanov, joined, original, released, told, utf16, verify, yamadaTaro } from '../support/verified.js';

before(() => init());

const explanation = 0x00281055; // Window Center & Width Explanation
const paletteData = 0x00281201; // Red Palette Color Lookup Table Data
const note = (value: string | Uint8Array) => (file: DicomBuilder) =>
  file.element(explanation, 'LO', typeof value === 'string' ? ascii(value) : value);
const table = (value: Uint8Array) => (file: DicomBuilder) => file.element(paletteData, 'OW', value);
const pixels =
  (...fragments: Uint8Array[]) =>
  (file: DicomBuilder) =>
    file.fragments(0x7fe00010, 'OB', fragments);
const comment = joined(Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 10), ascii('Zwetkowa'), Uint8Array.of(0xff, 0xd9));

describe('what survives is found', () => {
  test('and nothing where nothing does', async () => {
    const result = await verify(original(), released());
    assert.deepEqual(result.findings, []);
    assert.equal(result.ok, true);
    assert.ok(result.searched.tokens >= 10);
  });

  const places: Record<string, (file: DicomBuilder) => DicomBuilder> = {
    'in another attribute': note('for Anastasia'),
    'in another case': note('zwETKOWA'),
    'inside a longer word': note('xxZwetkowaxx'),
    'with the components of the name in another order': note('Anastasia Zwetkowa'),
    'in UTF-8': note('ИВАНОВ'),
    'in small letters of Cyrillic': note('иванов'),
    'in ISO 8859-5': note(ivanov),
    'in ISO 2022': note(yamadaTaro),
    'in ISO 2022 within a longer text': note(latin1('\x1b$B$3;3ED$H\x1b(B')), // こ山田と
    'in GB 18030': note(Uint8Array.of(0xc9, 0xbd, 0xcc, 0xef)), // 山田
    'in UTF-16': table(utf16('Zwetkowa')),
    'in UTF-16, big endian, at an odd place': table(
      joined(ascii('x'), new Uint8Array(Buffer.from(utf16('Zwetkowa')).swap16()), ascii('x')),
    ),
    'in UTF-16 of Han': table(utf16('山田')),
    'with its diacritics': note('Dr. Müller'),
    'without its diacritics': note('Muller'),
    'with umlauts written out': note('MUELLER'),
    'with combining diacritics': note('Mu\u0308ller'),
    'as a date that a person wrote': note('on 17.04.2019'),
    'as a date in words': note('17 Apr 2019'),
    'as a number of an ID': note('/7734512/'),
    'as a UID': note('1.2.3.4.56789012.1'),
    'in a comment of a JPEG stream': pixels(comment),
    'in a comment that two fragments share': pixels(comment.subarray(0, 10), comment.subarray(10)),
    'behind the end of a JPEG stream': pixels(joined(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), ascii('Zwetkowa'))),
    'in a box of a JPEG 2000 file': pixels(joined(latin1('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x10xml '), ascii('Zwetkowa'))),
    'in an item': (file) => file.sequence(0x00400440, (s) => s.item((i) => i.element(explanation, 'LO', 'Anastasia'))),
    'in UN': (file) => file.element(explanation, 'UN', 'Anastasia '),
    'in OB': (file) => file.element(0x00420011, 'OB', 'x Anastasia '),
    'in an attribute that nobody knows': (file) => file.element(0x00287777, 'LO', 'Anastasia '),
    'in overlay data': (file) => file.element(0x60003000, 'OW', 'xxAnastasia '),
    'in trailing padding': (file) => file.element(0xfffcfffc, 'OB', 'Zwetkowa'),
    'behind the data set': (file) => file.raw(ascii('\0\0Zwetkowa')),
    'in fewer bytes than an element has': (file) => file.raw(ascii('Zwetk')).raw(ascii('owa')),
  };
  for (const [place, end] of Object.entries(places)) {
    test(place, async () => {
      const result = await verify(original(), released({ end }));
      assert.ok(
        told(result).some((each) => each.startsWith('token')),
        told(result).join('; '),
      );
      assert.doesNotMatch(JSON.stringify(result), /zwetkowa|anastasia|7734512|2019-?04|иванов|山田|ller/i);
      const token = result.findings.find(({ kind }) => kind === 'token');
      assert.match(token?.source ?? '', /^\((0010,00[12]0|0010,1002|0008,00[0-9]{2}|0002,0003)\)/);
    });
  }

  test('in the preamble', async () => {
    const preamble = new Uint8Array(128);
    preamble.set(ascii('Zwetkowa'), 10);
    const all = told(await verify(original(), released({ preamble })));
    assert.deepEqual(all.sort(), ['present', 'token']);
  });

  test('behind a NUL, in the padding of a value', async () => {
    const all = told(await verify(original(), released({ instead: { 0x00080060: 'CT\0Zwetkowa' } })));
    assert.deepEqual(all.sort(), ['changed (0008,0060)', 'token (0008,0060)']);
  });

  test('in a private attribute, at any depth', async () => {
    const end = (file: DicomBuilder): DicomBuilder =>
      file.sequence(0x00400440, (s) =>
        s.item((i) => i.element(0x00090010, 'LO', 'ME').element(0x00091001, 'LO', 'Anastasia')),
      );
    const all = told(await verify(original(), released({ end })));
    assert.ok(all.includes('present (0040,0440)[0].(0009,1001)'), all.join());
    assert.ok(all.includes('token (0040,0440)[0].(0009,1001)'), all.join());
  });

  test('however the bytes are cut', async () => {
    const bytes = released({ end: note('for Anastasia') });
    const whole = await verify(original(), bytes);
    for (const size of [1, 7, 64]) {
      assert.deepEqual(await verifyDeidentified(cutInto(original(), size), cutInto(bytes, size)), whole);
    }
  });
});

async function* cutInto(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

describe('wherever the original has it', () => {
  const jpeg = (segment: string): Uint8Array => joined(latin1('\xff\xd8'), latin1(segment), latin1('\xff\xd9'));
  const sources: Record<string, (file: DicomBuilder) => DicomBuilder> = {
    'in a private attribute': (file) => file.element(0x00290010, 'LO', 'ME').element(0x00291010, 'LT', 'Kowalski'),
    'in UN': (file) => file.element(0x00291010, 'UN', 'xx Kowalski'),
    'in UTF-16 of bytes': (file) => file.element(0x00291010, 'OB', utf16('xx Kowalski')),
    'in a sequence that is removed': (file) =>
      file.sequence(0x00400275, (s) => s.item((i) => i.element(0x00080060, 'CS', 'KOWALSKI'))),
    'in a code that is none': (file) => file.element(0x00200060, 'CS', 'Kowalski'),
    'in other names, which are LO': (file) => file.element(0x00101001, 'PN', 'Kowalski'),
    'in an address': (file) => file.element(0x00380300, 'LO', 'Kowalski ward'),
    'in a comment of pixel data': pixels(jpeg('\xff\xfe\0\x0aKowalski')),
    'in application data, cut in two': (file) => {
      const all = jpeg('\xff\xe1\0\x0aKowalski');
      return file.fragments(0x7fe00010, 'OB', [all.subarray(0, 8), all.subarray(8)]);
    },
    'in a comment of JPEG 2000': pixels(latin1('\xff\x4f\xff\x64\0\x0c\0\x01Kowalski\xff\xd9')),
    'in a color profile': (file) => file.element(0x00282000, 'OB', latin1('xxxxacsptext\0\0\0\0Kowalski\0\0')),
    'in trailing padding': (file) => file.element(0xfffcfffc, 'OB', 'Kowalski'),
    'in long text of another character set': (file) =>
      file.sequence(0x00400275, (s) =>
        s.item((i) =>
          i
            .element(0x00080005, 'CS', 'ISO_IR 144')
            .element(0x00400280, 'UT', joined(ascii('x '.repeat(50_000)), ivanov)),
        ),
      ),
  };
  for (const [place, end] of Object.entries(sources)) {
    test(place, async () => {
      const to = released({ end: note(place.startsWith('in long') ? 'Иванов' : 'Kowalski') });
      const result = await verify(original({ end }), to);
      const found = result.findings.filter(({ kind }) => kind === 'token');
      assert.ok(found.length > 0, told(result).join());
      assert.deepEqual(await verify(original({ end }), released()).then(told), []);
    });
  }

  test('in the preamble, and in the file meta information', async () => {
    const preamble = new Uint8Array(128);
    preamble.set(ascii('Kowalski'), 10);
    const to = released({ end: note('Kowalski') });
    assert.ok(told(await verify(original({ preamble }), to)).includes('token (0028,1055)'));
    const meta = { more: (group: DicomBuilder) => group.element(0x00020016, 'AE', 'KOWALSKI') };
    assert.ok(told(await verify(original({ meta }), to)).includes('token (0028,1055)'));
  });

  test('as bytes that are no text', async () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 130) & 0xff);
    const from = original({ end: (file) => file.element(0x00291010, 'OB', bytes) });
    const to = released({ end: table(joined(new Uint8Array(20), bytes)) });
    assert.ok(told(await verify(from, to)).includes('token (0028,1201)'));
  });
});

describe('words that are kept may stand where the original has them, and nowhere else', () => {
  const called = (file: DicomBuilder): DicomBuilder =>
    file.sequence(0x00101002, (s) =>
      s.item((i) => i.element(0x00100010, 'PN', 'Axial^Head').element(0x00100020, 'LO', '512512')),
    );
  const kept = (file: DicomBuilder): DicomBuilder => file.element(0x00281051, 'DS', '512512');

  test('a patient who is called Axial, and 512512', async () => {
    const from = original({ end: (file) => called(kept(file)) });
    assert.deepEqual(told(await verify(from, released({ end: kept }))), []);
    const elsewhere = released({ end: (file) => note('axial')(kept(file)) });
    assert.ok(told(await verify(from, elsewhere)).includes('token (0028,1055)'));
    const asNumber = released({ end: (file) => kept(file).element(0x00281052, 'DS', '512512') });
    assert.ok(told(await verify(from, asNumber)).includes('token (0028,1052)'));
  });
});

describe('hostile originals', () => {
  test('more words than are looked for are said not to be all', async () => {
    const words = Array.from({ length: 110_000 }, (_, i) => `w${(i * 7919).toString(36)}xyz`).join(' ');
    const from = original({ end: (file) => file.element(0x00324000, 'UT', words) });
    const begin = performance.now();
    const result = await verify(from, released(), { maxTokens: 50_000 });
    assert.ok(performance.now() - begin < 10_000);
    assert.deepEqual(told(result), ['incomplete']);
  });

  test('text that is longer than what is looked at is said not to be all', async () => {
    const from = original({ end: (file) => file.element(0x00324000, 'UT', 'word '.repeat(1000)) });
    assert.deepEqual(told(await verify(from, released(), { maxValue: 1024 })), ['incomplete']);
  });

  test('a megabyte of one letter', async () => {
    const from = original({ end: (file) => file.element(0x00324000, 'UT', 'a'.repeat(2 ** 20)) });
    const to = released({ end: table(ascii('a'.repeat(2 ** 20))) });
    const begin = performance.now();
    assert.equal((await verify(from, to)).ok, false);
    assert.ok(performance.now() - begin < 10_000);
  });

  test('a run that is aborted ends', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(verify(original(), released(), { signal }), /enough/);
    await assert.rejects(verify(original(), released(), { maxTokens: 0 }), { code: 'argument_invalid' });
  });
});
