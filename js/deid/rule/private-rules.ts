// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rules for private attributes. PS3.15 §E.3.10

import { isPrivateCreator } from '../../dictionary/private-blocks.js';
import { hasSafePrivate, safePrivateVrs } from '../tables/safe-private-table.js';
import { byOption, keptIf, removed } from './choose.js';
import type { Decision } from './decision.js';
import type { ProfileOptions } from './option.js';
import { unnamedRule } from './standard-rules.js';
import { canBe, kindOf } from './vr-kind.js';

/** What is not known to be safe. */
export const privateRemoved = removed('E.1-1 private basic X');

/**
 * What is done with an attribute of an odd group in a block of `creator`, overrides aside. Table E.3.10-1 alone says what is
 * safe: what a data set says of its own private blocks in (0008,0300) is not taken at its word.
 */
export function privateRule(tag: number, vr: string, creator: string, options: ProfileOptions): Decision {
  if (!options.retainSafePrivate) return privateRemoved;
  if (isPrivateCreator(tag)) return hasSafePrivate(tag, creator) ? creatorKept : privateRemoved;
  const vrs = safePrivateVrs(tag, creator);
  if (vrs === undefined) return privateRemoved;
  const name = `E.3.10-1 ${creator} ${placeOf(tag)}`;
  const [tableVr = 'UN'] = vrs;
  // The table gives no VR to a few numbers.
  const used = tableVr === 'UN' || vr !== 'UN' ? vr : tableVr;
  const fits = tableVr === 'UN' ? kindOf(vr) === 'number' : canBe(vr, vrs);
  if (!fits) return removed(`${name}: ${vr} where the table has ${tableVr === 'UN' ? 'a number' : vrs.join(' or ')}`);
  const kept = byOption('retainSafePrivate', 'K', name);
  switch (kindOf(used)) {
    case 'text':
      return keptIf(kept, 'noIdentifier', privateRemoved);
    case 'number':
    case 'code':
      return keptIf(kept, 'validValue', privateRemoved);
    case 'date':
    case 'uid':
      return unnamedRule(name, used, options);
    case 'sequence':
    case 'bytes':
      return kept;
  }
}

/** Of a private creator element in whose block something may be kept. */
export const creatorKept = keptIf(
  { action: 'K', rule: 'private creator of what is kept' },
  'blockUsed',
  removed('private creator of nothing that is kept'),
);

/** `(0043,xx27)`. */
function placeOf(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},xx${digits.slice(6)})`;
}
