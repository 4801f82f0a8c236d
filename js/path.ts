// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where in a data set something stands: `(0008,1140)[0].(0008,1155)` is an attribute in the first item of a sequence.
// Items are nodes that all paths below them share; a path itself is made only when somebody reads it.

import { requireNames } from './dictionary/registry.js';
import { misuse, type MisuseError } from './errors.js';

/** One item of a sequence, or one fragment. Immutable, and shared by the paths of all that it holds. */
export class ItemNode {
  constructor(
    /** The tag of the sequence. */
    readonly tag: number,
    /** Which of the sequence's items, from 0. */
    readonly index: number,
    /** The item that the sequence stands in; `undefined` at the root. */
    readonly parent: ItemNode | undefined,
  ) {}
}

interface Step {
  readonly tag: number;
  /** -1 where the step is an attribute, not an item of it. */
  readonly index: number;
}

/** `(0010,0010)` of 0x00100010, with capital digits. */
export function formatTag(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/**
 * An immutable path. It names an attribute, `(0008,1140)`, or one item of it, `(0008,1140)[0]`, below any number of items.
 * Every step but the last is an item. Item indices count from 0.
 */
export class Path {
  #steps: readonly Step[] | undefined;

  constructor(
    /** The item that holds what the path names; `undefined` at the root. */
    readonly parent: ItemNode | undefined,
    /** The tag of the last step. */
    readonly tag: number,
    /** The item's index where the path names an item; -1 where it names an attribute. */
    readonly index = -1,
  ) {}

  /** The path of an item itself. */
  static ofItem(node: ItemNode): Path {
    return new Path(node.parent, node.tag, node.index);
  }

  /** How many items enclose what the path names: 0 at the root. */
  get depth(): number {
    return this.#list().length - 1;
  }

  /** Whether this names what `prefix` names, or something in it. A prefix that names a sequence holds all its items. */
  startsWith(prefix: Path): boolean {
    return matchesAt(this.#list(), 0, prefix.#list());
  }

  /** Whether the last steps are those of `suffix`, indices included. */
  endsWith(suffix: Path): boolean {
    const steps = this.#list();
    const wanted = suffix.#list();
    return suffix.index === this.index && matchesAt(steps, steps.length - wanted.length, wanted);
  }

  /** Whether the steps of `other` stand somewhere in this path, one after the other. */
  contains(other: Path): boolean {
    const steps = this.#list();
    const wanted = other.#list();
    return steps.some((_, start) => matchesAt(steps, start, wanted));
  }

  /** Whether both name the same. */
  equals(other: Path): boolean {
    return this.compare(other) === 0;
  }

  /**
   * The order of a data set: by tag, a sequence before its items, an item before all that it holds.
   * Negative where this comes first, positive where `other` does, 0 where both name the same.
   */
  compare(other: Path): number {
    const steps = this.#list();
    const others = other.#list();
    const shared = Math.min(steps.length, others.length);
    for (let i = 0; i < shared; i++) {
      const [a, b] = [steps[i] as Step, others[i] as Step];
      if (a.tag !== b.tag) return a.tag - b.tag;
      if (a.index !== b.index) return a.index - b.index;
    }
    return steps.length - others.length;
  }

  /** Like `compare`, for the end of the sequence or item that this names: it comes after all that is in it. */
  compareEnd(other: Path): number {
    return other.startsWith(this) ? 1 : this.compare(other);
  }

  /** The text that `parsePath` reads: `(0008,1140)[0].(0008,1155)`. */
  toString(): string {
    return this.#list()
      .map((step) => formatTag(step.tag) + (step.index < 0 ? '' : `[${step.index}]`))
      .join('.');
  }

  /** The steps from the root on. */
  #list(): readonly Step[] {
    if (this.#steps === undefined) {
      const steps: Step[] = [this];
      for (let node = this.parent; node !== undefined; node = node.parent) steps.push(node);
      this.#steps = steps.reverse();
    }
    return this.#steps;
  }
}

/** Whether `wanted` stands in `steps` from `start` on; a last step without an index stands for all items of it. */
function matchesAt(steps: readonly Step[], start: number, wanted: readonly Step[]): boolean {
  if (start < 0 || start + wanted.length > steps.length) return false;
  return wanted.every((want, i) => {
    const step = steps[start + i] as Step;
    const takesAnyIndex = i === wanted.length - 1 && want.index < 0;
    return step.tag === want.tag && (takesAnyIndex || step.index === want.index);
  });
}

const stepPattern =
  /(?:\(([\dA-F]{4}),([\dA-F]{4})\)|([\dA-F]{8})(?![\dA-Z])|([A-Z][\dA-Z]*))(?:\[(\d{1,9})\])?(?:\.(?=.)|$)/iy;

/** As deep as core/parse/parser.hpp reads. */
const deepest = 256;

/**
 * Reads a path. A step is `(0008,1140)`, eight hexadecimal digits `00081140`, or a keyword (once names are loaded); each but
 * the last is followed by its item's index: `ReferencedImageSequence[0].(0008,1155)`.
 * @throws TypeError with code `argument_invalid`, or `names_not_loaded` for a keyword before `await init({ names: true })`.
 */
export function parsePath(text: string): Path {
  let parent: ItemNode | undefined;
  let position = 0;
  for (let items = 0; ; items++) {
    if (items > deepest) throw invalid(text, `it names more than ${deepest} items`);
    stepPattern.lastIndex = position;
    const match = stepPattern.exec(text);
    if (match === null) throw invalid(text, 'a step is (gggg,eeee), eight hexadecimal digits, or a keyword');
    const [all, group, element, digits, keyword, item] = match;
    const tag = keyword === undefined ? Number.parseInt(digits ?? `${group}${element}`, 16) : findTag(text, keyword);
    const index = item === undefined ? -1 : Number(item);
    position += all.length;
    if (position === text.length) return new Path(parent, tag, index);
    if (index < 0) throw invalid(text, 'each step but the last needs the index of an item, such as [0]');
    parent = new ItemNode(tag, index, parent);
  }
}

/** @internal The tag of a keyword in a path; `text` is all of it, for the error. */
export function findTag(text: string, keyword: string): number {
  const tag = requireNames().tagOf(keyword);
  if (tag === undefined) throw invalid(text, `"${keyword}" is no keyword of the standard`);
  return tag;
}

function invalid(text: string, reason: string): MisuseError {
  return misuse('argument_invalid', `"${text.slice(0, 100)}" is no path: ${reason}`);
}
