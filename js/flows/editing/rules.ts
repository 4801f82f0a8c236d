// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is to be changed in a data set: rules as the user gives them.

import type { Part } from '../../part.js';
import type { Value } from '../../values/encode/encode-value.js';
import type { Selector } from '../selector.js';
import type { OldValue } from './old-value.js';

/** An element of an item that is made: its tag or keyword, its value, and its VR where no dictionary knows it. */
export type NewElement = readonly [key: number | string, value: NewValue, vr?: string | undefined];

/** The elements of an item that is made, in any order. */
export type NewItem = readonly NewElement[];

/**
 * A new value: text, numbers or bigints, several of them in an array, or bytes, which are taken as they are. A text that is not in an array
 * is the whole value, in which backslashes divide values. A sequence takes an array of items, which may be empty.
 */
export type NewValue = Value | readonly Value[] | Uint8Array | readonly NewItem[];

/** Makes the new value of the old one, which is `undefined` where nothing was; answers `undefined` to leave it so. */
export type ValueFunction = (old: OldValue | undefined) => NewValue | undefined;

/** Changes the values of what is there. */
export interface ModifyRule {
  readonly modify: Selector;
  readonly value: NewValue | ValueFunction;
  /** The VR, where the file states none or UN; the dictionary's unless told otherwise. */
  readonly vr?: string | undefined;
}

/** Sets an element, whether it is there or not. */
export interface InsertRule {
  /** A tag at the root, or a path whose last step is an element: `(0008,1140)[0].(0008,1155)`; `[*]` is every item that is there. */
  readonly insert: number | string;
  readonly value: NewValue | ValueFunction;
  /** The VR, where the file states none or UN; the dictionary's unless told otherwise. */
  readonly vr?: string | undefined;
  /** Whether the sequence and its items up to the index are made where they are missing. */
  readonly create?: boolean | undefined;
}

/** Leaves elements out with all that they hold, or single items. */
export interface RemoveRule {
  readonly remove: Selector;
}

export type Rule = ModifyRule | InsertRule | RemoveRule;

export interface EditOptions {
  /** How many bytes an old value may have that a function is given; 16 MiB by default. */
  readonly maxSize?: number | undefined;
  /**
   * What becomes of a value that is longer than the 65 534 bytes that a header of its VR can say: `un` (default) writes it as UN, as
   * PS3.5 §6.2.2 has it, `error` fails with DicomError `value_too_long`.
   */
  readonly onOverflow?: 'un' | 'error' | undefined;
}

/** Whether a value is items of a sequence. An empty array may be: that the VR decides. */
export function isItems(value: NewValue): value is readonly NewItem[] {
  return Array.isArray(value) && value.length > 0 && Array.isArray(value[0]);
}

/** Whether a part begins a value. All else has none of its own. */
export function hasValue({ kind }: Part): boolean {
  return kind === 'header';
}
