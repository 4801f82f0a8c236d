// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text as it is compared: words of letters and digits, without case, diacritics, width and the other ways to write the same name.

/** A run of letters and digits. */
export interface Word {
  /** Where it begins and ends in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** The same in the letters. */
  readonly from: number;
  readonly to: number;
  /** Whether its script writes words without spaces between (Han, kana, Hangul, Thai …), so that a name may be a part of it. */
  readonly isUnspaced: boolean;
  /** Whether it has a character that nobody can read: one that could not be decoded, is private, or is assigned to nothing. */
  readonly isUnreadable: boolean;
}

/** A text in words. */
export interface FoldedText {
  /** The letters of all words, folded, one after the other. */
  readonly letters: string;
  /** For each of the letters, where the character begins in the text that it comes from. */
  readonly positions: readonly number[];
  readonly words: readonly Word[];
}

/** Letters that have no decomposition but are written, and sorted, as others. */
const alike: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ς: 'σ',
};

// Nobody sees a soft hyphen, a joiner or a tatweel, so they divide no words.
const invisible = /^[\p{M}\p{Cf}\p{DI}\u0640]+$/u;
const marks = /[\p{M}\p{Cf}\p{DI}\u0640]/gu;
const notWord = /[^\p{L}\p{N}]/gu;
const unreadable = /[\ufffd\p{Co}\p{Cn}\p{Cs}]/u;
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** What a character is compared as. */
interface Folded {
  /** '' where it belongs to no word, or is only a mark on another letter. */
  readonly letters: string;
  readonly isMark: boolean;
  readonly isUnspaced: boolean;
  readonly isUnreadable: boolean;
}

function fold(character: string): Folded {
  // Hangul stays in syllables: what counts as a short word is counted in them.
  const decomposed = /[\uac00-\ud7a3]/.test(character) ? character : character.normalize('NFKD');
  const isUnreadable = unreadable.test(character);
  const letters = decomposed
    .toLowerCase()
    .replace(marks, '')
    .replace(/[ßæœøłđðþħŧŋıς]/g, (letter) => alike[letter] as string)
    // Katakana as hiragana, which stand 0x60 before them.
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/(?![0-9])\p{Nd}/gu, digitOf)
    .replace(notWord, '');
  return {
    // One character may decompose to eighteen; what is compared stays in proportion to the text.
    letters: isUnreadable ? '\ufffd' : letters.slice(0, 4),
    isMark: invisible.test(decomposed),
    isUnspaced: unspaced.test(character),
    isUnreadable,
  };
}

/** @internal A digit of any script as one of ASCII: ten stand in a row, of which the first is 0. */
export function digitOf(digit: string): string {
  const code = digit.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** What characters of ASCII are compared as, found out once: nearly all texts consist of them. */
const ascii: Folded[] = [];

/** Hostile texts have every character that there is; what is remembered of them is forgotten at this size. */
const mostKnown = 4096;

/** Folds texts; remembers the characters that it has met. */
export class Folder {
  readonly #known = new Map<string, Folded>();

  /** Divides a text into folded words. */
  fold(text: string): FoldedText {
    const letters: string[] = [];
    const positions: number[] = [];
    const words: Word[] = [];
    let start = -1;
    let from = 0;
    let isUnspaced = false;
    let isUnreadable = false;
    let at = 0;
    const endWord = (): void => {
      if (start >= 0) words.push({ start, end: at, from, to: positions.length, isUnspaced, isUnreadable });
      start = -1;
    };
    for (const character of text) {
      const folded = this.character(character);
      if (folded.letters !== '') {
        if (start >= 0 && folded.isUnspaced !== isUnspaced) endWord();
        if (start < 0) [start, from, isUnspaced, isUnreadable] = [at, positions.length, folded.isUnspaced, false];
        if (folded.isUnreadable) isUnreadable = true;
        letters.push(folded.letters);
        for (let i = 0; i < folded.letters.length; i++) positions.push(at);
      } else if (!folded.isMark) {
        endWord();
      }
      at += character.length;
    }
    endWord();
    return { letters: letters.join(''), positions, words };
  }

  /** What one character is compared as. */
  character(character: string): Folded {
    const code = character.charCodeAt(0);
    if (code < 0x80) return (ascii[code] ??= fold(character));
    let folded = this.#known.get(character);
    if (folded === undefined) {
      folded = fold(character);
      if (this.#known.size >= mostKnown) this.#known.clear();
      this.#known.set(character, folded);
    }
    return folded;
  }
}

/**
 * The same with umlauts as their first letter, however they are written: Müller, Mueller and Muller become one, as Århus and Aarhus do.
 * Words keep their order and their places in the text.
 */
export function withoutUmlauts({ letters, positions, words }: FoldedText): FoldedText {
  const kept: string[] = [];
  const keptPositions: number[] = [];
  const keptWords = words.map((word) => {
    const from = keptPositions.length;
    // By the letter that was kept last, so that what is written out in part only comes to the same.
    let before = '';
    for (let i = word.from; i < word.to; i++) {
      const letter = letters[i] as string;
      const isWrittenUmlaut =
        letter === 'e' ? before === 'a' || before === 'o' || before === 'u' : letter === 'a' && before === 'a';
      if (isWrittenUmlaut) continue;
      before = letter;
      kept.push(letter);
      keptPositions.push(positions[i] as number);
    }
    return { ...word, from, to: keptPositions.length };
  });
  return { letters: kept.join(''), positions: keptPositions, words: keptWords };
}
