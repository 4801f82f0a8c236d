// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Ages of VR AS (PS3.5 §6.2).

import { DicomError } from '../../errors.js';

/** A number of days, weeks, months or years. */
export interface Age {
  /** From 0 to 999. */
  readonly count: number;
  readonly unit: 'D' | 'W' | 'M' | 'Y';
}

/** The age of `018M`; `undefined` where the text is none. */
export function parseAge(text: string): Age | undefined {
  const match = /^(\d{3})([DWMY]) *$/.exec(text);
  return match === null ? undefined : { count: Number(match[1]), unit: match[2] as Age['unit'] };
}

/**
 * The value of VR AS: `018M`.
 * @throws DicomError with code `value_invalid` where the count is not an integer from 0 to 999.
 */
export function formatAge({ count, unit }: Age): string {
  const text = String(count).padStart(3, '0') + unit;
  if (parseAge(text) === undefined) throw new DicomError({ code: 'value_invalid' });
  return text;
}
