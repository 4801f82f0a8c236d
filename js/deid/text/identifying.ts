// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a data set itself says is identifying, in all the ways in which a free text may repeat it.

import { type NameComponents, parsePersonName } from '../../values/person-name.js';
import { digits, parseDate } from '../../values/strings/date.js';
import { composed } from './composed.js';
import { type FoldedText, Folder, withoutUmlauts, type Word } from './fold.js';
import { TokenFinder } from './token-finder.js';

/** Letters of all tokens together; beyond that no text is kept. */
const mostLetters = 50_000;
/** A longer word is known by its beginning. */
const longestToken = 64;

/** From how many letters on a token of a kind is looked for, if only as a whole word. */
const mostDates = 4096;
const shortestName = 2;
const shortestId = 3;
const shortestText = 4;
/** From how many on it is looked for as a part of a word too. */
const shortestPart = { letters: 4, digits: 6, unspaced: 2 };

const noWords: ReadonlySet<string> = new Set();

/**
 * The identifying values of a data set. Names are known by each of their components and groups, in any order, joined or apart; other
 * values by their words and as a whole; all without regard to case, diacritics, width, and how an umlaut is written.
 *
 * Tokens of four letters (six digits; two characters where a script has no spaces) are found within words as well, shorter ones as whole words
 * only. Not looked for are: single letters of names, IDs of under three letters, words of other texts of under four.
 */
export class IdentifyingValues {
  readonly #folder = new Folder();
  /** Whether each may be a part of a word. */
  readonly #tokens = new Map<string, boolean>();
  /** Dates that are known already: each frame of an image may have the same. */
  readonly #dates = new Set<string>();
  #letters = 0;
  #finder: TokenFinder | undefined;

  /** Whether there are more values than can be looked for, so that no text can be called clean. */
  get isTooMuch(): boolean {
    return this.#letters > mostLetters;
  }

  /** A value of VR PN, with all its groups. */
  addName(name: string): void {
    const { alphabetic, ideographic, phonetic } = parsePersonName(name);
    for (const group of [alphabetic, ideographic, phonetic]) this.#addNameGroup(group);
  }

  /** An identifier: Patient ID, Accession Number, a serial number, a telephone number. */
  addId(id: string): void {
    const forms = this.#forms(id);
    this.#addWhole(forms, shortestId);
    this.#addWords(forms, shortestText);
    // A number is often written without the zeros in front of it, or with more of them.
    const bare = /^[\s\0]*0+([1-9]\d{2,})[\s\0]*$/.exec(id)?.[1];
    if (bare !== undefined) this.#addWhole(this.#forms(bare), shortestId);
  }

  /** A value of DA or DT, in numbers: 29.2.1957, 02/29/57, 19570229 and so on. Dates with names of months are found in any text. */
  addDate(text: string): void {
    if (this.#dates.has(text)) return;
    if (this.#dates.size < mostDates) this.#dates.add(text);
    const date = parseDate(text.trim().slice(0, 10)) ?? parseDate(text.trim().slice(0, 8));
    if (date === undefined) return;
    const months = [String(date.month), digits(date.month, 2)];
    const days = [String(date.day), digits(date.day, 2)];
    for (const year of [digits(date.year, 4), digits(date.year % 100, 2)]) {
      for (const month of months) {
        for (const day of days) {
          for (const order of [year + month + day, day + month + year, month + day + year]) this.#add(order);
        }
      }
    }
  }

  /** Any other text: an institution, an address, a department, an occupation. Words in `common` say nothing alone, nor only together. */
  addText(text: string, common: ReadonlySet<string> = noWords): void {
    const forms = this.#forms(text);
    const { letters, words } = forms[0] as FoldedText;
    if (words.every(({ from, to }) => common.has(letters.slice(from, to)))) return;
    this.#addWhole(forms, shortestText);
    this.#addWords(forms, shortestText, common);
  }

  /** Divides a text into words as the values are divided. */
  fold(text: string): FoldedText {
    return this.#folder.fold(text);
  }

  /** Calls back for each identifying place of a text, by positions in the text. Of words that are divided by spaces it may be a part only. */
  find(text: FoldedText, found: (start: number, end: number) => void): void {
    this.#finder ??= new TokenFinder(this.#tokens);
    for (const form of [text, withoutUmlauts(text)]) this.#findIn(form, this.#finder, found);
  }

  #findIn(
    { letters, positions, words }: FoldedText,
    finder: TokenFinder,
    found: (start: number, end: number) => void,
  ): void {
    const wordOf = new Uint32Array(letters.length);
    words.forEach(({ from, to }, index) => wordOf.fill(index, from, to));
    finder.find(letters, (start, end, mayBePart) => {
      const first = words[wordOf[start] as number] as Word;
      const last = words[wordOf[end - 1] as number] as Word;
      const isWhole = start === first.from && end === last.to;
      // Across words only whole ones count: "plan nadir" is no Anna. Where nothing divides words, each place may be a boundary.
      const isPart =
        first === last ? mayBePart : (start === first.from || first.isUnspaced) && (end === last.to || last.isUnspaced);
      if (isWhole || isPart) found(positions[start] as number, end === last.to ? last.end : (positions[end] as number));
    });
  }

  #addNameGroup(group: NameComponents): void {
    const { familyName, givenName, middleName, prefix, suffix } = group;
    for (const component of [familyName, givenName, middleName, prefix, suffix]) {
      if (component === '') continue;
      const forms = this.#forms(component);
      this.#addWhole(forms, shortestName);
      this.#addWords(forms, shortestName);
      // Smith2 is somebody called Smith.
      if (/\p{L}\p{M}*\p{N}|\p{N}\p{L}/u.test(component))
        this.#addWords(this.#forms(component.replace(/\p{N}+/gu, ' ')), shortestText);
    }
    if (familyName === '' || givenName === '') return;
    // What is written without a space between, or with one in a short name: LiNa, 林太郎.
    for (const name of [familyName + givenName, givenName + familyName])
      this.#addWhole(this.#forms(name), shortestName);
    if (middleName === '') return;
    for (const name of [familyName + givenName + middleName, givenName + middleName + familyName]) {
      this.#addWhole(this.#forms(name), shortestName);
    }
  }

  #addWhole(forms: readonly FoldedText[], shortest: number): void {
    for (const { letters, words } of forms) {
      const least = words.every(({ isUnspaced }) => isUnspaced) ? shortestPart.unspaced : shortest;
      if (letters.length >= least && letters.length <= longestToken) this.#add(letters);
    }
  }

  #addWords(forms: readonly FoldedText[], shortest: number, common: ReadonlySet<string> = noWords): void {
    for (const { letters, words } of forms) {
      for (const { from, to, isUnspaced } of words) {
        const least = isUnspaced ? shortestPart.unspaced : shortest;
        if (to - from >= least && !common.has(letters.slice(from, to)))
          this.#add(letters.slice(from, Math.min(to, from + longestToken)));
      }
    }
  }

  /** As it is written; and with umlauts written out, which matters where a text spaces its letters; each with umlauts and without. */
  #forms(value: string): readonly FoldedText[] {
    const original = composed(value);
    const writtenOut = original.replace(/[äöüåø]/gi, (letter) => umlauts[letter.toLowerCase()] as string);
    return (original === writtenOut ? [original] : [original, writtenOut]).flatMap((spelling) => {
      const folded = this.#folder.fold(spelling);
      return [folded, withoutUmlauts(folded)];
    });
  }

  #add(token: string): void {
    if (this.isTooMuch || this.#tokens.has(token)) return;
    const isUnspaced = [...token].every((letter) => this.#folder.character(letter).isUnspaced);
    const least = isUnspaced ? shortestPart.unspaced : /^\d+$/.test(token) ? shortestPart.digits : shortestPart.letters;
    this.#tokens.set(token, token.length >= least);
    this.#letters += token.length;
    this.#finder = undefined;
  }
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };
