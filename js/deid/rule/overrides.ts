// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Finds the override of a profile that speaks about an attribute.

import { Selection } from '../../flows/selector.js';
import type { ItemNode } from '../../path.js';
import type { Override } from '../profile.js';
import { isExact, isTagOf, type TagPattern, tagPattern } from '../tables/tag-list.js';
import { exposureOf } from './action.js';
import type { Decision } from './decision.js';

interface ByPath {
  readonly last: TagPattern;
  readonly selection: Selection;
  readonly decision: Decision;
}

interface ByTag {
  readonly pattern: TagPattern;
  readonly decision: Decision;
}

interface ByCreator {
  readonly group: number | undefined;
  readonly element: number | undefined;
  readonly decision: Decision;
}

export class Overrides {
  readonly #paths: ByPath[] = [];
  readonly #tags = new Map<number, Decision>();
  readonly #patterns: ByTag[] = [];
  readonly #vrs = new Map<string, Decision>();
  readonly #creators = new Map<string, ByCreator[]>();
  /** Whether there are overrides for which more than tag, VR and creator counts. */
  readonly hasPaths: boolean;

  constructor(overrides: readonly Override[]) {
    overrides.forEach((override, i) => {
      this.#add(override, decisionOf(override, i));
    });
    // The later counts, so it is looked at first; of a creator's the more particular.
    this.#paths.reverse();
    this.#patterns.reverse();
    for (const all of this.#creators.values()) all.reverse().sort((a, b) => rank(b) - rank(a));
    this.hasPaths = this.#paths.length > 0;
  }

  #add(override: Override, decision: Decision): void {
    if ('path' in override) {
      const last = tagPattern(override.path.slice(-11).replace(/[(),]/g, ''));
      this.#paths.push({ last, selection: new Selection([override.path]), decision });
    } else if ('tag' in override) {
      const pattern = tagPattern(override.tag.replace(/[(),]/g, ''));
      if (isExact(pattern)) this.#tags.set(pattern.tag, decision);
      else this.#patterns.push({ pattern, decision });
    } else if ('vr' in override) {
      this.#vrs.set(override.vr, decision);
    } else {
      const { creator, group, element } = override;
      const all = this.#creators.get(creator) ?? [];
      all.push({ group: hexadecimal(group), element: hexadecimal(element), decision });
      this.#creators.set(creator, all);
    }
  }

  /** For an attribute of the standard in an item. */
  byPath(tag: number, parent: ItemNode | undefined): Decision | undefined {
    return this.#paths.find(({ last, selection }) => isTagOf(last, tag) && selection.namesElement(tag, parent))
      ?.decision;
  }

  /** For an attribute of the standard. */
  byTag(tag: number): Decision | undefined {
    return this.#tags.get(tag) ?? this.#patterns.find(({ pattern }) => isTagOf(pattern, tag))?.decision;
  }

  /** For all attributes of a VR. */
  byVr(vr: string): Decision | undefined {
    return this.#vrs.get(vr);
  }

  /** For a private attribute in a block of the creator. */
  byCreator(tag: number, creator: string): Decision | undefined {
    return this.#creators.get(creator)?.find(({ group, element }) => {
      return (group ?? tag >>> 16) === tag >>> 16 && (element ?? tag & 0xff) === (tag & 0xff);
    })?.decision;
  }

  /** Whether something may be left in a block that the creator reserves in the group of the tag. */
  leavesOf(tag: number, creator: string): boolean {
    const all = this.#creators.get(creator) ?? [];
    return all.some(({ group, decision }) => (group ?? tag >>> 16) === tag >>> 16 && decision.action !== 'X');
  }

  /** Whether any is about the creator. */
  isAbout(creator: string): boolean {
    return this.#creators.has(creator);
  }
}

function decisionOf({ action, reason }: Override, index: number): Decision {
  const rule = `override $.overrides[${index}] ${action}`;
  return Object.freeze({ action, rule, ...(reason === undefined ? {} : { reason }) });
}

function rank({ group, element }: ByCreator): number {
  return Number(element !== undefined) * 2 + Number(group !== undefined);
}

function hexadecimal(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Whether `decision` leaves more of a value than `other`. */
export function leavesMore(decision: Decision, other: Decision): boolean {
  return exposureOf(decision.action) > exposureOf(other.action);
}
