// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What may be done with an attribute: the codes of PS3.15 Table E.1-1a.

/**
 * **D** a dummy that is not empty · **Z** no value · **X** removed · **K** kept · **C** cleaned · **U** another UID, the same
 * for the same. Of a sequence D is one item of dummies, Z none; K, C and U keep it, and what is in its items is decided one by one.
 */
export type Action = 'D' | 'Z' | 'X' | 'K' | 'C' | 'U';

export const actions: readonly Action[] = ['D', 'Z', 'X', 'K', 'C', 'U'];

/**
 * The action that a code of the tables stands for. In a compound code the attribute's type in its IOD decides; the last always
 * conforms, since what may be absent may also be there: D of `X/Z/D`, U of `X/Z/U*`.
 */
export function actionOf(code: string): Action {
  const last = code.endsWith('*') ? code.at(-2) : code.at(-1);
  return actions.find((action) => action === last) ?? 'X';
}

/** How much of a value is left: 2 all, 1 what cleaning leaves, 0 nothing. */
export function exposureOf(action: Action): number {
  return action === 'K' ? 2 : action === 'C' ? 1 : 0;
}
