// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values to the bytes of an element, of every VR but SQ (PS3.5 §6.2), whatever writes the text. Data sets keep what they are given by
// this, in UTF-8; the character sets are another download.

import { DicomError } from '../../errors.js';
import { formatDecimal, formatInteger, parseDecimal } from '../strings/decimal.js';
import { parseTag } from '../strings/tag-text.js';
import { declared, several, textRules } from '../text-rules.js';
import { encodeNumbers, sizeOfNumber } from './encode-numbers.js';

/** One value of an element. */
export type Value = string | number | bigint;

/** `encodeValue` where `write` writes the text of a value, in which backslashes divide values where the VR has several. */
export function valueBytes(
  vr: string,
  values: Value | readonly Value[] | Uint8Array,
  bigEndian: boolean | undefined,
  write: (text: string, rule: number) => Uint8Array,
): Uint8Array {
  if (values instanceof Uint8Array) return padValue(values, vr);
  const list = typeof values === 'object' ? values : [values];
  const rule = textRules[vr];
  if (rule !== undefined) {
    const whole = typeof values === 'string' ? values : joinedText(list, vr, (rule & several) !== 0);
    return padValue(write(whole, rule), vr);
  }
  const parts = typeof values === 'string' ? values.split('\\') : list;
  const isEmpty = parts.length === 0 || (parts.length === 1 && parts[0] === '');
  if (sizeOfNumber(vr) === undefined && (!isEmpty || list.length > 0)) throw invalid();
  const numbers = isEmpty ? [] : parts.map((part) => (typeof part === 'string' ? read(part, vr) : part));
  return padValue(isEmpty ? new Uint8Array() : encodeNumbers(vr, numbers, bigEndian), vr);
}

const utf8 = new TextEncoder();

/**
 * Text in UTF-8, which all VRs that are not in the declared character set share with ASCII.
 * @throws DicomError with code `text_not_encodable` where it is not ASCII in those, and at half a surrogate pair.
 */
export function utf8Bytes(text: string, rule: number): Uint8Array {
  // Without ESC, which would begin an escape sequence, and DEL.
  const isWrong = (rule & declared) === 0 ? /[^\0-\x1a\x1c-\x7e]/ : /[\ud800-\udfff]/u;
  if (isWrong.test(text)) throw new DicomError({ code: 'text_not_encodable' });
  return utf8.encode(text);
}

/** A value of even length: the bytes themselves, or a copy with the padding of the VR. PS3.5 §6.2, §7.1.1 */
export function padValue(bytes: Uint8Array, vr: string): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  padded[bytes.length] = paddingByte(vr);
  return padded;
}

/** What makes a value of odd length even: a space behind text, a NUL behind UI and all else. PS3.5 §6.2 */
export function paddingByte(vr: string): number {
  return vr !== 'UI' && textRules[vr] !== undefined ? 0x20 : 0;
}

/** Several values as one text: a backslash in one of them would make two of it. */
function joinedText(values: readonly Value[], vr: string, areSeveral: boolean): string {
  const texts = values.map((value) => textOf(value, vr));
  if (areSeveral ? texts.some((text) => text.includes('\\')) : texts.length > 1) throw invalid();
  return texts.join('\\');
}

function textOf(value: Value, vr: string): string {
  if (typeof value === 'string') return value;
  if (vr === 'IS') return formatInteger(value);
  if (vr !== 'DS') throw invalid();
  if (typeof value === 'number') return formatDecimal(value);
  const text = String(value);
  if (text.length > 16) throw invalid();
  return text;
}

const infinity = /^ *([+-]?)(?:inf|infinity) *$/i;

function read(text: string, vr: string): number | bigint {
  const number = vr === 'AT' ? parseTag(text) : numberIn(text, vr);
  if (number === undefined) throw invalid();
  return number;
}

function numberIn(text: string, vr: string): number | bigint | undefined {
  if (vr.startsWith('F') || vr === 'OF' || vr === 'OD') {
    const sign = infinity.exec(text)?.[1];
    if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
    return /^ *nan *$/i.test(text) ? NaN : parseDecimal(text);
  }
  return /^ *[+-]?\d+ *$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
}

function invalid(): DicomError {
  return new DicomError({ code: 'value_invalid' });
}
