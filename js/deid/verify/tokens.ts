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

/**
 * Whether a token is so long that it says something where nothing stands around it: of 4 characters, 2 if ideographic, 6 if digits. Zeros
 * are what dummies are made of.
 */
export function isTelling(token: string): boolean {
  if (/^[\d\s.,:;/+-]*$/.test(token)) return /[1-9]/.test(token) && token.replace(/\D/g, '').length >= 6;
  const count = [...token].length;
  return count >= 4 || (count >= 2 && ideographic.test(token));
}

/** Numbers in the middle of longer ones are others. Of eight digits and more, something may follow: dates begin date times. */
export function borderOf(token: string): Border {
  if (!/^\d+$/.test(token)) return /^[\d.]+$/.test(token) ? 'both' : 'none';
  return token.length < 8 ? 'both' : 'begin';
}

/**
 * Calls back with the tokens of a value: the value, its components, words and numbers, and other spellings of dates. `isPart` are letters
 * beside digits: those of an ID are hardly more than a prefix.
 */
export function eachToken(text: string, vr: string, use: (token: string, isPart: boolean) => void): void {
  const offer = (token: string, isPart = false): void => {
    const cut = [...token.trim().slice(0, 2 * longest)].slice(0, longest).join('');
    if (isTelling(cut)) use(cut, isPart);
  };
  offer(text);
  if (vr === 'DS' || vr === 'IS' || vr === 'TM') return;
  if (vr === 'UI') {
    for (const part of text.split('.')) offer(part);
    return;
  }
  if (vr === 'DA' || vr === 'DT') {
    for (const [date] of text.matchAll(/\d{8}/g)) spellings(date, offer);
    return;
  }
  for (const component of text.split(/[\\^=\r\n]/)) if (component !== text) offer(component);
  for (const match of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    const [word] = match;
    offer(word, /\d/.test(text.charAt(match.index - 1) + text.charAt(match.index + word.length)));
  }
  for (const [mixed] of text.matchAll(/[\p{L}\p{M}\d]+/gu)) offer(mixed);
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
  const orders = [
    [year, month, day],
    [day, month, year],
    [month, day, year],
  ];
  for (const mark of ['-', '/', '.']) for (const parts of orders) offer(parts.join(mark));
  for (const parts of orders) offer(parts.join(''));
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

/** The text of a color profile, by the forms of its tags: ISO 15076-1 §10.24, §10.15, and textDescriptionType of its first edition. */
export function textInProfile(latin1: string): string {
  const plain = /(?:text\0{4}|desc\0{4}[\s\S]{4})([\x20-\x7e]{4,})/g;
  const wide = /mluc\0{4}[\s\S]{8,64}?((?:\0[\x20-\x7e]){4,})/g;
  const found = [...latin1.matchAll(plain), ...latin1.matchAll(wide)];
  return found.map(([, text = '']) => text.replaceAll('\0', '')).join('\n');
}

/** Some bytes that are hardly anywhere by chance: the first that are not all alike; `undefined` where there are none. */
export function sampleOf(bytes: Uint8Array): Uint8Array | undefined {
  const size = 32;
  const most = Math.min(bytes.length - size, 16_384);
  for (let at = 0; at <= most; at += size) {
    const sample = bytes.subarray(at, at + size);
    if (new Set(sample).size >= size / 2) return sample;
  }
  return undefined;
}
