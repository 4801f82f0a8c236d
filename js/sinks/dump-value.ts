// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A value as `dump` shows it: text decoded and in brackets, numbers and bytes divided by backslashes, cut where dcmdump cuts.

import type { Part } from '../part.js';
import { formatTag } from '../path.js';
import { joinBytes } from '../values/join-bytes.js';
import { bigintsOf, numbersOf } from '../values/numbers.js';
import { shortestFloat } from '../values/strings/float.js';
import { CharacterSet, isTextVr } from '../values/text.js';

/** Characters that a value may take; what is longer is cut to this, with `...` at its end. dcmdump's number. */
const widest = 70;
export const ellipsis = '...';

/** Bytes of a binary value that always fill a line: no number takes fewer than two characters nor more than eight bytes. */
export const bytesOfLine = (widest / 2 + 1) * 8;

/** A value on its way to a line: its beginning is kept, of the rest the values are counted. */
export class ShownValue {
  /** Where its first byte stands, and whether what is counted there are inflated bytes; `undefined` where there is none. */
  position: number | undefined;
  inflated = false;
  /** How many bytes there were. */
  size = 0;
  readonly #limit: number;
  readonly #pieces: Uint8Array[] = [];
  #kept = 0;
  /** Backslashes in bytes that were not kept. */
  #divisions = 0;

  /** Of a value that is declared to have `length` bytes at most `limit` are kept. */
  constructor(
    readonly vr: string,
    readonly bigEndian: boolean,
    readonly length: number,
    limit: number,
  ) {
    this.#limit = limit;
  }

  /** Takes a piece. The last one is read before the call after this one, so it needs no copy. */
  add(part: Part): void {
    const { bytes, last } = part;
    if (this.position === undefined) {
      this.position = part.position;
      this.inflated = part.inflated;
    }
    const kept = bytes.subarray(0, this.#limit - this.#kept);
    if (kept.length > 0) this.#pieces.push(last ? kept : kept.slice());
    this.#kept += kept.length;
    this.size += bytes.length;
    if (kept.length < bytes.length && isDivided(this.vr)) this.#divisions += backslashesIn(bytes.subarray(kept.length));
  }

  /** Whether nothing was left out. */
  get isKept(): boolean {
    return this.#kept === this.size;
  }

  /** What was kept. */
  get bytes(): Uint8Array {
    if (this.#pieces.length !== 1) this.#pieces.splice(0, Infinity, joinBytes(this.#pieces));
    return this.#pieces[0]!;
  }

  /** The kept values as text. */
  strings(): string[] {
    return CharacterSet.default.decodeValues(this.bytes, this.vr);
  }

  /** The kept value as one text. */
  string(): string {
    return CharacterSet.default.decode(this.bytes, this.vr);
  }

  /** How many values there are. As dcmdump has it, bytes are one value even where there are none. */
  count(set: CharacterSet): number {
    const { vr, size } = this;
    if (!isTextVr(vr)) {
      const form = formOf(vr);
      return form.several ? Math.floor(size / form.size) : 1;
    }
    const isBlank = this.isKept && set.decode(this.bytes, vr).trim() === '';
    return isBlank ? 0 : Math.max(set.decodeValues(this.bytes, vr).length, 1) + this.#divisions;
  }

  /** What the line shows of it. */
  show(set: CharacterSet): string {
    if (this.size === 0) return absent;
    const isWhole = this.#kept === this.length;
    return isTextVr(this.vr) ? this.#showText(set, isWhole) : this.#showNumbers(isWhole);
  }

  #showText(set: CharacterSet, isWhole: boolean): string {
    const text = visible(decodeKeepingSpaces(set, this.bytes, this.vr));
    if (text.trim() === '') return absent;
    const line = `[${text}`;
    return isWhole && line.length + 1 <= widest ? `${line}]` : cut(line, widest - ellipsis.length) + ellipsis;
  }

  #showNumbers(isWhole: boolean): string {
    const used = this.bytes.subarray(0, bytesOfLine);
    const all = numberTexts(this.vr, used, this.bigEndian);
    const text = all.join('\\');
    return isWhole && used.length === this.length && text.length <= widest
      ? text
      : beginning(all, widest - ellipsis.length) + ellipsis;
  }
}

/** What stands for a value that is not there. */
export const absent = '(no value available)';

/**
 * Spaces in front are padding in some VRs, but here they are shown. Each of these is read in the same character set as the VR
 * that it stands for, and keeps them.
 */
const keepingSpaces: Readonly<Record<string, string>> = { AE: 'UI', CS: 'UI', DS: 'UI', IS: 'UI', LO: 'UC', SH: 'UC' };

/** The whole value, with the spaces in front of it. */
export function decodeKeepingSpaces(set: CharacterSet, bytes: Uint8Array, vr: string): string {
  return set.decode(bytes, keepingSpaces[vr] ?? vr);
}

/**
 * Control characters as pictures of themselves: an element is one line, whatever its value, and none can steer the terminal.
 */
function visible(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** The beginning of a text, without half a character at its end. */
function cut(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** How the numbers of a VR are read, how wide they are, and whether each counts as a value. PS3.5 Table 6.2-1 */
interface NumberForm {
  readonly size: number;
  readonly several: boolean;
  readonly show: (bytes: Uint8Array, bigEndian: boolean) => string[];
}

function numbers(vr: string, size: number, show: (value: number) => string = String): NumberForm {
  const several = !vr.startsWith('O');
  return { size, several, show: (bytes, bigEndian) => numbersOf(bytes, vr, bigEndian).map(show) };
}

function bigints(vr: string): NumberForm {
  const several = !vr.startsWith('O');
  return { size: 8, several, show: (bytes, bigEndian) => bigintsOf(bytes, vr, bigEndian).map(String) };
}

const octets = numbers('OB', 1, (value) => hexadecimal(value, 2));

const forms: Readonly<Record<string, NumberForm>> = {
  AT: numbers('AT', 4, formatTag),
  FD: numbers('FD', 8, (value) => float(value, String(value))),
  FL: numbers('FL', 4, (value) => float(value, shortestFloat(value))),
  OD: numbers('OD', 8, (value) => float(value, String(value))),
  OF: numbers('OF', 4, (value) => float(value, shortestFloat(value))),
  OL: numbers('OL', 4),
  OV: bigints('OV'),
  OW: numbers('OW', 2, (value) => hexadecimal(value, 4)),
  SL: numbers('SL', 4),
  SS: numbers('SS', 2),
  SV: bigints('SV'),
  UL: numbers('UL', 4),
  US: numbers('US', 2),
  UV: bigints('UV'),
};

/** The numbers of a value that is no text, as text; of all VRs that are not numbers the bytes. */
export function numberTexts(vr: string, bytes: Uint8Array, bigEndian: boolean): string[] {
  return formOf(vr).show(bytes, bigEndian);
}

/** All other VRs are bytes. */
function formOf(vr: string): NumberForm {
  return forms[vr] ?? octets;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function float(value: number, finite: string): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Object.is(value, -0) ? '-0' : finite;
}

/** As many whole numbers as fit. */
function beginning(all: readonly string[], length: number): string {
  let text = all[0] ?? '';
  for (const number of all.slice(1)) {
    if (text.length + 1 + number.length > length) break;
    text += `\\${number}`;
  }
  return text;
}

function backslashesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x5c); at >= 0; at = bytes.indexOf(0x5c, at + 1)) count++;
  return count;
}

/** Whether backslashes divide the text of a VR into values. PS3.5 §6.4 */
function isDivided(vr: string): boolean {
  return isTextVr(vr) && !['LT', 'ST', 'UR', 'UT'].includes(vr);
}
