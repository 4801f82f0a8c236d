// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements that are there in the end, whether they were or not.

import type { Flow } from '../flow/flow.js';
import type { EditOptions, NewValue, ValueFunction } from './editing/rules.js';
import { editing } from './edit.js';

export interface InsertOptions extends EditOptions {
  /** The VR, where the file states none or UN; the dictionary's unless told otherwise. */
  readonly vr?: string | undefined;
  /** Whether the sequence is made where it is missing, and its items up to the index that the path names; no more than 65 536. */
  readonly create?: boolean | undefined;
}

/**
 * Sets an element: at the root by its tag, in items by a path, of which `[*]` is every item that is there. Where the element is there its
 * value is replaced, and a function is given the old one; where it is not, it is inserted in the order of tags, and a function is
 * given `undefined`; it may answer `undefined` to change nothing. Into a sequence or item that is missing nothing is inserted
 * without `create`. A sequence takes an array of items, each an array of `[tag or keyword, value]`, and replaces what is there.
 *
 *     through(insert(PatientIdentityRemoved, 'YES'), insert('(0008,1140)[0].(0008,1155)', '1.2.3', { create: true }))
 *
 * In place of encapsulated pixel data a value is native, which the transfer syntax has to say then: `toTransferSyntax` in front does so.
 *
 * Elements of the file meta go into the file meta, where there is one: `withMeta()` makes it. An empty stream stays empty. Where tags do
 * not ascend, what is inserted stands in front of the first greater tag, and an element of the same tag that comes later is left out; a
 * sequence that comes later than one that was created stays.
 * Behind a value that the end of the input cuts nothing is inserted (with `tolerant` alone such input passes).
 *
 * VR, character set and errors are those of `modify`.
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where the path names no element.
 */
export function insert(path: number | string, value: NewValue | ValueFunction, options: InsertOptions = {}): Flow {
  const { vr, create } = options;
  return editing([{ insert: path, value, vr, create }], options, false);
}
