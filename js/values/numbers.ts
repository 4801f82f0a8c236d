// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Numbers of binary VRs, and of the two that write them as text, DS and IS (PS3.5 §6.2).

import { asciiText } from './ascii.js';

/** What a DataView calls the numbers of each binary VR. */
export const numberKinds: Readonly<
  Record<string, `Big${'Int' | 'Uint'}64` | 'Float32' | 'Float64' | `${'Int' | 'Uint'}${'16' | '32'}` | 'Uint8'>
> = {
  AT: 'Uint32',
  FD: 'Float64',
  FL: 'Float32',
  OB: 'Uint8',
  OD: 'Float64',
  OF: 'Float32',
  OL: 'Uint32',
  OV: 'BigUint64',
  OW: 'Uint16',
  SL: 'Int32',
  SS: 'Int16',
  SV: 'BigInt64',
  UL: 'Uint32',
  US: 'Uint16',
  UV: 'BigUint64',
};

/** Bytes of one number. */
export const numberSizes: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(numberKinds).map(([vr, kind]) => [vr, Number(kind.replace(/\D+/, '')) / 8]),
);

function isText(vr: string): boolean {
  return vr === 'DS' || vr === 'IS';
}

/** Whether `firstNumber` and `numbersOf` read the VR. */
export function isNumericVr(vr: string): boolean {
  return numberSizes[vr] !== undefined || isText(vr);
}

// One number is put together from bytes: a DataView made for it would cost more than reading it (measured). Floating point
// goes through these eight bytes, whose order is the machine's.
const scratch = new DataView(new ArrayBuffer(8));

function word(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  const first = bytes[at] as number;
  const second = bytes[at + 1] as number;
  return bigEndian ? (first << 8) | second : first | (second << 8);
}

/** 32 bits, signed. */
function long(bytes: Uint8Array, at: number, bigEndian: boolean): number {
  const first = word(bytes, at, bigEndian);
  const second = word(bytes, at + 2, bigEndian);
  return bigEndian ? (first << 16) | second : first | (second << 16);
}

function longToScratch(bytes: Uint8Array, at: number, bigEndian: boolean): void {
  scratch.setInt32(0, long(bytes, bigEndian ? at : at + 4, bigEndian));
  scratch.setInt32(4, long(bytes, bigEndian ? at + 4 : at, bigEndian));
}

/** The number of a binary VR at a position; its bytes are there. */
function numberAt(bytes: Uint8Array, at: number, vr: string, bigEndian: boolean): number {
  switch (vr) {
    case 'US':
    case 'OW':
      return word(bytes, at, bigEndian);
    case 'SS':
      return (word(bytes, at, bigEndian) << 16) >> 16;
    case 'UL':
    case 'OL':
      return long(bytes, at, bigEndian) >>> 0;
    case 'SL':
      return long(bytes, at, bigEndian);
    case 'AT': // two 16-bit numbers, group and element: PS3.5 §7.3
      return ((word(bytes, at, bigEndian) << 16) | word(bytes, at + 2, bigEndian)) >>> 0;
    case 'FL':
    case 'OF':
      scratch.setInt32(0, long(bytes, at, bigEndian));
      return scratch.getFloat32(0);
    case 'FD':
    case 'OD':
      longToScratch(bytes, at, bigEndian);
      return scratch.getFloat64(0);
    case 'SV':
      longToScratch(bytes, at, bigEndian);
      return Number(scratch.getBigInt64(0));
    case 'UV':
    case 'OV':
      longToScratch(bytes, at, bigEndian);
      return Number(scratch.getBigUint64(0));
    default:
      return bytes[at] as number;
  }
}

/**
 * The first number of a value: AT as a tag, SV, UV and OV rounded to the nearest double. `undefined` where the VR holds no
 * numbers, or the value none; NaN where DS or IS is not written as one.
 */
export function firstNumber(
  bytes: Uint8Array,
  vr: string,
  bigEndian = false,
  start = 0,
  end = bytes.length,
): number | undefined {
  if (isText(vr)) return decimalAt(bytes, start, endOfValue(bytes, start, end));
  const size = numberSizes[vr];
  return size === undefined || end - start < size ? undefined : numberAt(bytes, start, vr, bigEndian);
}

/**
 * All numbers of a value, read as `firstNumber` reads one; an empty one among several is NaN, so that the others keep their
 * places. Bytes at the end that do not make a whole number are left out.
 */
export function numbersOf(bytes: Uint8Array, vr: string, bigEndian = false, start = 0, end = bytes.length): number[] {
  if (isText(vr)) return decimalsOf(bytes, start, end);
  const size = numberSizes[vr];
  if (size === undefined) return [];
  const numbers: number[] = new Array(Math.max(0, Math.floor((end - start) / size)));
  for (let i = 0; i < numbers.length; i++) numbers[i] = numberAt(bytes, start + i * size, vr, bigEndian);
  return numbers;
}

/** The numbers of SV, UV and OV in full, and those of other integer VRs; none where the VR holds no integers. */
export function bigintsOf(bytes: Uint8Array, vr: string, bigEndian = false, start = 0, end = bytes.length): bigint[] {
  if (vr === 'SV' || vr === 'UV' || vr === 'OV') {
    const bigints: bigint[] = [];
    for (let at = start; at + 8 <= end; at += 8) {
      longToScratch(bytes, at, bigEndian);
      bigints.push(vr === 'SV' ? scratch.getBigInt64(0) : scratch.getBigUint64(0));
    }
    return bigints;
  }
  return numbersOf(bytes, vr, bigEndian, start, end).filter(Number.isInteger).map(BigInt);
}

function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i] !== 0x5c) i++;
  return i;
}

function decimalsOf(bytes: Uint8Array, start: number, end: number): number[] {
  const numbers: number[] = [];
  for (let from = start; from <= end;) {
    const to = endOfValue(bytes, from, end);
    const number = decimalAt(bytes, from, to);
    if (number === undefined && from === start && to === end) break;
    numbers.push(number ?? Number.NaN);
    from = to + 1;
  }
  return numbers;
}

const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** One DS or IS; `undefined` where there is nothing but padding. With fewer than 16 digits and no exponent the quotient of two exact numbers is rounded once, so it is right. */
function decimalAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  let last = end;
  while (at < last && bytes[at] === 0x20) at++;
  while (last > at && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0)) last--;
  if (at === last) return undefined;
  const from = at;
  const sign = bytes[at] === 0x2d ? -1 : 1;
  if (bytes[at] === 0x2d || bytes[at] === 0x2b) at++;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      digits++;
    } else if (byte === 0x2e && point < 0) {
      point = digits;
    } else {
      break;
    }
  }
  if (at === last && digits > 0 && digits < 16) {
    return point < 0 ? sign * value : (sign * value) / (powersOfTen[digits - point] as number);
  }
  const text = asciiText(bytes, from, last);
  return decimal.test(text) ? Number(text) : Number.NaN;
}
