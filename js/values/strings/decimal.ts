// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Numbers written as text: decimal strings (DS) and integer strings (IS). PS3.5 §6.2

import { DicomError } from '../../errors.js';

const decimalPattern = /^ *([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))? *$/;
const integerPattern = /^ *[+-]?\d+ *$/;

/** The longest DS, in characters. */
const longestDecimal = 16;

/** The number that is nearest to a DS; `undefined` where the text is none. Length is not looked at. */
export function parseDecimal(text: string): number | undefined {
  if (!decimalPattern.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The number of an IS; `undefined` where the text is none, or not from -2^31 to 2^31 - 1. */
export function parseInteger(text: string): number | undefined {
  if (!integerPattern.test(text)) return undefined;
  const number = Number(text);
  return isInt32(number) ? number + 0 : undefined; // -0 becomes 0
}

function isInt32(number: number): boolean {
  return Number.isInteger(number) && number >= -0x80000000 && number <= 0x7fffffff;
}

/** The digits of a decimal without zeros at either end, and the power of ten of the last one: equal numbers are equal texts. */
function canonical(text: string): string | undefined {
  const match = decimalPattern.exec(text);
  if (match === null) return undefined;
  const [, sign = '', mantissa = '', exponent = '0'] = match;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(significant.length - digits.length);
  return `${sign === '-' ? '-' : ''}${digits}e${power}`;
}

/** Whether two DS or IS are the same number, to the last digit: `1.50` and `15E-1` are. False where one is no number. */
export function isSameDecimal(a: string, b: string): boolean {
  const number = canonical(a);
  return number !== undefined && number === canonical(b);
}

/**
 * Whether a JavaScript number, and so one of JSON, gives the DS or IS back: whether the shortest text of the nearest double is
 * the same number to the last digit (PS3.18 §F.2.3.1). `0.1` is; most numbers of more than 15 digits are not.
 */
export function isExactAsNumber(text: string): boolean {
  const number = parseDecimal(text);
  return number !== undefined && isSameDecimal(text, String(number));
}

/**
 * The DS of a number: its shortest text where that is not longer than 16 characters, or else the text of at most 16
 * characters that is nearest to it.
 * @throws DicomError with code `value_invalid` where the number is not finite.
 */
export function formatDecimal(number: number): string {
  if (!Number.isFinite(number)) throw new DicomError({ code: 'value_invalid' });
  const shortest = Object.is(number, -0) ? '-0' : shortened(String(number));
  if (shortest.length <= longestDecimal) return shortest;
  let best = '0';
  for (let precision = longestDecimal; precision > 0; precision--) {
    const texts = [number.toPrecision(precision), number.toExponential(precision - 1)].map(shortened);
    const fitting = texts.filter((text) => text.length <= longestDecimal);
    for (const text of fitting) {
      if (Math.abs(Number(text) - number) < Math.abs(Number(best) - number)) best = text;
    }
    // With fewer digits neither comes nearer; only the largest doubles round up to none at first.
    if (fitting.length === texts.length && best !== '0') break;
  }
  return best;
}

/** Without zeros at the end of a fraction, and without the plus of an exponent. */
function shortened(text: string): string {
  return text
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '')
    .replace('e+', 'e');
}

/**
 * The IS of a number.
 * @throws DicomError with code `value_invalid` where it is not an integer from -2^31 to 2^31 - 1.
 */
export function formatInteger(number: number | bigint): string {
  if (!isInt32(Number(number))) throw new DicomError({ code: 'value_invalid' });
  return String(number);
}
