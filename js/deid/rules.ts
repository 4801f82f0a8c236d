// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A profile made ready to say of each attribute what is done with it. Pure: tags, VRs and creators in, decisions out.

import { names } from '../dictionary/names.js';
import { isPrivate, isPrivateCreator, trimCreator } from '../dictionary/private-blocks.js';
import type { ItemNode } from '../path.js';
import type { Profile } from './profile.js';
import { exposureOf } from './rule/action.js';
import { removed } from './rule/choose.js';
import { contentRule } from './rule/content-rules.js';
import type { Decision } from './rule/decision.js';
import { type MethodCode, methodCodes } from './rule/option.js';
import { leavesMore, Overrides } from './rule/overrides.js';
import { creatorKept, privateRemoved, privateRule } from './rule/private-rules.js';
import { standardRule } from './rule/standard-rules.js';
import { canBe, kindOf, knownVr } from './rule/vr-kind.js';
import { type OverrideWarning, warningsOf } from './rule/warnings.js';
import { attributeRow } from './tables/attribute-table.js';
import { isSafeCreator } from './tables/safe-private-table.js';

/** What was decided about a tag, for each of the VRs that it was met with: one, as a rule. */
interface Remembered {
  readonly vr: string;
  readonly decision: Decision;
  readonly next: Remembered | undefined;
}

/** By tags as signed integers, which V8 need not box. */
type Memory = Map<number, Remembered>;

/** Hostile files make up tags; what is remembered of them is forgotten at this size. */
const mostRemembered = 8192;

export class Rules {
  readonly #standard: Memory = new Map();
  /** By creators that are known, without padding. */
  readonly #private = new Map<string, Memory>();
  readonly #overrides: Overrides;
  /** Overrides that leave what the tables remove, replace or clean: the result does not conform to the profile any more. */
  readonly warnings: readonly OverrideWarning[];
  /** For Deidentification Method Code Sequence (0012,0064). PS3.16 CID 7050 */
  readonly methodCodes: readonly MethodCode[];

  constructor(readonly profile: Profile) {
    this.#overrides = new Overrides(profile.overrides);
    this.methodCodes = methodCodes(profile.options);
    this.warnings = warningsOf(profile);
  }

  /**
   * What is done with an attribute.
   *
   * `vr` is the file's, or the dictionary's where the file states none; `UN` is judged as the dictionary's, but no sequence can be
   * kept as UN: give SQ once the items are read. `parent` is the item that holds it. `creator` is of a private attribute who
   * reserved its block in that very data set or item, and of a private creator element its own value.
   */
  ruleFor(tag: number, vr: string, parent?: ItemNode, creator?: string): Decision {
    if (isPrivate(tag)) return creator === undefined ? privateRemoved : this.#privateRule(tag, vr, creator);
    const decision = this.#standardRule(tag, vr);
    if (!this.#overrides.hasPaths) return decision;
    const override = this.#overrides.byPath(tag, parent);
    return override === undefined ? decision : overridden(override, tag, knownVr(vr), decision);
  }

  /**
   * What is done with a content item of the given Value Type (0040,A040) and concept name, under the Clean Structured Content
   * Option. Without it Table E.1-1 has the content as a whole replaced.
   */
  ruleForContentItem(valueType: string, scheme: string, code: string): Decision {
    return contentRule(valueType, scheme, code, this.profile.options);
  }

  #standardRule(tag: number, vr: string): Decision {
    const known = recall(this.#standard, tag, vr);
    if (known !== undefined) return known;
    const used = knownVr(vr);
    const decision = this.#decide(tag, used);
    return used === vr ? remember(this.#standard, tag, vr, decision) : decision;
  }

  #decide(tag: number, vr: string): Decision {
    const base = standardRule(tag, vr, this.profile.options, this.#leavesPlane(tag));
    const byTag = this.#overrides.byTag(tag);
    if (byTag !== undefined) return overridden(byTag, tag, vr, base);
    const byVr = this.#overrides.byVr(vr);
    if (byVr === undefined) return base;
    const isFree = attributeRow(tag) === undefined && (names.vrsOf(tag) ?? []).includes(vr) && !isFixed(tag);
    return leavesMore(byVr, base) && !isFree ? base : overridden(byVr, tag, vr, base);
  }

  /** Whether Overlay Data (60xx,3000) of the tag's group are left. */
  #leavesPlane(tag: number): boolean {
    const override = this.#overrides.byTag(((tag & 0xffff0000) | 0x3000) >>> 0);
    return override === undefined ? this.profile.options.cleanGraphics : exposureOf(override.action) > 0;
  }

  #privateRule(tag: number, vr: string, creator: string): Decision {
    const memory = this.#private.get(creator);
    const known = memory === undefined ? undefined : recall(memory, tag, vr);
    if (known !== undefined) return known;
    const trimmed = trimCreator(creator);
    if (trimmed !== creator) return this.#privateRule(tag, vr, trimmed);
    if (!isSafeCreator(trimmed) && !this.#overrides.isAbout(trimmed)) return privateRemoved;
    const used = knownVr(vr);
    const decision = this.#decidePrivate(tag, used, trimmed);
    if (used !== vr) return decision;
    const own: Memory = memory ?? new Map();
    this.#private.set(trimmed, own);
    return remember(own, tag, vr, decision);
  }

  #decidePrivate(tag: number, vr: string, creator: string): Decision {
    const base = privateRule(tag, vr, creator, this.profile.options);
    if (isPrivateCreator(tag)) return this.#overrides.leavesOf(tag, creator) ? creatorKept : base;
    if ((tag & 0xffff) < 0x1000) return privateRemoved;
    const byCreator = this.#overrides.byCreator(tag, creator);
    if (byCreator !== undefined) return overridden(byCreator, tag, vr, base);
    const byVr = this.#overrides.byVr(vr);
    return byVr === undefined || leavesMore(byVr, base) ? base : overridden(byVr, tag, vr, base);
  }
}

/** Group lengths, and what belongs to no data set: nothing keeps them. */
function isFixed(tag: number): boolean {
  return (tag & 0xffff) === 0 || tag >>> 16 < 0x0008 || tag >>> 16 >= 0xfffe;
}

/** What an override makes of an attribute for which the tables say `base`. */
function overridden(override: Decision, tag: number, vr: string, base: Decision): Decision {
  if (isFixed(tag)) return base;
  const vrs = isPrivate(tag) ? undefined : names.vrsOf(tag);
  // It lets the attribute pass, not whatever stands under its tag.
  if (leavesMore(override, base) && vrs !== undefined && vrs.length > 0 && !canBe(vr, vrs)) return base;
  if (override.action !== 'U' || vr === 'UI' || vr === 'SQ') return override;
  return kindOf(vr) === 'bytes' && vrs?.includes('UI') ? override : removed(override.rule);
}

function recall(memory: Memory, tag: number, vr: string): Decision | undefined {
  let known = memory.get(tag | 0);
  while (known !== undefined && known.vr !== vr) known = known.next;
  return known?.decision;
}

/** VRs are known ones, so that there are few for a tag. */
function remember(memory: Memory, tag: number, vr: string, decision: Decision): Decision {
  if (memory.size >= mostRemembered) memory.clear();
  memory.set(tag | 0, { vr, decision, next: memory.get(tag | 0) });
  return decision;
}
