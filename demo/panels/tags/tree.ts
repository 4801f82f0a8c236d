// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Pointer and keys of the tag tree, as the tree pattern of WAI-ARIA has them.

/** So many rows, or into and out of a row. */
export type TreeMove = number | 'open' | 'close';

export interface TreeTarget {
  select(key: string): void;
  toggle(key: string): void;
  move(move: TreeMove): void;
}

const moves: Readonly<Record<string, TreeMove>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
  ArrowRight: 'open',
  ArrowLeft: 'close',
};

function keyOf(event: Event): string | undefined {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
}

export function listenToTree(tree: HTMLElement, target: TreeTarget): void {
  tree.addEventListener('click', (event) => {
    const key = keyOf(event);
    if (key === undefined) return;
    target.select(key);
    if (event.target instanceof Element && event.target.closest('.tag-twist') !== null) target.toggle(key);
  });
  tree.addEventListener('dblclick', (event) => {
    const key = keyOf(event);
    if (key !== undefined) target.toggle(key);
  });
  tree.addEventListener('focusin', (event) => {
    const key = keyOf(event);
    if (key !== undefined) target.select(key);
  });
  tree.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const key = keyOf(event);
    const move = moves[event.key];
    if (move !== undefined) target.move(move);
    else if (key !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      target.select(key);
      target.toggle(key);
    } else return;
    event.preventDefault();
  });
}
