// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The defined terms of Specific Character Set (0008,0005): PS3.3 §C.12.1.1.2.

import type { QuirkCode } from '../codes.js';
import { ascii, latin1, setsOfTerm, type GraphicSet } from './graphic-sets.js';
import type { Designation } from './iso-2022.js';

/** What the values of Specific Character Set (0008,0005) mean. */
export interface Terms {
  readonly notes: readonly QuirkCode[];
  /** The encoding of a set that has no code extensions: PS3.3 Table C.12-5. */
  readonly label: string | undefined;
  readonly initial: Designation;
  /** What each term names: an ISO-IR number, `GBK`, `GB18030`, or '' where that is unknown. */
  readonly names: readonly string[];
}

// PS3.3 Table C.12-5: these stand alone.
const standAlone: ReadonlyMap<string, string> = new Map([
  ['192', 'utf-8'],
  ['GB18030', 'gb18030'],
  ['GBK', 'gbk'],
]);

const regularTerm = /^(ISO_IR \d+|ISO 2022 IR \d+|GB18030|GBK)?$/;

/** What a term names, read past the usual misspellings: an ISO-IR number, `GBK`, `GB18030`, or '' where it is unknown. */
function readTerm(term: string): string {
  if (term === '') return '6';
  const iso = /^ISO[ _-]*(?:2022)?[ _-]*(?:IR)?[ _-]*(\d+)$/i.exec(term)?.[1];
  const name = (iso ?? term).toUpperCase().replace(/[ _-]|ISO ?2022/g, '');
  if (name === 'UTF8') return '192';
  return standAlone.has(name) || setsOfTerm.has(Number(name)) ? name : '';
}

/** Reads the values of Specific Character Set, past the usual mistakes. */
export function readTerms(terms: readonly string[]): Terms {
  const notes = new Set<QuirkCode>();
  const names = terms.map(readTerm);
  if (names.includes('')) notes.add('character_set_unknown');
  if (terms.some((term, i) => names[i] !== '' && !regularTerm.test(term))) notes.add('character_set_irregular');

  const alone = names.findIndex((name) => standAlone.has(name));
  if (alone >= 0 && names.length > 1) notes.add('character_set_irregular');
  // Where another set comes first, escapes are to be expected and a set that has none cannot be meant; after ASCII it can.
  const label = alone >= 0 && names.slice(0, alone).every((name) => name === '6') ? names[alone] : undefined;

  const sets = names.map((name) => setsOfTerm.get(Number(name)) ?? []);
  return {
    names,
    notes: [...notes],
    label: label === undefined ? undefined : standAlone.get(label),
    initial: { g0: initialG0(sets[0] ?? []), g1: sets.flat().find((set) => set.half === 'G1') ?? latin1 },
  };
}

/** Value 1 decides G0; a set of two bytes a character begins with an escape sequence even there. PS3.5 §6.1.2.4 */
function initialG0(sets: readonly GraphicSet[]): GraphicSet {
  return sets.find((set) => set.half === 'G0' && !set.double) ?? ascii;
}
