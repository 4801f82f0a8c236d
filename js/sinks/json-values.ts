// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A value as the DICOM JSON Model has it: the elements of its array `Value`. PS3.18 §F.2.3 to §F.2.5

import { isExactAsNumber } from '../values/strings/decimal.js';
import { shortestFloat } from '../values/strings/float.js';
import { bigintsOf, firstNumber, numbersOf } from '../values/numbers.js';
import { type CharacterSet, isTextVr } from '../values/text.js';

/** Bytes of one number, of the VRs whose values are an array of numbers, or of tags. */
const sizes: Readonly<Record<string, number>> = { AT: 4, FD: 8, FL: 4, SL: 4, SS: 2, SV: 8, UL: 4, US: 2, UV: 8 };

/** Whether a VR is written as an array `Value`; all others, SQ aside, as `InlineBinary`. PS3.18 Table F.2.3-1 */
export function hasValueArray(vr: string): boolean {
  return isTextVr(vr) || sizes[vr] !== undefined;
}

/** Whether a value has all the bytes of its last number. */
export function isWhole(vr: string, length: number): boolean {
  const size = sizes[vr];
  return size === undefined || length % size === 0;
}

/** The values of the bytes from `start` to `end` as JSON, with `comma` between them; '' where there is nothing but padding. */
export function jsonValues(
  vr: string,
  bytes: Uint8Array,
  bigEndian: boolean,
  set: CharacterSet,
  comma: string,
  start: number,
  end: number,
): string {
  const write = numberWriters[vr];
  if (write !== undefined) {
    // One number, as most have, needs no array.
    if (end - start === sizes[vr]) return write(firstNumber(bytes, vr, bigEndian, start, end) as number);
    return joined(numbersOf(bytes, vr, bigEndian, start, end), write, comma);
  }
  if (vr === 'SV' || vr === 'UV') return joined(bigintsOf(bytes, vr, bigEndian, start, end), bigintJson, comma);
  const json = vr === 'PN' ? nameJson : vr === 'DS' ? decimalJson : vr === 'IS' ? integerJson : textJson;
  if (isOneAscii(bytes, start, end)) {
    const value = set.decodeFirst(bytes, vr, start, end);
    return value === '' ? '' : json(value);
  }
  const values = set.decodeValues(bytes, vr, start, end);
  return values.length === 1 && values[0] === '' ? '' : joined(values, json, comma);
}

/** Whether there is one value, whatever the character set: no backslash, nor what may hold one. */
function isOneAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80 || byte === 0x5c || byte === 0x1b) return false;
  }
  return true;
}

const numberWriters: Readonly<Record<string, (value: number) => string>> = {
  AT: tagJson,
  FL: singleJson,
  FD: doubleJson,
  SL: String,
  SS: String,
  UL: String,
  US: String,
};

/** By hand: most values are alone, and an array of texts would cost more than they do (measured). */
function joined<T>(values: readonly T[], json: (value: T) => string, comma: string): string {
  if (values.length === 0) return '';
  let text = json(values[0] as T);
  for (let i = 1; i < values.length; i++) text += comma + json(values[i] as T);
  return text;
}

/** What goes between quotes as it is. */
const plain = /^[ !#-[\]-~]*$/;

function textJson(text: string): string {
  if (text === '') return 'null';
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** What is a number in JSON as it stands, and has so few digits that every reader has the same number. */
const plainDecimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const mostDigits = 15;
/** The longest DS. PS3.5 §6.2 */
const longestDecimal = 16;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A DS or IS as a number, in its own digits where JSON can have them; as a string where a reader of numbers would get another
 * one, or could not write it back, being longer than a DS. PS3.18 §F.2.3, the note
 */
function decimalJson(text: string): string {
  if (text.length <= mostDigits && plainDecimal.test(text)) return text;
  if (text === '') return 'null';
  if (text.length > longestDecimal || !isExactAsNumber(text)) return textJson(text);
  if (jsonNumber.test(text)) return text;
  const number = Number(text);
  return Object.is(number, -0) ? '-0' : String(number);
}

/** An IS like a DS; one that is no integer, which there are in files, as a string. */
function integerJson(text: string): string {
  return /[.eE]/.test(text) ? textJson(text) : decimalJson(text);
}

function singleJson(value: number): string {
  return Number.isFinite(value) ? shortestFloat(value) : notFinite(value);
}

function doubleJson(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** JSON has no such numbers: they are strings, as JavaScript and Python read them. */
function notFinite(value: number): string {
  return `"${value}"`;
}

function tagJson(tag: number): string {
  return `"${tagName(tag)}"`;
}

function bigintJson(value: bigint): string {
  const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isExact ? String(value) : `"${value}"`;
}

/** The groups of a name that are not empty; what a fourth one would be stays with the third. PS3.18 §F.2.2 */
function nameJson(text: string): string {
  if (text === '') return 'null';
  if (!text.includes('=')) return `{"Alphabetic":${textJson(text)}}`;
  const [alphabetic = '', ideographic = '', ...rest] = text.split('=');
  const groups = [
    ['Alphabetic', alphabetic],
    ['Ideographic', ideographic],
    ['Phonetic', rest.join('=')],
  ] as const;
  const written = groups.filter(([, group]) => group !== '').map(([name, group]) => `"${name}":${textJson(group)}`);
  return written.length === 0 ? 'null' : `{${written.join(',')}}`;
}

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
/** Of the tag that was named last: those of a group follow each other. */
let lastGroup = 0;
let groupName = '0000';

/** The eight digits that name an attribute. PS3.18 §F.2.2 */
export function tagName(tag: number): string {
  const group = tag >>> 16;
  if (group !== lastGroup) {
    lastGroup = group;
    groupName = hexadecimal[group >>> 8]! + hexadecimal[group & 0xff]!;
  }
  return groupName + hexadecimal[(tag >>> 8) & 0xff]! + hexadecimal[tag & 0xff]!;
}
