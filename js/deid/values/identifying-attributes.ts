// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which attributes hold what no free text may repeat, by the rules. It is asked of every element, so answers are remembered.

import { isPrivate } from '../../dictionary/private-blocks.js';
import { exposureOf } from '../rule/action.js';
import { kindOf } from '../rule/vr-kind.js';
import type { Rules } from '../rules.js';

/** Hostile files make up tags; what is remembered of them is forgotten at this size. */
const mostRemembered = 8192;

/** The rules of the run, of the Basic Profile alone, and of that with the Clean Descriptors Option. */
export interface RulesInView {
  readonly rules: Rules;
  readonly basicRules: Rules;
  readonly cleaningRules: Rules;
}

/** Names, and what Table E.1-1 has removed or replaced, but for what is free text itself. */
export class IdentifyingAttributes {
  readonly #rules: RulesInView;
  /** By tags as signed integers: for the VR that the tag was met with first, which is the only one as a rule. */
  readonly #known = new Map<number, { readonly vr: string; readonly isIdentifying: boolean }>();

  constructor(rules: RulesInView) {
    this.#rules = rules;
  }

  /** Of private attributes none. */
  has(tag: number, vr: string): boolean {
    if (isPrivate(tag)) return false;
    if (vr === 'PN') return true;
    const known = this.#known.get(tag | 0);
    if (known?.vr === vr) return known.isIdentifying;
    const isIdentifying = this.#decide(tag, vr);
    if (this.#known.size >= mostRemembered) this.#known.clear();
    if (known === undefined) this.#known.set(tag | 0, { vr, isIdentifying });
    return isIdentifying;
  }

  #decide(tag: number, vr: string): boolean {
    const kind = kindOf(vr);
    if (kind !== 'text' && kind !== 'date') return false;
    const { rules, basicRules, cleaningRules } = this.#rules;
    const { rule, action } = basicRules.ruleFor(tag, vr);
    if (!rule.startsWith('E.1-1') || action === 'K') return false;
    if (kind === 'date') return true;
    // What is kept is known anyway; what an option cleans is where names stand, and not what they are.
    return exposureOf(rules.ruleFor(tag, vr).action) === 0 && cleaningRules.ruleFor(tag, vr).action !== 'C';
  }
}
