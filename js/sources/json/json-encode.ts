// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The array `Value` of an attribute to the bytes of its value, little endian and in UTF-8. PS3.18 §F.2.3 to §F.2.5

import { DicomError } from '../../errors.js';
import { encodeValue, type Value } from '../../values/encode/encode-value.js';
import { formatDecimal, formatInteger } from '../../values/strings/decimal.js';
import { textRules } from '../../values/text-rules.js';
import { type Attribute, digitsOf, malformed } from './json-attributes.js';
import type { JsonValue } from './json-text.js';

/** VRs whose values are numbers, AT aside. */
const numeric: ReadonlySet<string> = new Set('FD FL SL SS SV UL US UV'.split(' '));

/** The longest DS. PS3.5 §6.2 */
const longestDecimal = 16;
/** No number of 64 bits has more digits: of a longer text, none is worth the time that it takes to read. */
const mostDigits = 400;

/**
 * The bytes of the values, padded.
 * @throws DicomError, with the path: `json_malformed` where a value is not of the JSON type that the VR has, `value_invalid` where it is
 * none that the VR can hold, `text_not_encodable` where text is not what DICOM can hold.
 */
export function encodeValues({ tag, vr, path }: Attribute, values: readonly JsonValue[]): Uint8Array {
  const isEmpty = values.length === 0 || (values.length === 1 && (values[0] === null || values[0] === ''));
  if (isEmpty) return new Uint8Array(0);
  const read = readerOf(vr);
  try {
    const list = values.map((value) => read?.(value, vr));
    if (list.includes(undefined)) throw malformed(path);
    return encodeValue(vr, list as Value[]);
  } catch (error) {
    if (!(error instanceof DicomError) || error.path !== undefined) throw error;
    throw new DicomError({ code: error.code, tag, path: path.toString() });
  }
}

/** Makes a value of an element of the array; `undefined` where it has the wrong type. */
type Read = (value: JsonValue, vr: string) => Value | undefined;

function readerOf(vr: string): Read | undefined {
  if (vr === 'PN') return nameOf;
  if (vr === 'DS') return decimalOf;
  if (vr === 'IS') return integerOf;
  if (vr === 'AT') return (value) => (typeof value === 'string' ? value : undefined);
  if (numeric.has(vr)) return numberOf;
  return textRules[vr] === undefined ? undefined : textOf;
}

function textOf(value: JsonValue): string | undefined {
  return value === null ? '' : typeof value === 'string' ? value : undefined;
}

/** A number in its own digits, unless there are more than a DS can have. */
function decimalOf(value: JsonValue): string | undefined {
  const digits = digitsOf(value);
  if (digits === undefined) return textOf(value);
  return digits.length <= longestDecimal ? digits : formatDecimal(Number(digits));
}

function integerOf(value: JsonValue): string | undefined {
  const digits = digitsOf(value);
  if (digits === undefined) return textOf(value);
  return /^-?\d+$/.test(digits) ? digits : formatInteger(Number(digits));
}

/** As text, so that no digit is lost; one that is an integer only by its value, as a number. */
function numberOf(value: JsonValue, vr: string): Value | undefined {
  const text = digitsOf(value) ?? value;
  if (typeof text !== 'string') return undefined;
  if (text.length > mostDigits) throw new DicomError({ code: 'value_invalid' });
  return vr.startsWith('F') || /^ *[+-]?\d+ *$/.test(text) || typeof value === 'string' ? text : Number(text);
}

const groups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;

/** The groups of a name; some services give the whole name as text instead. */
function nameOf(value: JsonValue): string | undefined {
  if (!(value instanceof Map)) return textOf(value);
  const [alphabetic, ideographic, phonetic] = groups.map((name) => textOf(value.get(name) ?? null));
  if (alphabetic === undefined || ideographic === undefined || phonetic === undefined) return undefined;
  if (`${alphabetic}${ideographic}`.includes('=')) throw new DicomError({ code: 'value_invalid' });
  return `${alphabetic}=${ideographic}=${phonetic}`.replace(/=+$/, '');
}
