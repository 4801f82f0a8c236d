// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which overrides of a profile leave what the tables would not.

import { names } from '../../dictionary/names.js';
import type { Override, Profile } from '../profile.js';
import { attributeRows } from '../tables/attribute-table.js';
import { isExact, type TagPattern, tagPattern } from '../tables/tag-list.js';
import { type Action, exposureOf } from './action.js';
import { privateRule } from './private-rules.js';
import type { ProfileOptions } from './option.js';
import { standardRule, unnamedRule } from './standard-rules.js';

/** For the report. */
export interface OverrideWarning {
  /** The place in the profile: `$.overrides[0]`. */
  readonly override: string;
  readonly action: Action;
  /** What would be done without it, or an example of it: `E.1-1 (0010,0010) basic Z`. */
  readonly instead: string;
  readonly message: string;
}

/** The overrides that leave more of a value than the tables do with these options. */
export function warningsOf({ options, overrides }: Profile): readonly OverrideWarning[] {
  return overrides.flatMap((override, i) => {
    const { action } = override;
    const instead = exposureOf(action) === 0 ? undefined : leftInstead(override, options);
    if (instead === undefined) return [];
    const message = `${action === 'K' ? 'keeps' : 'cleans'} what is otherwise removed, replaced or cleaned`;
    return [{ override: `$.overrides[${i}]`, action, instead, message }];
  });
}

/** The rule of something that is left by the override alone. */
function leftInstead(override: Override, options: ProfileOptions): string | undefined {
  if ('vr' in override) return lessThan(override.action, unnamedRule('unnamed', override.vr, options));
  if ('creator' in override) {
    const { creator, group, element } = override;
    // Without both it is about all that the creator has, known or not.
    if (group === undefined || element === undefined) return 'E.1-1 private basic X';
    const tag = Number.parseInt(`${group}10${element}`, 16);
    const known = vrsToTry.map((vr) => privateRule(tag, vr, creator, options));
    return lessThan(
      override.action,
      known.find(({ action }) => action === 'K') ?? privateRule(tag, 'UN', creator, options),
    );
  }
  const pattern = tagPattern(('tag' in override ? override.tag : override.path.slice(-11)).replace(/[(),]/g, ''));
  for (const tag of tagsOf(pattern)) {
    const vrs = names.vrsOf(tag) ?? [];
    const left = lessThan(override.action, standardRule(tag, vrs[0] ?? 'UN', options));
    if (left !== undefined) return left;
  }
  return undefined;
}

const vrsToTry: readonly string[] = ['UN', 'SQ', 'DS'];

function lessThan(action: Action, decision: { action: Action; rule: string }): string | undefined {
  return exposureOf(decision.action) < exposureOf(action) ? decision.rule : undefined;
}

/** The tag, or of a pattern those that Table E.1-1 names and the lowest of all. */
function tagsOf(pattern: TagPattern): number[] {
  if (isExact(pattern)) return [pattern.tag];
  const named = attributeRows().filter(
    ({ pattern: other }) => ((other.tag ^ pattern.tag) & other.mask & pattern.mask) === 0,
  );
  // Of two patterns the tag that both stand for.
  return [...named.map(({ pattern: other }) => (other.tag | pattern.tag) >>> 0), pattern.tag];
}
