// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Content items of structured reports and acquisition contexts: value type and concept name decide, so an item is held back until they
// are known. PS3.3 §C.17.3, §C.7.6.14

import { HeldParts, joined } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';
import type { Decision } from '../rule/decision.js';
import type { Rules } from '../rules.js';
import { encodeValue } from '../../values/encode/encode-value.js';
import { numbersOf } from '../../values/numbers.js';
import { textsOf } from '../values/kept-value.js';
import {
  codeOf,
  conceptName,
  contentSequence,
  referencedItem,
  typeByTag,
  valueTags,
  valueType,
} from './content-item.js';

/** Content Sequence, Acquisition Context Sequence, Specimen Preparation Step Content Item Sequence. */
const contentSequences: ReadonlySet<number> = new Set([contentSequence, 0x00400555, 0x00400612]);

const byReference: Decision = Object.freeze({ action: 'K', rule: 'content item by reference kept' });
const dangling: Decision = Object.freeze({ action: 'X', rule: 'content item by reference to one that goes' });

/** Whether the items of the sequence are content items. */
export function isContentSequence(tag: number): boolean {
  return contentSequences.has(tag);
}

/** What is done with a content item. */
export interface ContentDecision {
  readonly decision: Decision;
  /** The attributes that hold its value. */
  readonly valueTags: readonly number[];
}

/** Whether the attribute tells what item it is, and so stands in it once. */
export function isContentKey(tag: number): boolean {
  return tag === valueType || tag === conceptName;
}

/** An item whose rule is not known yet. */
export class HeldContent {
  readonly #held: HeldParts;
  /** Of what stands in the item. */
  readonly #depth: number;

  /** The value that takes the place of what is referred to. */
  #referring: readonly Part[] | undefined;

  constructor(item: Part, maxSize: number) {
    this.#held = new HeldParts(maxSize);
    this.#depth = item.depth + 1;
    this.#held.add(item);
  }

  /** Holds the part; `false` where it is behind all that decides: the concept name, or what is referred to. */
  hold(part: Part): boolean {
    const { kind, depth, tag } = part;
    const isElement = kind === 'header' || kind === 'sequence' || kind === 'fragments';
    const isOver = kind === 'itemEnd' && depth === this.#depth - 1;
    const isBehind = isElement && depth === this.#depth && tag > conceptName && tag !== referencedItem;
    if (isOver || isBehind) return false;
    this.#held.add(part);
    return true;
  }

  take(): Part[] {
    const at = this.#referring === undefined ? -1 : this.#indexOf(referencedItem);
    const parts = this.#held.take();
    if (this.#referring !== undefined) parts.splice(at + 1, this.#referring.length, ...this.#referring);
    return parts;
  }

  /** What the rules say; `next` is the part that was not held, `paths` where items stand once others have gone. */
  decide(rules: Rules, next: Part, paths: () => ReadonlyMap<string, readonly number[]>): ContentDecision {
    const text = this.#text(valueType, this.#depth);
    if (text === '' && this.#indexOf(referencedItem) >= 0) return { decision: this.#refer(paths()), valueTags: [] };
    const type = text || (typeByTag.get(next.tag) ?? '');
    const { scheme, code } = codeOf((tag) => this.#text(tag, this.#depth + 1));
    return { decision: rules.ruleForContentItem(type, scheme, code), valueTags: valueTags[type] ?? [] };
  }

  /** Makes the item refer to where the other one stands then. */
  #refer(paths: ReadonlyMap<string, readonly number[]>): Decision {
    const { parts } = this.#held;
    const at = this.#indexOf(referencedItem);
    const value = this.#valueBehind(at);
    const [first] = value;
    const bytes = joined(value);
    if (first === undefined || bytes.length % 4 !== 0) return dangling;
    const bigEndian = first.bigEndian && (parts[at] as Part).vr !== 'UN';
    const path = paths.get(numbersOf(bytes, 'UL', bigEndian).join('.'));
    if (path === undefined) return dangling;
    const renumbered = encodeValue('UL', path, { bigEndian });
    let offset = 0;
    this.#referring = value.map((part) => part.withBytes(renumbered.slice(offset, (offset += part.size))));
    return byReference;
  }

  /** The first value of an attribute of the item, or of its concept name. */
  #text(tag: number, depth: number): string {
    const at = this.#indexOf(tag, depth);
    return at < 0 ? '' : (textsOf('LO', joined(this.#valueBehind(at)))[0] ?? '');
  }

  #indexOf(tag: number, depth = this.#depth): number {
    const isOfName = ({ parent }: Part): boolean => depth === this.#depth || parent?.tag === conceptName;
    return this.#held.parts.findIndex(
      (part) => part.kind === 'header' && part.tag === tag && part.depth === depth && isOfName(part),
    );
  }

  #valueBehind(at: number): Part[] {
    const { parts } = this.#held;
    const value: Part[] = [];
    for (let i = at + 1; parts[i]?.kind === 'value'; i++) value.push(parts[i] as Part);
    return value;
  }
}
