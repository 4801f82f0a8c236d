// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The tables of PS3.15 Annex E and keep.tsv, read once more: nothing here is the rule engine's but the rows themselves.

import type { Profile } from '../../profile.js';
import { keepRows } from '../../tables/keep-rows.js';
import { profileRows } from '../../tables/profile-rows.js';
import { safePrivateRows } from '../../tables/safe-private-rows.js';
import { structuredContentRows } from '../../tables/structured-content-rows.js';

/** What a table allows under the options of a profile: letters of PS3.15 Table E.1-1a. */
export interface Allowed {
  readonly letters: string;
  /** The row. */
  readonly rule: string;
  /** Whether the Clean Descriptors Option has a say in it: what it tells need not be about the patient. */
  readonly isDescriptor: boolean;
}

type Options = Profile['options'];

const contentColumns = [
  'retainUids',
  'retainDeviceIdentity',
  'retainInstitutionIdentity',
  'retainPatientCharacteristics',
  'retainLongitudinalFullDates',
  'retainLongitudinalModifiedDates',
  'cleanDescriptors',
] as const;
const columns = ['retainSafePrivate', ...contentColumns, 'cleanStructuredContent', 'cleanGraphics'] as const;

/**
 * What the cells of a row allow. Of a compound code any action will do. What an option adds may not be possible for a value, so that
 * the Basic Profile's action stays allowed; where one option cleans what another keeps, it is cleaned: PS3.15 §E.3.6.
 */
function allowedBy(cells: string, names: readonly (keyof Options)[], options: Options, rule: string): Allowed {
  const [basic = '', ...others] = cells.split(',');
  const added = names.map((name, i) => (options[name] ? (others[i] ?? '') : '')).join('');
  const own = added.includes('C') ? 'C' : added;
  const isDescriptor = others[names.indexOf('cleanDescriptors')] === 'C';
  return { letters: own + basic.replace(/[^DZXKCU]/g, ''), rule: `${rule} ${basic}`, isDescriptor };
}

/** Calls back with each tag of `0008:0020,0021 60xx:3000`, in lower case. */
function eachTag(list: string, use: (digits: string) => void): void {
  for (const group of list.split(' ')) {
    const [number = '', elements = ''] = group.split(':');
    for (const element of elements.split(',')) use((number + element).toLowerCase());
  }
}

/** Whether digits are those of a pattern with `x` for any. */
export function matches(pattern: string, digits: string): boolean {
  return [...pattern].every((digit, i) => digit === 'x' || digit === digits[i]);
}

export class Rows {
  readonly #exact = new Map<string, Allowed>();
  readonly #patterns: (readonly [string, Allowed])[] = [];
  readonly #keep = new Map<string, string>();
  readonly #safe = new Map<string, string>();
  readonly #content = new Map<string, Allowed>();

  constructor(options: Options) {
    for (const line of profileRows.split('\n')) {
      const [cells = '', tags = ''] = line.split('\t');
      eachTag(tags, (digits) => {
        const name = `E.1-1 (${digits.slice(0, 4)},${digits.slice(4)})`.toUpperCase();
        const said = allowedBy(cells, columns, options, name);
        if (digits.includes('x')) this.#patterns.push([digits, said]);
        else this.#exact.set(digits, said);
      });
    }
    for (const line of keepRows.split('\n')) {
      const [action = '', , tags = ''] = line.split('\t');
      eachTag(tags, (digits) => this.#keep.set(digits, action));
    }
    this.#readSafe();
    this.#readContent(options);
  }

  /** The row of Table E.1-1 for a tag of eight digits. */
  attribute(digits: string): Allowed | undefined {
    return this.#exact.get(digits) ?? this.#patterns.find(([pattern]) => matches(pattern, digits))?.[1];
  }

  /** The action of keep.tsv. */
  kept(digits: string): string | undefined {
    return this.#keep.get(digits);
  }

  /** The VR that Table E.3.10-1 has for a private attribute; `undefined` where it does not name it. */
  safeVr(creator: string | undefined, digits: string): string | undefined {
    return this.#safe.get(`${creator ?? ''}\n${digits.slice(0, 4)}${digits.slice(6)}`);
  }

  /** The row of Table E.3.4-1 for a content item. */
  content(scheme: string, code: string, valueType: string): Allowed | undefined {
    return this.#content.get(`${scheme}\n${code}\n${valueType}`);
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
        this.#safe.set(`${creator}\n${(group + each.slice(0, 2)).toLowerCase()}`, each.slice(2));
      }
    }
  }

  #readContent(options: Options): void {
    let cells = '';
    for (const line of structuredContentRows.split('\n')) {
      if (line.startsWith('>')) {
        cells = line.slice(1);
        continue;
      }
      const [scheme = '', concepts = ''] = line.split('\t');
      // The version of a scheme, `NCDR [2.0b]`, has an attribute of its own.
      const [name = ''] = scheme.split(' [');
      for (const concept of concepts.split(',')) {
        const [code = '', valueType = ''] = concept.split(' ');
        const said = allowedBy(cells, contentColumns, options, `E.3.4-1 (${code}, ${name}) ${valueType}`);
        this.#content.set(`${name}\n${code}\n${valueType}`, said);
      }
    }
  }
}
