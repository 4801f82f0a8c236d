// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Wrong and missing declarations of the character set: what is recognized, and what is left alone.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { recognizeCharacterSet } from '../../js/values/character-set-evidence.js';
import { encodeText, isEncodable } from '../../js/values/encode/encode-text.js';
import { CharacterSet } from '../../js/values/text.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf8 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'utf8'));
/** The terms of the set to read in; `undefined` where the declared one stays, with no quirk. */
function recognized(declared: string[], ...texts: Uint8Array[]): readonly string[] | undefined {
  const characterSet = CharacterSet.of(declared);
  const found = recognizeCharacterSet(characterSet, texts);
  assert.equal(found.quirk, found.characterSet === characterSet ? undefined : 'character_set_mislabelled');
  return found.quirk === undefined ? undefined : found.characterSet.terms;
}

describe('UTF-8', () => {
  test('is recognized under a Latin set or none', () => {
    for (const declared of [[], [''], ['ISO_IR 6'], ['ISO_IR 100'], ['ISO_IR 101'], ['ISO 2022 IR 100']]) {
      for (const text of ['Buc^Jérôme', 'Люкceмбypг', '山田', '😀']) {
        assert.deepEqual(recognized(declared, utf8(text)), ['ISO_IR 192'], `${declared} ${text}`);
      }
    }
  });
  test('is recognized under other sets by bytes at which those have no characters', () => {
    for (const declared of [['ISO_IR 144'], ['ISO_IR 126'], ['ISO_IR 166'], ['ISO_IR 13'], ['', 'ISO 2022 IR 149']]) {
      assert.deepEqual(recognized(declared, utf8('Люкceмбypг山田')), ['ISO_IR 192'], declared.join());
    }
  });
  test('is not seen in a name of two Cyrillic letters whose bytes happen to be UTF-8', () => {
    assert.equal(recognized(['ISO_IR 144'], bytes('\xce\xbd')), undefined);
    assert.equal(CharacterSet.of(['ISO_IR 144']).decode(bytes('\xce\xbd'), 'PN'), 'ЮН');
  });
  test('is recognized under GBK and GB 18030 only where they are malformed', () => {
    assert.deepEqual(recognized(['GB18030'], utf8('王 小')), ['ISO_IR 192']);
    assert.equal(recognized(['GB18030'], utf8('王小')), undefined);
  });
  test('must be all of the text', () => {
    assert.equal(recognized([], utf8('é'), bytes('\xe9')), undefined);
    assert.equal(recognized(['ISO_IR 100'], bytes('Jérôme')), undefined);
    assert.equal(recognized([], bytes('plain'), bytes('')), undefined);
    for (const overlong of ['\xc0\x80', '\xe0\x80\xaf', '\xed\xa0\x80', '\xf5\x80\x80\x80', '\xf4\x90\x80\x80']) {
      assert.equal(recognized([], bytes(overlong)), undefined);
    }
  });
  test('that is declared stays, but for text without any', () => {
    assert.equal(recognized(['ISO_IR 192'], utf8('Jérôme')), undefined);
    assert.deepEqual(recognized(['ISO_IR 192'], bytes('Jérôme')), ['ISO_IR 100']);
    assert.equal(recognized(['ISO_IR 192'], bytes('Jérôme'), utf8('é')), undefined);
    assert.equal(recognized(['ISO_IR 192'], bytes('\x82\xa0')), undefined);
  });
});

describe('escape sequences', () => {
  test('of sets that are not declared add their terms', () => {
    const kanji = bytes('\x1b$B;3\x1b(B');
    assert.deepEqual(recognized([], kanji), ['', 'ISO 2022 IR 87']);
    assert.deepEqual(recognized(['ISO_IR 192'], kanji), ['', 'ISO 2022 IR 87']);
    assert.deepEqual(recognized(['ISO_IR 100'], kanji), ['ISO 2022 IR 100', 'ISO 2022 IR 87']);
    assert.deepEqual(recognized(['', 'ISO 2022 IR 87'], bytes('\x1b$(D0!\x1b(B')), [
      '',
      'ISO 2022 IR 87',
      'ISO 2022 IR 159',
    ]);
    assert.deepEqual(recognized([], bytes('\x1b$)C\xc8\xab')), ['', 'ISO 2022 IR 149']);
  });
  test('of declared sets, of ASCII, and such as there are not, are no evidence', () => {
    assert.equal(recognized(['', 'ISO 2022 IR 87'], bytes('\x1b$B;3\x1b(J')), undefined);
    assert.equal(recognized(['ISO_IR 192'], bytes('a\x1b%/Gb\x1b')), undefined);
  });
});

describe('nothing is guessed', () => {
  test('of Shift_JIS and GB 2312 under a Latin set', () => {
    assert.equal(recognized(['ISO_IR 100'], bytes('\x8e\x52\x93\x63')), undefined);
    assert.equal(recognized(['ISO_IR 100'], bytes('\xcd\xf5\xd0\xa1')), undefined);
  });
  test('where text is in the set that it is declared to be in', () => {
    const terms = [
      ...[100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203, 13].map((number) => [`ISO_IR ${number}`]),
      ['ISO_IR 192'],
      ['GB18030'],
      ['', 'ISO 2022 IR 87'],
      ['', 'ISO 2022 IR 149'],
    ];
    // Words of letters: a Latin capital with an accent before a mark of the upper half may look like UTF-8.
    const words = fc.array(fc.stringMatching(/^\p{L}{1,8}$/u), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...terms), words, (declared, texts) => {
        const characterSet = CharacterSet.of(declared);
        const known = texts.filter((text) => isEncodable(text, 'LO', characterSet));
        assert.equal(recognized(declared, ...known.map((text) => encodeText(text, 'LO', { characterSet }))), undefined);
      }),
      { numRuns: 500 },
    );
  });
  test('and hostile bytes give an answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<string[]>([], ['ISO_IR 192'], ['GBK'], ['ISO_IR 100'], ['', 'ISO 2022 IR 58'], ['x']),
        fc.array(fc.uint8Array({ maxLength: 30 })),
        (declared, texts) => void recognized(declared, ...texts),
      ),
    );
  });
});
