// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Offsets from UTC: the suffix of DT, and Timezone Offset From UTC (0008,0201). PS3.5 §6.2, PS3.3 §C.12.1.1.8

import { DicomError } from '../../errors.js';

/** Minutes east of UTC, from -720 to 840, of text such as `+0530`: five hours thirty. `undefined` where it is no offset; `-0000` is none. */
export function parseUtcOffset(text: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d)([0-5]\d) *$/.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  if (sign === undefined || (sign === '-' && size === 0)) return undefined;
  const offset = sign === '-' ? -size : size;
  return isUtcOffset(offset) ? offset : undefined;
}

/**
 * The text of an offset in minutes.
 * @throws DicomError with code `value_invalid` where it is not an integer from -720 to 840.
 */
export function formatUtcOffset(minutes: number): string {
  if (!isUtcOffset(minutes)) throw new DicomError({ code: 'value_invalid' });
  const size = Math.abs(minutes);
  const digits = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}${digits(size % 60)}`;
}

export function isUtcOffset(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= -720 && minutes <= 840;
}
