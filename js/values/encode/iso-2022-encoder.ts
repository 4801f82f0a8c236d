// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text in the sets of ISO 2022, with escape sequences where more than one set is declared (PS3.5 §6.1.2.5).

import type { Division } from '../iso-2022.js';
import { repertoireOf, type Repertoire } from './repertoires.js';

/** The sets that are declared, and which of them hold at the start of each value. */
export interface DeclaredSets {
  readonly g0: Repertoire;
  /** `undefined` where value 1 has no set for the upper half. */
  readonly g1: Repertoire | undefined;
  /** Those that an escape sequence may designate, the initial ones first. */
  readonly available: readonly Repertoire[];
}

/** ISO-IR numbers of the sets that a defined term stands for. PS3.3 Tables C.12-2 to C.12-4 */
function numbersOf(name: string): readonly number[] {
  const number = Number(name);
  if (number === 13) return [14, 13];
  const isDouble = repertoireOf(number)?.double ?? true;
  return isDouble || number === 6 ? [number] : [6, number];
}

/** What the terms declare; `names` as `readTerms` gives them. */
export function declaredSets(names: readonly string[]): DeclaredSets {
  const setsOf = (name: string): Repertoire[] =>
    numbersOf(name).flatMap((number) => {
      const repertoire = repertoireOf(number);
      return repertoire === undefined ? [] : [repertoire];
    });
  // A set of two bytes is nowhere active before its escape sequence: PS3.5 §6.1.2.4
  const initial = setsOf(names[0] ?? '6').filter((set) => !set.double);
  const g0 = initial.find((set) => set.half === 'G0') ?? (repertoireOf(6) as Repertoire);
  const g1 = initial.find((set) => set.half === 'G1');
  const all = [g0, ...(g1 === undefined ? [] : [g1]), ...names.flatMap(setsOf)];
  return { g0, g1, available: names.length > 1 || g1 === undefined ? [...new Set(all)] : all.slice(0, 2) };
}

/** Takes a text character by character. */
export interface CharacterWriter {
  /** Appends the bytes of a character; false, and nothing appended, where no set has it. */
  write(character: string): boolean;
  /** Ends the text. */
  end(): void;
}

/**
 * Writes to `bytes`, so that simple decoders read it too, which know one set at a time: what follows an escape sequence is of its
 * set, or ASCII beside a set in the upper half. Before control characters, and before what divides values and names, the sets of value 1 are designated
 * again, as PS3.5 §6.1.2.5.3 asks; so they are at the end.
 */
export function iso2022Writer(bytes: number[], sets: DeclaredSets, division: Division): CharacterWriter {
  let { g0, g1 } = sets;
  /** Whether no escape sequence has come since the upper half was designated. */
  let isG1Latest = true;

  function designate(set: Repertoire): void {
    bytes.push(0x1b);
    for (let i = 0; i < set.escape.length; i++) bytes.push(set.escape.charCodeAt(i));
    isG1Latest = set.half === 'G1';
    if (isG1Latest) g1 = set;
    else g0 = set;
  }

  function reset(): void {
    if (g0 !== sets.g0) designate(sets.g0);
    // Where value 1 has nothing for the upper half, nothing can bring that back: Annexes I and K end without an escape.
    if (g1 !== sets.g1 && sets.g1 !== undefined) designate(sets.g1);
    g1 = sets.g1;
    isG1Latest = true;
  }

  function isDelimiter(code: number): boolean {
    if (code < 0x20) return code !== 0x1b;
    return (division.values && code === 0x5c) || (division.components && (code === 0x5e || code === 0x3d));
  }

  /** The code of a character; `undefined` too where its byte would be taken for a delimiter, as that of the yen sign. */
  function codeIn(set: Repertoire, character: string): number | undefined {
    const code = set.codes.get(character);
    return code !== undefined && set.half === 'G0' && !set.double && isDelimiter(code) ? undefined : code;
  }

  function writeIn(set: Repertoire | undefined, character: string): boolean {
    const code = set === undefined ? undefined : codeIn(set, character);
    if (set === undefined || code === undefined) return false;
    if (set.half === 'G0') {
      if (set !== g0) designate(set);
    } else if (set !== g1 || !isG1Latest) {
      if (g0.double) designate(sets.g0);
      designate(set);
    }
    const bit = set.half === 'G1' ? 0x80 : 0;
    if (set.double) bytes.push((code >> 8) | bit);
    bytes.push((code & 0xff) | bit);
    return true;
  }

  return {
    write(character) {
      const code = character.charCodeAt(0);
      if (isDelimiter(code)) {
        reset();
        bytes.push(code);
        return true;
      }
      // First what is designated already.
      return writeIn(g0, character) || writeIn(g1, character) || sets.available.some((set) => writeIn(set, character));
    },
    end: reset,
  };
}
