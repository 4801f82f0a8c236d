// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is inserted into a data set that has it not: elements in their places, sequences and items where they are to be created.

import { insideItem, itemEnd, itemStart, type Place, sequenceEnd, sequenceStart } from '../../flow/elements.js';
import { nativeForm } from '../../flow/transfer-syntaxes.js';
import type { Part } from '../../part.js';
import type { ElementMaker } from './element-maker.js';
import { Level } from './level.js';
import { type Insertion, insertionsInto, itemsAskedFor, type ReadyRule } from './rule-set.js';
import type { NewValue } from './rules.js';

export class Inserter {
  constructor(readonly maker: ElementMaker) {}

  /** All that is due in front of the tag, at a place. */
  before(tag: number, level: Level, place: Place): Part[] {
    const parts: Part[] = [];
    while (level.due < tag) {
      const due = level.due;
      for (const part of this.#insert(due, level.take(), level, place)) parts.push(part);
    }
    return parts;
  }

  /** The items that are asked for behind the `count` that a sequence has. */
  items(tag: number, count: number, level: Level, place: Place): Part[] {
    const { encoder } = this.maker;
    const parts: Part[] = [];
    const wanted = itemsAskedFor(level.all, level.depth, tag);
    for (let index = count; index < wanted; index++) {
      const inside = new Level(insertionsInto(level.all, level.depth, tag, index), level.depth + 1, level);
      parts.push(itemStart(encoder, place, tag, index));
      for (const part of this.before(Infinity, inside, insideItem(place, tag, index))) parts.push(part);
      parts.push(itemEnd(encoder, place, tag, index));
    }
    return parts;
  }

  #insert(tag: number, insertions: readonly Insertion[], level: Level, place: Place): Part[] {
    // Of rules that name the same element the first counts; where it names what is in a sequence, it may create that.
    const isLeaf = ({ steps }: Insertion): boolean => steps.length === level.depth + 1;
    const leaf = insertions.find(isLeaf);
    const creates = itemsAskedFor(insertions, level.depth, tag) > 0;
    const isCreatedFirst = creates && !(leaf !== undefined && leaf === insertions[0]);
    if (isCreatedFirst) {
      const { encoder } = this.maker;
      const items = this.items(tag, 0, level, place);
      return [sequenceStart(encoder, place, tag), ...items, sequenceEnd(encoder, place, tag)];
    }
    const value = leaf === undefined ? undefined : newValue(leaf.rule);
    if (leaf === undefined || value === undefined) return [];
    (level.done ??= new Set()).add(tag);
    return this.maker.make(place, level, tag, leaf.rule.vr, value);
  }
}

/** What an insertion gives where nothing was. */
function newValue({ value }: ReadyRule): NewValue | undefined {
  return typeof value === 'function' ? value(undefined) : value;
}

/** The root of a data set that is empty: what form it would have, the file meta says. PS3.10 §7.1 */
export function emptyRoot(transferSyntax: string, position: number): Place {
  const form = nativeForm(transferSyntax) ?? { explicitVR: true, bigEndian: false, inflated: false };
  const { explicitVR, bigEndian, inflated } = form;
  return { explicitVR, bigEndian, inflated, parent: undefined, meta: false, position };
}
