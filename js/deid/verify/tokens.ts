// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What of a value could give somebody away when it stood elsewhere.

/** Where a token counts: anywhere, or only between characters that are no digits. */
export type Border = 'none' | 'begin' | 'both';

/** Tokens of more characters are cut. */
const longest = 64;
const ideographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Whether a token is so long that it says something where nothing stands around it. */
export function isTelling(token: string): boolean {
  if (/^[\d\s.,:;/+-]*$/.test(token)) return token.replace(/\D/g, '').length >= 6;
  const count = [...token].length;
  return count >= 4 || (count >= 2 && ideographic.test(token));
}

/** Numbers in the middle of longer ones are others. Of eight digits and more, something may follow: dates begin date times. */
export function borderOf(token: string): Border {
  if (!/^\d+$/.test(token)) return /^[\d.]+$/.test(token) ? 'both' : 'none';
  return token.length < 8 ? 'both' : 'begin';
}

/** Calls back with the tokens of a value: the value, its words, its numbers, and other spellings of dates. */
export function eachToken(text: string, vr: string, use: (token: string) => void): void {
  const offer = (token: string): void => {
    const cut = [...token.trim().slice(0, 2 * longest)].slice(0, longest).join('');
    if (isTelling(cut)) use(cut);
  };
  if (vr === 'UI') {
    offer(text);
    for (const part of text.split('.')) if (part.length >= 8) offer(part);
    return;
  }
  if (vr === 'DS' || vr === 'IS' || vr === 'TM') return offer(text);
  offer(text);
  if (vr === 'DA' || vr === 'DT') {
    for (const [date] of text.matchAll(/\d{8}/g)) spellings(date, offer);
    return;
  }
  for (const component of text.split(/[\\^=\r\n]/)) if (component !== text) offer(component);
  for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) offer(word);
  for (const [number] of text.matchAll(/\d+/g)) {
    offer(number);
    if (/^(19|20)\d{6}$/.test(number)) spellings(number, offer);
  }
}

/** A date as people write it. */
function spellings(date: string, offer: (token: string) => void): void {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)];
  const name = months[Number(month) - 1];
  offer(date);
  for (const mark of ['-', '/', '.']) {
    for (const parts of [
      [year, month, day],
      [day, month, year],
      [month, day, year],
    ])
      offer(parts.join(mark));
  }
  if (name === undefined) return;
  for (const mark of ['-', ' ', '']) offer([day, name, year].join(mark));
  offer(`${name} ${day}, ${year}`);
  offer(`${name} ${Number(day)}, ${year}`);
}

/** The runs of text in bytes of which nobody knows what they are, read as ISO 8859-1: also of UTF-16. */
export function textIn(latin1: string): string {
  const wide = [...latin1.matchAll(/(?:[\x20-\x7e]\0){4,}|(?:\0[\x20-\x7e]){4,}/g)].map(([run]) =>
    run.replaceAll('\0', ''),
  );
  const runs = [...latin1.matchAll(/[\x20-\x7e]{4,}/g)].map(([run]) => run);
  return [...runs, ...wide].join('\n');
}
