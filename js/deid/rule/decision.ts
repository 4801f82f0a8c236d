// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the rules say of one attribute or content item.

import type { Action } from './action.js';
import type { OptionName } from './option.js';

/**
 * When K holds; otherwise `otherwise` does.
 *
 * `validValue`: the values, and their number, are valid for the VR, and within its repertoire. Where the file says UN, the VR is
 * the dictionary's.
 * `noIdentifier`: the text holds nothing that the data set itself says of persons, places and times.
 * `blockUsed`: of a private creator: an attribute of its block is kept.
 */
export type Condition = 'validValue' | 'noIdentifier' | 'blockUsed';

/** What is done, and what said so. Shared and frozen: one for all attributes of a kind. */
export interface Decision {
  readonly action: Action;
  /** Which row and column of a table, or which override, decided: `E.1-1 (0010,0010) basic Z`. */
  readonly rule: string;
  /** Why, where a person gave a reason: of an override, or of keep.tsv. */
  readonly reason?: string;
  /** The option whose column decided; it tells how to clean: dates are shifted for `retainLongitudinalModifiedDates`. */
  readonly option?: OptionName;
  /** Of K: under which condition. */
  readonly condition?: Condition;
  /** What is done where the condition does not hold. Has no condition itself. */
  readonly otherwise?: Decision;
}

/** One row of Table E.1-1 or E.3.4-1: what the Basic Profile says, and each option that says something. */
export interface TableRow {
  readonly basic: string;
  readonly options: readonly (readonly [OptionName, Action])[];
}
