// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The output against the tables, attribute by attribute.

import { findUid } from '../../dictionary/uids.js';
import { SpecificCharacterSet } from '../../dictionary/tags.js';
import { type Part } from '../../part.js';
import { type ElementContext, ElementReader, type ElementVisitor } from '../../sinks/element-reader.js';
import { isTextVr } from '../../values/text.js';
import type { Profile } from '../profile.js';
import { type Expectation, type Expectations, textVrOf } from './expectation.js';
import type { Original } from './original.js';
import type { Findings } from './verification.js';

const latin1 = new TextDecoder('latin1');
const allowedMeta = new Set([0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010, 0x00020012, 0x00020013]);
const markers = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303]);
const requiredMarkers = [0x00120062, 0x00120063, 0x00120064, 0x00280303];
const longest = 65536;

/** Values that say nothing, whoever wrote them. */
function isNeutral(text: string): boolean {
  return /^[0\s.:+\-\\\0]*$/.test(text) || /^(19000101|anonymous|unknown|none|no|yes)/i.test(text);
}

export class Output implements ElementVisitor {
  readonly #expectations: Expectations;
  readonly #original: Original;
  readonly #profile: Profile;
  readonly #findings: Findings;
  readonly #reader: ElementReader;
  readonly #seen = new Set<number>();

  constructor(expectations: Expectations, original: Original, profile: Profile, findings: Findings) {
    this.#expectations = expectations;
    this.#original = original;
    this.#profile = profile;
    this.#findings = findings;
    this.#reader = new ElementReader(this, longest);
  }

  part(part: Part): void {
    if (part.kind !== 'preamble') return this.#reader.part(part);
    // The last four bytes are the prefix. PS3.10 §7.1
    const isEmpty = part.bytes.subarray(0, 128).every((byte) => byte === 0);
    if (!isEmpty) this.#findings.add('present', part.position, 'the preamble is zeros');
  }

  /** All parts have been. */
  end(): void {
    for (const tag of requiredMarkers) {
      if (this.#seen.has(tag)) continue;
      const digits = tag.toString(16).padStart(8, '0').toUpperCase();
      this.#findings.add('missing', 0, 'PS3.15 §E.1.1 and §E.3', `(${digits.slice(0, 4)},${digits.slice(4)})`);
    }
  }

  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { header, characterSet } = context;
    const { tag } = header;
    const vr = textVrOf(tag, header.vr);
    const expectation = this.#begin(context);
    if (expectation === undefined) return;
    const isText = isTextVr(vr) && vr !== 'UN';
    const text = isText ? characterSet.decode(bytes, vr, start, end) : latin1.decode(bytes.subarray(start, end));
    const { allowed } = expectation;
    if (header.parent === undefined && markers.has(tag)) return this.#marker(tag, text, header.position);
    if (text === '' || allowed.includes('K')) return;
    const isDate = vr === 'DA' || vr === 'DT';
    if (allowed.includes('C') && !isDate) return;
    const path = header.path.toString();
    if (this.#original.values.get(path) !== text || isNeutral(text)) return;
    if (vr === 'UI' && text.split('\\').every((uid) => findUid(uid) !== undefined)) return;
    this.#findings.add('unchanged', header.position, expectation.rule, path);
  }

  longElement(context: ElementContext): void {
    this.#begin(context);
  }

  piece(): void {}

  sequence(context: ElementContext): void {
    this.#begin(context);
  }

  sequenceEnd(): void {}
  item(): void {}
  itemEnd(): void {}

  fragments(context: ElementContext): void {
    this.#begin(context);
  }

  fragment(): void {}
  fragmentsEnd(): void {}

  other(part: Part): void {
    if (part.size > 0 && part.kind !== 'deflated')
      this.#findings.add('present', part.position, 'bytes that are no elements');
  }

  /** What is allowed of an element; `undefined` where no more is to be said of it. */
  #begin(context: ElementContext): Expectation | undefined {
    const { header } = context;
    const { tag } = header;
    if (header.parent === undefined) this.#seen.add(tag);
    if (header.meta) {
      if (!allowedMeta.has(tag)) this.#present(header, 'file meta information');
      return tag === 0x00020003
        ? { allowed: this.#profile.options.retainUids ? 'K' : 'U', rule: 'E.1-1 (0002,0003) U' }
        : undefined;
    }
    if (tag === SpecificCharacterSet) return undefined;
    if (markers.has(tag) && header.parent === undefined) return { allowed: 'K', rule: 'markers' };
    const expectation = this.#expectations.of(context);
    if (expectation.allowed.replaceAll('X', '') === '') {
      this.#present(header, expectation.rule);
      return undefined;
    }
    return expectation;
  }

  #present(header: Part, rule: string): void {
    this.#findings.add('present', header.position, rule, header.path.toString());
  }

  #marker(tag: number, text: string, position: number): void {
    const { retainLongitudinalFullDates, retainLongitudinalModifiedDates } = this.#profile.options;
    const temporal = retainLongitudinalModifiedDates
      ? 'MODIFIED'
      : retainLongitudinalFullDates
        ? 'UNMODIFIED'
        : 'REMOVED';
    if (tag === 0x00120062 && text !== 'YES') this.#findings.add('missing', position, 'PS3.3 §C.7.1.1', '(0012,0062)');
    if (tag === 0x00280303 && text !== temporal) this.#findings.add('missing', position, 'PS3.15 §E.3', '(0028,0303)');
  }
}
