// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Free text without what identifies somebody: the Clean Descriptors Option (PS3.15 §E.3.5, action C).

import type { DateShift } from '../replacement/dates.js';
import { composed } from './composed.js';
import { findDates, type FoundDate } from './dates-in-text.js';
import { type FoldedText, Folder, type Word } from './fold.js';
import type { IdentifyingValues } from './identifying.js';
import { findPatterns } from './patterns.js';
import { plainText } from './plain-text.js';
import { findTitled } from './titles.js';

export interface CleanTextOptions {
  /** Words that may stay, made by `allowedWords`. What is not among them goes, but for numbers of at most three digits. */
  readonly allow?: ReadonlySet<string> | undefined;
  /**
   * Asked whether what is left may stay; `false` drops it. It sees what would be released, after all else, and may look no further:
   * without `allow` it alone vouches for it.
   */
  readonly accept?: ((text: string) => boolean) | undefined;
  /** Shifts dates instead of removing them, where it is clear which days they are. */
  readonly shift?: DateShift | undefined;
  /** Texts of more UTF-16 units are dropped: 1 048 576 by default. */
  readonly longestText?: number | undefined;
}

/** What is left of a text. */
export interface CleanedText {
  /** '' where nothing is. */
  readonly text: string;
  /** How many words and dates were removed; a shifted date is none of them. */
  readonly removed: number;
}

/** Digits of a number that may stay without being allowed by name. */
const longestNumber = 3;

/** The words of a list, or of texts, folded as `cleanText` compares them: case, diacritics and width do not matter. */
export function allowedWords(words: Iterable<string>): ReadonlySet<string> {
  const folder = new Folder();
  const allowed = new Set<string>();
  for (const text of words) {
    const folded = folder.fold(composed(text));
    for (const { from, to } of folded.words) allowed.add(folded.letters.slice(from, to));
  }
  return allowed;
}

/**
 * Removes from a text what identifies: the given values in any order and writing; dates, addresses of mail and web, paths,
 * telephone numbers, numbers of more than five digits, names behind titles, initials beside names; and words with characters that nobody can
 * read. What is left stays only as `allow` and `accept` let it: without both, nothing does.
 *
 * Whole words go, with the signs beside them; lines stay apart. The result is composed (NFC), and with shifted dates it may be a little longer than
 * the text, so whether the VR holds it is still to be seen. Time grows in proportion to the text.
 * @example cleanText('CT Thorax, Hr. Meyer', identifying, { allow: allowedWords(['CT', 'Thorax']) }) // CT Thorax
 */
export function cleanText(
  original: string,
  identifying: IdentifyingValues,
  options: CleanTextOptions = {},
): CleanedText {
  const { allow, accept, shift, longestText = 2 ** 20 } = options;
  if (original.length > longestText) return { text: '', removed: 1 };
  const text = composed(original);
  const folded = identifying.fold(text);
  const isKept = (allow !== undefined || accept !== undefined) && !identifying.isTooMuch;
  if (!isKept) return { text: '', removed: folded.words.length };

  const plain = plainText(text);
  // A name such as May may still stand in a shifted date.
  const dates = findDates(plain, text, shift).map((date) =>
    isClean(date.replacement ?? '', identifying) ? date : { ...date, replacement: undefined },
  );
  const gone = new Coverage(text.length);
  for (const { start, end } of findPatterns(plain)) gone.add(start, end);
  for (const { start, end } of findTitled(text, folded)) gone.add(start, end);
  identifying.find(folded, (start, end) => gone.add(start, end));
  const pieces = piecesOf(folded, dates, gone.places());
  dropInitials(text, pieces);
  if (allow !== undefined) dropForeign(identifying, text, pieces, allow);
  const cleaned = joined(text, pieces);
  const removed = pieces.filter(({ kept }) => kept === undefined).length;
  // What was apart may have come together: `Mey … er`.
  if (cleaned === '' || !isClean(cleaned, identifying) || accept?.(cleaned) === false)
    return { text: '', removed: pieces.length };
  return { text: cleaned, removed };
}

/**
 * A text without the words in which an identifying value is found, and all else as it is: for text that stays by rule. '' where nothing is left, or
 * where there are more values than can be looked for.
 * @example withoutIdentifying('CT 3 Meyer', identifying) // CT 3
 */
export function withoutIdentifying(original: string, identifying: IdentifyingValues): string {
  if (identifying.isTooMuch) return '';
  if (isClean(original, identifying)) return original;
  const text = composed(original);
  const folded = identifying.fold(text);
  const gone = new Coverage(text.length);
  identifying.find(folded, (start, end) => gone.add(start, end));
  const left = joined(text, piecesOf(folded, [], gone.places()));
  return isClean(left, identifying) ? left : '';
}

function isClean(text: string, identifying: IdentifyingValues): boolean {
  let isFound = false;
  identifying.find(identifying.fold(text), () => {
    isFound = true;
  });
  return !isFound;
}

/** Which places of a text are covered; each is added at no cost for its length. */
class Coverage {
  readonly #steps: Int32Array;

  constructor(length: number) {
    this.#steps = new Int32Array(length + 1);
  }

  add(start: number, end: number): void {
    this.#steps[start]!++;
    this.#steps[end]!--;
  }

  places(): Uint8Array {
    const places = new Uint8Array(this.#steps.length);
    let depth = 0;
    for (let i = 0; i < places.length; i++) {
      depth += this.#steps[i] as number;
      if (depth > 0) places[i] = 1;
    }
    return places;
  }
}

/** A word, a part of one, or a date. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** What stands in its place; `undefined` where nothing does. */
  kept: string | undefined | true;
}

/** The pieces of a text in order. Dates are pieces of their own; words that nothing divides lose only what is covered. */
function piecesOf({ words }: FoldedText, dates: readonly FoundDate[], covered: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  for (const word of words) {
    let at = word.start;
    for (; next < dates.length && (dates[next] as FoundDate).start < word.end; next++) {
      const { start, end, replacement } = dates[next] as FoundDate;
      addParts(pieces, word, at, start, covered);
      pieces.push({ start, end, kept: replacement });
      at = end;
    }
    addParts(pieces, word, Math.max(at, pieces.at(-1)?.end ?? 0), word.end, covered);
  }
  return pieces;
}

/** A part of a word as pieces. */
function addParts(pieces: Piece[], word: Word, start: number, end: number, covered: Uint8Array): void {
  if (start >= end) return;
  const isGone = word.isUnreadable || (!word.isUnspaced && covered.subarray(start, end).includes(1));
  if (isGone) {
    pieces.push({ start, end, kept: undefined });
    return;
  }
  // Within the word alone: a search of the whole text for each word would take quadratic time.
  const places = covered.subarray(start, end);
  for (let at = 0; at < places.length;) {
    const next = places.indexOf(places[at] === 1 ? 0 : 1, at);
    const to = next < 0 ? places.length : next;
    pieces.push({ start: start + at, end: start + to, kept: places[at] === 1 ? undefined : true });
    at = to;
  }
}

/** Single letters beside what was removed are initials of a name, or what is left of it. */
function dropInitials(text: string, pieces: readonly Piece[]): void {
  const look = (piece: Piece, neighbour: Piece | undefined): void => {
    if (piece.kept !== true || neighbour === undefined || neighbour.kept !== undefined) return;
    const gap = piece.start < neighbour.start ? neighbour.start - piece.end : piece.start - neighbour.end;
    if (gap <= 3 && /^\p{L}\p{M}*$/u.test(text.slice(piece.start, Math.min(piece.end, piece.start + 40)))) {
      piece.kept = undefined;
    }
  };
  for (let i = 0; i < pieces.length; i++) look(pieces[i] as Piece, pieces[i - 1]);
  for (let i = pieces.length - 1; i >= 0; i--) look(pieces[i] as Piece, pieces[i + 1]);
}

function dropForeign(
  identifying: IdentifyingValues,
  text: string,
  pieces: readonly Piece[],
  allow: ReadonlySet<string>,
): void {
  for (const piece of pieces) {
    if (piece.kept !== true) continue;
    const { letters } = identifying.fold(text.slice(piece.start, piece.end));
    const isShortNumber = letters.length <= longestNumber && /^\d+$/.test(letters);
    if (!isShortNumber && !allow.has(letters)) piece.kept = undefined;
  }
}

const control = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/g;

/** What is kept, with the signs between two neighbours that both are; else a space or the end of the line. */
function joined(text: string, pieces: readonly Piece[]): string {
  const result: string[] = [];
  let at = 0;
  let isBeside = true;
  let hasLineEnd = false;
  for (const { start, end, kept } of pieces) {
    const gap = text.slice(at, start).replace(control, '');
    if (/[\r\n]/.test(gap)) hasLineEnd = true;
    if (kept !== undefined) {
      if (isBeside) result.push(gap);
      else if (result.length > 0) result.push(hasLineEnd ? '\r\n' : ' ');
      result.push(kept === true ? text.slice(start, end) : kept);
      hasLineEnd = false;
    }
    isBeside = kept !== undefined;
    at = end;
  }
  if (result.length === 0) return '';
  if (isBeside) result.push(text.slice(at).replace(control, ''));
  return result.join('').trim();
}
