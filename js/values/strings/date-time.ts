// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dates with times, of VR DT (PS3.5 §6.2), as precise as they are given.

import { DicomError } from '../../errors.js';
import { daysInMonth, type DicomDate, digits, isDate, isWithin } from './date.js';
import { type DicomTime, endOfTime, isTime, microseconds, startOfTime, timeOf } from './time.js';
import { formatUtcOffset, isUtcOffset, parseUtcOffset } from './utc-offset.js';

/** A moment or a span of the calendar. What is not given is not there; nothing is given that something coarser is not. */
export interface DicomDateTime {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  /** From 0 to 60: 60 is a leap second. */
  readonly second?: number;
  /** The digits after the decimal point, from one to six. */
  readonly fraction?: string;
  /** Minutes east of UTC; not there where the data set's Timezone Offset From UTC (0008,0201), or the local clock, holds. */
  readonly offset?: number;
}

const pattern = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,6}))?)?)?)?)?)?([+-]\d{4})? *$/;

/** The date and time of `2024`, `20240229`, `20240229103015.5+0530` and all between; `undefined` where the text is none. */
export function parseDateTime(text: string): DicomDateTime | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offset = zone === undefined ? undefined : parseUtcOffset(zone);
  const time = hour === undefined ? {} : timeOf(hour, minute, second, fraction);
  if (time === undefined || (zone !== undefined && offset === undefined)) return undefined;
  const dateTime: DicomDateTime = {
    year: Number(year),
    ...(month !== undefined && { month: Number(month) }),
    ...(day !== undefined && { day: Number(day) }),
    ...time,
    ...(offset !== undefined && { offset }),
  };
  return isDateTime(dateTime) ? dateTime : undefined;
}

/**
 * The value of VR DT, as precise as the date and time: `202402+0100`.
 * @throws DicomError with code `value_invalid` where there is no such date and time.
 */
export function formatDateTime(dateTime: DicomDateTime): string {
  if (!isDateTime(dateTime)) throw new DicomError({ code: 'value_invalid' });
  const { year, month, day, hour, minute, second, fraction, offset } = dateTime;
  const parts = [month, day, hour, minute, second].map((part) => (part === undefined ? '' : digits(part, 2)));
  const point = fraction === undefined ? '' : `.${fraction}`;
  return digits(year, 4) + parts.join('') + point + (offset === undefined ? '' : formatUtcOffset(offset));
}

/** Whether the parts are in their ranges, and none is given without the coarser ones. */
export function isDateTime(dateTime: DicomDateTime): boolean {
  const { year, month, day, hour, minute, second, fraction, offset } = dateTime;
  if (offset !== undefined && !isUtcOffset(offset)) return false;
  if (!isDate({ year, month: month ?? 1, day: day ?? 1 })) return false;
  const finer = [month, day, hour, minute, second, fraction];
  const missing = finer.indexOf(undefined);
  if (missing >= 0 && finer.slice(missing).some((part) => part !== undefined)) return false;
  return hour === undefined || isTime(dateTime as DicomTime);
}

/** A date and a time of two attributes, such as Study Date and Study Time, as one; `offset` is the data set's, in minutes. */
export function combineDateTime(date: DicomDate, time?: DicomTime, offset?: number): DicomDateTime {
  return { ...date, ...time, ...(offset !== undefined && { offset }) };
}

/** The date; `undefined` where the day is not given. */
export function dateOf({ year, month, day }: DicomDateTime): DicomDate | undefined {
  return month === undefined || day === undefined ? undefined : { year, month, day };
}

/** The first microsecond of a date and time: `2024` begins with `20240101000000.000000`. */
export function startOfDateTime(dateTime: DicomDateTime): DicomDateTime {
  const { year, month = 1, day = 1, hour = 0 } = dateTime;
  return { ...dateTime, year, month, day, ...startOfTime({ ...dateTime, hour }) };
}

/** The last microsecond of a date and time: `202402` ends with `20240229235959.999999`. */
export function endOfDateTime(dateTime: DicomDateTime): DicomDateTime {
  const { year, month = 12, day = daysInMonth(year, month), hour = 23 } = dateTime;
  return { ...dateTime, year, month, day, ...endOfTime({ ...dateTime, hour }) };
}

/**
 * Compares where the two begin: negative where the first begins earlier, positive where later. `offset`, in minutes east of
 * UTC, is that of a date and time that states none.
 */
export function compareDateTimes(a: DicomDateTime, b: DicomDateTime, offset = 0): number {
  // A leap second comes after the 59th, so seconds stay apart from the minutes.
  return (
    minuteOf(a, offset) - minuteOf(b, offset) || (a.second ?? 0) - (b.second ?? 0) || microseconds(a) - microseconds(b)
  );
}

/** When the minute begins, in milliseconds since 1970. */
function minuteOf(dateTime: DicomDateTime, offset: number): number {
  const { year, month = 1, day = 1, hour = 0, minute = 0 } = dateTime;
  // Date.UTC would take years below 100 for those of the 20th century.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute - (dateTime.offset ?? offset));
}

/**
 * The moment as JavaScript has it, to the millisecond; `undefined` unless it is given to the second, as those of `startOfDateTime`
 * are. `offset`, in minutes east of UTC, is that of a date and time that states none. A leap second is the first of the next minute.
 */
export function toJsDate(dateTime: DicomDateTime, offset = 0): Date | undefined {
  const { second } = dateTime;
  if (second === undefined || !isDateTime(dateTime)) return undefined;
  return new Date(minuteOf(dateTime, offset) + second * 1000 + Math.floor(microseconds(dateTime) / 1000));
}

/**
 * The date and time, to the millisecond, that a clock shows `offset` minutes east of UTC; it states the offset.
 * @throws DicomError with code `value_invalid` where VR DT has no such year or offset.
 */
export function fromJsDate(date: Date, offset = 0): DicomDateTime {
  const there = new Date(date.getTime() + offset * 60_000);
  const dateTime = {
    year: there.getUTCFullYear(),
    month: there.getUTCMonth() + 1,
    day: there.getUTCDate(),
    hour: there.getUTCHours(),
    minute: there.getUTCMinutes(),
    second: there.getUTCSeconds(),
    fraction: digits(there.getUTCMilliseconds(), 3),
    offset,
  };
  if (!isWithin(dateTime.year, 1, 9999) || !isUtcOffset(offset)) throw new DicomError({ code: 'value_invalid' });
  return dateTime;
}
