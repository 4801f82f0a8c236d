// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values to the bytes of an element, of every VR but SQ (PS3.5 §6.2).

import '../../write-messages.js';
import { DicomError } from '../../errors.js';
import { formatDecimal, formatInteger, parseDecimal } from '../strings/decimal.js';
import { parseTag } from '../strings/tag-text.js';
import { several, textRules } from '../text-rules.js';
import { encodeNumbers, sizeOfNumber } from './encode-numbers.js';
import { encodeText, type TextEncoding } from './encode-text.js';

/** One value of an element. */
export type Value = string | number | bigint;

/** How values are written. */
export interface ValueEncoding extends TextEncoding {
  /** Whether the transfer syntax is big endian. */
  readonly bigEndian?: boolean | undefined;
}

/**
 * The bytes of an element's value, of even length: padded as the VR asks, with a space, or a NUL in UI, OB and UN.
 *
 * - No values, or one empty one, are no bytes.
 * - Text VRs take strings; DS and IS numbers too. A string that is not in an array is the whole value, in which backslashes divide
 *   values where the VR has several; in an array, each is one value and may hold none.
 * - Binary VRs take numbers and bigints, or strings of them: decimal, AT `(0010,0020)` or `00100020`.
 * - Bytes are taken as they are, for every VR, in the byte order and character set that is asked for; UN takes nothing else.
 *
 * Neither length nor pattern of text is looked at: that is `validateText`.
 * @throws DicomError with code `value_invalid` where a value is not one that the VR can hold; `text_not_encodable` where the character
 * set does not hold a character.
 */
export function encodeValue(
  vr: string,
  values: Value | readonly Value[] | Uint8Array,
  encoding: ValueEncoding = {},
): Uint8Array {
  if (values instanceof Uint8Array) return padValue(values, vr);
  const list = typeof values === 'object' ? values : [values];
  if (sizeOfNumber(vr) !== undefined) {
    const parts = typeof values === 'string' ? values.split('\\') : list;
    const isEmpty = parts.length === 1 && parts[0] === '';
    const numbers = isEmpty ? [] : parts.map((part) => (typeof part === 'string' ? read(part, vr) : part));
    return padValue(encodeNumbers(vr, numbers, encoding.bigEndian), vr);
  }
  const rule = textRules[vr];
  if (rule === undefined) {
    if (list.length === 0) return new Uint8Array();
    throw invalid();
  }
  if (typeof values === 'string') return padValue(encodeText(values, vr, encoding), vr);
  if ((rule & several) === 0 && list.length > 1) throw invalid();
  const texts = list.map((value) => textOf(value, vr));
  return padValue(encodeText(texts, vr, encoding), vr);
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
