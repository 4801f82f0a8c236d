// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A value as `dump` shows it: text decoded and in brackets, numbers and bytes divided by backslashes, cut where dcmdump cuts.

import { formatTag } from '../path.js';
import { joinBytes } from '../values/join-bytes.js';
import { bigintsOf, numbersOf } from '../values/numbers.js';
import { shortestFloat } from '../values/strings/float.js';
import { CharacterSet, isTextVr } from '../values/text.js';

export interface ShownText {
  readonly text: string;
  /** How many values; 0 where there is none. */
  readonly count: number;
}

/** Characters that a value may take; what is longer is cut to this, with `...` at its end. dcmdump's number. */
const widest = 70;
const ellipsis = '...';

/** Bytes of a binary value that always fill a line: no number takes fewer than two characters nor more than eight bytes. */
export const bytesOfLine = (widest / 2 + 1) * 8;

/** A value on its way to a line: its beginning is kept, of the rest the values are counted. */
export class ShownValue {
  readonly #vr: string;
  readonly #bigEndian: boolean;
  /** As declared. */
  readonly #length: number;
  readonly #limit: number;
  readonly #pieces: Uint8Array[] = [];
  #kept = 0;
  /** How many bytes there were. */
  #size = 0;
  /** Backslashes in bytes that were not kept. */
  #divisions = 0;

  /** At most `limit` bytes are kept. */
  constructor(vr: string, bigEndian: boolean, length: number, limit: number) {
    this.#vr = vr;
    this.#bigEndian = bigEndian;
    this.#length = length;
    this.#limit = limit;
  }

  /** Takes some bytes. The last ones are read before the call after this one, so they need no copy. */
  add(bytes: Uint8Array, last: boolean): void {
    const kept = bytes.subarray(0, this.#limit - this.#kept);
    if (kept.length > 0) this.#pieces.push(last ? kept : kept.slice());
    this.#kept += kept.length;
    this.#size += bytes.length;
    if (kept.length < bytes.length && isDivided(this.#vr))
      this.#divisions += backslashesIn(bytes.subarray(kept.length));
  }

  /** The kept values as text. */
  strings(): string[] {
    return CharacterSet.default.decodeValues(this.#bytes, this.#vr);
  }

  /** The kept value as one text. */
  string(): string {
    return CharacterSet.default.decode(this.#bytes, this.#vr);
  }

  /** What the line shows; `full` is all that was kept instead of what a line holds. */
  show(set: CharacterSet, full: boolean): ShownText {
    // As dcmdump has it, bytes are one value even where there are none.
    if (this.#size === 0) return { text: absent, count: isTextVr(this.#vr) || formOf(this.#vr).several ? 0 : 1 };
    return isTextVr(this.#vr) ? this.#showText(set, full) : this.#showNumbers(full);
  }

  get #isComplete(): boolean {
    return this.#kept === this.#length;
  }

  get #bytes(): Uint8Array {
    if (this.#pieces.length !== 1) this.#pieces.splice(0, Infinity, joinBytes(this.#pieces));
    return this.#pieces[0]!;
  }

  #showText(set: CharacterSet, full: boolean): ShownText {
    const vr = keepingSpaces[this.#vr] ?? this.#vr;
    const text = visible(set.decode(this.#bytes, vr));
    if (text.trim() === '') return { text: absent, count: 0 };
    const count = set.decodeValues(this.#bytes, vr).length + this.#divisions;
    const line = `[${text}`;
    if (this.#isComplete && (full || line.length + 1 <= widest)) return { text: `${line}]`, count };
    return { text: (full ? line : cut(line, widest - ellipsis.length)) + ellipsis, count };
  }

  #showNumbers(full: boolean): ShownText {
    const form = formOf(this.#vr);
    const used = full ? this.#bytes : this.#bytes.subarray(0, bytesOfLine);
    const all = form.show(used, this.#bigEndian);
    const count = form.several ? Math.floor(this.#size / form.size) : 1;
    const isWhole = this.#isComplete && used.length === this.#length;
    const text = all.join('\\');
    if (isWhole && (full || text.length <= widest)) return { text, count };
    return { text: (full ? text : beginning(all, widest - ellipsis.length)) + ellipsis, count };
  }
}

const absent = '(no value available)';

/**
 * Spaces in front are padding in some VRs, but here they are shown. Each of these is read in the same character set as the VR
 * that it stands for, and keeps them.
 */
const keepingSpaces: Readonly<Record<string, string>> = { AE: 'UI', CS: 'UI', DS: 'UI', IS: 'UI', LO: 'UC', SH: 'UC' };

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
