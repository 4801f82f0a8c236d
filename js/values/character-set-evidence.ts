// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Wrong and missing declarations of the character set, seen from the text itself.

import type { QuirkCode } from '../codes.js';
import { readTerms } from './character-set-terms.js';
import { decoderOf, latin1, setOfEscape, setsOfTerm } from './graphic-sets.js';
import { CharacterSet } from './text.js';

/** In which character set text is to be read. */
export interface RecognizedCharacterSet {
  readonly characterSet: CharacterSet;
  /** What to note where that is not the declared one. */
  readonly quirk: Extract<QuirkCode, 'character_set_mislabelled'> | undefined;
}

/** What all texts together say. */
interface Evidence {
  /** Upper bytes that are not UTF-8. */
  notUtf8: boolean;
  /** Characters of more than one byte in UTF-8. */
  utf8: boolean;
  /** Bytes at which no set of one byte a character, and none of ISO 2022, has characters. */
  controls: boolean;
  /** Sets that escape sequences designate, by what follows ESC. */
  readonly escapes: Set<string>;
}

/** Numbers of the sets whose upper half is Latin letters. */
const latinSets = new Set(['6', '100', '101', '109', '110', '148', '203']);

/**
 * The character set that texts are in: the declared one, unless they cannot be in it. `texts` are the raw values of the
 * VRs that it concerns (LO, LT, PN, SH, ST, UC, UT), all of a data set or one alone; the more, the surer.
 *
 * Three mistakes are recognized, and nothing else is guessed:
 * - UTF-8 under another term or none: all upper bytes form UTF-8. In sets that are not Latin, where the bytes of single
 *   letters may do so by chance, one must also be from 0x80 to 0x9F, where those sets have no characters; GBK and GB 18030
 *   must be malformed.
 * - Escape sequences of sets that are not declared: they are added to the terms.
 * - No UTF-8 under `ISO_IR 192`: read as ISO 8859-1, where no byte gets lost, if no character is UTF-8.
 *
 * Shift_JIS, Big5 and the Windows code pages, which have no defined term, cannot be told from Latin text for sure: they stay as
 * declared.
 */
export function recognizeCharacterSet(declared: CharacterSet, texts: Iterable<Uint8Array>): RecognizedCharacterSet {
  const { label, names } = readTerms(declared.terms);
  const evidence: Evidence = { notUtf8: false, utf8: false, controls: false, escapes: new Set() };
  let isMalformed = false;
  for (const text of texts) {
    if (isPlain(text)) continue;
    collect(text, evidence);
    if (label !== undefined && label !== 'utf-8') isMalformed ||= decoderOf(label).decode(text).includes('\ufffd');
  }

  const undeclared = [...evidence.escapes].filter((escape) => !isDeclared(escape, names, label));
  if (undeclared.length > 0) return mislabelled(withEscapes(declared.terms, names, label, undeclared));
  if (evidence.escapes.size > 0) return { characterSet: declared, quirk: undefined };

  const isUtf8 = evidence.utf8 && !evidence.notUtf8;
  if (label === 'utf-8') {
    const isLatin1 = evidence.notUtf8 && !evidence.utf8 && !evidence.controls;
    return isLatin1 ? mislabelled(['ISO_IR 100']) : { characterSet: declared, quirk: undefined };
  }
  const isSure =
    label !== undefined ? isMalformed : evidence.controls || names.every((name) => name === '' || latinSets.has(name));
  return isUtf8 && isSure ? mislabelled(['ISO_IR 192']) : { characterSet: declared, quirk: undefined };
}

function mislabelled(terms: readonly string[]): RecognizedCharacterSet {
  return { characterSet: CharacterSet.of(terms), quirk: 'character_set_mislabelled' };
}

function isPlain(text: Uint8Array): boolean {
  return text.every((byte) => byte < 0x80 && byte !== 0x1b);
}

function collect(text: Uint8Array, evidence: Evidence): void {
  for (let i = 0; i < text.length;) {
    const byte = text[i] as number;
    if (byte === 0x1b) {
      const escape = [2, 3].map((size) => latin1.decode(text, i + 1, Math.min(text.length, i + 1 + size)));
      const known = escape.find((characters) => setOfEscape.has(characters));
      if (known !== undefined) evidence.escapes.add(known);
    }
    if (byte >= 0x80 && byte < 0xa0) evidence.controls = true;
    const size = byte < 0x80 ? 1 : sizeInUtf8(text, i);
    if (size === 0) evidence.notUtf8 = true;
    if (size > 1) {
      evidence.utf8 = true;
      for (let at = i + 1; at < i + size; at++) if ((text[at] as number) < 0xa0) evidence.controls = true;
    }
    i += Math.max(1, size);
  }
}

/** Bytes of the character that begins here; 0 where it is malformed. */
function sizeInUtf8(text: Uint8Array, start: number): number {
  const byte = text[start] as number;
  const size = byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
  const character = decoderOf('utf-8').decode(text.subarray(start, start + size));
  return size > 0 && [...character].length === 1 && character !== '\ufffd' ? size : 0;
}

/** Sets of one byte a character in the lower half are no evidence: nearly all of their characters are the same. */
function isDeclared(escape: string, names: readonly string[], label: string | undefined): boolean {
  const set = setOfEscape.get(escape);
  if (set === undefined || (set.half === 'G0' && !set.double)) return true;
  return label === undefined && names.some((name) => setsOfTerm.get(Number(name))?.includes(set));
}

function withEscapes(
  terms: readonly string[],
  names: readonly string[],
  label: string | undefined,
  escapes: readonly string[],
): string[] {
  const added = escapes.flatMap((escape) => {
    const set = setOfEscape.get(escape);
    const term = [...setsOfTerm].find(([, sets]) => set !== undefined && sets.includes(set));
    return term === undefined ? [] : [`ISO 2022 IR ${term[0]}`];
  });
  // A set that stands alone has no escape sequences, so it is not the one.
  if (label !== undefined || terms.length === 0) return ['', ...added];
  const known = names.map((name, i) => (name === '6' || name === '' ? (terms[i] as string) : `ISO 2022 IR ${name}`));
  return [...known.map((term) => (term === 'ISO_IR 6' ? '' : term)), ...added];
}
