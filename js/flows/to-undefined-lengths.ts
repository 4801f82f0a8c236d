// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sequences and items that end by delimiters.

import { declareFlow, type Flow } from '../flow/flow.js';

/**
 * Ends all sequences and items by delimiters instead of declaring their lengths, and leaves out group lengths, which that makes
 * wrong. Encapsulated pixel data stay as they are.
 *
 *     through(toUndefinedLengths())
 *
 * Fails with DicomError `directory_offsets_stale` on a DICOMDIR whose records would move.
 */
export function toUndefinedLengths(): Flow {
  // What stands behind flows that may resize everything does just that.
  return declareFlow(() => ({ part: (part, emit) => emit(part) }), {});
}
