// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A text in ASCII as far as it goes, of the same length, for patterns: positions in it are positions in the text.

import { digitOf } from './fold.js';

/** What looks like a hyphen or a space, and its like. */
const hyphens = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
const spaces = /[\p{Zs}\u200b]/u;

/** What one character is written as. */
function plain(character: string): string {
  // Beyond the basic plane, two units would have to become two.
  if (character.length > 1) return character;
  if (hyphens.test(character)) return '-';
  if (spaces.test(character)) return ' ';
  if (/\p{Nd}/u.test(character)) return digitOf(character);
  // é as e, fullwidth ＠ as @. What decomposes to ASCII and something more is another thing, as ½ is, unless that is a mark.
  const [first = '', ...rest] = character.normalize('NFKD');
  return first <= '\x7f' && rest.every((mark) => /\p{M}/u.test(mark)) ? first : character;
}

/** The text with digits, letters, spaces and signs of ASCII for those that are like them. */
export function plainText(text: string): string {
  const known = new Map<string, string>();
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    let written = known.get(character);
    if (written === undefined) {
      written = plain(character);
      known.set(character, written);
    }
    return written;
  });
}
