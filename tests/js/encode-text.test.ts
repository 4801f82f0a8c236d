// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text to bytes: the examples of PS3.5 Annexes H to K, what every set holds by Python's codecs, and pydicom and DCMTK reading what
// we wrote.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { CharacterSet } from '../../js/values/text.js';
import { encodeText, isEncodable } from '../../js/values/encode/encode-text.js';
import { dicom } from '../support/dicom-builder.js';
import { temporaryFolder } from '../support/tool.js';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
/** Bytes as text of characters below 256, in which `{B3A1}` stands for bytes in hexadecimal. */
const raw = (text: string): string =>
  text.replace(/\{([0-9A-F]+)\}/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
const write = (terms: string[], text: string | string[], vr = 'PN'): string =>
  latin1(encodeText(text, vr, { characterSet: CharacterSet.of(terms) }));
const unencodable = { name: 'DicomError', code: 'text_not_encodable' };

describe('the examples of PS3.5', () => {
  test('H.3.1: kanji and hiragana by escapes after ASCII', () => {
    const name = 'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B';
    assert.equal(write(['', 'ISO 2022 IR 87'], 'Yamada^Tarou=山田^太郎=やまだ^たろう'), name);
  });
  test('H.3.2: halfwidth katakana as value 1', () => {
    const name = '{D4CFC0DE}^{C0DBB3}=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J';
    assert.equal(write(['ISO 2022 IR 13', 'ISO 2022 IR 87'], 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'), raw(name));
  });
  test('I.2: hangul and hanja, designated anew in each component', () => {
    const name = 'Hong^Gildong=\x1b$)C{FBF3}^\x1b$)C{D1CED4D7}=\x1b$)C{C8AB}^\x1b$)C{B1E6B5BF}';
    assert.equal(write(['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞=홍^길동'), raw(name));
  });
  test('J.1 and J.2: Chinese without escapes, in UTF-8 and in GB 18030', () => {
    assert.equal(write(['ISO_IR 192'], 'Wang^XiaoDong=王^小東='), raw('Wang^XiaoDong={E78E8B}^{E5B08FE69DB1}='));
    assert.equal(write(['GB18030'], 'Wang^XiaoDong=王^小东='), raw('Wang^XiaoDong={CDF5}^{D0A1B6AB}='));
  });
  test('K.2: GB 2312 by escapes, designated anew in each line', () => {
    const name = 'Zhang^XiaoDong=\x1b$)A{D5C5}^\x1b$)A{D0A1B6AB}=';
    assert.equal(write(['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=张^小东='), raw(name));
    const text = '1. \x1b$)A{B5DAD2BBD0D0}\r\n2. \x1b$)A{B5DAB6FED0D0}\r\n';
    assert.equal(write(['', 'ISO 2022 IR 58'], '1. 第一行\r\n2. 第二行\r\n', 'LT'), raw(text));
  });
});

describe('code extensions', () => {
  const cyrillic = ['ISO 2022 IR 100', 'ISO 2022 IR 144'];
  test('designate the sets of value 1 again before every delimiter and at the end', () => {
    assert.equal(write(cyrillic, 'éЛ\\é', 'LO'), raw('{E9}\x1b-L{BB}\x1b-A\\{E9}'));
    assert.equal(write(cyrillic, 'Л^é=Л'), raw('\x1b-L{BB}\x1b-A^{E9}=\x1b-L{BB}\x1b-A'));
    assert.equal(write(cyrillic, 'Л^Л', 'LO'), raw('\x1b-L{BB}^{BB}\x1b-A'));
    for (const control of '\t\n\f\r') {
      assert.equal(write(cyrillic, `Л${control}Л`, 'UT'), raw(`\x1b-L{BB}\x1b-A${control}\x1b-L{BB}\x1b-A`));
    }
    assert.equal(write(cyrillic, 'Л\\Л', 'LT'), raw('\x1b-L{BB}\\{BB}\x1b-A'));
  });
  test('are not written where no value of the terms allows them', () => {
    assert.equal(write(['ISO_IR 144'], 'Л^Л'), raw('{BB}^{BB}'));
    assert.equal(isEncodable('é', 'PN', CharacterSet.of(['ISO_IR 144'])), false);
    assert.equal(isEncodable('山', 'PN', CharacterSet.of(['ISO 2022 IR 100'])), false);
    assert.equal(write(['ISO 2022 IR 87'], '山'), '\x1b$B;3\x1b(B');
  });
  test('announce a set of the upper half anew after one of the lower half', () => {
    const terms = ['ISO 2022 IR 13', 'ISO 2022 IR 87'];
    assert.equal(write(terms, 'ｱ山ｱa', 'LO'), raw('{B1}\x1b$B;3\x1b(J\x1b)I{B1}a'));
  });
  test('keep the yen sign, whose byte is the backslash, out of VRs with several values', () => {
    assert.equal(write(['ISO_IR 13'], '¥‾', 'LT'), '\\~');
    assert.throws(() => write(['ISO_IR 13'], '¥', 'LO'), unencodable);
    assert.throws(() => write(['ISO_IR 13'], '\\', 'LT'), unencodable);
    assert.equal(write(['ISO_IR 13'], ['ｱ', '‾'], 'LO'), raw('{B1}\\~'));
    assert.equal(write(['ISO 2022 IR 13', 'ISO 2022 IR 6'], '~', 'LO'), '\x1b(B~\x1b(J');
  });
  test('leave no escape to the text', () => {
    assert.throws(() => write(['ISO_IR 100'], 'a\x1b-L', 'LO'), unencodable);
    assert.throws(() => write([], 'a\x1b-L', 'CS'), unencodable);
  });
});

describe('text', () => {
  test('is UTF-8 unless told otherwise', () => {
    assert.equal(latin1(encodeText('é山𠀀', 'LO')), raw('{C3A9E5B1B1F0A08080}'));
  });
  test('of VRs that the declared set does not concern is ASCII', () => {
    for (const vr of ['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']) {
      assert.throws(() => write(['ISO_IR 192'], 'é', vr), unencodable, vr);
      assert.equal(write(['ISO_IR 13'], 'A\\B~', vr), 'A\\B~', vr);
    }
    for (const vr of ['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']) {
      assert.equal(write(['ISO_IR 100'], 'é', vr), '\xe9', vr);
    }
  });
  test('that the set does not hold is an error that tells nothing of it', () => {
    for (const terms of [[], ['ISO_IR 6'], ['ISO_IR 100'], ['GBK'], ['nonsense'], ['', 'ISO 2022 IR 87']]) {
      assert.throws(
        () => write(terms, 'Secret^𠀀'),
        (error: Error) => error.message === 'a text has a character that the character set does not hold',
      );
    }
    assert.throws(() => encodeText('a\ud800', 'LO'), unencodable);
  });
  test('that the set does not hold is replaced where that is asked for', () => {
    const characterSet = CharacterSet.of(['ISO_IR 100']);
    assert.equal(latin1(encodeText('aЛ𠀀é', 'LO', { characterSet, replace: '?' })), 'a??\xe9');
    const replace = (character: string): string => `U+${character.codePointAt(0)!.toString(16)} `;
    assert.equal(latin1(encodeText('Л𠀀', 'LO', { characterSet, replace })), 'U+41b U+20000 ');
    assert.equal(latin1(encodeText('a\ud800b', 'LO', { replace: '' })), 'ab');
    assert.throws(() => encodeText('Л', 'LO', { characterSet, replace: 'Ж' }), unencodable);
    assert.throws(() => encodeText('\ud800', 'LO', { replace: '\udc00' }), unencodable);
  });
  test('of several values is joined, and none may hold a backslash', () => {
    assert.equal(write([], ['a', '', 'b'], 'LO'), 'a\\\\b');
    assert.equal(write([], ['a\\b'], 'LT'), 'a\\b');
    assert.throws(() => write([], ['a\\b'], 'LO'), { code: 'value_invalid' });
    assert.throws(() => write([], ['a', 'b'], 'LT'), { code: 'value_invalid' });
    assert.equal(write([], [], 'LO'), '');
  });
  test('that could be decoded is written back the same in every single-byte set', () => {
    for (const number of [13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203]) {
      const characterSet = CharacterSet.of([`ISO_IR ${number}`]);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
          const text = characterSet.decode(bytes, 'LT');
          if (!isEncodable(text, 'LT', characterSet)) return;
          assert.equal(characterSet.decode(encodeText(text, 'LT', { characterSet }), 'LT'), text);
          assert.deepEqual(encodeText(text, 'LT', { characterSet }), bytes.subarray(0, text.length));
        }),
      );
    }
  });
});

// ---- What the sets hold, and what others read ----------------------------------------------------------------------

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../support/charsets-with-pydicom.py', import.meta.url));

function askPython(mode: string, input = ''): unknown {
  const { stdout, stderr } = spawnSync(python, [script, mode], { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if ((stdout as string | null) === null || /No module named/.test(stderr)) return undefined;
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

const tables = askPython('codes') as Record<string, Record<string, string>> | undefined;
const skip = tables === undefined && `there is no ${python} with pydicom (python3-pydicom)`;

/** Every character up to U+FFFF, and what it is written as alone in a line; '' where the set does not hold it. */
function writeAll(terms: string[]): Map<string, string> {
  const characters = Array.from({ length: 0x10000 - 0xa0 }, (_, i) => String.fromCharCode(i + 0xa0)).filter(
    (character) => !/[\ud800-\udfff]/.test(character),
  );
  const encoding = { characterSet: CharacterSet.of(terms), replace: '' };
  const lines = latin1(encodeText(characters.join('\n'), 'UT', encoding)).split('\n');
  assert.equal(lines.length, characters.length);
  return new Map(characters.map((character, i) => [character, lines[i]!]));
}

/** What is written in another way than expected, or read back as another character, as `U+20AC`. */
function differing(actual: Map<string, string>, expected: Map<string, string>, terms: string[]): string[] {
  const characterSet = CharacterSet.of(terms);
  for (const [character, line] of actual) {
    if (line !== '') assert.equal(characterSet.decode(Buffer.from(line, 'latin1'), 'UT'), character);
  }
  const points = [...actual].filter(([character, line]) => line !== (expected.get(character) ?? ''));
  return points.map(([character]) => `U+${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

describe('each set holds what it does by the codecs of Python', { skip }, () => {
  const linesOf = (name: string, line: (code: string) => string): Map<string, string> =>
    new Map(
      Object.entries(tables?.[name] ?? {}).map(([character, hex]) => [
        character,
        line(Buffer.from(hex, 'hex').toString('latin1')),
      ]),
    );
  // Where the edition that the standard names is an older one than Python's.
  const later: Record<string, string[]> = {
    126: ['U+37A', 'U+20AC', 'U+20AF'], // ISO-IR 126 is ISO 8859-7:1987; 2003 added ypogegrammeni, euro, drachma
    138: ['U+200E', 'U+200F'], // ISO-IR 138 is ISO 8859-8:1988; 1999 added marks of direction
  };
  for (const number of [100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203]) {
    test(`ISO_IR ${number}`, () => {
      const expected = linesOf(String(number), (code) => code);
      assert.deepEqual(differing(writeAll([`ISO_IR ${number}`]), expected, [`ISO_IR ${number}`]), later[number] ?? []);
    });
  }
  test('ISO_IR 13', () => {
    // Python has no romaji: the yen sign and the overline, which JIS X 0201 has in place of backslash and tilde.
    const expected = linesOf('13', (code) => code);
    assert.deepEqual(differing(writeAll(['ISO_IR 13']), expected, ['ISO_IR 13']), ['U+A5', 'U+203E']);
  });
  const escaped: [number: number, escape: string, end: string, differing: string[]][] = [
    [87, '\x1b$B', '\x1b(B', []],
    [159, '\x1b$(D', '\x1b(B', []],
    [149, '\x1b$)C', '', ['U+AE', 'U+20AC']], // added in 1998; PS3.5 §2 names KS X 1001-1997
    // The middle dot and the dash: GB 18030, which holds GB 2312, has them at U+00B7 and U+2014, Python at U+30FB and U+2015.
    [58, '\x1b$)A', '', ['U+B7', 'U+2014', 'U+2015', 'U+30FB']],
  ];
  for (const [number, escape, end, differs] of escaped) {
    test(`ISO 2022 IR ${number}`, () => {
      const upper = end === '';
      const expected = linesOf(String(number), (code) => {
        const bits = [...Buffer.from(code, 'latin1')].map((byte) => (upper ? byte | 0x80 : byte));
        return escape + Buffer.from(bits).toString('latin1') + end;
      });
      assert.deepEqual(
        differing(writeAll(['', `ISO 2022 IR ${number}`]), expected, ['', `ISO 2022 IR ${number}`]),
        differs,
      );
    });
  }
  test('GBK', () => {
    assert.deepEqual(
      differing(
        writeAll(['GBK']),
        linesOf('GBK', (code) => code),
        ['GBK'],
      ),
      [],
    );
  });
  test('GB18030, but for those that its editions of 2005 and 2022 moved', () => {
    const moved = /^U\+(1E3F|20AC|9FB[4-B]|E5E5|E7C7|E7(8[D-F]|9[0-6])|E8[1-6][0-9A-F]|FE1[0-9])$/;
    const all = differing(
      writeAll(['GB18030']),
      linesOf('GB18030', (code) => code),
      ['GB18030'],
    );
    assert.deepEqual(
      all.filter((point) => !moved.test(point)),
      [],
    );
    assert.ok(all.length <= 40, all.join(' '));
  });
});

const declarations: [terms: string[], pools: string[]][] = [
  [['ISO_IR 192'], ['azAZ09', 'éÄß', 'Люк', '山田太郎', '홍길동', '𠀀😀']],
  [['GB18030'], ['azAZ09', 'éÄß', 'Люк', '王小东', '𠀀😀']],
  [['GBK'], ['azAZ09', 'Люк', '王小东']],
  [['ISO_IR 166'], ['azAZ09', 'กขคงจ']],
  [
    ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'],
    ['azAZ09', '山田太郎', '丂丄丅'],
  ],
  [
    ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    ['azAZ09', 'ﾔﾏﾀﾞ', '山田太郎', 'やまだ'],
  ],
  [
    ['', 'ISO 2022 IR 149'],
    ['azAZ09', '홍길동', '洪吉洞'],
  ],
  [
    ['', 'ISO 2022 IR 58'],
    ['azAZ09', '张小东', '第一行'],
  ],
  [
    ['ISO 2022 IR 100', 'ISO 2022 IR 144', 'ISO 2022 IR 126'],
    ['azAZ09', 'éÄß', 'Люк', 'Διον'],
  ],
  [
    ['ISO 2022 IR 144', 'ISO 2022 IR 87'],
    ['azAZ09', 'Люк', '山田太郎'],
  ],
];

/** Texts that the terms can write, with delimiters: the same ones in every run. */
function samples(pools: string[], count: number): string[] {
  const character = fc.constantFrom(...pools.flatMap((pool) => [...pool]), '^', '=', ' ');
  return fc.sample(fc.string({ unit: character, minLength: 1, maxLength: 12 }), { numRuns: count, seed: 7 });
}

test('pydicom reads what we write', { skip }, () => {
  const rows = declarations.flatMap(([terms, pools]) =>
    samples(pools, 60).map((text) => ({
      terms,
      text,
      code: Buffer.from(encodeText(text, 'PN', { characterSet: CharacterSet.of(terms) })),
    })),
  );
  const texts = askPython('decode', JSON.stringify(rows.map(({ terms, code }) => [terms, code.toString('hex'), 'PN'])));
  // It leaves the escape sequences of GB 2312 in the text.
  const plain = (texts as string[]).map((text) => text.replaceAll('\x1b$)A', ''));
  rows.forEach(({ terms, text, code }, i) => {
    assert.equal(plain[i], text, `${terms.join('\\')}: ${code.toString('latin1')}`);
  });
});

test('the text that we write is the text that we read', () => {
  for (const [terms, pools] of declarations) {
    const characterSet = CharacterSet.of(terms);
    // JIS X 0201 has a yen sign where ASCII has a backslash, so that only what divides values is written as one.
    const vrs = terms[0] === 'ISO 2022 IR 13' ? ['PN', 'LO'] : ['PN', 'LO', 'LT'];
    for (const text of samples([...pools, '\\'], 300)) {
      for (const vr of vrs) {
        const code = encodeText(text, vr, { characterSet });
        assert.equal(characterSet.decode(code, vr), trimmed(text, vr));
      }
    }
  }
});

function trimmed(text: string, vr: string): string {
  return vr === 'LO' ? text.replace(/^ +| +$/g, '') : text.replace(/ +$/, '');
}

test('DCMTK reads what we write', (t) => {
  const version = spawnSync('dcmdump', ['--version'], { encoding: 'utf8' });
  if (version.error !== undefined || !version.stdout.includes('char-conv')) return t.skip('no dcmdump with char-conv');
  const folder = temporaryFolder(t);
  // The GNU C library converts neither of the Japanese sets of two bytes, nor JIS X 0201.
  const declared = declarations.filter(([terms]) => !/IR (13|87|159)/.test(terms.join()));
  const written = declared.flatMap(([terms, pools]) =>
    samples(pools, 8)
      .filter((text) => text.trim() === text)
      .map((text) => ({ terms, text })),
  );
  const files = written.map(({ terms, text }, i) => {
    const file = join(folder, `${String(i).padStart(4, '0')}.dcm`);
    const name = encodeText(text, 'PN', { characterSet: CharacterSet.of(terms) });
    const builder = dicom().preamble().meta().element(0x00080005, 'CS', terms.join('\\'));
    writeFileSync(file, builder.element(0x00100010, 'PN', name).bytes());
    return file;
  });
  const dump = execFileSync('dcmdump', ['+U8', '+P', '0010,0010', ...files], { encoding: 'utf8', stdio: 'pipe' });
  const names = [...dump.matchAll(/PN \[(.*)\]/g)].map(([, name]) => name);
  assert.deepEqual(
    names,
    written.map(({ text }) => text),
  );
});
