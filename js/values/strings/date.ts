// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dates of VR DA (PS3.5 §6.2).

import { DicomError } from '../../errors.js';

/** A day of the Gregorian calendar, as the clock on the wall has it. */
export interface DicomDate {
  /** From 1 to 9999. */
  readonly year: number;
  /** From 1 to 12. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
}

/** The date of `20240229`, or of the retired form `2024.02.29`; `undefined` where the text is no date of the calendar. */
export function parseDate(text: string): DicomDate | undefined {
  const match = /^(\d{4})(\.?)(\d\d)\2(\d\d) *$/.exec(text);
  if (match === null) return undefined;
  const date = { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]) };
  return isDate(date) ? date : undefined;
}

/**
 * The value of VR DA: `20240229`.
 * @throws DicomError with code `value_invalid` where there is no such day.
 */
export function formatDate(date: DicomDate): string {
  if (!isDate(date)) throw new DicomError({ code: 'value_invalid' });
  return digits(date.year, 4) + digits(date.month, 2) + digits(date.day, 2);
}

/** Negative where the first is earlier, positive where it is later, 0 where both are the same day. */
export function compareDates(a: DicomDate, b: DicomDate): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

/** Whether the calendar has the day. */
export function isDate({ year, month, day }: DicomDate): boolean {
  return isWithin(year, 1, 9999) && isWithin(month, 1, 12) && isWithin(day, 1, daysInMonth(year, month));
}

/** Days of a month, counted from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** @internal */
export function isWithin(number: number, first: number, last: number): boolean {
  return Number.isInteger(number) && number >= first && number <= last;
}

/** @internal */
export function digits(number: number, count: number): string {
  return String(number).padStart(count, '0');
}
