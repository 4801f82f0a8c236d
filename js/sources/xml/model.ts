// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as another form gives it: attributes with values that are text, bytes, items or a reference, in no order yet.

import type { ItemNode } from '../../path.js';

/** What an attribute holds. */
export type ModelValue =
  | { readonly kind: 'empty' }
  /** One text for each value. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** The Value Field, little endian; text is in the character set that the data set declares. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The same, to be had by its URI. */
  | { readonly kind: 'reference'; readonly uri: string }
  | { readonly kind: 'items'; readonly items: readonly ModelDataset[] };

export interface ModelAttribute {
  readonly tag: number;
  readonly vr: string;
  /** Of a private attribute, where it is said: then the upper byte of the element number, if it is 00, says nothing. */
  readonly creator: string | undefined;
  readonly value: ModelValue;
}

export interface ModelDataset {
  /** The item that it is; `undefined` at the root. */
  readonly item: ItemNode | undefined;
  readonly attributes: readonly ModelAttribute[];
}
