// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Content items of structured reports and acquisition contexts: value type and concept name decide, so an item is held back until they
// are known. PS3.3 §C.17.3, §C.7.6.14

import { HeldParts, joined } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';
import type { Decision } from '../rule/decision.js';
import type { Rules } from '../rules.js';
import { textsOf } from '../values/kept-value.js';

/** Content Sequence, Acquisition Context Sequence, Specimen Preparation Step Content Item Sequence. */
export const contentSequence = 0x0040a730;
const contentSequences: ReadonlySet<number> = new Set([contentSequence, 0x00400555, 0x00400612]);

const valueType = 0x0040a040;
const conceptName = 0x0040a043;

/** Where the value stands, by the value type; types that are not here have no value that could be replaced. */
const valueTags: Readonly<Record<string, readonly number[]>> = {
  TEXT: [0x0040a160],
  PNAME: [0x0040a123],
  DATE: [0x0040a121],
  TIME: [0x0040a122],
  DATETIME: [0x0040a120],
  UIDREF: [0x0040a124],
  CODE: [0x0040a168],
  NUM: [0x0040a300, 0x0040a30a],
};

/** In acquisition contexts the value type may be absent; what value there is tells it. */
const typeByTag: ReadonlyMap<number, string> = new Map([
  ...Object.entries(valueTags).flatMap(([type, tags]) => tags.map((tag): [number, string] => [tag, type])),
]);

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

  constructor(item: Part, maxSize: number) {
    this.#held = new HeldParts(maxSize);
    this.#depth = item.depth + 1;
    this.#held.add(item);
  }

  /** Holds the part; `false` where it is behind all that decides. */
  hold(part: Part): boolean {
    const { kind, depth, tag } = part;
    const isElement = kind === 'header' || kind === 'sequence' || kind === 'fragments';
    const isOver = kind === 'itemEnd' && depth === this.#depth - 1;
    if (isOver || (isElement && depth === this.#depth && tag > conceptName)) return false;
    this.#held.add(part);
    return true;
  }

  take(): Part[] {
    return this.#held.take();
  }

  /** What the rules say; `next` is the part that was not held. */
  decide(rules: Rules, next: Part): ContentDecision {
    const type = this.#text(valueType, this.#depth) || (typeByTag.get(next.tag) ?? '');
    const codes = [0x00080100, 0x00080119, 0x00080120].map((tag) => this.#text(tag, this.#depth + 1));
    const scheme = this.#text(0x00080102, this.#depth + 1);
    const decision = rules.ruleForContentItem(type, scheme, codes.find((code) => code !== '') ?? '');
    return { decision, valueTags: valueTags[type] ?? [] };
  }

  /** The first value of an attribute of the item, or of its concept name. */
  #text(tag: number, depth: number): string {
    const { parts } = this.#held;
    const isOfName = ({ parent }: Part): boolean => depth === this.#depth || parent?.tag === conceptName;
    const from = parts.findIndex(
      (part) => part.kind === 'header' && part.tag === tag && part.depth === depth && isOfName(part),
    );
    if (from < 0) return '';
    const value: Part[] = [];
    for (let i = from + 1; parts[i]?.kind === 'value'; i++) value.push(parts[i] as Part);
    return textsOf('LO', joined(value))[0] ?? '';
  }
}
