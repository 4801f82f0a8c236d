// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a de-identified file must say of itself: markers and codes (PS3.15 §E.1.1, §E.3, PS3.16 CID 7050), and file meta information
// with nothing of the original's (PS3.10 §7.1).

import { findUid } from '../../dictionary/uids.js';
import { implementationClassUID, implementationVersionName } from '../../flow/implementation.js';
import type { ElementContext } from '../../sinks/element-reader.js';
import type { Profile } from '../profile.js';
import type { Findings } from './verification.js';

const basic: Code = ['113100', 'Basic Application Confidentiality Profile'];
type Code = readonly [value: string, meaning: string];

/** PS3.16 CID 7050. */
const codeOf: Readonly<Record<keyof Profile['options'], Code>> = {
  cleanPixelData: ['113101', 'Clean Pixel Data Option'],
  cleanGraphics: ['113103', 'Clean Graphics Option'],
  cleanStructuredContent: ['113104', 'Clean Structured Content Option'],
  cleanDescriptors: ['113105', 'Clean Descriptors Option'],
  retainLongitudinalFullDates: ['113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
  retainLongitudinalModifiedDates: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
  retainPatientCharacteristics: ['113108', 'Retain Patient Characteristics Option'],
  retainDeviceIdentity: ['113109', 'Retain Device Identity Option'],
  retainUids: ['113110', 'Retain UIDs Option'],
  retainSafePrivate: ['113111', 'Retain Safe Private Option'],
  retainInstitutionIdentity: ['113112', 'Retain Institution Identity Option'],
};

const metaTags = new Set([0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010, 0x00020012, 0x00020013]);
const rule = 'PS3.15 §E.1.1 and §E.3';
const metaRule = 'file meta information is its own (PS3.10 §7.1)';

/** What the original has at the same place. */
interface Beside {
  /** It has the same value, which may not stay. */
  readonly isSame: boolean;
  /** It has the same value, which may. */
  readonly isKept: boolean;
}

export class OwnAttributes {
  readonly #profile: Profile;
  readonly #findings: Findings;
  readonly #expected: ReadonlyMap<string, string>;
  readonly #codes = new Set<string>();
  readonly #methods = new Set<string>();
  readonly #seen = new Set<number>();
  /** Of the file meta information and the data set. */
  readonly #uids = new Map<number, string>();

  constructor(profile: Profile, findings: Findings) {
    this.#profile = profile;
    this.#findings = findings;
    const used = (Object.keys(codeOf) as (keyof typeof codeOf)[]).filter((name) => profile.options[name]);
    this.#expected = new Map([basic, ...used.map((name) => codeOf[name])]);
  }

  /** An element of the root that the file meta information repeats. */
  note(tag: number, text: string): void {
    if (!this.#uids.has(tag)) this.#uids.set(tag, text);
  }

  /** Whether the element says what it must, so that words of the original may be in it. */
  element({ header }: ElementContext, text: string, beside: Beside): boolean {
    const { tag, meta, parent, position } = header;
    const path = header.path.toString();
    if (meta) return this.#meta(tag, text, path, position, beside);
    if (parent === undefined) {
      this.#seen.add(tag);
      switch (tag) {
        case 0x00120062:
          return this.#check(text === 'YES', path, position);
        case 0x00120063:
          for (const each of text.split('\\')) this.#methods.add(each);
          return this.#check(text !== '', path, position) && text.split('\\').every((each) => this.#isOwn(each));
        default:
          return this.#check(text === this.#temporal, path, position);
      }
    }
    const isInItem = parent.tag === 0x00120064 && parent.parent === undefined;
    if (!isInItem) return this.#check(false, path, position, 'present');
    if (tag === 0x00080100) {
      this.#codes.add(text);
      return this.#check(this.#expected.has(text), path, position, 'present');
    }
    if (tag === 0x00080102) return this.#check(text === 'DCM', path, position);
    if (tag === 0x00080104) return this.#check([...this.#expected.values()].includes(text), path, position);
    return this.#check(false, path, position, 'present');
  }

  end(): void {
    for (const [tag, path] of [
      [0x00120062, '(0012,0062)'],
      [0x00120063, '(0012,0063)'],
      [0x00280303, '(0028,0303)'],
    ] as const) {
      if (!this.#seen.has(tag)) this.#findings.add({ kind: 'missing', path, position: 0, rule });
    }
    for (const [value, meaning] of this.#expected) {
      // With overrides the result may not be the profile any more.
      if (value === basic[0] && this.#profile.overrides.length > 0) continue;
      if (!this.#codes.has(value)) this.#missing('(0012,0064)', `${rule}: ${value}`);
      // What others than we write must not be word by word what we do, but must be there.
      if (this.#codes.has(value) && this.#methods.size > 0 && !this.#methods.has(meaning)) {
        this.#missing('(0012,0063)', `${rule}: ${meaning}`);
      }
    }
    for (const [inMeta, inData] of [
      [0x00020002, 0x00080016],
      [0x00020003, 0x00080018],
    ] as const) {
      const [said, is] = [this.#uids.get(inMeta), this.#uids.get(inData)];
      if (said === undefined || is === undefined || said === is) continue;
      const path = inMeta === 0x00020002 ? '(0002,0002)' : '(0002,0003)';
      this.#findings.add({ kind: 'changed', path, position: 0, rule: metaRule });
    }
  }

  #meta(tag: number, text: string, path: string, position: number, { isSame, isKept }: Beside): boolean {
    if (!metaTags.has(tag)) {
      this.#findings.add({ kind: 'present', path, position, rule: metaRule });
      return false;
    }
    switch (tag) {
      case 0x00020000:
      case 0x00020001:
        return true;
      case 0x00020002:
      case 0x00020003:
        this.#uids.set(tag, text);
        if (isKept || findUid(text) !== undefined) return true;
        if (isSame) this.#findings.add({ kind: 'unchanged', path, position, rule: metaRule });
        return false;
      case 0x00020010:
        return this.#check(findUid(text) !== undefined, path, position);
      default: {
        const isOurs = text === (tag === 0x00020012 ? implementationClassUID : implementationVersionName);
        if (!isOurs && isSame) this.#findings.add({ kind: 'unchanged', path, position, rule: metaRule });
        return isOurs;
      }
    }
  }

  get #temporal(): string {
    const { retainLongitudinalFullDates, retainLongitudinalModifiedDates } = this.#profile.options;
    return retainLongitudinalModifiedDates ? 'MODIFIED' : retainLongitudinalFullDates ? 'UNMODIFIED' : 'REMOVED';
  }

  #isOwn(text: string): boolean {
    const isOurs = text === implementationVersionName || text.startsWith('PS3.15 Annex E');
    return isOurs || [...this.#expected.values()].includes(text);
  }

  #check(isRight: boolean, path: string, position: number, kind: 'changed' | 'present' = 'changed'): boolean {
    if (!isRight) this.#findings.add({ kind, path, position, rule });
    return isRight;
  }

  #missing(path: string, what: string): void {
    this.#findings.add({ kind: 'missing', path, position: 0, rule: what });
  }
}
