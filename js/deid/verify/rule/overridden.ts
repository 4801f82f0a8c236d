// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the overrides of a profile make of an attribute, read by other code than the engine's: a path goes before a tag, an exact tag
// before a pattern, that before a VR; of equals the later counts.

import { names } from '../../../dictionary/names.js';
import { isPrivate, isPrivateCreator } from '../../../dictionary/private-blocks.js';
import type { ItemNode } from '../../../path.js';
import type { Override, Profile } from '../../profile.js';
import { type Allowed, matches } from './rows.js';

/** What an override is asked about. */
export interface Overridable {
  readonly digits: string;
  readonly tag: number;
  readonly vr: string;
  readonly parent: ItemNode | undefined;
  readonly creator: string | undefined;
  /** Whether Table E.1-1 names it. */
  readonly isNamed: boolean;
}

/** What is still right where an override's action is not possible for a value, or stricter than asked. */
const lettersOf: Readonly<Record<string, string>> = { X: 'X', Z: 'ZX', D: 'DX', U: 'UX', C: 'CDZX', K: 'KDZX' };

export class Overridden {
  readonly #overrides: readonly Override[];
  readonly #leavesPrivate: boolean;

  constructor({ overrides }: Profile) {
    this.#overrides = [...overrides].reverse();
    this.#leavesPrivate = overrides.some((each) => 'creator' in each && each.action !== 'X');
  }

  /** What is allowed by overrides where the tables allow `own`. */
  of(about: Overridable, own: Allowed): Allowed {
    const { tag } = about;
    if (this.#overrides.length === 0 || (tag & 0xffff) === 0 || tag >>> 16 < 8 || tag >>> 16 >= 0xfffe) return own;
    // Whether anything of its block is left is seen where the item ends.
    if (isPrivateCreator(tag)) return this.#leavesPrivate ? { ...own, letters: 'KX' } : own;
    const found = isPrivate(tag) ? this.#ofCreator(about) : (this.#ofPath(about) ?? this.#ofTag(about));
    if (found !== undefined) return withAction(found.action, own);
    const byVr = this.#overrides.find((each) => 'vr' in each && each.vr === about.vr);
    if (byVr === undefined) return own;
    const leavesMore = byVr.action === 'K' || (byVr.action === 'C' && !own.letters.includes('K'));
    const isFree = !about.isNamed && !isPrivate(tag) && (names.vrsOf(tag) ?? []).includes(about.vr);
    return leavesMore && !isFree ? own : withAction(byVr.action, own);
  }

  #ofPath({ digits, parent }: Overridable): Override | undefined {
    return this.#overrides.find((each) => 'path' in each && isAt(each.path, digits, parent));
  }

  #ofTag({ digits }: Overridable): Override | undefined {
    const patterns = this.#overrides.flatMap((each) =>
      'tag' in each ? [{ override: each, pattern: each.tag.replace(/[(),]/g, '').toLowerCase() }] : [],
    );
    const exact = patterns.find(({ pattern }) => pattern === digits);
    return (exact ?? patterns.find(({ pattern }) => matches(pattern, digits)))?.override;
  }

  /** Of a creator's overrides the one that says most about where. */
  #ofCreator({ digits, creator }: Overridable): Override | undefined {
    let best: Override | undefined;
    let most = -1;
    for (const each of this.#overrides) {
      if (!('creator' in each) || each.creator !== creator) continue;
      const { group, element } = each;
      if (group !== undefined && group.toLowerCase() !== digits.slice(0, 4)) continue;
      if (element !== undefined && element.toLowerCase() !== digits.slice(6)) continue;
      const rank = (element === undefined ? 0 : 2) + (group === undefined ? 0 : 1);
      if (rank <= most) continue;
      most = rank;
      best = each;
    }
    return best;
  }
}

function withAction(action: string, own: Allowed): Allowed {
  return {
    letters: lettersOf[action] ?? 'X',
    rule: `${own.rule}, overridden by ${action}`,
    isDescriptor: own.isDescriptor,
  };
}

/** Whether a path such as `**.(0040,0275)[*].(0040,0007)` is that of an attribute. */
function isAt(path: string, digits: string, parent: ItemNode | undefined): boolean {
  const isAnywhere = path.startsWith('**.');
  const steps = (isAnywhere ? path.slice(3) : path).toLowerCase().split('.');
  if (!matches((steps.pop() ?? '').replace(/[(),]/g, ''), digits)) return false;
  let node = parent;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const [, pattern = '', index = ''] = /^\(?(\w{4},?\w{4})\)?\[(\*|\d+)\]$/.exec(step) ?? [];
    if (node === undefined || !matches(pattern.replace(',', ''), node.tag.toString(16).padStart(8, '0'))) return false;
    if (index !== '*' && Number(index) !== node.index) return false;
    node = node.parent;
  }
  return isAnywhere || node === undefined;
}
