// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that are kept: written anew from what they say, so that nothing stands beside it, behind a NUL or in the padding.

import { names } from '../../dictionary/names.js';
import { encodeValue } from '../../values/encode/encode-value.js';
import { sizeOfNumber } from '../../values/encode/encode-numbers.js';
import { formatDecimal, parseDecimal } from '../../values/strings/decimal.js';
import { CharacterSet } from '../../values/text.js';
import { several, textRules } from '../../values/text-rules.js';
import { allowsCount, type Multiplicity, parseMultiplicity } from '../../values/validate/multiplicity.js';
import { validateText } from '../../values/validate/validation.js';

/** What stands in front of the engine has put all text into this set. */
export const utf8Set = CharacterSet.of(['ISO_IR 192']);

const control = /[\0-\x1f\x7f-\x9f]/;
const controls = /[\0-\x1f\x7f-\x9f]/g;
const controlsBesidesLines = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/g;

/** Texts of which it is said what of them may stand: up to a NUL, without control characters. */
export function textsOf(vr: string, bytes: Uint8Array): string[] {
  const texts = utf8Set.decodeValues(bytes, vr);
  // Where nothing is to be taken out no other list is made (measured).
  return texts.some(hasControls) ? texts.map((text) => withoutControls(text, vr)) : texts;
}

function hasControls(text: string): boolean {
  return control.test(text);
}

function withoutControls(text: string, vr: string): string {
  const end = text.indexOf('\0');
  const shown = end < 0 ? text : text.slice(0, end);
  const hasLines = vr === 'ST' || vr === 'LT' || vr === 'UT';
  return shown.replace(hasLines ? controlsBesidesLines : controls, '');
}

/** The bytes of texts: those that they were read from where nothing but them stands there. */
export function bytesOfTexts(vr: string, texts: readonly string[], from?: Uint8Array): Uint8Array {
  if (from !== undefined && isAll(vr, texts, from)) return from;
  if (((textRules[vr] ?? 0) & several) === 0) return encodeValue(vr, texts[0] ?? '', { characterSet: utf8Set });
  return encodeValue(vr, texts.length === 1 && texts[0] === '' ? [] : texts, { characterSet: utf8Set });
}

/** Whether the bytes are the texts in ASCII, divided, and at most one byte of padding. */
function isAll(vr: string, texts: readonly string[], { length }: Uint8Array): boolean {
  if (texts.length === 0) return length === 0;
  let size = texts.length - 1;
  for (const text of texts) size += text.length;
  return length % 2 === 0 && (size === length || (size % 2 === 1 && size + 1 === length && vr !== 'UI'));
}

/** What most values are like: asking in full whether they are valid costs more than all else (measured). */
const plainly: Readonly<Record<string, RegExp>> = {
  CS: /^[A-Z0-9_](?:[A-Z0-9_ ]{0,14}[A-Z0-9_])?$/,
  DS: /^-?\d{1,6}(?:\.\d{1,8})?$/,
  IS: /^-?\d{1,9}$/,
};

/** Texts that are valid for the VR and as many as the attribute may have; `undefined` where they are not. */
export function validTexts(tag: number, vr: string, texts: readonly string[]): readonly string[] | undefined {
  const multiplicity = multiplicityOf(tag);
  const plain = plainly[vr];
  const isPlain = plain !== undefined && texts.every((text) => plain.test(text));
  if (isPlain && (multiplicity === undefined || allowsCount(parsed(multiplicity), texts.length))) return texts;
  if (validateText(vr, texts, { multiplicity }).length === 0) return texts;
  if (vr !== 'DS') return undefined;
  // Devices write more than 16 characters; the number says the same in fewer.
  const rewritten = texts.map(shortened);
  return validateText(vr, rewritten, { multiplicity }).length === 0 ? rewritten : undefined;
}

function shortened(text: string): string {
  const number = text.length > 16 && text.length <= 64 ? parseDecimal(text) : undefined;
  return number === undefined || !Number.isFinite(number) ? text : formatDecimal(number);
}

/** Whether a binary value of that many bytes is a whole number of values, as many as the attribute may have. */
export function isValidSize(tag: number, vr: string, length: number): boolean {
  const size = sizeOfNumber(vr);
  if (size === undefined || length % size !== 0) return false;
  const multiplicity = multiplicityOf(tag);
  return multiplicity === undefined || allowsCount(parsed(multiplicity), length / size);
}

/** Of the few multiplicities that the dictionary has. */
const multiplicities = new Map<string, Multiplicity>();

function parsed(multiplicity: string): Multiplicity {
  let known = multiplicities.get(multiplicity);
  if (known === undefined) {
    known = parseMultiplicity(multiplicity);
    multiplicities.set(multiplicity, known);
  }
  return known;
}

/** Of the dictionary; of private attributes nobody knows it. */
export function multiplicityOf(tag: number): string | undefined {
  const multiplicity = names.vmOf(tag);
  return multiplicity === undefined || multiplicity === '' ? undefined : multiplicity;
}
