// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a value is that the file calls UN.

import { isPrivate } from '../../dictionary/private-blocks.js';
import type { Part } from '../../part.js';
import { dictionaryVr } from '../../wasm/parser.js';
import { safePrivateVrs } from '../tables/safe-private-table.js';

/** The VR of a value: the dictionary's, or the safe attribute's, where the file has UN. */
export function meantVr({ tag, vr }: Part, creator: string | undefined): string {
  if (vr !== 'UN') return vr;
  if (!isPrivate(tag)) return dictionaryVr(tag) || 'UN';
  const [known = 'UN'] = creator === undefined ? [] : (safePrivateVrs(tag, creator) ?? []);
  return known;
}
