// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a row of a table says under the options of a profile.

import { type Action, actionOf } from './action.js';
import type { Decision, TableRow } from './decision.js';
import type { OptionName, ProfileOptions } from './option.js';

/** The Basic Profile's action; `name` says which row of which table. */
export function basicOf(row: TableRow, name: string): Decision {
  return Object.freeze({ action: actionOf(row.basic), rule: `${name} basic ${row.basic}` });
}

/**
 * The action of the options that are used, otherwise the Basic Profile's. Where one option cleans what another keeps, it is
 * cleaned: a cleaned date still tells a device's age as far as modified dates let it, but a date that is kept would undo the
 * modification of all others. PS3.15 §E.3
 */
export function choose(row: TableRow, options: ProfileOptions, name: string): Decision {
  const said = row.options.filter(([option]) => options[option]);
  const [option, action] = said.find(([, each]) => each === 'C') ?? said[0] ?? [];
  return option === undefined || action === undefined ? basicOf(row, name) : byOption(option, action, name);
}

/** What an option says. */
export function byOption(option: OptionName, action: Action, name: string): Decision {
  return Object.freeze({ action, rule: `${name} ${option} ${action}`, option });
}

/** Removed, because of a rule that stands in no table. */
export function removed(rule: string): Decision {
  return Object.freeze({ action: 'X', rule });
}

/** Kept where the condition holds. */
export function keptIf(kept: Decision, condition: NonNullable<Decision['condition']>, otherwise: Decision): Decision {
  return Object.freeze({ ...kept, condition, otherwise });
}
