// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the cleaning of text is made of: folding, finding tokens, patterns, months.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Folder, withoutUmlauts } from '../../js/deid/text/fold.js';
import { monthNamed } from '../../js/deid/text/month-names.js';
import { plainText } from '../../js/deid/text/plain-text.js';
import { TokenFinder } from '../../js/deid/text/token-finder.js';
import { askPython, noPython } from '../support/python.js';

describe('tokens', () => {
  test('are found wherever they stand, as looking for each alone finds them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '山'), maxLength: 40 });
    const token = fc.string({ unit: fc.constantFrom('a', 'b', '山'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, fc.array(fc.tuple(token, fc.boolean()), { maxLength: 8 }), (where, tokens) => {
        const wanted = new Map(tokens);
        const expected: string[] = [];
        for (const [each, isPart] of wanted) {
          for (let at = where.indexOf(each); at >= 0; at = where.indexOf(each, at + 1)) {
            expected.push(`${at} ${at + each.length} ${isPart}`);
          }
        }
        const found: string[] = [];
        new TokenFinder(wanted).find(where, (start, end, isPart) => found.push(`${start} ${end} ${isPart}`));
        assert.deepEqual(found.sort(), expected.sort());
      }),
      { numRuns: 1000 },
    );
  });
});

describe('folded text', () => {
  const folder = new Folder();
  const wordsOf = (text: string, drops = false): string[] => {
    const folded = drops ? withoutUmlauts(folder.fold(text)) : folder.fold(text);
    return folded.words.map(({ from, to }) => folded.letters.slice(from, to));
  };
  test('has neither case, marks, nor width', () => {
    assert.deepEqual(wordsOf('Éa ẞ Ø ﬁ ＡＢ１ ½ ß'), ['ea', 'ss', 'o', 'fi', 'ab1', '12', 'ss']);
    assert.deepEqual(wordsOf('İstanbul ısı ΣΟΦΟΣ σοφός Ёж'), ['istanbul', 'isi', 'σοφοσ', 'σοφοσ', 'еж']);
    assert.deepEqual(wordsOf('ガ ｶﾞ が ﾞ'), ['か', 'か', 'か']);
    assert.deepEqual(wordsOf('٠١٢ ४५ ７'), ['012', '45', '7']);
  });
  test('has words, which scripts divide and what nobody sees does not', () => {
    assert.deepEqual(wordsOf("a_b-c.d'e\u00adf\u200bg\ufeffh"), ['a', 'b', 'c', 'd', 'efgh']);
    assert.deepEqual(wordsOf('CT検査2回'), ['ct', '検査', '2', '回']);
    assert.deepEqual(wordsOf(''), []);
  });
  test('has umlauts alike, however they are written', () => {
    const alike = [
      ['Müller', 'Mueller', 'Muller', 'MÜLLER', 'Mu\u0308ller'],
      ['Århus', 'Aarhus', 'Arhus'],
      ['Sørensen', 'Soerensen', 'Sorensen', 'Sörensen'],
      ['øeäaaa', 'øeaeaaa'],
    ];
    for (const group of alike) assert.equal(new Set(group.flatMap((each) => wordsOf(each, true))).size, 1, group[0]);
    assert.deepEqual(wordsOf('zu ende', true), ['zu', 'ende']);
  });
  test('knows where its letters come from', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        for (const folded of [folder.fold(text), withoutUmlauts(folder.fold(text))]) {
          assert.equal(folded.positions.length, folded.letters.length);
          let end = 0;
          for (const word of folded.words) {
            assert.ok(word.start >= end && word.end > word.start && word.to > word.from);
            end = word.end;
            for (let i = word.from; i < word.to; i++) {
              const position = folded.positions[i] as number;
              assert.ok(position >= word.start && position < word.end);
            }
          }
          assert.ok(end <= text.length);
        }
      }),
    );
  });
  test('has the letters and digits of what Python decomposes', { skip: noPython }, () => {
    const letters = Array.from({ length: 0x24f - 0xc0 }, (_, i) => String.fromCharCode(0xc0 + i));
    const theirs = askPython(
      `import unicodedata
out = [''.join(c for c in unicodedata.normalize('NFKD', letter).lower() if c.isascii() and c.isalnum()) for letter in given]`,
      letters,
    ) as string[];
    letters.forEach((letter, i) => {
      if (theirs[i] !== '') assert.equal(folder.fold(letter).letters.replace(/[^ -~]/g, ''), theirs[i], letter);
    });
  });
});

test('a text is as long in ASCII as it was', () => {
  assert.equal(plainText('é１２：３４\u00a0a–b ½ 🙂山'), 'e12:34 a-b ½ 🙂山');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(plainText(text).length, text.length);
    }),
  );
});

describe('names of months', () => {
  test('are those of seven languages, and give others of their kind', () => {
    for (const [name, other] of [
      ['february', 'March'],
      ['februar', 'März'],
      ['feb', 'Mar'],
      ['fevrier', 'mars'],
      ['febrero', 'marzo'],
      ['febbraio', 'marzo'],
      ['februari', 'maart'],
      ['fevereiro', 'março'],
    ] as const) {
      const month = monthNamed(name);
      assert.equal(month?.month, 2);
      assert.equal(month?.write(3, other, false), other);
      assert.equal(month?.write(3, other.toUpperCase(), false), other.toUpperCase());
    }
    assert.equal(monthNamed('marz')?.write(3, 'marz', true), 'maerz');
    assert.equal(monthNamed('thorax'), undefined);
  });
});
