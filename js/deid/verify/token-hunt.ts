// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The output's bytes, searched for tokens of the original.

import type { Part } from '../../part.js';
import { type TokenHit, TokenSearch } from '../../wasm/token-search.js';
import type { Original } from './original.js';
import type { Acceptance } from './output.js';
import type { Token } from './token-set.js';
import type { Findings, NotSearched } from './verification.js';

/** A hit, and the part whose bytes complete it. */
interface Found {
  readonly token: number;
  readonly position: number;
}

const pixelTags = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010]);
const bulkVrs = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV']);
const bulkSize = 65_536;
const bulkMinimum = 6;
const codedMinimum = 8;
/** Hits in one element; each token is told of once. */
const mostFound = 100_000;

export class TokenHunt {
  /** Bytes that were searched. */
  bytes = 0;
  readonly #search: TokenSearch;
  readonly #tokens: readonly Token[];
  readonly #texts: readonly string[];
  readonly #findings: Findings;
  readonly #notSearched: NotSearched;
  /** How many bytes of native samples are still to come. */
  #samples = Infinity;
  #given = 0;
  #origin = 0;
  readonly #found = new Map<number, Found>();
  #element: Part | undefined;
  /** How many bytes had been given with the element's header. What is in it are numbers; a token may reach from it into the value. */
  #headerEnd = 0;
  readonly #onHit = ({ token, begin, end }: TokenHit): void => {
    if (end <= this.#headerEnd) return;
    if (this.#found.size < mostFound && !this.#found.has(token)) {
      this.#found.set(token, { token, position: Math.max(0, this.#origin + begin) });
    }
  };

  private constructor(search: TokenSearch, tokens: readonly Token[], texts: readonly string[], to: Reported) {
    this.#search = search;
    this.#tokens = tokens;
    this.#texts = texts;
    this.#findings = to.findings;
    this.#notSearched = to.notSearched;
  }

  /** @throws DicomError with code `memory_exhausted`. */
  static async of({ tokens: set, characterSets }: Original, to: Reported): Promise<TokenHunt> {
    const { tokens, texts, spellings } = set.spelled(characterSets);
    const search = await TokenSearch.of(spellings, Math.max(tokens.length, 1));
    to.notSearched.add('tags, VRs and lengths');
    return new TokenHunt(search, tokens, texts, to);
  }

  get tokens(): number {
    return this.#tokens.length;
  }

  /**
   * The next part. An element is searched as one, with its header: what is odd may begin there. So are pixel data, whatever their
   * fragments; of those the headers, which cut comments in two, are passed over. Of native ones so many bytes as are `samples` are.
   */
  part(part: Part, samples: number): void {
    const { kind, size, tag } = part;
    const isValue = kind === 'value';
    if (!isValue && kind !== 'fragment') this.#element = part;
    if (kind === 'fragments') this.#search.beginCodestream();
    // Those of icons are judged with the sequence that they stand in.
    if (kind === 'header') this.#samples = part.parent === undefined && tag === 0x7fe00010 ? samples : Infinity;
    if (kind === 'fragment' || kind === 'fragmentsEnd' || size === 0) return;
    // Where it stands in the file is known by where its part does.
    this.#origin = part.position - this.#given;
    let { bytes } = part;
    if (isValue && pixelTags.has(tag) && part.index < 0) {
      this.#notSearched.add('samples of native pixel data');
      const rest = this.#samples;
      this.#samples = Math.max(0, rest - size);
      bytes = bytes.subarray(Math.min(rest, size));
      this.#origin += size - bytes.length;
    }
    const isHeader = !isValue && kind !== 'preamble' && kind !== 'unknown' && kind !== 'unparsed';
    if (isHeader) this.#headerEnd = this.#given + bytes.length;
    // Behind the preamble stands its prefix.
    if (kind === 'preamble') bytes = bytes.subarray(0, 128);
    this.#given += bytes.length;
    this.bytes += bytes.length;
    if (isValue && part.index >= 0) {
      this.#notSearched.add('numbers in encapsulated pixel data: only for tokens of 8 bytes and more');
      return this.#search.searchCodestream(part.bytes, codedMinimum, this.#onHit);
    }
    const isBulk = isValue && part.length > bulkSize && bulkVrs.has(part.vr);
    if (isBulk) this.#notSearched.add('values of bytes of more than 64 KiB: only for tokens of 6 bytes and more');
    this.#search.search(bytes, isBulk ? bulkMinimum : 0, this.#onHit);
  }

  /** The element is over: what was found in it is told, but for what may stand there. */
  settle(accepts: Acceptance): void {
    this.#search.interrupt(this.#onHit);
    const element = this.#element;
    for (const { token: number, position } of this.#found.values()) {
      const token = this.#tokens[number];
      if (token === undefined) continue;
      if (accepts(token, this.#texts[number] ?? '')) {
        // Compared attribute by attribute only, where it may be a coincidence: who is called Axial is not hidden by that.
        if (token.isIdentifying)
          this.#notSearched.add('identifying words, where attributes that are kept have them', token.source);
        continue;
      }
      const path = element === undefined || element.tag === 0 ? {} : { path: element.path.toString() };
      const rule = 'what identifies stands nowhere in the output';
      this.#findings.add({ kind: 'token', ...path, source: token.source, position, rule });
    }
    this.#found.clear();
  }

  release(): void {
    this.#search.release();
  }
}

interface Reported {
  readonly findings: Findings;
  readonly notSearched: NotSearched;
}
