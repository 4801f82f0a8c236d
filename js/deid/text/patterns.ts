// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What looks identifying in any text: addresses of mail and web, paths, telephone numbers, IDs, and names with titles in scripts without spaces.

/** A place of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Digits in one number, from which on it is an ID. */
const longestNumber = 5;
const mostDigitsOfPhone = 20;

// Each of these is gone through once: all parts are single characters, or of bounded length.
const runs = /\S+/g;
const address =
  /[@\\]|:\/\/|^.?www\.|^.?[a-z]:[\\/]|\.(?:com|org|net|edu|gov|info|local|lan|eu|de|at|ch|fr|it|es|nl|be|uk|us|ca|jp|cn|kr)(?![\p{L}\p{N}])/iu;
const numbers = /\+?\(?\d[\d()./ +-]*/g;
const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
const titledAfter =
  /(?:(?=\p{L})[\p{scx=Han}\p{scx=Kana}\p{scx=Hira}]){1,6}[ ]?(?:先生|様|医師|殿|氏|さん|教授|博士|医生|大夫|女士)/gu;
const titledAfterInKorean = /\p{scx=Hang}{2,5}[ ]?(?:님|씨|선생|교수|의사|박사)/gu;

/** The identifying places of a text in ASCII as far as it goes (`plainText`). They may overlap. */
export function findPatterns(plain: string): Span[] {
  const found: Span[] = [];
  for (const run of plain.matchAll(runs)) if (address.test(run[0])) found.push(spanOf(run));
  for (const run of plain.matchAll(numbers)) found.push(...numbersIn(run[0], run.index));
  for (const pattern of [uuid, titledAfter, titledAfterInKorean]) {
    for (const match of plain.matchAll(pattern)) found.push(spanOf(match));
  }
  return found;
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length };
}

/** Of a run of digits and what stands between them: all of it where it is a telephone number, and else each number of many digits. */
function numbersIn(run: string, at: number): Span[] {
  if (isPhone(run)) return [{ start: at, end: at + run.length }];
  return [...run.matchAll(runs)]
    .filter(([number]) => countDigits(number) > longestNumber)
    .map((number) => ({ start: at + number.index, end: at + number.index + number[0].length }));
}

function isPhone(run: string): boolean {
  const count = countDigits(run);
  if (count < 7 || count > mostDigitsOfPhone) return false;
  // 0.625 begins a list of numbers.
  return /^[+(]|^0\d/.test(run) || /^\d{3}[ .-]\d{3}[ .-]\d{4}(?!\d)/.test(run);
}

function countDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) count++;
  }
  return count;
}
