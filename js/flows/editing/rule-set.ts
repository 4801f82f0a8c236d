// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rules, made ready: which one counts for a part, and what is to be inserted where.

import { misuse } from '../../errors.js';
import type { Part } from '../../part.js';
import type { Path } from '../../path.js';
import { sizeOfNumber } from '../../values/encode/encode-numbers.js';
import { textRules } from '../../values/text-rules.js';
import { allDigits, anyItem, attribute, parsePattern, Selection, type Selector, type Step } from '../selector.js';
import { hasValue, type NewValue, type Rule, type ValueFunction } from './rules.js';

/** A rule, made ready. */
export interface ReadyRule {
  readonly kind: 'modify' | 'insert' | 'remove';
  readonly selector: Selector;
  readonly value: NewValue | ValueFunction;
  readonly vr: string | undefined;
  readonly create: boolean;
}

/** An element that is to be there in the end. */
export interface Insertion {
  /** From the root on; the last is the element. */
  readonly steps: readonly Step[];
  readonly rule: ReadyRule;
}

/** A selector that no tag stands for. */
interface Test {
  readonly index: number;
  readonly selection: Selection;
  /** Whether it is asked for what has no value, too. */
  readonly forAll: boolean;
}

const fileMetaGroup = 0x0002;
const itemGroup = 0xfffe;
/** More items are made for no path: one index must not fill the memory. */
const maxCreatedItems = 65536;

export class RuleSet {
  readonly #rules: readonly ReadyRule[];
  readonly #selection: Selection;
  /** The first rule that is about a tag, at the root and at any depth; of what has a value, and of the rest. */
  readonly #valuesAtRoot = new Map<number, number>();
  readonly #valuesAnywhere = new Map<number, number>();
  readonly #othersAtRoot = new Map<number, number>();
  readonly #othersAnywhere = new Map<number, number>();
  readonly #tests: Test[] = [];
  /** Those of the data set, and those of the file meta, in the order of their tags. */
  readonly insertions: readonly Insertion[];
  readonly metaInsertions: readonly Insertion[];
  /** Whether anything but the file meta may be concerned. */
  readonly reachesDataSet: boolean;

  /** @throws TypeError with code `argument_invalid` or `names_not_loaded` where a rule is none, or its selector names nothing. */
  constructor(readonly rules: readonly Rule[]) {
    this.#rules = rules.map(ready);
    this.#selection = new Selection(this.#rules.map(({ selector }) => selector));
    this.#rules.forEach((rule, index) => this.#add(rule, index));
    const insertions = this.#rules.flatMap((rule) => (rule.kind === 'insert' ? [insertionOf(rule)] : []));
    const isOfMeta = ({ steps }: Insertion): boolean => (steps[0] as Step).tag >>> 16 === fileMetaGroup;
    this.metaInsertions = ordered(insertions.filter(isOfMeta), 0);
    this.insertions = ordered(
      insertions.filter((insertion) => !isOfMeta(insertion)),
      0,
    );
    this.reachesDataSet = this.#rules.some(
      ({ selector }) => typeof selector !== 'number' || selector >>> 16 !== fileMetaGroup,
    );
  }

  /** Whether a rule may change the size of what `path` names. */
  readonly resizes = (path: Path): boolean => this.#selection.resizes(path);

  /** The first rule that is about a part that begins an element or an item. */
  find(part: Part): ReadyRule | undefined {
    const isValue = hasValue(part);
    let index = Infinity;
    if (part.kind !== 'item') {
      const { tag } = part;
      const anywhere = isValue ? this.#valuesAnywhere : this.#othersAnywhere;
      if (anywhere.size > 0) index = anywhere.get(tag) ?? Infinity;
      if (part.parent === undefined) {
        index = Math.min(index, (isValue ? this.#valuesAtRoot : this.#othersAtRoot).get(tag) ?? Infinity);
      }
    }
    for (const test of this.#tests) {
      if (test.index > index) break;
      if ((isValue || test.forAll) && test.selection.names(part)) return this.#rules[test.index];
    }
    return this.#rules[index];
  }

  #add({ kind, selector }: ReadyRule, index: number): void {
    const plain = plainTag(selector);
    const forAll = kind !== 'modify';
    if (plain === undefined) {
      this.#tests.push({ index, selection: new Selection([selector]), forAll });
      return;
    }
    const { tag, anyDepth } = plain;
    addFirst(anyDepth ? this.#valuesAnywhere : this.#valuesAtRoot, tag, index);
    if (forAll) addFirst(anyDepth ? this.#othersAnywhere : this.#othersAtRoot, tag, index);
  }
}

function addFirst(map: Map<number, number>, tag: number, index: number): void {
  if (!map.has(tag)) map.set(tag, index);
}

/** What a selector of one tag names: that tag at the root, or at any depth. */
function plainTag(selector: Selector): { tag: number; anyDepth: boolean } | undefined {
  if (typeof selector === 'function') return undefined;
  if (typeof selector === 'number') return { tag: selector, anyDepth: false };
  const { anyDepth, steps } = parsePattern(selector);
  const [step] = steps;
  const isPlain = steps.length === 1 && step?.index === attribute && step.mask === allDigits;
  return isPlain ? { tag: step.tag, anyDepth } : undefined;
}

/** Of those that name the same, a number is found fastest. */
function simplest(selector: Selector): Selector {
  const plain = plainTag(selector);
  return plain === undefined || plain.anyDepth ? selector : plain.tag;
}

function ready(rule: Rule): ReadyRule {
  const kinds = ['modify', 'insert', 'remove'].filter((kind) => kind in rule);
  if (kinds.length !== 1) throw misuse('argument_invalid', 'a rule is one of modify, insert and remove');
  if ('remove' in rule)
    return { kind: 'remove', selector: simplest(rule.remove), value: '', vr: undefined, create: false };
  const { value, vr } = rule;
  if ((value as unknown) === undefined) throw misuse('argument_invalid', 'a rule that modifies or inserts has a value');
  const isVr = vr === undefined || vr === 'SQ' || vr === 'UN' || vr in textRules || sizeOfNumber(vr) !== undefined;
  if (!isVr) throw misuse('argument_invalid', `"${vr}" is no VR`);
  if ('modify' in rule) return { kind: 'modify', selector: simplest(rule.modify), value, vr, create: false };
  return { kind: 'insert', selector: simplest(rule.insert), value, vr, create: rule.create === true };
}

/**
 * @internal Items and delimiters are no elements.
 * @throws TypeError with code `argument_invalid` where no element can have the tag.
 */
export function checkTag(tag: number): void {
  const isTag = Number.isInteger(tag) && tag >= 0 && tag <= 0xffffffff && tag >>> 16 !== itemGroup;
  if (!isTag) throw misuse('argument_invalid', 'an element that is inserted has a tag of 32 bits, not of group FFFE');
}

function insertionOf(rule: ReadyRule): Insertion {
  const { selector, create } = rule;
  if (typeof selector === 'number') {
    checkTag(selector);
    return { rule, steps: [{ tag: selector, mask: allDigits, index: attribute }] };
  }
  const text = String(selector);
  const pattern = parsePattern(text);
  const last = pattern.steps[pattern.steps.length - 1] as Step;
  const isPlace =
    !pattern.anyDepth && last.index === attribute && pattern.steps.every(({ mask }) => mask === allDigits);
  if (!isPlace) throw misuse('argument_invalid', `"${text}" names no place for an element`);
  for (const { tag } of pattern.steps) checkTag(tag);
  if (create && pattern.steps.some(({ index }) => index >= maxCreatedItems)) {
    throw misuse('argument_invalid', `"${text}" would make more than ${maxCreatedItems} items`);
  }
  return { rule, steps: pattern.steps };
}

/** In the order of the tags at a depth; of the same tag, in the order of the rules. */
function ordered(insertions: Insertion[], depth: number): Insertion[] {
  return insertions.sort((a, b) => (a.steps[depth] as Step).tag - (b.steps[depth] as Step).tag);
}

/** Of those that reach a data set at a depth, those that go on into an item of a sequence. */
export function insertionsInto(
  insertions: readonly Insertion[],
  depth: number,
  tag: number,
  item: number,
): readonly Insertion[] {
  if (insertions.length === 0) return insertions;
  return ordered(
    insertions.filter(({ steps }) => {
      const step = steps[depth] as Step;
      return step.tag === tag && depth + 1 < steps.length && (step.index === item || step.index === anyItem);
    }),
    depth + 1,
  );
}

/** How many items of a sequence the insertions into it ask for: those of a certain index that may create it. */
export function itemsAskedFor(insertions: readonly Insertion[], depth: number, tag: number): number {
  let count = 0;
  for (const { steps, rule } of insertions) {
    const step = steps[depth] as Step;
    if (rule.create && step.tag === tag && depth + 1 < steps.length) count = Math.max(count, step.index + 1);
  }
  return count;
}
