// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Value multiplicity, as PS3.6 states it: `1`, `1-3`, `1-n`, `2-2n`. PS3.5 §6.4

import { misuse } from '../../errors.js';

/** How many values an attribute may have. */
export interface Multiplicity {
  readonly min: number;
  /** Infinity where there is no limit. */
  readonly max: number;
  /** The number of values is a multiple of this. */
  readonly step: number;
}

/**
 * Reads a multiplicity; `1-n or 1`, as PS3.6 has it where a retired meaning had another one, is the wider of both.
 * @throws TypeError with code `argument_invalid` where the text is none.
 */
export function parseMultiplicity(text: string): Multiplicity {
  const match = /^(\d+)(?:-(?:(\d+)|(\d*)n))?(?: or \d+)?$/.exec(text);
  const min = Number(match?.[1]);
  if (match === null || min === 0) throw misuse('argument_invalid', 'a multiplicity is like 1, 1-3, 1-n or 2-2n');
  const [, first, last, step] = match;
  if (step !== undefined) return { min, max: Infinity, step: step === '' ? 1 : Number(step) };
  return { min, max: Number(last ?? first), step: 1 };
}

/** Whether an attribute of this multiplicity may have `count` values. None are always allowed: that an attribute may not be empty is said by its type, not by this. */
export function allowsCount({ min, max, step }: Multiplicity, count: number): boolean {
  return count === 0 || (count >= min && count <= max && count % step === 0);
}
