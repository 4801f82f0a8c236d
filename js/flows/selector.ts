// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which elements a flow is about: by tag, by path with wildcards, at any depth, or by a predicate.

import { misuse } from '../errors.js';
import type { Part } from '../part.js';
import type { ItemNode, Path } from '../path.js';
import { findTag } from '../path.js';

/**
 * Names elements and items.
 *
 * A number is a tag at the root: `PatientName` of `dcmstream/tags`. A text is a path: `(0008,1140)[0].(0008,1155)`; `[*]` is any
 * item, `**.` in front is any depth, and an `x` among the digits of a tag is any digit: `(60xx,3000)`. Keywords do for tags once
 * the names are loaded. A path that names a sequence or an item names all that it holds. A function is asked for each element,
 * with its `header`, `sequence` or `fragments` part.
 */
export type Selector = number | string | ((part: Part) => boolean);

/** One step of a path with wildcards. */
export interface Step {
  readonly tag: number;
  /** The digits of the tag that count. */
  readonly mask: number;
  /** Of an item; -1: the attribute; -2: any item. */
  readonly index: number;
}

/** @internal */
export const attribute = -1;
/** @internal */
export const anyItem = -2;
/** @internal */
export const allDigits = -1;

/** @internal */
export interface Pattern {
  readonly anyDepth: boolean;
  /** From the root on. */
  readonly steps: readonly Step[];
}

export class Selection {
  readonly #rootTags = new Set<number>();
  readonly #tagsAnywhere = new Set<number>();
  readonly #patterns: Pattern[] = [];
  readonly #predicates: ((part: Part) => boolean)[] = [];

  constructor(selectors: readonly Selector[]) {
    for (const selector of selectors) {
      if (typeof selector === 'function') this.#predicates.push(selector);
      else if (typeof selector === 'number') this.#rootTags.add(selector);
      else this.#add(parsePattern(selector));
    }
  }

  /** Whether a part that begins an element or an item is named itself. */
  names(part: Part): boolean {
    const { tag } = part;
    const index = part.kind === 'item' ? part.index : attribute;
    if (index === attribute) {
      if (this.#tagsAnywhere.has(tag)) return true;
      if (part.parent === undefined && this.#rootTags.has(tag)) return true;
      if (this.#predicates.some((predicate) => predicate(part))) return true;
    }
    return this.#patterns.some((pattern) => matches(pattern, part.parent, tag, index));
  }

  /** Whether the element with the tag is named where it stands in `parent`; predicates, which need its part, are not asked. */
  namesElement(tag: number, parent: ItemNode | undefined): boolean {
    if (this.#tagsAnywhere.has(tag) || (parent === undefined && this.#rootTags.has(tag))) return true;
    return this.#patterns.some((pattern) => matches(pattern, parent, tag, attribute));
  }

  /** Whether something in the sequence or item that `path` names may be named. */
  reachesInto(path: Path): boolean {
    if (this.#predicates.length > 0 || this.#tagsAnywhere.size > 0) return true;
    return this.#patterns.some((pattern) => pattern.anyDepth || leads(pattern, path.parent, path.tag, path.index));
  }

  /** Whether something in the group of the group length that `path` names may be named. */
  reachesGroup(path: Path): boolean {
    if (this.#predicates.length > 0) return true;
    const group = path.tag >>> 16;
    const inGroup = (tag: number): boolean => tag >>> 16 === group;
    if ([...this.#tagsAnywhere].some(inGroup)) return true;
    if (path.parent === undefined && [...this.#rootTags].some(inGroup)) return true;
    return this.#patterns.some(({ anyDepth, steps }) => {
      const step = steps[anyDepth ? 0 : depthOf(path.parent)];
      return anyDepth || (step !== undefined && ((step.tag ^ path.tag) & step.mask & 0xffff0000) === 0);
    });
  }

  /** What a flow that drops or changes what is named `resizes`. */
  readonly resizes = (path: Path): boolean =>
    (path.tag & 0xffff) === 0 && path.index < 0 ? this.reachesGroup(path) : this.#touches(path);

  /** Whether what `path` names, or something in it, may be named. */
  #touches(path: Path): boolean {
    if (path.parent === undefined && this.#rootTags.has(path.tag)) return true;
    return this.reachesInto(path) || this.#patterns.some((it) => matches(it, path.parent, path.tag, path.index));
  }

  #add(pattern: Pattern): void {
    const [step] = pattern.steps;
    const isPlain = pattern.steps.length === 1 && step?.mask === allDigits && step.index === attribute;
    if (isPlain) (pattern.anyDepth ? this.#tagsAnywhere : this.#rootTags).add(step.tag);
    else this.#patterns.push(pattern);
  }
}

function depthOf(item: ItemNode | undefined): number {
  let depth = 0;
  for (let node = item; node !== undefined; node = node.parent) depth++;
  return depth;
}

/** Compared from the last step to the first. */
function matches({ anyDepth, steps }: Pattern, parent: ItemNode | undefined, tag: number, index: number): boolean {
  if (!accepts(steps[steps.length - 1] as Step, tag, index)) return false;
  let node = parent;
  for (let i = steps.length - 2; i >= 0; i--) {
    if (node === undefined || !accepts(steps[i] as Step, node.tag, node.index)) return false;
    node = node.parent;
  }
  return anyDepth || node === undefined;
}

/** Whether the sequence or item is on the way to what the pattern, which begins at the root, names. */
function leads({ steps }: Pattern, parent: ItemNode | undefined, tag: number, index: number): boolean {
  const depth = depthOf(parent);
  const here = steps[depth];
  if (here === undefined || !accepts({ ...here, index: index < 0 ? index : here.index }, tag, index)) return false;
  // An attribute on the way is a sequence one of whose items is named; an item is on the way where steps follow it.
  if (index < 0 ? here.index === attribute : depth === steps.length - 1) return false;
  let node = parent;
  for (let i = depth - 1; i >= 0; i--) {
    if (node === undefined || !accepts(steps[i] as Step, node.tag, node.index)) return false;
    node = node.parent;
  }
  return true;
}

function accepts(step: Step, tag: number, index: number): boolean {
  if (((step.tag ^ tag) & step.mask) !== 0) return false;
  return step.index === index || (step.index === anyItem && index >= 0);
}

const stepPattern =
  /(?:\(([\dA-Fx]{4}),([\dA-Fx]{4})\)|([\dA-Fx]{8})(?![\dA-Z])|([A-Z][\dA-Z]*))(?:\[(\d{1,9}|\*)\])?(?:\.(?=.)|$)/iy;

/** @internal @throws TypeError with code `argument_invalid` or `names_not_loaded`. */
export function parsePattern(text: string): Pattern {
  const anyDepth = text.startsWith('**.');
  const steps: Step[] = [];
  for (let position = anyDepth ? 3 : 0; position < text.length;) {
    stepPattern.lastIndex = position;
    const match = stepPattern.exec(text);
    if (match === null) throw invalid(text, 'a step is (gggg,eeee), eight hexadecimal digits, or a keyword');
    const [all, group, element, digits, keyword, item] = match;
    position += all.length;
    const index = item === undefined ? attribute : item === '*' ? anyItem : Number(item);
    if (index === attribute && position < text.length) throw invalid(text, 'each step but the last needs an item');
    steps.push({ ...(keyword === undefined ? tagOf(digits ?? `${group}${element}`) : named(text, keyword)), index });
  }
  if (steps.length === 0) throw invalid(text, 'it is empty');
  return { anyDepth, steps };
}

function tagOf(digits: string): { tag: number; mask: number } {
  const tag = Number.parseInt(digits.replace(/x/gi, '0'), 16);
  const mask = Number.parseInt(digits.replace(/[^x]/gi, 'f').replace(/x/gi, '0'), 16);
  return { tag, mask: mask | 0 };
}

function named(text: string, keyword: string): { tag: number; mask: number } {
  return { tag: findTag(text, keyword), mask: allDigits };
}

function invalid(text: string, reason: string): Error {
  return misuse('argument_invalid', `"${text}" names no elements: ${reason}`);
}
