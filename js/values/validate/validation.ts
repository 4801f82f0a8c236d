// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether values are as their VR and the dictionary ask: length, characters, form, number. PS3.5 §6.2 to §6.4

import { misuse } from '../../errors.js';
import { isEncodable } from '../encode/encode-text.js';
import { sizeOfNumber } from '../encode/encode-numbers.js';
import { CharacterSet, isTextVr } from '../text.js';
import { several, textRules } from '../text-rules.js';
import { allowsCount, parseMultiplicity } from './multiplicity.js';
import { personNameFindings } from './person-name-rules.js';
import { type TextRule, validationRules } from './rules.js';

/** What each code says to a person, and the clause that asks for it. */
const findings = {
  character_invalid: ['a character that the VR does not allow', 'PS3.5 §6.2'],
  character_not_in_set: ['a character that the character set does not hold', 'PS3.5 §6.1.2'],
  control_character: ['a control character', 'PS3.5 §6.1.3'],
  form_invalid: ['not written as the VR asks', 'PS3.5 §6.2'],
  length_odd: ['an odd number of bytes', 'PS3.5 §7.1.1'],
  multiplicity_invalid: ['a number of values that the attribute does not allow', 'PS3.5 §6.4'],
  name_components_invalid: ['more groups or components than a name has', 'PS3.5 §6.2.1'],
  padding_invalid: ['padded with what the VR does not pad with', 'PS3.5 §6.2'],
  size_invalid: ['no whole number of values', 'PS3.5 §6.2'],
  value_too_long: ['longer than the VR allows', 'PS3.5 §6.2'],
} as const;

/** A stable code of a finding. */
export type FindingCode = keyof typeof findings;

/** One way in which a value is not as it should be. It holds nothing of the value. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  readonly clause: string;
  /** Which of the values, from 0; -1 where it is about all of them. */
  readonly index: number;
}

/** What values are measured by. */
export interface ValidationOptions {
  /** The multiplicity that the dictionary states: `1`, `1-n`, `2-2n`. Without it any number of values will do. */
  readonly multiplicity?: string | undefined;
  /** That of the data set. Without it, text may hold every character; bytes are in the default repertoire. */
  readonly characterSet?: CharacterSet | undefined;
  /** Whether the values are keys of a query, which may hold ranges and wildcards. PS3.4 §C.2.2.2 */
  readonly query?: boolean | undefined;
}

function finding(code: FindingCode, index = -1): Finding {
  const [message, clause] = findings[code];
  return { code, message, clause, index };
}

/**
 * What is wrong with values of a text VR, padding left out: none where all is right. An empty value is always right.
 * @throws TypeError with code `argument_invalid` where the VR is not text, or the multiplicity is none.
 */
export function validateText(vr: string, values: readonly string[], options: ValidationOptions = {}): Finding[] {
  const rule = validationRules[vr];
  if (rule === undefined) throw misuse('argument_invalid', `${vr} is not a VR of text`);
  const codes = values.map((value) => textCodes(vr, value, rule, options));
  // A query may hold a list of UIDs whatever the attribute's own multiplicity: PS3.4 §C.2.2.2.2
  const multiplicity = vr === 'UI' && options.query === true ? '1-n' : options.multiplicity;
  return [
    ...countFindings(values.length, isSeveral(vr) ? multiplicity : '1'),
    ...codes.flatMap((ofValue, index) => ofValue.map((code) => finding(code, index))),
  ];
}

function countFindings(count: number, multiplicity: string | undefined): Finding[] {
  if (multiplicity === undefined || allowsCount(parseMultiplicity(multiplicity), count)) return [];
  return [finding('multiplicity_invalid')];
}

const control = /[\0-\x1f\x7f-\x9f]/g;
const controlOrBackslash = /[\0-\x1f\x7f-\x9f\\]/g;
const controlBesidesLines = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/;

function textCodes(vr: string, value: string, rule: TextRule, options: ValidationOptions): FindingCode[] {
  const { query = false, characterSet } = options;
  const text = value.replace(/[ \0]+$/, '');
  // An application entity's title may not be spaces alone.
  if (text === '') return vr === 'AE' && value !== '' ? ['form_invalid'] : [];
  const codes: FindingCode[] = [];
  const controls = rule.lines === true ? controlBesidesLines : control;
  if (text.search(controls) >= 0) codes.push('control_character');

  const plain = query && rule.wildcards === true ? text.replace(/[*?]/g, '') : text;
  const isDivided = isSeveral(vr) && text.includes('\\');
  const isForeign = rule.repertoire?.test(plain) === false;
  if (isDivided || isForeign) codes.push('character_invalid');
  // What stands for bytes that could not be decoded.
  const isUndecoded = text.includes('\ufffd');
  const graphic = plain.replace(isSeveral(vr) ? controlOrBackslash : control, '');
  if (isUndecoded || (!isForeign && !isEncodable(graphic, vr, characterSet))) codes.push('character_not_in_set');

  if (vr === 'PN') return [...codes, ...personNameFindings(text, rule.longest)];
  const longest = (query ? rule.longestInQuery : undefined) ?? rule.longest ?? Infinity;
  if (text.length > longest && [...text].length > longest) codes.push('value_too_long');

  const isWellFormed = (query ? rule.isWellFormedInQuery : undefined) ?? rule.isWellFormed;
  if (!isForeign && plain === text && isWellFormed?.(text) === false) codes.push('form_invalid');
  return codes;
}

function isSeveral(vr: string): boolean {
  return ((textRules[vr] ?? 0) & several) !== 0;
}

/**
 * What is wrong with the bytes of a value: of text VRs what `validateText` finds, and the padding; of binary VRs, whether they
 * make whole numbers, as many as the multiplicity says. Byte order and the numbers themselves cannot be wrong.
 * @throws TypeError with code `argument_invalid` where the multiplicity is none.
 */
export function validateBytes(vr: string, bytes: Uint8Array, options: ValidationOptions = {}): Finding[] {
  const found: Finding[] = bytes.length % 2 === 0 ? [] : [finding('length_odd')];
  if (isTextVr(vr)) {
    const characterSet = options.characterSet ?? CharacterSet.default;
    const values = characterSet.decodeValues(bytes, vr);
    if (hasWrongPadding(vr, bytes)) found.push(finding('padding_invalid'));
    return [...found, ...validateText(vr, values, { ...options, characterSet })];
  }
  const size = sizeOfNumber(vr);
  if (size === undefined) return found;
  if (bytes.length % size !== 0) return [...found, finding('size_invalid')];
  // The values of OB, OW and their kin are one. PS3.5 §6.4
  const count = vr.startsWith('O') ? Math.min(1, bytes.length) : bytes.length / size;
  return [...found, ...countFindings(count, options.multiplicity)];
}

/** UI ends with one NUL at most and no space, other text with spaces and no NUL. */
function hasWrongPadding(vr: string, bytes: Uint8Array): boolean {
  const last = bytes[bytes.length - 1];
  if (vr !== 'UI') return last === 0;
  return last === 0x20 || (last === 0 && bytes[bytes.length - 2] === 0);
}
