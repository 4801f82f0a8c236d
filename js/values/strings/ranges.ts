// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Ranges of dates and times, as queries have them: `20240101-20240131`, `20240101-`, `-20240131`. PS3.4 §C.2.2.2.5

import { DicomError } from '../../errors.js';
import { compareDates, type DicomDate, parseDate } from './date.js';
import { compareDateTimes, type DicomDateTime, endOfDateTime, parseDateTime } from './date-time.js';
import { type DicomTime, parseTime } from './time.js';

/** Both ends belong to the range; at least one is there. A single value is a range from itself to itself. */
export interface QueryRange<T> {
  readonly from?: T;
  readonly to?: T;
}

/** A range of DA, or a single date; `undefined` where the text is neither, or ends before it begins. */
export function parseDateRange(text: string): QueryRange<DicomDate> | undefined {
  return only(readings(text, parseDate, (from, to) => compareDates(from, to) <= 0));
}

/** A range of TM, or a single time; `undefined` where the text is neither. With a range of dates beside it, it may end before it begins. */
export function parseTimeRange(text: string): QueryRange<DicomTime> | undefined {
  return only(readings(text, parseTime, () => true));
}

/**
 * A range of DT, or a single date and time. A hyphen may stand for a negative offset from UTC too: where the whole text is one
 * value it is that value; otherwise the range must have one reading only that does not end before it begins.
 * `undefined` where the text is neither, or ambiguous.
 */
export function parseDateTimeRange(text: string): QueryRange<DicomDateTime> | undefined {
  return only(readings(text, parseDateTime, (from, to) => compareDateTimes(from, endOfDateTime(to)) <= 0));
}

/** All ways to read a range; only the whole where that is one value. */
function readings<T>(
  text: string,
  parse: (text: string) => T | undefined,
  isOrdered: (from: T, to: T) => boolean,
): QueryRange<T>[] {
  const whole = parse(text);
  if (whole !== undefined) return [{ from: whole, to: whole }];
  const ranges: QueryRange<T>[] = [];
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    const [first, last] = [text.slice(0, at).trimEnd(), text.slice(at + 1).trim()];
    const [from, to] = [parse(first), parse(last)];
    if (from !== undefined && to !== undefined && isOrdered(from, to)) ranges.push({ from, to });
    else if (from !== undefined && last === '') ranges.push({ from });
    else if (first === '' && to !== undefined) ranges.push({ to });
  }
  return ranges;
}

function only<T>(ranges: readonly QueryRange<T>[]): QueryRange<T> | undefined {
  return ranges.length === 1 ? ranges[0] : undefined;
}

/**
 * The text of a range, of what writes one end: `formatRange({ from }, formatDate)`. Where both ends are written alike, it is a
 * single value.
 * @throws DicomError with code `value_invalid` where there is neither end, or `format` does.
 */
export function formatRange<T>({ from, to }: QueryRange<T>, format: (value: T) => string): string {
  if (from === undefined && to === undefined) throw new DicomError({ code: 'value_invalid' });
  const [first, last] = [from, to].map((end) => (end === undefined ? '' : format(end)));
  return first === last ? (first as string) : `${first}-${last}`;
}
