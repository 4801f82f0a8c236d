// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rules that travel in the stream: a flow that has seen what is needed tells a later `edit` what to do.

import { partKinds, noIndex, Part, PartTable } from '../../part.js';
import { eventWords, formWord, indexWord } from '../../wasm/parser.js';
import { RuleSet } from './rule-set.js';
import type { Rule } from './rules.js';

/** A part of no bytes that all flows and sinks let pass: a note about nothing. */
export class RulesPart extends Part {
  constructor(
    readonly ruleSet: RuleSet,
    /** Whether they count in place of those before, or beside them. */
    readonly replace: boolean,
  ) {
    const words = new Uint32Array(eventWords);
    words[formWord] = partKinds.indexOf('note') << 16;
    words[indexWord] = noIndex;
    super(new PartTable(words, new Uint8Array(0), 0), 0, undefined);
  }
}

export interface RulesPartOptions {
  /** Whether the rules count in place of those that the `edit` had, or after them (the default). */
  readonly replace?: boolean | undefined;
}

/**
 * A part that carries rules to the next `edit` behind it, which applies them to what follows; rules that arrive inside a sequence count
 * from its end. What stands in front of them has gone by: where it decides the length of a group that the rules change, that
 * is an error. So they are best emitted in front of the first element, as `collect` does.
 *
 *     const withoutPrivate: Flow = () => ({
 *       async part(part, emit) {
 *         if (part.kind === 'preamble') await emit(rulesPart([{ remove: isPrivate }]));
 *         await emit(part);
 *       },
 *     });
 *
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where a rule is none.
 */
export function rulesPart(rules: readonly Rule[], options: RulesPartOptions = {}): Part {
  return new RulesPart(new RuleSet(rules), options.replace === true);
}
