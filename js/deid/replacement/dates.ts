// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dates and times moved by the same span for all data of a patient, so that intervals stay (PS3.15 §E.3.6, Modified Dates).

import { misuse } from '../../errors.js';
import { daysInMonth, type DicomDate, formatDate, isWithin } from '../../values/strings/date.js';
import { dateOf, type DicomDateTime, formatDateTime } from '../../values/strings/date-time.js';
import {
  formatRange,
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
  type QueryRange,
} from '../../values/strings/ranges.js';
import { type DicomTime, formatTime, parseTime } from '../../values/strings/time.js';
import { patientKey, type PatientIdentity } from './patient.js';
import type { Secret } from './secret.js';

/** First and last of the numbers that one is taken from; negative ones lead into the past. */
export type ShiftRange = readonly [first: number, last: number];

export interface DateShiftOptions {
  readonly secret: Secret;
  /** Days: from -365 to -1 by default. 0 is never taken. */
  readonly days?: ShiftRange | undefined;
  /** Whether days of the week stay as they are: only multiples of seven are taken. */
  readonly keepsWeekday?: boolean | undefined;
  /** Seconds besides the days, less than a day either way. Without it, times of day stay as they are. */
  readonly seconds?: ShiftRange | undefined;
}

const secondsOfDay = 86_400;
/** Days from the first to the last that VR DA can hold. */
const mostDays = 3_652_058;

/**
 * The shift of a patient's dates, always the same for the same secret and ranges. All numbers of the ranges are as likely.
 * @throws TypeError with code `argument_invalid` where a range is none, or holds no number that may be taken.
 * @example dateShiftOf({ id: '4711', issuer: 'HOSPITAL' }, { secret, days: [-3650, -1] }).value('DA', '20240229')
 */
export function dateShiftOf(patient: PatientIdentity, options: DateShiftOptions): DateShift {
  const { secret, days = [-365, -1], keepsWeekday = false, seconds } = options;
  const key = patientKey(patient);
  const taken = takeFrom(days, keepsWeekday ? 7 : 1, mostDays, secret.number('dates', key, 64));
  if (seconds === undefined) return new DateShift(taken);
  return new DateShift(
    taken,
    takeFrom(seconds, 1, secondsOfDay - 1, secret.number('dates', key, 128) & (2n ** 64n - 1n)),
  );
}

/** One of the multiples of `step` in a range, without 0. The bits are far more than the numbers, so all are as likely. */
function takeFrom([first, last]: ShiftRange, step: number, most: number, bits: bigint): number {
  const [low, high] = [Math.ceil(first / step), Math.floor(last / step)];
  const hasZero = low <= 0 && high >= 0;
  const count = high - low + 1 - (hasZero ? 1 : 0);
  if (!isWithin(first, -most, most) || !isWithin(last, first, most) || count < 1) {
    throw misuse('argument_invalid', 'a range of a shift holds no number that may be taken');
  }
  const number = low + Number(bits % BigInt(count));
  return (hasZero && number >= 0 ? number + 1 : number) * step;
}

/**
 * A shift by days, and by seconds where times of day are to change too. Who knows it can undo it.
 *
 * A value that is less precise than a day names a span: 2024, or February of it. The middle of the span is shifted, and the result is cut
 * to the same precision. So such values change by the same number of years or months, or nearly so, as those with a day; they
 * stay as precise as they were, and no day is made of them. With seconds, days and hours are spans alike.
 */
export class DateShift {
  /** @throws TypeError with code `argument_invalid` where one is no integer, or leads out of the calendar or the day. */
  constructor(
    readonly days: number,
    readonly seconds = 0,
  ) {
    if (isWithin(days, -mostDays, mostDays) && isWithin(seconds, 1 - secondsOfDay, secondsOfDay - 1)) return;
    throw misuse('argument_invalid', 'a shift is a whole number of days, and of seconds less than a day');
  }

  /**
   * One value of DA, TM or DT, or a range of them as queries have it, shifted and written as the standard now has it. Padding is
   * left out; an empty value stays empty; an offset from UTC stays. `undefined` where the value is not valid or the
   * calendar ends: it must go, or a dummy take its place.
   *
   * Where times of day are shifted, a date may need the time beside it (Study Time of Study Date) to know whether the day changes with it:
   * give that as `time`. Times themselves go round the clock.
   */
  value(vr: 'DA' | 'DT' | 'TM', text: string, time?: string): string | undefined {
    const trimmed = text.replaceAll('\0', ' ').trim();
    if (trimmed === '') return '';
    if (vr === 'DT') return ranged(parseDateTimeRange(trimmed), (end) => this.dateTime(end), formatDateTime);
    if (vr === 'TM') return ranged(parseTimeRange(trimmed), (end) => this.time(end), formatTime);
    const beside = time === undefined ? undefined : parseTime(time.replaceAll('\0', ' ').trim());
    return ranged(parseDateRange(trimmed), (end) => this.date(end, beside), formatDate);
  }

  /** The values of an element, each shifted. */
  values(vr: 'DA' | 'DT' | 'TM', texts: readonly string[], time?: string): (string | undefined)[] {
    return texts.map((text) => this.value(vr, text, time));
  }

  /** A date; `undefined` where the calendar ends. */
  date(date: DicomDate, time?: DicomTime): DicomDate | undefined {
    const shifted = this.dateTime({ ...date, ...time });
    return shifted === undefined ? undefined : dateOf(shifted);
  }

  /** A time of day, round the clock: 2330 is 0030 an hour later. */
  time(time: DicomTime): DicomTime {
    const {
      hour = 0,
      minute,
      second,
      fraction,
    } = moved({ year: 2000, month: 1, day: 1, ...time }, 0, this.seconds) ?? {};
    return {
      hour,
      ...(minute !== undefined && { minute }),
      ...(second !== undefined && { second }),
      ...(fraction !== undefined && { fraction }),
    };
  }

  /** A date and time as precise as it is given; `undefined` where the calendar ends. */
  dateTime(dateTime: DicomDateTime): DicomDateTime | undefined {
    return moved(dateTime, this.days, this.seconds);
  }
}

function moved(dateTime: DicomDateTime, days: number, seconds: number): DicomDateTime | undefined {
  const { hour, minute, second, fraction, offset } = dateTime;
  const movesTime = seconds !== 0;
  const moment = middleOf(dateTime, movesTime) + days * secondsOfDay + seconds;
  const day = Math.floor(moment / secondsOfDay);
  const clock = moment - day * secondsOfDay;
  const date = dateOfDayNumber(day);
  return (
    date && {
      year: date.year,
      ...(dateTime.month !== undefined && { month: date.month }),
      ...(dateTime.day !== undefined && { day: date.day }),
      // A leap second stays one where only days are shifted.
      ...(hour !== undefined && { hour: movesTime ? Math.floor(clock / 3600) : hour }),
      ...(minute !== undefined && { minute: movesTime ? Math.floor(clock / 60) % 60 : minute }),
      ...(second !== undefined && { second: movesTime ? clock % 60 : second }),
      ...(fraction !== undefined && { fraction }),
      ...(offset !== undefined && { offset }),
    }
  );
}

/** The middle of the span that a date and time names, in seconds since 1970; time of day only where it matters. */
function middleOf({ year, month, day, hour, minute, second }: DicomDateTime, countsTime: boolean): number {
  const start = dayNumber(year, month ?? 1, day ?? 1) * secondsOfDay;
  if (month === undefined) return start + ((daysInMonth(year, 2) + 337) * secondsOfDay) / 2;
  if (day === undefined) return start + (daysInMonth(year, month) * secondsOfDay) / 2;
  if (hour === undefined || !countsTime) return start + secondsOfDay / 2;
  if (minute === undefined) return start + hour * 3600 + 1800;
  return start + hour * 3600 + minute * 60 + (second ?? 30);
}

/** Days since 1970. */
function dayNumber(year: number, month: number, day: number): number {
  // Date.UTC would take years below 100 for those of the 20th century.
  return Math.round(new Date(0).setUTCFullYear(year, month - 1, day) / (1000 * secondsOfDay));
}

function dateOfDayNumber(number: number): DicomDate | undefined {
  const date = new Date(number * 1000 * secondsOfDay);
  const year = date.getUTCFullYear();
  return isWithin(year, 1, 9999) ? { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() } : undefined;
}

/** A range with both ends shifted. */
function ranged<T>(
  range: QueryRange<T> | undefined,
  shift: (end: T) => T | undefined,
  format: (end: T) => string,
): string | undefined {
  if (range === undefined) return undefined;
  const from = range.from === undefined ? undefined : shift(range.from);
  const to = range.to === undefined ? undefined : shift(range.to);
  const isCut = (from === undefined) !== (range.from === undefined) || (to === undefined) !== (range.to === undefined);
  return isCut
    ? undefined
    : formatRange({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, format);
}
