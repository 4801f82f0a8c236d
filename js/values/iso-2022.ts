// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text with code extensions: escape sequences that designate another character set for what follows (PS3.5 §6.1.2.5).

import { ascii, isGraphic, latin1, setOfEscape, type GraphicSet } from './graphic-sets.js';

/** What is designated to the two halves of the code table; nothing in G1 where the lower half is all that is defined. */
export interface Designation {
  readonly g0: GraphicSet;
  readonly g1: GraphicSet;
}

/** How a VR divides its text. */
export interface Division {
  /** Whether a backslash ends a value. */
  readonly values: boolean;
  /** Whether `^` and `=` divide a person's name. */
  readonly components: boolean;
}

const escape = 0x1b;
const backslash = 0x5c;

/**
 * The values in `bytes`, untrimmed. `initial` is designated at the start, and again after every control character, value
 * and component of a name: PS3.5 §6.1.2.5.3.
 */
export function decodeIso2022(bytes: Uint8Array, initial: Designation, division: Division): string[] {
  const values: string[] = [];
  let text = '';
  let { g0, g1 } = initial;
  let start = 0;
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) {
      i++;
    } else if (byte === escape) {
      const designated = readEscape(bytes, i + 1);
      if (designated === undefined) {
        i++;
        continue;
      }
      text += decodeRun(bytes, start, i, g0, g1);
      if (designated.set.half === 'G0') g0 = designated.set;
      else g1 = designated.set;
      i = start = designated.end;
    } else if (g0.double && isGraphic(byte)) {
      i += isGraphic(bytes[i + 1]) ? 2 : 1; // either byte of a character may have the number of a delimiter
    } else if (byte === backslash && division.values) {
      values.push(text + decodeRun(bytes, start, i, g0, g1));
      text = '';
      ({ g0, g1 } = initial);
      i = start = i + 1;
    } else if (byte < 0x20 || (division.components && (byte === 0x5e || byte === 0x3d))) {
      text += decodeRun(bytes, start, i, g0, g1) + String.fromCharCode(byte);
      ({ g0, g1 } = initial);
      i = start = i + 1;
    } else {
      i++;
    }
  }
  values.push(text + decodeRun(bytes, start, bytes.length, g0, g1));
  return values;
}

/** Bytes of one designation. */
function decodeRun(bytes: Uint8Array, start: number, end: number, g0: GraphicSet, g1: GraphicSet): string {
  if (start >= end) return '';
  if (g0 === ascii) return g1.decode(bytes, start, end);
  let text = '';
  for (let from = start; from < end;) {
    const isUpper = (bytes[from] as number) >= 0x80;
    let to = from + 1;
    while (to < end && (bytes[to] as number) >= 0x80 === isUpper) to++;
    text += (isUpper ? g1 : g0).decode(bytes, from, to);
    from = to;
  }
  return text;
}

/** The set that the bytes after an ESC designate, and where they end. */
function readEscape(bytes: Uint8Array, start: number): { set: GraphicSet; end: number } | undefined {
  for (const size of [2, 3]) {
    const end = start + size;
    const set = end > bytes.length ? undefined : setOfEscape.get(latin1.decode(bytes, start, end));
    if (set !== undefined) return { set, end };
  }
  return undefined;
}
