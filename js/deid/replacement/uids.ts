// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// New UIDs for old ones: the same for the same secret in every file, session and machine, without a table (PS3.15 §E.3.9, action U).

import { findUid } from '../../dictionary/uids.js';
import { misuse } from '../../errors.js';
import { isValidUid, uidOfBits } from '../../values/uid.js';
import { formatCsv, readCsv } from './csv.js';
import type { Secret } from './secret.js';

/** UIDs that the user gives for others; what it does not name gets one by the secret. */
export type UidSource = ReadonlyMap<string, string> | ((uid: string) => string | undefined);

export interface UidMapOptions {
  readonly secret: Secret;
  /** Asked first, with the text without padding. A UID that it gives for itself stays; registered ones stay without being asked about. */
  readonly mapping?: UidSource | undefined;
  /** Whether every UID that is replaced is remembered for `exportMapping`. Otherwise memory stays bounded. */
  readonly keepsMapping?: boolean | undefined;
}

/** Which UID became which. Who has it can tell the originals from the results. */
export interface UidMapping {
  readonly reidentifying: true;
  /** Original, replacement. */
  readonly uids: readonly (readonly [string, string])[];
}

/** Entries that are remembered only to be quick. */
const mostCached = 4096;
const longestUid = 64;

/** Replaces UIDs. One serves as many data sets as are to keep their references to each other. */
export class UidMap {
  readonly #options: UidMapOptions;
  readonly #replaced = new Map<string, string>();

  constructor(options: UidMapOptions) {
    this.#options = options;
  }

  /**
   * The UID that stands for another: HMAC-SHA-256 of its text, the first 128 bits with the version (8) and variant of RFC 9562 in place,
   * below 2.25. Padding and spaces around it do not matter; a text that is no valid UID is replaced alike; an empty one stays
   * empty. UIDs that PS3.6 registers stay, as they name no instance.
   * @throws TypeError with code `argument_invalid` where the user's function gives what is no UID.
   */
  map(uid: string): string {
    const text = trimUid(uid);
    if (text === '' || findUid(text) !== undefined) return text;
    const known = this.#replaced.get(text);
    if (known !== undefined) return known;
    const replacement = this.#given(text) ?? uidOfBits(this.#options.secret.mac('uids', text), 8);
    const keeps = this.#options.keepsMapping === true;
    if (!keeps && this.#replaced.size >= mostCached) this.#replaced.clear();
    // What is longer is no UID, and could fill the memory.
    if (keeps || text.length <= longestUid) this.#replaced.set(text, replacement);
    return replacement;
  }

  /** The values of an element, of which there may be several, each replaced. */
  mapValues(uids: readonly string[]): string[] {
    return uids.map((uid) => this.map(uid));
  }

  /**
   * What was replaced by what so far, in the order in which it was met first.
   * @throws TypeError with code `argument_invalid` unless `keepsMapping` was asked for.
   */
  exportMapping(): UidMapping {
    if (this.#options.keepsMapping !== true)
      throw misuse('argument_invalid', 'the mapping is kept only with keepsMapping');
    return { reidentifying: true, uids: [...this.#replaced] };
  }

  #given(text: string): string | undefined {
    const { mapping } = this.#options;
    const given = typeof mapping === 'function' ? mapping(text) : mapping?.get(text);
    if (given !== undefined && !isValidUid(given)) throw misuse('argument_invalid', 'a replacement is no valid UID');
    return given;
  }
}

const [originalColumn, replacementColumn] = ['Original UID (re-identifying)', 'Replacement UID'];

/** The mapping as a table whose header says that it re-identifies; `readUidMapping` reads it. */
export function formatUidMapping({ uids }: UidMapping): string {
  return formatCsv([[originalColumn, replacementColumn], ...uids]);
}

/**
 * Reads a table of UIDs: the columns are named `Original UID` and `Replacement UID`, or as `formatUidMapping` names them.
 * @throws TypeError with code `argument_invalid` where it is no such table, a replacement is no valid UID, is registered or replaced
 * itself, an original is named twice, or two originals would become one. The message names the line.
 */
export function readUidMapping(csv: string): ReadonlyMap<string, string> {
  const mapping = new Map<string, string>();
  const replacements = new Set<string>();
  const rows = readCsv(csv);
  for (const row of rows) {
    const original = trimUid(row.field(originalColumn) ?? row.field('Original UID') ?? '');
    const replacement = trimUid(row.field(replacementColumn) ?? '');
    if (original === '' || !isValidUid(replacement)) throw row.wrong('has no original UID, or no valid replacement');
    if (findUid(replacement) !== undefined) throw row.wrong('gives a UID that PS3.6 registers for another');
    if (mapping.has(original)) throw row.wrong('names a UID a second time');
    if (replacements.has(replacement)) throw row.wrong('gives a replacement a second time');
    mapping.set(original, replacement);
    replacements.add(replacement);
  }
  // Two that change places would each point at the other's data.
  for (const row of rows) {
    const replacement = trimUid(row.field(replacementColumn) ?? '');
    if (mapping.has(replacement) && mapping.get(replacement) !== replacement) {
      throw row.wrong('gives a UID that is itself replaced');
    }
  }
  return mapping;
}

function trimUid(uid: string): string {
  return uid.replaceAll('\0', ' ').trim();
}
