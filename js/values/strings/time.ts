// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Times of VR TM (PS3.5 §6.2), as precise as they are given.

import { DicomError } from '../../errors.js';
import { digits, isWithin } from './date.js';

/** A time of the day. What is not given is not there; nothing is given that something coarser is not. */
export interface DicomTime {
  /** From 0 to 23: midnight is 0, never 24. */
  readonly hour: number;
  readonly minute?: number;
  /** From 0 to 60: 60 is a leap second. */
  readonly second?: number;
  /** The digits after the decimal point, from one to six. */
  readonly fraction?: string;
}

/**
 * The time of `10`, `1030`, `103015` or `103015.123456`, or of the retired forms `10:30` and `10:30:15.1`; `undefined` where the
 * text is no time.
 */
export function parseTime(text: string): DicomTime | undefined {
  const match = /^(\d\d)(?:(:?)(\d\d)(?:\2(\d\d)(?:\.(\d{1,6}))?)?)? *$/.exec(text);
  return match === null ? undefined : timeOf(match[1], match[3], match[4], match[5]);
}

/** @internal Of digits. */
export function timeOf(hour?: string, minute?: string, second?: string, fraction?: string): DicomTime | undefined {
  const time: DicomTime = {
    hour: Number(hour),
    ...(minute !== undefined && { minute: Number(minute) }),
    ...(second !== undefined && { second: Number(second) }),
    ...(fraction !== undefined && { fraction }),
  };
  return isTime(time) ? time : undefined;
}

/**
 * The value of VR TM, as precise as the time: `1030`.
 * @throws DicomError with code `value_invalid` where there is no such time.
 */
export function formatTime(time: DicomTime): string {
  if (!isTime(time)) throw new DicomError({ code: 'value_invalid' });
  const { hour, minute, second, fraction } = time;
  return [hour, minute, second].map((part) => (part === undefined ? '' : digits(part, 2))).join('') + point(fraction);
}

function point(fraction: string | undefined): string {
  return fraction === undefined ? '' : `.${fraction}`;
}

/** Whether the parts are in their ranges, and none is given without the coarser ones. */
export function isTime({ hour, minute, second, fraction }: DicomTime): boolean {
  if (!isWithin(hour, 0, 23)) return false;
  if (minute === undefined) return second === undefined && fraction === undefined;
  if (!isWithin(minute, 0, 59)) return false;
  if (second === undefined) return fraction === undefined;
  return isWithin(second, 0, 60) && (fraction === undefined || /^\d{1,6}$/.test(fraction));
}

/** Compares where the times begin: negative where the first begins earlier, positive where later. `10` begins with `100000`. */
export function compareTimes(a: DicomTime, b: DicomTime): number {
  return (
    a.hour - b.hour ||
    (a.minute ?? 0) - (b.minute ?? 0) ||
    (a.second ?? 0) - (b.second ?? 0) ||
    microseconds(a) - microseconds(b)
  );
}

/** The fraction of a second, in millionths. */
export function microseconds({ fraction = '' }: { readonly fraction?: string }): number {
  return Number(fraction.padEnd(6, '0'));
}

/** The first microsecond of a time: `10` begins with `100000.000000`. */
export function startOfTime(time: DicomTime): Required<DicomTime> {
  const { hour, minute = 0, second = 0, fraction = '' } = time;
  return { hour, minute, second, fraction: fraction.padEnd(6, '0') };
}

/** The last microsecond of a time: `10` ends with `105959.999999`. */
export function endOfTime(time: DicomTime): Required<DicomTime> {
  const { hour, minute = 59, second = 59, fraction = '' } = time;
  return { hour, minute, second, fraction: fraction.padEnd(6, '9') };
}
