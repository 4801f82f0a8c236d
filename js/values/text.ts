// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text values: bytes to strings in the character set that the data set declares, divided into values and trimmed as the VR
// asks (PS3.5 §6.1 and §6.2).

import type { QuirkCode } from '../codes.js';
import { asciiText, latin1Text } from './ascii.js';
import { readTerms } from './character-set-terms.js';
import { ascii, decoderOf } from './graphic-sets.js';
import { decodeIso2022, type Designation } from './iso-2022.js';
import { components, declared, leading, several, textRules } from './text-rules.js';

/** Whether values of the VR are text. */
export function isTextVr(vr: string): boolean {
  return textRules[vr] !== undefined;
}

const backslash = 0x5c;

/** A way to read text, made from the values of Specific Character Set (0008,0005). Immutable; equal terms share one. */
export class CharacterSet {
  /** The default repertoire. Upper bytes, which it does not have, are read as ISO 8859-1. */
  static readonly default = new CharacterSet([]);

  /** What is irregular about the terms: quirks, each once. */
  readonly notes: readonly QuirkCode[];
  readonly #label: string | undefined;
  readonly #initial: Designation;
  readonly #isAsciiPlain: boolean;

  private constructor(
    /** The terms as declared, without padding. */
    readonly terms: readonly string[],
  ) {
    const read = readTerms(terms);
    this.notes = read.notes;
    this.#label = read.label;
    this.#initial = read.initial;
    this.#isAsciiPlain = read.initial.g0 === ascii;
  }

  /** The character set of the terms; no terms, or an empty first one, stand for the default repertoire. */
  static of(terms: readonly string[]): CharacterSet {
    if (terms.length === 0) return CharacterSet.default;
    const trimmed = terms.map((term) => trim(term, leading));
    const key = trimmed.join('\\');
    let set = cache.get(key);
    if (set === undefined) {
      set = new CharacterSet(trimmed);
      // Terms are input: hostile ones must not fill the memory.
      if (cache.size >= 100) cache.clear();
      cache.set(key, set);
    }
    return set;
  }

  /** The whole value as one string, trimmed; backslashes stay. */
  decode(bytes: Uint8Array, vr: string, start = 0, end = bytes.length): string {
    const rule = textRules[vr] ?? 0;
    if (this.#isAscii(bytes, start, end, rule)) return trimmedAscii(bytes, start, end, rule);
    if ((rule & declared) === 0) return trim(latin1Text(bytes, start, end), rule);
    return trim(this.#decodeUpper(bytes.subarray(start, end), rule).join('\\'), rule);
  }

  /** The first value, trimmed: '' where there is none. */
  decodeFirst(bytes: Uint8Array, vr: string, start = 0, end = bytes.length): string {
    const rule = textRules[vr] ?? 0;
    if (!this.#isAscii(bytes, start, end, rule)) return this.decodeValues(bytes, vr, start, end)[0] ?? '';
    return trimmedAscii(bytes, start, (rule & several) === 0 ? end : endOfValue(bytes, start, end), rule);
  }

  /** All values, each trimmed: none where there are no bytes. ST, LT, UT, UR and what is not text are one value. */
  decodeValues(bytes: Uint8Array, vr: string, start = 0, end = bytes.length): string[] {
    if (start >= end) return [];
    const rule = textRules[vr] ?? 0;
    if ((rule & several) === 0) return [this.decode(bytes, vr, start, end)];
    if (this.#isAscii(bytes, start, end, rule)) {
      const values: string[] = [];
      for (let from = start; from <= end;) {
        const to = endOfValue(bytes, from, end);
        values.push(trimmedAscii(bytes, from, to, rule));
        from = to + 1;
      }
      return values;
    }
    const texts =
      (rule & declared) === 0
        ? latin1Text(bytes, start, end).split('\\')
        : this.#decodeUpper(bytes.subarray(start, end), rule);
    return texts.map((text) => trim(text, rule));
  }

  /** Whether text of a VR in the declared set means what the same bytes mean in ASCII, and in UTF-8. */
  isAscii(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    return this.#isAscii(bytes, start, end, declared);
  }

  /** Whether the bytes mean in this set what they mean in ASCII. */
  #isAscii(bytes: Uint8Array, start: number, end: number, rule: number): boolean {
    if (!this.#isAsciiPlain && (rule & declared) !== 0) return false;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte >= 0x80 || byte === 0x1b) return false;
    }
    return true;
  }

  /** The values of a VR in the declared set, untrimmed. */
  #decodeUpper(bytes: Uint8Array, rule: number): string[] {
    const division = { values: (rule & several) !== 0, components: (rule & components) !== 0 };
    if (this.#label === undefined) return decodeIso2022(bytes, this.#initial, division);
    // Divided after decoding: in GBK and GB 18030 a backslash may be the second byte of a character. PS3.5 §6.1.2.3
    const text = decoderOf(this.#label).decode(bytes);
    return division.values ? text.split('\\') : [text];
  }
}

const cache = new Map<string, CharacterSet>();

function endOfValue(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && bytes[i] !== backslash) i++;
  return i;
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0;
}

function trimmedAscii(bytes: Uint8Array, start: number, end: number, rule: number): string {
  let from = start;
  let to = end;
  while (to > from && isPadding(bytes[to - 1] as number)) to--;
  if ((rule & leading) !== 0) while (from < to && bytes[from] === 0x20) from++;
  return asciiText(bytes, from, to);
}

function trim(text: string, rule: number): string {
  let from = 0;
  let to = text.length;
  while (to > from && isPadding(text.charCodeAt(to - 1))) to--;
  if ((rule & leading) !== 0) while (from < to && text.charCodeAt(from) === 0x20) from++;
  return text.slice(from, to);
}
