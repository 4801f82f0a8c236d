// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The value of an element as the texts that stand in `Value` elements. PS3.19 Table A.1.5-2

import { bigintsOf, numbersOf } from '../values/numbers.js';
import { shortestFloat } from '../values/strings/float.js';
import { sizeOfNumber } from '../values/encode/encode-numbers.js';
import { declared, textRules } from '../values/text-rules.js';
import { type CharacterSet, isTextVr } from '../values/text.js';
import { isXmlText } from './xml-text.js';

const binary: ReadonlySet<string> = new Set(['', 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/** Whether values of the VR are bytes, whatever numbers they may hold: `InlineBinary` or `BulkData`. */
export function isBinary(vr: string): boolean {
  return binary.has(vr);
}

/**
 * The values of an element as text; `undefined` where they have to stand as bytes: because the VR asks for it, because XML does not
 * have a character of the text (a control character), because bytes are no characters of the declared set, or because the bytes at
 * the end make no number.
 */
export function textsOf(
  value: Uint8Array,
  vr: string,
  bigEndian: boolean,
  characterSet: CharacterSet,
): string[] | undefined {
  if (isTextVr(vr)) return textsOfText(value, vr, characterSet);
  if (binary.has(vr)) return undefined;
  const size = sizeOfNumber(vr);
  if (size === undefined || value.length % size !== 0) return undefined;
  if (vr === 'SV' || vr === 'UV') return bigintsOf(value, vr, bigEndian).map(String);
  const write = writers[vr] ?? String;
  return numbersOf(value, vr, bigEndian).map(write);
}

function textsOfText(value: Uint8Array, vr: string, characterSet: CharacterSet): string[] | undefined {
  const texts = characterSet.decodeValues(value, vr);
  // Nothing but padding is no value. PS3.5 §6.2
  if (texts.length === 1 && (texts[0] === '' || (vr === 'PN' && /^[\^=]*$/.test(texts[0] as string)))) return [];
  const isDeclared = ((textRules[vr] ?? 0) & declared) !== 0;
  const isHeld = isDeclared
    ? (text: string): boolean => isXmlText(text) && !text.includes('\ufffd')
    : (text: string): boolean => /^[\t\n\r\x20-\x7e]*$/.test(text);
  return texts.every(isHeld) ? texts : undefined;
}

const writers: Readonly<Record<string, (number: number) => string>> = {
  AT: (tag) => tag.toString(16).toUpperCase().padStart(8, '0'),
  FD: writeDouble,
  FL: (number) => (Number.isFinite(number) ? shortestFloat(number) : writeDouble(number)),
};

/** As XML Schema writes doubles: shortest digits that read back the same, `INF`, `-INF`, `NaN`, and zero with its sign. */
function writeDouble(number: number): string {
  if (Object.is(number, -0)) return '-0';
  if (Number.isFinite(number)) return String(number);
  return Number.isNaN(number) ? 'NaN' : number < 0 ? '-INF' : 'INF';
}
