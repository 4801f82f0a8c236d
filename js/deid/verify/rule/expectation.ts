// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the tables allow of an attribute, wherever it stands, and of the value of a content item.

import { names } from '../../../dictionary/names.js';
import { isPrivate, isPrivateCreator } from '../../../dictionary/private-blocks.js';
import type { ElementContext } from '../../../sinks/element-reader.js';
import { isTextVr } from '../../../values/text.js';
import type { Profile } from '../../profile.js';
import { Overridden } from './overridden.js';
import { type Allowed, Rows } from './rows.js';

/** What is allowed of an element's value. */
export interface Expectation extends Allowed {
  /** Whether its text identifies whatever its words are: Table E.1-1 names it, and not as a description. */
  readonly isIdentifying: boolean;
  /** Whether K holds only for text without identifying words. */
  readonly isChecked: boolean;
}

const keepLetters: Readonly<Record<string, string>> = { keep: 'KDZX', dummy: 'DZX', empty: 'ZX', clean: 'CDZX' };
const numbers = new Set('DS IS US SS UL SL UV SV FL FD'.split(' '));
const codes = new Set('CS AS AT'.split(' '));
const dates = new Set('DA TM DT'.split(' '));
const identifyingVrs = new Set('AE LO SH PN ST LT UT UC UR DA DT UI'.split(' '));

export class Expectations {
  readonly #options: Profile['options'];
  readonly #rows: Rows;
  readonly #overridden: Overridden;
  readonly #known = new Map<string, Expectation>();

  constructor(readonly profile: Profile) {
    this.#options = profile.options;
    this.#rows = new Rows(profile.options);
    this.#overridden = new Overridden(profile);
  }

  /** The VR that a value is read by: of UN what the tables have. PS3.5 §6.2.2 */
  vrOf({ header: { tag, vr }, creator }: ElementContext): string {
    if (vr !== 'UN' && vr !== '') return vr;
    if (isPrivateCreator(tag)) return 'LO';
    const [known] = isPrivate(tag) ? [this.#rows.safeVr(creator, digitsOf(tag))] : (names.vrsOf(tag) ?? []);
    return known === undefined || known === 'OX' ? 'UN' : known;
  }

  /** What is allowed of an element of that VR. */
  of({ header, creator }: ElementContext, vr: string): Expectation {
    const { tag, parent } = header;
    const hasPaths = this.profile.overrides.some((each) => 'path' in each);
    const key = hasPaths || isPrivate(tag) ? '' : `${tag} ${vr}`;
    const known = key === '' ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const digits = digitsOf(tag);
    const row = isPrivate(tag) ? undefined : this.#rows.attribute(digits);
    const own = row ?? (isPrivate(tag) ? this.#private(digits, tag, vr, creator) : this.#unnamed(digits, tag, vr));
    const isNamed = row !== undefined;
    const allowed = this.#overridden.of({ digits, tag, vr, parent, creator, isNamed }, own);
    const isChecked = isTextVr(vr) && !numbers.has(vr) && !codes.has(vr) && !isNamed && allowed === own;
    const isIdentifying = vr === 'PN' || (isNamed && !own.isDescriptor && identifyingVrs.has(vr));
    const result = { ...allowed, isIdentifying, isChecked };
    // Hostile files make up tags.
    if (key !== '' && this.#known.size < 10_000) this.#known.set(key, result);
    return result;
  }

  /** What is allowed of the value of a content item. PS3.15 §E.3.4 */
  ofContent(scheme: string, code: string, valueType: string): Expectation {
    const said = this.#rows.content(scheme, code, valueType) ?? this.#unnamedContent(valueType);
    const isIdentifying = valueType === 'PNAME' || valueType === 'DATE' || valueType === 'DATETIME';
    return { ...said, isIdentifying, isChecked: false };
  }

  #private(digits: string, tag: number, vr: string, creator: string | undefined): Allowed {
    if (!this.#options.retainSafePrivate) return gone('private attribute');
    if (isPrivateCreator(tag)) return plain('KX', 'private creator');
    const known = this.#rows.safeVr(creator, digits);
    if (known === undefined) return gone('private attribute that E.3.10-1 does not name');
    if (dates.has(vr) || vr === 'UI') return this.#byVr(vr);
    return plain('KX', 'E.3.10-1');
  }

  #unnamed(digits: string, tag: number, vr: string): Allowed {
    const group = tag >>> 16;
    if ((tag & 0xffff) === 0 || tag === 0x00080001) return gone('group length');
    if (group < 8 || group >= 0xfffe) return gone('no attribute of a data set');
    // Encrypted attributes and parameters of signatures: nobody can look through them.
    if (tag === 0x04000500 || tag === 0x4ffe0001) return gone('hidden or signed attributes');
    const known = names.vrsOf(tag) ?? [];
    if (known.length === 0) return gone('attribute that PS3.6 does not have');
    if (!fits(vr, known)) return gone('a VR that PS3.6 does not have for it');
    const kept = this.#rows.kept(digits);
    if (kept === 'characteristic') return plain(this.#options.retainPatientCharacteristics ? 'KX' : 'X', 'keep.tsv');
    if (kept === 'keep' && !isTextVr(vr)) return plain('KX', 'keep.tsv keep');
    return kept === undefined ? this.#byVr(vr) : plain(keepLetters[kept] ?? 'X', `keep.tsv ${kept}`);
  }

  #byVr(vr: string): Allowed {
    const { retainUids, retainLongitudinalFullDates, retainLongitudinalModifiedDates } = this.#options;
    const rule = `unnamed ${vr}`;
    // A code that is none becomes a dummy.
    if (vr === 'CS') return plain('KDX', rule);
    if (vr === 'SQ' || numbers.has(vr) || codes.has(vr)) return plain('KX', rule);
    if (vr === 'UI') return plain(retainUids ? 'KUDX' : 'UDX', rule);
    if (!dates.has(vr)) return gone(rule);
    return plain(retainLongitudinalModifiedDates ? 'CDZX' : retainLongitudinalFullDates ? 'KDZX' : 'DZX', rule);
  }

  /** Of concepts that Table E.3.4-1 does not name. */
  #unnamedContent(valueType: string): Allowed {
    const { cleanDescriptors } = this.#options;
    switch (valueType) {
      case 'DATE':
      case 'TIME':
      case 'DATETIME':
        return this.#byVr('DA');
      case 'UIDREF':
        return this.#byVr('UI');
      case 'TEXT':
        return plain(cleanDescriptors ? 'CDX' : 'DX', 'content item TEXT');
      case 'PNAME':
        return plain('DX', 'content item PNAME');
      default:
        return /^(CODE|NUM|CONTAINER|T?SCOORD|TCOORD|SCOORD3D|TABLE|IMAGE|WAVEFORM|COMPOSITE)$/.test(valueType)
          ? plain('KX', `content item ${valueType}`)
          : gone('content item of an unknown value type');
    }
  }
}

function digitsOf(tag: number): string {
  return tag.toString(16).padStart(8, '0');
}

function plain(letters: string, rule: string): Allowed {
  return { letters, rule, isDescriptor: false };
}

function gone(rule: string): Allowed {
  return plain('X', rule);
}

/** Whether a value of a VR can be what PS3.6 has other VRs for: text for text, numbers for numbers. */
function fits(vr: string, known: readonly string[]): boolean {
  if (known.includes(vr)) return true;
  if (codes.has(vr)) return false;
  const kind = kindOf(vr);
  return known.some((each) => !codes.has(each) && kindOf(each) === kind);
}

function kindOf(vr: string): string {
  if (numbers.has(vr)) return 'numbers';
  if (dates.has(vr)) return 'dates';
  return vr === 'UI' || vr === 'SQ' ? vr : isTextVr(vr) ? 'text' : 'bytes';
}
