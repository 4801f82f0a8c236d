// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where content items stand once others have gone: items that are meant by reference name them by their positions in the tree.
// PS3.3 §C.17.3.2.5

import type { Dataset } from '../../dataset/dataset.js';
import type { Rules } from '../rules.js';
import { codeOf, contentSequence, referencedItem, typeByTag, valueType } from './content-item.js';

interface Node {
  readonly children: readonly Node[];
  /** What it refers to, of an item by reference. */
  readonly target: string | undefined;
  isGone: boolean;
}

/** The position of the root, which has no other. */
const root = 1;

/** Of each content item that stays its new position, by its old one: `1.3.2`. */
export function contentPaths(rules: Rules, dataset: Dataset): ReadonlyMap<string, readonly number[]> {
  const top: Node = { children: nodesOf(rules, dataset), target: undefined, isGone: false };
  // What refers to what goes would go too, which moves others on, but changes nothing of what they may refer to.
  const left = new Set(positions(top, false).keys());
  dropDangling(top, left);
  return positions(top, true);
}

function nodesOf(rules: Rules, dataset: Dataset): Node[] {
  return dataset.items(contentSequence).map((item) => {
    const numbers = item.numbers(referencedItem) ?? [];
    const text = item.string(valueType)?.trim() ?? '';
    const isReference = text === '' && numbers.length > 0;
    const type = text || typeOf(item);
    const { scheme, code } = nameOf(item);
    const isGone = !isReference && rules.ruleForContentItem(type, scheme, code).action === 'X';
    const target = isReference ? numbers.join('.') : undefined;
    return { children: isGone ? [] : nodesOf(rules, item), target, isGone };
  });
}

/** By the attribute that holds its value. */
function typeOf(item: Dataset): string {
  for (const { tag } of item.elements()) {
    const type = typeByTag.get(tag);
    if (type !== undefined) return type;
  }
  return '';
}

function nameOf(item: Dataset): { readonly scheme: string; readonly code: string } {
  const [name] = item.items(0x0040a043);
  return codeOf((tag) => name?.string(tag)?.trim() ?? '');
}

/** Old positions, with the new ones: of items, not of references to them. */
function positions(top: Node, isFinal: boolean): Map<string, readonly number[]> {
  const all = new Map<string, readonly number[]>();
  const visit = (node: Node, old: readonly number[], now: readonly number[]): void => {
    if (node.target === undefined) all.set(old.join('.'), now);
    let count = 0;
    node.children.forEach((child, i) => {
      if (child.isGone) return;
      count++;
      visit(child, [...old, i + 1], [...now, isFinal ? count : i + 1]);
    });
  };
  visit(top, [root], [root]);
  return all;
}

function dropDangling(node: Node, left: ReadonlySet<string>): void {
  for (const child of node.children) {
    if (child.target !== undefined && !left.has(child.target)) child.isGone = true;
    dropDangling(child, left);
  }
}
