// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the tables allow of an attribute, read from their rows once more: nothing here is the rule engine's. Where several actions are
// allowed, as in compound codes and where options add one, any of them will do.

import { names } from '../../dictionary/names.js';
import { isPrivate, isPrivateCreator } from '../../dictionary/private-blocks.js';
import { Selection } from '../../flows/selector.js';
import type { ElementContext } from '../../sinks/element-reader.js';
import { isTextVr } from '../../values/text.js';
import type { Override, Profile } from '../profile.js';
import { keepRows } from '../tables/keep-rows.js';
import { profileRows } from '../tables/profile-rows.js';
import { safePrivateRows } from '../tables/safe-private-rows.js';

/** What is allowed of an attribute: letters of PS3.15 Table E.1-1a. */
export interface Expectation {
  readonly allowed: string;
  /** The row that says so. */
  readonly rule: string;
  /** Whether the table calls it a descriptor: what it says need not be about the patient. */
  readonly isDescriptor?: boolean;
}

/** The columns of Table E.1-1 behind the Basic Profile's. */
const columns = [
  'retainSafePrivate',
  'retainUids',
  'retainDeviceIdentity',
  'retainInstitutionIdentity',
  'retainPatientCharacteristics',
  'retainLongitudinalFullDates',
  'retainLongitudinalModifiedDates',
  'cleanDescriptors',
  'cleanStructuredContent',
  'cleanGraphics',
] as const;

const keepActions: Readonly<Record<string, string>> = { keep: 'KXZD', dummy: 'XZD', empty: 'XZ', clean: 'CXZD' };
const removedVrs = new Set('AE LO SH PN ST LT UT UC UR UN OB OW OF OD OL OV'.split(' '));

/** Calls back with each tag of `0008:0020,0021 60xx:3000`, in lower case. */
function eachTag(list: string, use: (digits: string) => void): void {
  for (const group of list.split(' ')) {
    const [number = '', elements = ''] = group.split(':');
    for (const element of elements.split(',')) use((number + element).toLowerCase());
  }
}

function matches(pattern: string, digits: string): boolean {
  return [...pattern].every((digit, i) => digit === 'x' || digit === digits[i]);
}

export class Expectations {
  readonly #profile: Profile;
  readonly #exact = new Map<string, Expectation>();
  readonly #patterns: (readonly [string, Expectation])[] = [];
  readonly #keep = new Map<string, Expectation>();
  readonly #safe = new Set<string>();
  readonly #overrides: readonly (readonly [Override, Selection | undefined])[];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#readProfile();
    this.#readSafe();
    for (const line of keepRows.split('\n')) {
      const [action = '', , tags = ''] = line.split('\t');
      eachTag(tags, (digits) =>
        this.#keep.set(digits, { allowed: keepActions[action] ?? 'X', rule: `keep.tsv ${action}` }),
      );
    }
    this.#overrides = profile.overrides.map((each) => [each, 'path' in each ? new Selection([each.path]) : undefined]);
  }

  /** What is allowed of an element. */
  of({ header, creator }: ElementContext): Expectation {
    const { tag, vr } = header;
    const digits = tag.toString(16).padStart(8, '0');
    const own = isPrivate(tag) ? this.#private(digits, tag, creator) : this.#standard(digits, tag, vr);
    // Each override that is about it allows its action, and what is stricter: which of them goes first is not for us to say.
    let { allowed } = own;
    for (const [override, selection] of this.#overrides) {
      const isAbout = selection?.namesElement(tag, header.parent) ?? isNamed(override, digits, tag, vr, creator);
      if (isAbout) allowed += override.action;
    }
    return allowed === own.allowed ? own : { ...own, allowed, rule: `${own.rule}, overridden` };
  }

  #standard(digits: string, tag: number, vr: string): Expectation {
    const group = tag >>> 16;
    if ((tag & 0xffff) === 0) return { allowed: 'X', rule: 'group length' };
    const named = this.#exact.get(digits) ?? this.#patterns.find(([pattern]) => matches(pattern, digits))?.[1];
    if (named !== undefined) return named;
    if (group < 8 || group >= 0xfffc || tag === 0x00080001) return { allowed: 'X', rule: 'no attribute of a data set' };
    const vrs = names.vrsOf(tag) ?? [];
    if (vrs.length === 0) return { allowed: 'X', rule: 'unknown attribute' };
    const kept = this.#keep.get(digits);
    if (kept !== undefined) return kept;
    const used = vr === 'UN' || vr === '' ? (vrs[0] ?? 'UN') : vr;
    if (removedVrs.has(used)) return { allowed: 'X', rule: `unnamed ${used}` };
    const { retainUids, retainLongitudinalFullDates, retainLongitudinalModifiedDates } = this.#profile.options;
    if (used === 'UI') return { allowed: retainUids ? 'UKXD' : 'UXD', rule: 'unnamed UI' };
    if (used === 'DA' || used === 'TM' || used === 'DT') {
      const more = (retainLongitudinalFullDates ? 'K' : '') + (retainLongitudinalModifiedDates ? 'C' : '');
      return { allowed: `XZD${more}`, rule: `unnamed ${used}` };
    }
    return { allowed: 'KX', rule: `unnamed ${used}` };
  }

  #private(digits: string, tag: number, creator: string | undefined): Expectation {
    const gone = { allowed: 'X', rule: 'private attribute' };
    if (!this.#profile.options.retainSafePrivate) return gone;
    if (isPrivateCreator(tag)) return { allowed: 'KX', rule: 'private creator' };
    const isSafe = this.#safe.has(`${creator ?? ''}\n${digits.slice(0, 4)}${digits.slice(6)}`);
    return isSafe ? { allowed: 'KCX', rule: 'E.3.10-1' } : gone;
  }

  #readProfile(): void {
    for (const line of profileRows.split('\n')) {
      const [codes = '', tags = ''] = line.split('\t');
      const [basic = '', ...others] = codes.split(',');
      const added = columns.map((name, i) => (this.#profile.options[name] ? (others[i] ?? '') : ''));
      const allowed = [basic, ...added].join('').replace(/[^DZXKCU]/g, '');
      const isDescriptor = others[columns.indexOf('cleanDescriptors')] === 'C';
      eachTag(tags, (digits) => {
        const said = { allowed, rule: `E.1-1 (${digits.slice(0, 4)},${digits.slice(4)}) ${basic}`, isDescriptor };
        if (digits.includes('x')) this.#patterns.push([digits, said]);
        else this.#exact.set(digits, said);
      });
    }
  }

  #readSafe(): void {
    let creator = '';
    for (const line of safePrivateRows.split('\n')) {
      if (line.startsWith('>')) {
        creator = line.slice(1);
        continue;
      }
      const [group = '', elements = ''] = line.split(':');
      for (const each of elements.split(',')) {
        this.#safe.add(`${creator}\n${(group + each.slice(0, 2)).toLowerCase()}`);
      }
    }
  }
}

/** Whether an override is about an element, wherever it stands. */
function isNamed(override: Override, digits: string, tag: number, vr: string, creator: string | undefined): boolean {
  if ('tag' in override) return matches(override.tag.replace(/[(),]/g, '').toLowerCase(), digits);
  if ('vr' in override)
    return override.vr === vr && (override.action !== 'K' || names.vrsOf(tag)?.includes(vr) === true);
  if (!('creator' in override) || !isPrivate(tag)) return false;
  if (isPrivateCreator(tag)) return true;
  if (override.creator !== creator) return false;
  const inGroup = override.group === undefined || override.group.toLowerCase() === digits.slice(0, 4);
  return inGroup && (override.element === undefined || override.element.toLowerCase() === digits.slice(6));
}

/** Whether a value may stay as it is, or what cleaning leaves of it. */
export function mayStay({ allowed }: Expectation): boolean {
  return allowed.includes('K') || allowed.includes('C');
}

/** The VR to read a value by: of UN what the dictionary says, as long as it is text. PS3.5 §6.2.2 */
export function textVrOf(tag: number, vr: string): string {
  if (vr !== 'UN' && vr !== '') return vr;
  const [known = vr] = isPrivate(tag) ? [] : (names.vrsOf(tag) ?? []);
  return isTextVr(known) ? known : vr;
}
