// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Changing, inserting and leaving out, by any number of rules in one stage.

import { declareFlow, type Flow } from '../flow/flow.js';
import { Editor } from './editing/editor.js';
import { RuleSet } from './editing/rule-set.js';
import type { EditOptions, Rule } from './editing/rules.js';
import { sizeLimit } from './to-defined-lengths.js';

/**
 * Applies rules, as `modify`, `insert` and `remove` do each alone. Of several that name the same element the first counts; what one
 * removes counts as not there for those that insert. Rules that a flow in front emits, by `rulesPart` or as `collect` does,
 * count from there on behind those given here.
 *
 *     through(edit([{ remove: isPrivate }, { modify: '**.PatientName', value: 'A^B' }, { insert: 0x00120062, value: 'YES' }]))
 *
 * Errors are those of `modify` and `insert`.
 */
export function edit(rules: readonly Rule[] = [], options: EditOptions = {}): Flow {
  return editing(rules, options, true);
}

/** @internal The flow of rules; `takesRules`: whether those that arrive in the stream are for it. */
export function editing(rules: readonly Rule[], options: EditOptions, takesRules: boolean): Flow {
  const maxSize = sizeLimit(options.maxSize);
  const ruleSet = new RuleSet(rules);
  const { onOverflow = 'un' } = options;
  return declareFlow(() => new Editor(ruleSet, { maxSize, onOverflow, takesRules }), { resizes: ruleSet.resizes });
}
