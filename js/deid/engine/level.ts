// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is open while a data set is gone through: sequences, and the root and items with their private blocks.

import { names } from '../../dictionary/names.js';
import { PrivateBlocks } from '../../dictionary/private-blocks.js';
import type { Part } from '../../part.js';
import type { Action } from '../rule/action.js';
import type { Decision } from '../rule/decision.js';
import { isPixelTag, type PixelGuard } from '../pixels/pixel-guard.js';
import { isChecked } from '../rule/standard-rules.js';
import { canBe, kindOf } from '../rule/vr-kind.js';
import { contentSequence } from '../content/content-item.js';
import { type ContentDecision, isContentSequence } from '../content/held-content.js';
import { isNoImage, isSecondImage } from './fixed.js';
import { PrivateGroup } from './private-group.js';

/**
 * What a sequence's items become: `plain` as the rules say attribute by attribute, `content` by value type and concept, `dummy` one item
 * of dummies.
 */
export type SequenceMode = 'plain' | 'content' | 'dummy';

/** The root of a data set, or an item. */
export class Level {
  // Most items have neither: what holds them is made once it is asked for (measured).
  #blocks: PrivateBlocks | undefined;
  #keys: Set<number> | undefined;
  #group: PrivateGroup | undefined;

  constructor(
    readonly mode: SequenceMode,
    readonly content?: ContentDecision,
  ) {}

  get blocks(): PrivateBlocks {
    return (this.#blocks ??= new PrivateBlocks());
  }

  /** Of a content item: keys that have been seen. */
  get keys(): Set<number> {
    return (this.#keys ??= new Set());
  }

  /** The private group that the tag is of, if it is. What is held of another one comes out first. */
  enter(tag: number, maxSize: number): readonly Part[] {
    const group = tag >>> 16;
    if (this.#group?.group === group) return none;
    const parts = this.leave();
    this.#group = (group & 1) === 1 ? new PrivateGroup(group, maxSize) : undefined;
    return parts;
  }

  /** The group is over. */
  leave(): readonly Part[] {
    const parts = this.#group?.take() ?? none;
    this.#group = undefined;
    return parts;
  }

  get group(): PrivateGroup | undefined {
    return this.#group;
  }
}

const none: readonly Part[] = [];

/** A sequence that is open. */
export interface OpenSequence {
  readonly mode: SequenceMode;
  /** How many items of it have begun. */
  items: number;
  /** Its header, where it must have items, until one is left. */
  held?: Part | undefined;
}

export const dummyInItem: Decision = Object.freeze({
  action: 'D',
  rule: 'in a sequence of which one item of dummies is left',
});
const goneInDummy: Decision = Object.freeze({ action: 'X', rule: 'private in a sequence of dummies' });

/**
 * What is done in an item of dummies: removed and emptied is what is so anyway; sequences become dummies in turn; codes and counts that no
 * table names stay where they are valid, as there is no dummy that an enumeration has; all else is replaced.
 */
export function inDummy(decision: Decision, vr: string, isPrivate: boolean): Decision {
  if (isPrivate) return goneInDummy;
  if (decision.action === 'X' || decision.action === 'Z' || decision.action === 'U') return decision;
  const isCode = (vr === 'CS' || vr === 'US') && decision.action === 'K' && decision.condition === 'validValue';
  if (isCode && decision.rule.startsWith('unnamed')) return decision;
  // Nothing refers to its labels.
  const isLabel = decision.rule.startsWith('keep.tsv');
  return kindOf(vr) === 'sequence' || isLabel || decision.action !== 'D' ? dummyInItem : decision;
}

const iconImageSequence = 0x00880200;

/** Only an image and its icon have pixels (PS3.15 §E.3.1 note 4), and one of them each; others would be kept without being looked at. */
export function ofPixels({ tag, depth, parent }: Part, decision: Decision, { hasPixels }: PixelGuard): Decision {
  if (!isPixelTag(tag)) return decision;
  if (depth === 0) return hasPixels ? isSecondImage : decision;
  const isStray = parent?.tag !== iconImageSequence && decision.rule.startsWith('keep.tsv');
  return isStray ? isNoImage : decision;
}

/** Whether without an item that is left the sequence goes: content. PS3.3 §C.17.3 */
export function mustHaveItems(action: Action, tag: number): boolean {
  return action === 'C' && tag === contentSequence;
}

/** What is done with the value of a content item; `undefined` where it is none, and the rules of its own say. */
export function inContent({ decision, valueTags }: ContentDecision, tag: number, fileVr: string): Decision | undefined {
  if (!valueTags.includes(tag)) return undefined;
  if (decision.action !== 'K') return decision;
  // An item that stays lets its value pass, not whatever stands under that tag.
  const vrs = names.vrsOf(tag) ?? [];
  if (!canBe(fileVr, vrs)) return undefined;
  return decision.condition === undefined && isChecked(vrs[0] ?? '') ? ifValid(decision) : decision;
}

const valid = new WeakMap<Decision, Decision>();

function ifValid(decision: Decision): Decision {
  const known = valid.get(decision) ?? Object.freeze({ ...decision, condition: 'validValue' as const });
  valid.set(decision, known);
  return known;
}

/** May not be empty where it stands in an image (PS3.3 §C.7.2.1), so Z, which allows a dummy, leaves it one. */
const referencedStudySequence = 0x00081110;

/** What the items of a sequence become that is left. */
export function modeOf(action: Action, tag: number): SequenceMode {
  if (action === 'D' || (action === 'Z' && tag === referencedStudySequence)) return 'dummy';
  return action === 'C' && isContentSequence(tag) ? 'content' : 'plain';
}

/** Of a value that is a sequence nothing is left by C, as its items are no text. */
export function ofSequence(decision: Decision): Decision {
  return decision.action === 'C' || decision.action === 'Z' ? { ...decision, action: 'D' } : decision;
}
