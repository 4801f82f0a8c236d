// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What each set of graphic characters holds, for writing: PS3.3 Tables C.12-2 to C.12-4. The tables come from the decoders,
// when first needed; decoders know more than the sets do (makers' extensions, later editions), so the cells are listed here.

import { setOfEscape } from '../graphic-sets.js';

/** Codes by character. A code of two bytes is one number, its first byte the upper eight bits. */
export type CodeTable = ReadonlyMap<string, number>;

/** A set of graphic characters that text can be written in. */
export interface Repertoire {
  /** What follows ESC to designate it. */
  readonly escape: string;
  readonly half: 'G0' | 'G1';
  /** Whether a character takes two bytes. */
  readonly double: boolean;
  readonly codes: CodeTable;
}

/** From the first to the last code of a run; of two bytes, each from 0x21 to 0x7E. */
type Run = readonly [first: number, last: number];

interface Registration {
  readonly escape: string;
  readonly runs: readonly Run[];
}

const latin: readonly Run[] = [[0xa0, 0xff]];

/** By ISO-IR number. Edition and cells are those of the registration, not of what later editions added. */
const registrations: Readonly<Record<number, Registration>> = {
  6: { escape: '(B', runs: [[0x20, 0x7e]] },
  13: { escape: ')I', runs: [[0xa1, 0xdf]] },
  14: { escape: '(J', runs: [[0x20, 0x7e]] },
  // GB 2312-80
  58: {
    escape: '$)A',
    runs: [
      [0x2121, 0x217e],
      [0x2231, 0x2262],
      [0x2265, 0x226e],
      [0x2271, 0x227c],
      [0x2321, 0x2473],
      [0x2521, 0x2576],
      [0x2621, 0x2638],
      [0x2641, 0x2658],
      [0x2721, 0x2741],
      [0x2751, 0x2771],
      [0x2821, 0x283a],
      [0x2845, 0x2869],
      [0x2924, 0x296f],
      [0x3021, 0x5779],
      [0x5821, 0x777e],
    ],
  },
  // JIS X 0208-1990, without the rows of NEC
  87: {
    escape: '$B',
    runs: [
      [0x2121, 0x287e],
      [0x3021, 0x7426],
    ],
  },
  100: { escape: '-A', runs: latin },
  101: { escape: '-B', runs: latin },
  109: { escape: '-C', runs: latin },
  110: { escape: '-D', runs: latin },
  // 1987: no euro, drachma and ypogegrammeni
  126: {
    escape: '-F',
    runs: [
      [0xa0, 0xa3],
      [0xa6, 0xa9],
      [0xab, 0xff],
    ],
  },
  127: { escape: '-G', runs: latin },
  // 1988: no marks of direction
  138: { escape: '-H', runs: [[0xa0, 0xfc]] },
  144: { escape: '-L', runs: latin },
  148: { escape: '-M', runs: latin },
  // KS X 1001-1997: no euro, no registered sign, no filler, no rows for users
  149: {
    escape: '$)C',
    runs: [
      [0x2121, 0x2265],
      [0x2321, 0x2453],
      [0x2455, 0x2c7e],
      [0x3021, 0x487e],
      [0x4a21, 0x7d7e],
    ],
  },
  // JIS X 0212-1990, without the rows of IBM
  159: { escape: '$(D', runs: [[0x2221, 0x6d7e]] },
  // TIS 620-2533: no space in the upper half
  166: { escape: '-T', runs: [[0xa1, 0xff]] },
  203: { escape: '-b', runs: latin },
};

const repertoires = new Map<number, Repertoire>();

/** The set of an ISO-IR number that a defined term has; ISO-IR 14 is the lower half of `ISO_IR 13`. */
export function repertoireOf(number: number): Repertoire | undefined {
  const known = repertoires.get(number);
  const registration = registrations[number];
  if (known !== undefined || registration === undefined) return known;
  const repertoire = makeRepertoire(registration);
  if (repertoire !== undefined) repertoires.set(number, repertoire);
  return repertoire;
}

function makeRepertoire({ escape, runs }: Registration): Repertoire | undefined {
  const set = setOfEscape.get(escape);
  if (set === undefined) return undefined;
  const codes = new Map<string, number>();
  for (const [first, last] of runs) {
    // Codes are decoded a row at a time, with line feeds between them: a call each would be slow.
    for (let row = first & ~0xff; row <= last; row += 0x100) {
      const cells: number[] = [];
      for (let code = Math.max(row + (set.double ? 0x21 : 0), first); code <= Math.min(row + 0xff, last); code++) {
        if (!set.double || (code & 0xff) < 0x7f) cells.push(code);
      }
      addCodes(codes, cells, (bytes) => set.decode(bytes, 0, bytes.length), set.double ? 2 : 1, set.half === 'G1');
    }
  }
  return { escape, half: set.half, double: set.double, codes };
}

/** Adds the characters that `decode` makes of the codes; the first code of a character counts. */
export function addCodes(
  codes: Map<string, number>,
  cells: readonly number[],
  decode: (bytes: Uint8Array) => string,
  size: 1 | 2,
  upper = false,
): void {
  const bit = upper ? 0x80 : 0;
  const bytes = cells.flatMap((code) => (size === 1 ? [code | bit, 10] : [(code >> 8) | bit, (code & 0xff) | bit, 10]));
  decode(Uint8Array.from(bytes))
    .split('\n')
    .forEach((character, i) => {
      const code = cells[i];
      if (code === undefined || character === '\ufffd' || codes.has(character)) return;
      if (character.length === 1 || (character.length === 2 && character >= '\ud800' && character < '\udc00')) {
        codes.set(character, code);
      }
    });
}
