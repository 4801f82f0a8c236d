// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The tokens of an original, and how they are spelled: in Unicode, in every character set of DICOM that has their letters, and without
// diacritics. None of them is left out: where one may stand is decided where it is found.

import { findUid } from '../../dictionary/uids.js';
import { encodeText } from '../../values/encode/encode-text.js';
import { CharacterSet } from '../../values/text.js';
import { longestToken, type Spelling } from '../../wasm/token-search.js';
import { borderOf, eachToken, isTelling } from './tokens.js';

export interface Token {
  /** Where the original has it, as far as it was met first. */
  readonly source: string;
  /**
   * Whether it stood where names, numbers of people and things, addresses, places and days stand. Then it may not even stay where
   * cleaned text had it. Words of descriptions and of private attributes may be any words.
   */
  readonly isIdentifying: boolean;
  /** Whether it is a date, which modified dates may be by chance. */
  readonly isDate: boolean;
}

/** Bytes of all spellings: an automaton over them takes some thirty times as much memory. */
const mostBytes = 3_000_000;

/** Words that pixel data of a kind always have: names of boxes and of segments that decoders read. ISO/IEC 15444-1 annex I, 10918-5 */
const inPixels = new Set(
  'jp2c jp2h jp2  ftyp ftypjp2 ihdr colr bpcc pclr cmap cdef resc resd uuid jfif jfxx adobe spiff mrfx exif'.split(' '),
);

/** What of DICOM's character sets to try for letters of a script. PS3.3 §C.12.1.1.2 */
const setsOf: readonly (readonly [RegExp, readonly (readonly string[])[]])[] = [
  [
    /\p{Script=Latin}/u,
    [['ISO_IR 100'], ['ISO_IR 101'], ['ISO_IR 109'], ['ISO_IR 110'], ['ISO_IR 148'], ['ISO_IR 203']],
  ],
  [/\p{Script=Cyrillic}/u, [['ISO_IR 144']]],
  [/\p{Script=Greek}/u, [['ISO_IR 126']]],
  [/\p{Script=Arabic}/u, [['ISO_IR 127']]],
  [/\p{Script=Hebrew}/u, [['ISO_IR 138']]],
  [/\p{Script=Thai}/u, [['ISO_IR 166']]],
  [/[\p{scx=Kana}\p{scx=Hira}]/u, [['ISO_IR 13'], ['', 'ISO 2022 IR 87'], ['', 'ISO 2022 IR 159'], ['GB18030']]],
  [
    /\p{scx=Han}/u,
    [['', 'ISO 2022 IR 87'], ['', 'ISO 2022 IR 159'], ['', 'ISO 2022 IR 58'], ['', 'ISO 2022 IR 149'], ['GB18030']],
  ],
  [/\p{scx=Hang}/u, [['', 'ISO 2022 IR 149'], ['GB18030']]],
];

export interface Spelled {
  readonly tokens: readonly Token[];
  /** In small letters; of bytes a text that nothing has. */
  readonly texts: readonly string[];
  readonly spellings: readonly Spelling[];
}

const noText = '\0'.repeat(longestToken);
const utf8 = new TextEncoder();

export class TokenSet {
  isComplete = true;
  readonly #texts = new Map<string, Token>();
  readonly #samples: (readonly [Uint8Array, Token])[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** The tokens of a value. */
  add(value: string, vr: string, from: Token): void {
    eachToken(value, vr, (text, isPart) => {
      const token = isPart && vr !== 'PN' ? { ...from, isIdentifying: false } : from;
      // UIDs of the standard name nobody, whoever quotes them.
      if (vr !== 'UI' && findUid(text) !== undefined) return;
      if (vr === 'PX' && inPixels.has(text.toLowerCase())) return;
      const key = text.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      const known = this.#texts.get(key);
      if (known === undefined) {
        if (this.#texts.size + this.#samples.length >= this.#most) this.isComplete = false;
        else this.#texts.set(key, token);
        return;
      }
      const isMore = token.isIdentifying && !known.isIdentifying;
      if (isMore || (known.isDate && !token.isDate)) {
        this.#texts.set(key, {
          source: isMore ? token.source : known.source,
          isIdentifying: known.isIdentifying || token.isIdentifying,
          isDate: known.isDate && token.isDate,
        });
      }
    });
  }

  /** Bytes that are found as they are. */
  addSample(bytes: Uint8Array, source: string): void {
    if (this.#texts.size + this.#samples.length >= this.#most) this.isComplete = false;
    else this.#samples.push([bytes.slice(), { source, isIdentifying: false, isDate: false }]);
  }

  /** All tokens, and their spellings by the tokens' numbers. `sets` are tried besides those that have the letters. */
  spelled(sets: Iterable<CharacterSet>): Spelled {
    const others = [...sets];
    const tokens: Token[] = [];
    const texts: string[] = [];
    const spellings: Spelling[] = [];
    let size = 0;
    const put = (bytes: Uint8Array, border: ReturnType<typeof borderOf>): void => {
      const cut = bytes.subarray(0, longestToken);
      size += cut.length;
      if (size > mostBytes) this.isComplete = false;
      else
        spellings.push({
          token: tokens.length,
          bytes: cut,
          wholeBegin: border !== 'none',
          wholeEnd: border === 'both',
        });
    };
    for (const [text, token] of this.#texts) {
      const border = borderOf(text);
      put(utf8.encode(text), border);
      if (!/^\p{ASCII}*$/u.test(text)) for (const bytes of otherSpellings(text, others)) put(bytes, border);
      tokens.push(token);
      texts.push(text);
    }
    for (const [bytes, token] of this.#samples) {
      put(bytes, 'none');
      tokens.push(token);
      texts.push(noText);
    }
    return { tokens, texts, spellings };
  }
}

function otherSpellings(text: string, others: readonly CharacterSet[]): Iterable<Uint8Array> {
  const result = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array): void => {
    if (bytes.length >= 4) result.set(String(bytes), bytes);
  };
  const sets = new Set(others);
  for (const [script, all] of setsOf) if (script.test(text)) for (const terms of all) sets.add(CharacterSet.of(terms));
  const [first = ''] = text;
  const capitalised = first.toUpperCase() + text.slice(first.length);
  const cases = new Set(
    [text, text.toUpperCase(), text.toLowerCase(), capitalised].flatMap((each) => [each, each.normalize('NFD')]),
  );
  for (const each of cases) {
    add(utf8.encode(each));
    for (const set of sets) {
      const bytes = encoded(each, set);
      if (bytes === undefined) continue;
      add(bytes);
      // In a longer text the set may have been designated before, and stay so behind. PS3.5 §6.1.2.5
      if (bytes.includes(0x1b)) add(withoutEscapes(bytes));
    }
  }
  for (const plain of withoutDiacritics(text)) if (isTelling(plain)) add(utf8.encode(plain));
  return result.values();
}

function encoded(text: string, characterSet: CharacterSet): Uint8Array | undefined {
  try {
    return encodeText(text, 'UT', { characterSet });
  } catch {
    return undefined; // it has not all of the characters
  }
}

const latin1 = new TextDecoder('latin1');

function withoutEscapes(bytes: Uint8Array): Uint8Array {
  const text = latin1.decode(bytes).replace(/\x1b[ -/]+[0-~]/g, '');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const spelledOut: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  ø: 'oe',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
};
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ð: 'd',
  þ: 'th',
};

/** As people write names who have no such letters; and in narrow letters what is in wide ones. */
function withoutDiacritics(text: string): Set<string> {
  const lower = text.toLowerCase();
  const strip = (each: string): string => each.normalize('NFKD').replace(/\p{M}/gu, '');
  return new Set([
    strip(lower.replace(/[øłđħıæœßðþ]/g, (letter) => plainLetters[letter] ?? letter)),
    strip(lower.replace(/[äöüåøæœß]/g, (letter) => spelledOut[letter] ?? letter)),
    lower.normalize('NFKC'),
  ]);
}
