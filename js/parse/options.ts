// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How strictly and within what limits a file is read.

import { type QuirkCode, quirkCodes } from '../codes.js';
import { misuse } from '../errors.js';
import type { SlotOptions } from '../wasm/parser.js';

/** The limit that core/parse/parser.hpp keeps room for. */
const depthLimit = 256;

export interface ReadOptions {
  /** A deviation from the standard is an error instead of a note, all of them or all but those named. */
  readonly strict?: boolean | { readonly allow: readonly QuirkCode[] } | undefined;
  /** Where reading breaks off, the rest passes as `unparsed` parts behind a note, instead of an error. */
  readonly tolerant?: boolean | undefined;
  /** How deep sequences may nest: 128 by default, at most 256. */
  readonly maxDepth?: number | undefined;
}

/** The options as the core takes them. */
export function slotOptions({ strict = false, tolerant = false, maxDepth = 128 }: ReadOptions): SlotOptions {
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > depthLimit) {
    throw misuse('argument_invalid', `maxDepth is an integer from 0 to ${depthLimit}`);
  }
  const allowed: [number, number] = [0, 0];
  for (const code of typeof strict === 'object' ? strict.allow : []) {
    const bit = quirkCodes.indexOf(code);
    if (bit < 0) throw misuse('argument_invalid', `"${code}" is no quirk`);
    const word = bit < 32 ? 0 : 1;
    allowed[word] = (allowed[word] | (1 << bit % 32)) >>> 0;
  }
  return { maxDepth, strict: strict !== false, tolerant, values: true, allowed };
}
