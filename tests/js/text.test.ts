// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text values: the examples of PS3.5 Annexes H to K, every defined term, and pydicom's reading of real files.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CharacterSet } from '../../js/values/text.js';

/** Bytes of a string of characters below 256, in which `{B3A1}` stands for bytes in hexadecimal and `\x1b` for ESC. */
function bytes(text: string): Uint8Array {
  const raw = text.replace(/\{([0-9A-F]+)\}/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
  return Uint8Array.from(Buffer.from(raw, 'latin1'));
}

const first = (terms: string[], text: string, vr = 'PN'): string => CharacterSet.of(terms).decodeFirst(bytes(text), vr);
const values = (terms: string[], text: string, vr = 'LO'): string[] =>
  CharacterSet.of(terms).decodeValues(bytes(text), vr);

describe('the examples of PS3.5', () => {
  test('H.3.1: kanji and hiragana by escapes after ASCII', () => {
    const name = 'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B';
    assert.equal(first(['', 'ISO 2022 IR 87'], name), 'Yamada^Tarou=山田^太郎=やまだ^たろう');
  });
  test('H.3.2: halfwidth katakana as value 1', () => {
    const name = '{D4CFC0DE}^{C0DBB3}=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J';
    assert.equal(first(['ISO 2022 IR 13', 'ISO 2022 IR 87'], name), 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
  });
  test('I.2: hangul and hanja, designated anew in each component', () => {
    const name = 'Hong^Gildong=\x1b$)C{FBF3}^\x1b$)C{D1CED4D7}=\x1b$)C{C8AB}^\x1b$)C{B1E6B5BF}';
    assert.equal(first(['', 'ISO 2022 IR 149'], name), 'Hong^Gildong=洪^吉洞=홍^길동');
  });
  test('J.1 and J.2: Chinese without escapes, in UTF-8 and in GB 18030', () => {
    assert.equal(first(['ISO_IR 192'], 'Wang^XiaoDong={E78E8B}^{E5B08FE69DB1}='), 'Wang^XiaoDong=王^小東=');
    assert.equal(first(['GB18030'], 'Wang^XiaoDong={CDF5}^{D0A1B6AB}='), 'Wang^XiaoDong=王^小东=');
  });
  test('K.2: GB 2312 by escapes, which a line end takes back', () => {
    const name = 'Zhang^XiaoDong=\x1b$)A{D5C5}^\x1b$)A{D0A1B6AB}=';
    assert.equal(first(['', 'ISO 2022 IR 58'], name), 'Zhang^XiaoDong=张^小东=');
    const text = '1. \x1b$)A{B5DAD2BBD0D0}\r\n2. \x1b$)A{B5DAB6FED0D0}\r\n';
    assert.equal(first(['', 'ISO 2022 IR 58'], text, 'LT'), '1. 第一行\r\n2. 第二行\r\n');
  });
});

describe('the defined terms', () => {
  const samples: [number, string, string, string][] = [
    [100, '-A', 'Buc^J{E9}r{F4}me', 'Buc^Jérôme'],
    [101, '-B', 'Wa{B3}{EA}sa', 'Wałęsa'],
    [109, '-C', '{C6}{B1}', 'Ĉħ'],
    [110, '-D', '{E0}{BF}', 'āŋ'],
    [126, '-F', '{C4E9EFEDF5F3E9EFF2}', 'Διονυσιος'],
    [127, '-G', '{E2C8C7E6EA}', 'قباني'],
    [138, '-H', '{F9F8E5EF}', 'שרון'],
    [144, '-L', '{BBEECE}{DA}', 'ЛюЮк'],
    [148, '-M', '{D0DDFE}', 'Ğİş'],
    [166, '-T', '{A1D2C3}', 'การ'],
    [203, '-b', '{A4BC}', '€Œ'],
  ];
  for (const [number, escape, raw, text] of samples) {
    test(`ISO-IR ${number}, alone, with code extensions, and by its escape`, () => {
      assert.equal(first([`ISO_IR ${number}`], raw), text);
      assert.equal(first([`ISO 2022 IR ${number}`], raw), text);
      const escaped = raw.replaceAll('^', `^\x1b${escape}`);
      assert.equal(first(['', `ISO 2022 IR ${number}`], `\x1b${escape}${escaped}`), text);
    });
  }
  test('JIS X 0201 has a yen sign and an overline where ASCII has a backslash and a tilde', () => {
    assert.equal(first(['ISO_IR 13'], '{B1}\\~', 'LT'), 'ｱ¥‾');
    assert.deepEqual(values(['ISO_IR 13'], '{B1}\\{B2}'), ['ｱ', 'ｲ']);
  });
  test('JIS X 0212 by its escape', () => {
    assert.equal(first(['', 'ISO 2022 IR 159'], '\x1b$(D0!\x1b(B'), '丂');
  });
  test('GBK, alone', () => {
    assert.equal(first(['GBK'], '{CDF5}'), '王');
  });
  test('ISO 8859 keeps its C1 controls', () => {
    for (const number of [100, 101, 148, 166]) {
      assert.equal(first([`ISO_IR ${number}`], 'a{85}b', 'LO'), 'a\u0085b', String(number));
    }
  });
});

describe('code extensions', () => {
  const japanese = ['', 'ISO 2022 IR 87'];
  test('end at a backslash, and in a name at ^ and =', () => {
    const terms = ['ISO 2022 IR 100', 'ISO 2022 IR 144'];
    assert.deepEqual(values(terms, '\x1b-L{BB}\\{E9}'), ['Л', 'é']);
    assert.equal(first(terms, '\x1b-L{BB}^{E9}={E9}'), 'Л^é=é');
    assert.equal(first(terms, '\x1b-L{BB}^{BB}', 'LO'), 'Л^Л');
  });
  test('end at control characters', () => {
    const terms = ['ISO 2022 IR 100', 'ISO 2022 IR 144'];
    for (const control of '\t\n\f\r') assert.equal(first(terms, `\x1b-L{BB}${control}{E9}`, 'UT'), `Л${control}é`);
  });
  test('take the bytes of a delimiter as part of a character of two bytes', () => {
    // 0x5C, 0x5E and 0x3D as second bytes in JIS X 0208.
    assert.deepEqual(values(japanese, '\x1b$B0\\\x1b(B\\\x1b$B0^0=\x1b(B', 'PN'), ['移', '緯綾']);
  });
  test('leave an unknown escape sequence as it stands', () => {
    assert.equal(first(japanese, 'a\x1b%/Gb', 'LO'), 'a\x1b%/Gb');
    assert.equal(first(japanese, 'a\x1b', 'LO'), 'a\x1b');
  });
  test('survive a character cut in two', () => {
    assert.equal(first(japanese, '\x1b$B;3E\x1b(Bx'), '山\ufffdx');
    assert.equal(first(['', 'ISO 2022 IR 149'], '\x1b$)C{FB}'), '\ufffd');
  });
  test('that no escape sequence announces are read as the declared set', () => {
    assert.equal(first(['', 'ISO 2022 IR 149'], '{C8AB}'), '홍');
    assert.equal(first(['ISO 2022 IR 149'], '{C8AB}^{B1E6}'), '홍^길');
  });
});

describe('values', () => {
  test('are divided outside characters of two bytes', () => {
    // 0x5C is the second byte of the first character in both encodings.
    assert.deepEqual(values(['GBK'], '{815C}\\{CDF5}'), ['乗', '王']);
    assert.deepEqual(values(['GB18030'], '{815C}'), ['乗']);
  });
  test('of ST, LT, UT and UR are never divided', () => {
    for (const vr of ['ST', 'LT', 'UT', 'UR']) assert.deepEqual(values([], 'a\\b ', vr), ['a\\b'], vr);
    for (const vr of ['AE', 'CS', 'DS', 'LO', 'PN', 'UC', 'UI'])
      assert.deepEqual(values([], 'a\\b ', vr), ['a', 'b'], vr);
  });
  test('keep the places of empty ones; no bytes are no value', () => {
    assert.deepEqual(values([], '\\a\\'), ['', 'a', '']);
    assert.deepEqual(values([], ''), []);
    assert.deepEqual(values([], '  '), ['']);
    assert.equal(first([], ''), '');
  });
  test('lose trailing spaces and NULs in every VR, leading spaces where they are padding', () => {
    for (const vr of ['AE', 'CS', 'DS', 'IS', 'LO', 'SH'])
      assert.deepEqual(values([], ' a b \\ c\0', vr), ['a b', 'c'], vr);
    for (const vr of ['LT', 'ST', 'UT', 'UC', 'PN']) assert.equal(first([], ' a \0', vr), ' a', vr);
    assert.equal(first(['ISO_IR 192'], ' {C3A9} ', 'LO'), 'é');
  });
  test('of other VRs ignore the declared set', () => {
    assert.equal(first(['ISO_IR 144'], '{E9}', 'CS'), 'é');
    assert.equal(first(['ISO_IR 144'], '{E9}', 'LO'), 'щ');
  });
  test('are read as ISO 8859-1 where no set is declared', () => {
    assert.equal(first([], '{E9}{85}'), 'é\u0085');
  });
  test('of any length and place are the same string', () => {
    const text = Array.from({ length: 90 }, (_, i) => String.fromCharCode(0x41 + (i % 26))).join('');
    for (let length = 0; length <= text.length; length++) {
      const value = text.slice(0, length);
      assert.equal(CharacterSet.default.decodeFirst(bytes(`xx${value}yy`), 'LO', 2, 2 + length), value);
      assert.equal(CharacterSet.default.decode(bytes(`xx${value}{FF}`), 'LO', 2), `${value}ÿ`);
    }
  });
  test('as a whole keep their backslashes', () => {
    assert.equal(CharacterSet.of(['ISO_IR 192']).decode(bytes('a\\{C3A9}\\b '), 'LO'), 'a\\é\\b');
    assert.equal(CharacterSet.default.decode(bytes('a\\b '), 'LO'), 'a\\b');
  });
});

describe('terms', () => {
  const notes = (...terms: string[]): readonly string[] => CharacterSet.of(terms).notes;
  test('as the standard has them bring no note', () => {
    assert.deepEqual(notes('ISO_IR 100'), []);
    assert.deepEqual(notes('', 'ISO 2022 IR 87'), []);
    assert.deepEqual(notes('ISO_IR 192'), []);
    assert.deepEqual(notes(), []);
  });
  test('that name no set are noted, and read as if they were not there', () => {
    assert.deepEqual(notes('ISO_IR 999'), ['character_set_unknown']);
    assert.equal(first(['nonsense'], '{E9}'), 'é');
    assert.equal(first(['nonsense', 'ISO 2022 IR 144'], '\x1b-L{BB}'), 'Л');
  });
  test('misspelt are understood and noted', () => {
    for (const term of ['ISO-IR 144', 'ISO IR 144', 'iso_ir 144', 'ISO2022 IR 144', 'ISO_2022_IR_144']) {
      assert.deepEqual(notes(term), ['character_set_irregular'], term);
      assert.equal(first([term], '{BB}'), 'Л', term);
    }
    assert.equal(first(['UTF-8'], '{C3A9}'), 'é');
  });
  test('that must stand alone do not turn a later escape into nonsense', () => {
    assert.deepEqual(notes('ISO 2022 IR 100', 'ISO_IR 192'), ['character_set_irregular']);
    assert.equal(first(['ISO 2022 IR 100', 'ISO_IR 192'], '{E9}'), 'é');
    assert.equal(first(['', 'ISO_IR 192'], '{C3A9}'), 'é');
    assert.equal(first(['ISO_IR 192', 'ISO 2022 IR 87'], '{C3A9}'), 'é');
  });
  test('that are equal share one character set', () => {
    assert.equal(CharacterSet.of(['ISO_IR 100']), CharacterSet.of(['ISO_IR 100 ']));
  });
});

// ---- The same files, read by pydicom ------------------------------------------------------------------------------

const corpus = process.env['DCMSTREAM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const folder = join(corpus, 'pydicom+pydicom/src/pydicom/data/charset_files');

const script = `
import json, sys, warnings
warnings.simplefilter('ignore')
import pydicom
from pydicom.dataelem import RawDataElement
rows = []
def walk(ds, file, terms):
    if 'SpecificCharacterSet' in ds:
        value = ds.get_item(0x00080005).value or b''
        text = value.decode('latin1') if isinstance(value, bytes) else value if isinstance(value, str) else '\\\\'.join(value)
        terms = [term.strip(' \\0') for term in text.split('\\\\')]
    for tag in list(ds.keys()):
        raw = ds.get_item(tag)
        element = ds[tag]
        if element.VR == 'SQ':
            for item in element.value: walk(item, file, terms)
        elif element.VR in 'PN LO SH LT ST UC UT CS AE UI DA TM DT AS UR'.split() and isinstance(raw, RawDataElement):
            value = element.value
            values = [] if element.VM == 0 else list(value) if element.VM > 1 else [value]
            rows.append([file, element.VR, terms, (raw.value or b'').hex(), [str(each) for each in values]])
for file in sys.argv[1:]: walk(pydicom.dcmread(file, stop_before_pixels=True, force=True), file, [])
print(json.dumps(rows))
`;

function readWithPydicom(files: string[]): [string, string, string[], string, string[]][] | undefined {
  try {
    return JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, ...files], { encoding: 'utf8', stdio: 'pipe' }));
  } catch (error) {
    if (/No module named|ENOENT/.test(String(error))) return undefined;
    throw error;
  }
}

test('text of real files is what pydicom reads', { skip: !existsSync(folder) && `no corpus at ${corpus}` }, (t) => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.dcm'));
  const rows = readWithPydicom(names.map((name) => join(folder, name)));
  if (rows === undefined) return t.skip('pydicom is not installed');
  assert.ok(rows.length > 100);
  // pydicom keeps leading spaces, and drops the delimiters at the end of a name.
  const plain = (texts: string[]): string[] => texts.map((text) => text.trimStart().replace(/=+$/, ''));
  for (const [file, vr, terms, hex, expected] of rows) {
    const actual = CharacterSet.of(terms).decodeValues(Uint8Array.from(Buffer.from(hex, 'hex')), vr);
    assert.deepEqual(plain(actual), plain(expected), `${file}: ${vr} ${hex}`);
  }
});
