// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rules for attributes of the standard: those that Table E.1-1 names, and all others.

import { names } from '../../dictionary/names.js';
import { formatTag } from '../../path.js';
import { type AttributeRow, attributeRow } from '../tables/attribute-table.js';
import { type KeepRow, keepRow } from '../tables/keep-table.js';
import type { Action } from './action.js';
import { basicOf, byOption, choose, keptIf, removed } from './choose.js';
import type { Decision } from './decision.js';
import type { ProfileOptions } from './option.js';
import { canBe, kindOf } from './vr-kind.js';

// Not in the tables, since they are no information about anything.
const groupLength = removed('group length: counts bytes of the original (PS3.5 §7.2)');
const foreignGroup = removed('not of a data set: commands, file meta information, directories, delimiters');
const unknown = removed('unknown: not in PS3.6');
/** `(1010,xxxx)` is any tag of its group and any even number of bytes: in implicit VR text of whatever tag of the group would pass as numbers. */
const compressionCode = removed('compression code of ACR-NEMA images, whose pixels nothing decodes');
const emptyPlane = removed('overlay plane whose data E.1-1 (60xx,3000) removes');

/** Sequences that are of no use without what else is removed of their kind, and which nobody can look through. */
const fixed: ReadonlyMap<number, Decision> = new Map([
  [0x04000500, removed('encrypted attributes: what an earlier de-identification hid (PS3.15 §E.1.1)')],
  [0x4ffe0001, removed('parameters of signatures, which E.1-1 (FFFA,FFFA) removes')],
]);

const lengthToEnd = 0x00080001;
const noVrs: readonly string[] = [];

/**
 * What is done with an attribute of an even group that the file says has `vr`, overrides aside. What describes an overlay goes with
 * its data: `leavesPlane` where they are left.
 */
export function standardRule(
  tag: number,
  vr: string,
  options: ProfileOptions,
  leavesPlane = options.cleanGraphics,
): Decision {
  if ((tag & 0xffff) === 0 || tag === lengthToEnd) return groupLength;
  const vrs = names.vrsOf(tag) ?? noVrs;
  const named = attributeRow(tag);
  if (named !== undefined) return namedRule(named, vr, vrs, options);
  const group = tag >>> 16;
  if (group < 0x0008 || group >= 0xfffe) return foreignGroup;
  if (vrs.length === 0) return unknown;
  const gone = fixed.get(tag);
  if (gone !== undefined) return gone;
  if (group === 0x1000 || group === 0x1010) return compressionCode;
  const name = formatTag(tag);
  if (!canBe(vr, vrs)) return removed(`unnamed ${name}: ${vr} where PS3.6 has ${vrs.join(' or ')}`);
  // A plane without data is of no use, and says that there was one. PS3.3 §C.9.2
  if (group >>> 8 === 0x60 && !leavesPlane) return emptyPlane;
  const kept = keepRow(tag);
  return kept === undefined
    ? unnamedRule(`unnamed ${name}`, usedVr(vr, vrs), options)
    : keepRule(kept, name, vrs, options);
}

/** The VR to judge a value by: where the file says nothing, the dictionary's. */
function usedVr(vr: string, vrs: readonly string[]): string {
  return vr === 'UN' ? (vrs[0] ?? vr) : vr;
}

function namedRule(
  { pattern, row }: AttributeRow,
  vr: string,
  vrs: readonly string[],
  options: ProfileOptions,
): Decision {
  const name = `E.1-1 ${pattern.text}`;
  const decision = choose(row, options, name);
  if (decision.action !== 'K' && decision.action !== 'C') return decision;
  const basic = basicOf(row, name);
  // An option lets the attribute pass, not whatever stands under its tag.
  if (vrs.length > 0 && !canBe(vr, vrs)) return basic;
  return decision.action === 'K' && isChecked(usedVr(vr, vrs)) ? keptIf(decision, 'validValue', basic) : decision;
}

/** Whether values that are kept are only kept when they are valid: those in which nothing but what the VR is for can stand. */
export function isChecked(vr: string): boolean {
  const kind = kindOf(vr);
  return kind === 'number' || kind === 'code' || kind === 'date' || kind === 'uid';
}

const keepActions: Readonly<Record<KeepRow['action'], Action>> = {
  keep: 'K',
  dummy: 'D',
  empty: 'Z',
  clean: 'C',
  characteristic: 'X',
};

function keepRule({ action, why }: KeepRow, name: string, vrs: readonly string[], options: ProfileOptions): Decision {
  const decision = Object.freeze({
    action: keepActions[action],
    rule: `keep.tsv ${name} ${action}`,
    reason: why,
  });
  if (action === 'characteristic' && options.retainPatientCharacteristics) {
    const kept = byOption('retainPatientCharacteristics', 'K', `keep.tsv ${name}`);
    return isChecked(vrs[0] ?? '') ? keptIf(kept, 'validValue', decision) : kept;
  }
  if (action !== 'keep' || kindOf(vrs[0] ?? '') !== 'text') return decision;
  return keptIf(decision, 'noIdentifier', { action: 'D', rule: decision.rule });
}

/** What no table names: by what its VR can hold. */
export function unnamedRule(name: string, vr: string, options: ProfileOptions): Decision {
  const gone = removed(`${name} ${vr} removed`);
  const kept: Decision = { action: 'K', rule: `${name} ${vr} kept` };
  switch (kindOf(vr)) {
    case 'number':
    case 'code':
      return keptIf(kept, 'validValue', vr === 'CS' ? { action: 'D', rule: `${name} CS replaced` } : gone);
    case 'date':
      return dateRule(`${name} ${vr}`, options, gone);
    case 'uid': {
      const other: Decision = Object.freeze({ action: 'U', rule: `${name} ${vr} replaced` });
      return options.retainUids ? keptIf(byOption('retainUids', 'K', `${name} ${vr}`), 'validValue', other) : other;
    }
    case 'sequence':
      return Object.freeze(kept);
    case 'text':
    case 'bytes':
      return gone;
  }
}

/** As Table E.1-1 treats most dates: removed, kept by one option, and modified by another. */
export function dateRule(name: string, options: ProfileOptions, basic: Decision): Decision {
  if (options.retainLongitudinalModifiedDates) return byOption('retainLongitudinalModifiedDates', 'C', name);
  if (!options.retainLongitudinalFullDates) return basic;
  return keptIf(byOption('retainLongitudinalFullDates', 'K', name), 'validValue', basic);
}
