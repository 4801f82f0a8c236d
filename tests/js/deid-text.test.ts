// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Cleaning of free text: by hand, by properties, and in time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DateShift } from '../../js/deid/replacement/dates.js';
import { allowedWords, cleanText, type CleanTextOptions } from '../../js/deid/text/clean-text.js';
import { composed } from '../../js/deid/text/composed.js';
import { IdentifyingValues } from '../../js/deid/text/identifying.js';

const keepAll: CleanTextOptions = { accept: () => true };

interface Values {
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
  readonly dates?: readonly string[];
  readonly texts?: readonly string[];
}

function identifying({ names = [], ids = [], dates = [], texts = [] }: Values): IdentifyingValues {
  const values = new IdentifyingValues();
  for (const name of names) values.addName(name);
  for (const id of ids) values.addId(id);
  for (const date of dates) values.addDate(date);
  for (const text of texts) values.addText(text);
  return values;
}

/** What is left of a text from which only the values and the patterns go. */
function cleaned(text: string, values: Values = {}, options = keepAll): string {
  return cleanText(text, identifying(values), options).text;
}

describe('names', () => {
  const meyer = { names: ['Müller-Lüdenscheidt^Jörg^Maria^Dr.^'] };
  test('go in any order, case, and writing of umlauts and diacritics', () => {
    const spellings = [
      'Jörg Müller-Lüdenscheidt',
      'MÜLLER-LÜDENSCHEIDT, JÖRG',
      'mueller-luedenscheidt joerg',
      'Muller Ludenscheidt, Jorg',
      'Jo\u0308rg Mu\u0308ller',
      'Maria Mueller',
      'ＭÜＬＬＥＲ ＪＯＥＲＧ',
      'Mül\u00adler',
      'M-ü-l-l-e-r',
      'm u e l l e r',
      'Müllers',
      'J.Müller',
      'xMüller2',
      'muellerjoerg',
      '𝐌𝐮𝐥𝐥𝐞𝐫',
      'M.J. Müller',
    ];
    for (const spelling of spellings)
      assert.equal(cleaned(`CT of ${spelling} yesterday`, meyer), 'CT of yesterday', spelling);
  });
  test('leave other words alone', () => {
    for (const text of [
      'Mull',
      'Tumor 3 mm',
      'plan nadir',
      'Li-Fraumeni',
      'CT Thorax/Abdomen',
      'L5/S1 T2 3D 512x512',
    ]) {
      assert.equal(cleaned(text, { names: ['Müller^Anna^An'] }), text);
    }
    assert.equal(cleaned('Jo and Li, lithium, jolly', { names: ['Li^Jo'] }), 'and lithium, jolly');
  });
  test('of three groups go, as words have no spaces in some of them', () => {
    const yamada = { names: ['Yamada^Tarou=山田^太郎=やまだ^たろう'] };
    assert.equal(cleaned('頭部CT検査、山田太郎様の画像', yamada), '頭部CT検査 の画像');
    assert.equal(cleaned('検査 山 田 太 郎 終了', yamada), '検査 終了');
    assert.equal(cleaned('検査 ﾔﾏﾀﾞ ﾀﾛｳ 終了', yamada), '検査 終了');
    assert.equal(cleaned('検査 ヤマダ・タロウ 終了', yamada), '検査 終了');
    assert.equal(cleaned('Thorax YAMADA Ｔａｒｏｕ', yamada), 'Thorax');
    assert.equal(cleaned('김철수님 흉부 촬영', { names: ['Kim^Chulsoo=金^哲洙=김^철수'] }), '흉부 촬영');
    assert.equal(cleaned('흉부 김철수'.normalize('NFD'), { names: ['==김^철수'] }), '흉부'.normalize('NFC'));
    assert.equal(cleaned('ИВАНОВ легкие', { names: ['Иванов^Пётр'] }), 'легкие');
    assert.equal(cleaned('صدر مُحَمَّد', { names: ['محمد'] }), 'صدر');
  });
  test('behind titles go though nobody gave them', () => {
    const expected = 'Report by today';
    const titled = [
      'Dr. Meyer',
      'Prof. Dr. med. A. Meyer-Schmidt',
      'Frau Anna Meyer',
      'Mr. Smith',
      'dr. meyer',
      "Dr O'Neill",
      'Herr von Meyer',
    ];
    for (const name of titled) assert.equal(cleaned(`Report by ${name} today`), expected, name);
    assert.equal(cleaned('Patient: Doe, John\r\nThorax'), 'Thorax');
    assert.equal(cleaned('胸部 田中先生 確認'), '胸部 確認');
    assert.equal(cleaned('MR Schädel'), 'MR Schädel');
    assert.equal(cleaned('HR 80'), 'HR 80');
  });
});

describe('identifiers', () => {
  test('that are given go, with other delimiters, and as parts of words', () => {
    const ids = { ids: ['AB-12.345', '0004711', 'X1'] };
    for (const text of ['AB-12.345', 'ab12345', 'AB 12 345', 'zAB12345z', '4711', '0004711', 'no4711x 4711']) {
      assert.equal(cleaned(`ID ${text} end`, ids).replace('no4711x ', ''), 'ID end', text);
    }
    assert.equal(cleaned('X1 stays: it is too short to tell', ids), 'X1 stays: it is too short to tell');
  });
  test('go by what they look like', () => {
    const like = [
      'a.b@example.org',
      'https://example.org/x?y',
      'www.example.org',
      'pacs.example.local',
      '+49 (0)30 1234-567',
      '030 1234567',
      '(555) 123-4567',
      '555-123-4567',
      '123-45-6789',
      'A1234567',
      '756.1234.5678.97',
      'C:\\Users\\meyer',
      '\\\\server\\share',
      'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      '１２３４５６７',
      '١٢٣٤٥٦٧',
    ];
    for (const text of like) assert.equal(cleaned(`before ${text} after`), 'before after', text);
    for (const text of ['2 x 3 mm', '0.625 1.25 2.5 512', '120 kV', 'T1 T2 12345']) assert.equal(cleaned(text), text);
  });
  test('with characters that nobody can read go', () => {
    for (const word of ['M\ufffdller', 'x\ue000', '\ud800abc'])
      assert.equal(cleaned(`a ${word} thorax`, {}), 'thorax', word);
  });
});

describe('dates in text', () => {
  const written = [
    ['2024-03-01', '2024-01-01'],
    ['20240301', '20240101'],
    ['20240301103015', '20240101103015'],
    ['1.3.2024', '1.1.2024'],
    ['3/13/2024', '1/13/2024'],
    ['13/3/2024', '13/1/2024'],
    ['1. März 2024', '1. Januar 2024'],
    ['1 MARS 2024', '1 JANVIER 2024'],
    ['le 1er février 2024', 'le 3 décembre 2023'],
    ['le 1er mars 2024', 'le 1 janvier 2024'],
    ['30. Mai 2024', '31. Maerz 2024'],
    ['1. JÄNNER 2024', '2. NOVEMBER 2023'],
    ['Mar 1, 2024', 'Jan 1, 2024'],
    ['March 1st, 2024', 'January 1, 2024'],
    ['1-Mar-2024', '1-Jan-2024'],
    ['1 de marzo de 2024', '1 de enero de 2024'],
    ['1 maart 2024', '1 januari 2024'],
    ['2024年3月1日', '2024年1月1日'],
    ['March 2024', 'January 2024'],
  ] as const;
  test('go, or are shifted in their own writing', () => {
    const shift = new DateShift(-60);
    for (const [text, expected] of written) {
      assert.equal(cleaned(`Seen ${text} again`), text.startsWith('le') ? 'Seen le again' : 'Seen again', text);
      assert.equal(cleaned(`Seen ${text} again`, {}, { ...keepAll, shift }), `Seen ${expected} again`, text);
    }
  });
  test('go where it is not clear which day they are', () => {
    const shift = new DateShift(-60);
    for (const text of ['3/4/2024', '1.3.24', '24-03-01', '1. März', 'Feb 29', '平成30年3月1日', '29 Feb 24']) {
      const { text: left, removed } = cleanText(`Seen ${text} again`, identifying({}), { ...keepAll, shift });
      assert.deepEqual([left, removed > 0], ['Seen again', true], text);
    }
  });
  test('that the data set has go in any numbers', () => {
    const born = { dates: ['19570228', '1960'] };
    for (const text of [
      '28.2.1957',
      '28/02/57',
      '02-28-57',
      '570228',
      '280257',
      '1957 02 28',
      '28021957',
      'no28021957x',
    ]) {
      assert.equal(cleaned(`born ${text} in`, born), 'born in', text);
    }
    assert.equal(cleaned('1960 is no date', born), '1960 is no date');
  });
  test('are not made of names: May is removed, wherever it stands', () => {
    const shift = new DateShift(-1);
    assert.equal(cleaned('Seen May 2020 again', { names: ['May^Anna'] }, { ...keepAll, shift }), 'Seen again');
  });
});

describe('what is left', () => {
  const none = identifying({});
  test('is nothing without anybody who accepts it', () => {
    assert.deepEqual(cleanText('CT Thorax', none), { text: '', removed: 2 });
    assert.deepEqual(cleanText('CT Thorax', none, { accept: () => false }), { text: '', removed: 2 });
    assert.deepEqual(cleanText('CT Thorax', none, keepAll), { text: 'CT Thorax', removed: 0 });
  });
  test('are allowed words and short numbers, whatever their case', () => {
    const allow = allowedWords(['ct thorax', 'Schädel', '3D', 'Meyer']);
    assert.deepEqual(cleanText('CT THORAX (SCHÄDEL), 120 kV, 1200', none, { allow }), {
      text: 'CT THORAX (SCHÄDEL), 120',
      removed: 2,
    });
    assert.equal(cleanText('CT Meyer', identifying({ names: ['Meyer'] }), { allow }).text, 'CT');
    assert.equal(cleanText('unknown words', none, { allow }).text, '');
    assert.equal(cleanText('CT unknown', none, { allow, accept: (text) => text !== 'CT' }).text, '');
  });
  test('keeps its lines', () => {
    assert.equal(cleaned('Thorax\r\nDr. Meyer\r\nAbdomen'), 'Thorax\r\nAbdomen');
    assert.equal(cleaned('Thorax\nAbdomen\0\x1b'), 'Thorax\nAbdomen');
  });
  test('does not come together to what was removed', () => {
    assert.equal(cleaned('Mey 20240101 er', { names: ['Meyer'] }), '');
  });
  test('is nothing where there is too much to look for, or the text is too long', () => {
    const many = identifying({ ids: Array.from({ length: 6000 }, (_, i) => `id${i}xyzzy`) });
    assert.ok(many.isTooMuch);
    assert.equal(cleanText('CT', many, keepAll).text, '');
    assert.equal(cleanText('CT Thorax', none, { ...keepAll, longestText: 8 }).text, '');
  });
});

describe('any text', () => {
  const letters = fc.constantFrom(...'aäbBdeéEhiklmnoöÖrRsßtuüUwyæøÅłñ');
  const name = fc.string({ unit: letters, minLength: 4, maxLength: 10 });
  const variants: ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    (text) => text.normalize('NFD'),
    (text) => text.normalize('NFD').replace(/\p{M}/gu, ''),
    (text) => text.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss'),
    (text) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    (text) => [...text].join('\u200b'),
    (text) => `${text}s`,
    (text) => `_${text}_`,
  ];
  test('holds no identifying name in any writing', () => {
    const words = fc.array(fc.oneof(fc.constantFrom('CT', 'thorax', '3', ','), fc.string({ maxLength: 6 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(name, name, words, words, fc.constantFrom(...variants), (family, given, before, after, vary) => {
        const values = identifying({ names: [`${family}^${given}`] });
        const text = [...before, vary(given), '/', vary(family), ...after].join(' ');
        const left = cleanText(text, values, keepAll).text;
        for (const each of [family, given]) {
          for (const variant of variants) {
            const needle = variant(each);
            if (needle.length >= 4) assert.ok(!left.includes(needle), JSON.stringify([family, given, text, left]));
          }
        }
      }),
      { numRuns: 1500 },
    );
  });
  test('gives a text that is clean already, and never fails', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'1234-./: @+年月日marJan,Dr\n') }),
    );
    const shift = new DateShift(-100);
    fc.assert(
      fc.property(any, fc.array(any, { maxLength: 3 }), (text, values) => {
        const known = identifying({ names: values, ids: values, texts: values, dates: values });
        const left = cleanText(text, known, { ...keepAll, shift }).text;
        known.find(known.fold(left), () => assert.fail('something identifying is left'));
        const again = cleanText(left, known, keepAll);
        assert.ok(again.text.length <= left.length + 1);
      }),
      { numRuns: 1500 },
    );
  });
  test('takes time in proportion to its length', () => {
    const known = identifying({
      names: ['Müller^Jörg', ...Array.from({ length: 60 }, (_, i) => 'b'.repeat(i + 2))],
      ids: ['あ'.repeat(30), '1'.repeat(30)],
    });
    const units = [
      'b',
      'あ',
      '1 ',
      'a@',
      'Dr. A-',
      '\u0301\u0327',
      '\ufdfa',
      '(1',
      '1/1/',
      'May ',
      '2024-',
      '山田 ',
      '月1',
      'J. ',
    ];
    /** Of the processor, in milliseconds: others may use it too. */
    const timeOf = (text: string): number => {
      const start = process.cpuUsage();
      cleanText(text, known, { ...keepAll, shift: new DateShift(-1) });
      return process.cpuUsage(start).user / 1000;
    };
    for (const unit of units) {
      const short = unit.repeat(2 ** 13 / unit.length);
      const least = Math.min(timeOf(short), timeOf(short), timeOf(short));
      const long = timeOf(short.repeat(16));
      assert.ok(long < 1000 || long < 16 * 5 * least, `${JSON.stringify(unit)}: ${least} ms, then ${long} ms`);
    }
    const large = timeOf('Seen by Müller on 01.02.2024, CT Thorax. '.repeat(2 ** 20 / 41));
    assert.ok(large < 30_000, `${large} ms`);
  });
});

test('marks beyond thirty on one letter are left out when letters are composed', () => {
  assert.equal(composed('e\u0301'), 'é');
  assert.equal(composed(`a${'\u0327'.repeat(40)}`).normalize('NFD'), `a${'\u0327'.repeat(30)}`);
});
