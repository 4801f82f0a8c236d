// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The output's bytes, searched for tokens of the original.

import type { Part } from '../../part.js';
import { encodeText } from '../../values/encode/encode-text.js';
import type { CharacterSet } from '../../values/text.js';
import { type Spelling, type TokenHit, TokenSearch } from '../../wasm/token-search.js';
import type { Profile } from '../profile.js';
import type { Original, Token } from './original.js';
import { borderOf } from './tokens.js';
import type { Findings } from './verification.js';

/** What outputs say whatever the original: PS3.16 CID 7050, what says that nothing is known, and who wrote it. */
const said = [
  'Basic Application Level Confidentiality Profile',
  'Basic Application Confidentiality Profile',
  'Clean Pixel Data Option',
  'Clean Recognizable Visual Features Option',
  'Clean Graphics Option',
  'Clean Structured Content Option',
  'Clean Descriptors Option',
  'Retain Longitudinal Temporal Information Full Dates Option',
  'Retain Longitudinal Temporal Information Modified Dates Option',
  'Retain Patient Characteristics Option',
  'Retain Device Identity Option',
  'Retain UIDs Option',
  'Retain Safe Private Option',
  'Retain Institution Identity Option',
  'PS3.15 Annex E DICM DCMSTREAM UNMODIFIED MODIFIED REMOVED ISO_IR 192',
  // PS3.3 §C.17.3: of the dummies of content items.
  'CONTAINS HAS OBS CONTEXT HAS ACQ CONTEXT HAS CONCEPT MOD HAS PROPERTIES INFERRED FROM SELECTED FROM CONTAINER TEXT',
  'ANONYMOUS^UNKNOWN https://unknown.invalid/ 19000101 19000101000000 000000',
];

const pixelTags = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010]);
const bulkVrs = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV']);
const bulkSize = 65536;
const bulkMinimum = 6;
const codedMinimum = 8;

export class PartSearch {
  /** Bytes that were searched. */
  bytes = 0;
  readonly notSearched = new Set<string>();
  readonly #search: TokenSearch;
  readonly #sources: readonly Token[];
  readonly #profile: Profile;
  readonly #findings: Findings;
  #given = 0;
  #start = 0;
  #part: Part | undefined;
  #before: Part | undefined;
  #startBefore = 0;
  readonly #onHit = (hit: TokenHit): void => this.#hit(hit);

  private constructor(search: TokenSearch, sources: readonly Token[], profile: Profile, findings: Findings) {
    this.#search = search;
    this.#sources = sources;
    this.#profile = profile;
    this.#findings = findings;
  }

  static async of(original: Original, profile: Profile, findings: Findings): Promise<PartSearch> {
    const sources: Token[] = [];
    const spellings: Spelling[] = [];
    const utf8 = new TextEncoder();
    for (const [text, token] of original.tokens) {
      if (token.isWeak && isWordsOf(text, original.cleaned)) continue;
      const border = borderOf(text);
      const where = { token: sources.length, wholeBegin: border !== 'none', wholeEnd: border === 'both' };
      sources.push(token);
      spellings.push({ ...where, bytes: utf8.encode(text) });
      if (/^\p{ASCII}*$/u.test(text)) continue;
      for (const other of new Set([text, text.toUpperCase(), text.toLowerCase()])) {
        if (other !== text) spellings.push({ ...where, bytes: utf8.encode(other) });
        for (const set of original.characterSets) {
          const bytes = encoded(other, set);
          if (bytes !== undefined) spellings.push({ ...where, bytes });
        }
      }
    }
    const search = await TokenSearch.of(spellings, Math.max(sources.length, 1));
    for (const text of [...said, ...original.kept]) search.learn(utf8.encode(text));
    return new PartSearch(search, sources, profile, findings);
  }

  get tokens(): number {
    return this.#sources.length;
  }

  part(part: Part): void {
    const { size } = part;
    if (part.kind === 'fragments') this.#search.beginCodestream();
    if (size === 0) return;
    this.#before = this.#part;
    this.#startBefore = this.#start;
    this.#part = part;
    this.#start = this.#given;
    this.#given += size;
    const isValue = part.kind === 'value';
    if (isValue && pixelTags.has(part.tag) && part.index < 0) {
      this.#search.interrupt(this.#onHit);
      this.#search.pass(size);
      this.notSearched.add('samples of native pixel data');
      return;
    }
    this.bytes += size;
    if (isValue && part.index >= 0) {
      this.notSearched.add('entropy-coded pixel data: only for tokens of 8 bytes and more');
      this.#search.searchCodestream(part.bytes, codedMinimum, this.#onHit);
      return;
    }
    const isBulk = isValue && part.length > bulkSize && bulkVrs.has(part.vr);
    if (isBulk)
      this.notSearched.add('values of more than 64 KiB that are no text: only for tokens of 6 bytes and more');
    this.#search.search(part.bytes, isBulk ? bulkMinimum : 0, this.#onHit);
  }

  end(): void {
    this.#search.interrupt(this.#onHit);
  }

  release(): void {
    this.#search.release();
  }

  #hit({ token, begin, end }: TokenHit): void {
    const isBefore = end <= this.#start && this.#before !== undefined;
    const part = isBefore ? this.#before : this.#part;
    const source = this.#sources[token];
    if (part === undefined || source === undefined) return;
    const isDateValue = part.vr === 'DA' || part.vr === 'DT';
    if (source.isDate && isDateValue && this.#profile.options.retainLongitudinalModifiedDates) return;
    const position = Math.max(0, part.position + begin - (isBefore ? this.#startBefore : this.#start));
    const path = part.tag === 0 ? undefined : part.path.toString();
    this.#findings.add('token', position, `${source.source} of the original`, path);
  }
}

function encoded(text: string, characterSet: CharacterSet): Uint8Array | undefined {
  try {
    return encodeText(text, 'UT', { characterSet });
  } catch {
    return undefined; // it has not all of the characters
  }
}

function isWordsOf(text: string, words: ReadonlySet<string>): boolean {
  return [...text.matchAll(/[\p{L}\p{M}]+|\d+/gu)].every(([word]) => words.has(word.toLowerCase()));
}
