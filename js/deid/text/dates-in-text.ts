// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Dates in free text, as people write them: shifted where it is clear which day is meant, and otherwise to be removed.

import { digits, isDate } from '../../values/strings/date.js';
import type { DateShift } from '../replacement/dates.js';
import { type MonthName, monthNamed, monthPattern } from './month-names.js';

/** A date that was found. */
export interface FoundDate {
  readonly start: number;
  readonly end: number;
  /** The shifted date, written the same way; `undefined` where it cannot be told or shifted, so that it must go. */
  readonly replacement: string | undefined;
}

// What stands beside a date may be neither a letter nor a digit, nor more digits behind a delimiter: those make an ID of it.
const before = String.raw`(?<![\p{L}\p{N}]|\p{N}[-./_:])`;
const after = String.raw`(?![\p{L}\p{N}]|[-./_:]\p{N})`;
/** After a date in the form of ISO 8601 a time may follow. */
const afterIso = String.raw`(?:(?=T\d\d:?\d\d)|${after})`;
const ordinal = String.raw`(?:(?<o>st|nd|rd|th|er|ste|e)|[ºª°.])?`;
const gap = String.raw`[ ./-]{0,2}(?:(?:of|de|di) )?`;

function dated(source: string): RegExp {
  return new RegExp(source, 'dgiu');
}

/**
 * The ways to write a date; what is found by an earlier one is not looked at by a later one. Groups: y, Y (of two digits), m, d,
 * M (a name), a and b (day and month in either order), o (the ending of an ordinal), era. All parts are of bounded length, so a text is gone through once for each.
 */
const patterns: readonly RegExp[] = [
  dated(String.raw`${before}(?<y>\d{4})(?<delimiter>[-./])(?<m>\d{1,2})\k<delimiter>(?<d>\d{1,2})${afterIso}`),
  dated(String.raw`${before}(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)(?:\d{4}(?:\d\d(?:\.\d{1,6})?)?)?${afterIso}`),
  dated(String.raw`${before}(?<d>\d{1,2})\.[ ]?(?<m>\d{1,2})\.[ ]?(?<y>\d{4})${after}`),
  dated(String.raw`${before}(?<a>\d{1,2})(?<delimiter>[-/])(?<b>\d{1,2})\k<delimiter>(?<y>\d{4})${after}`),
  dated(String.raw`${before}(?<a>\d{1,2})(?<delimiter>[-./])(?<b>\d{1,2})\k<delimiter>(?<Y>\d\d)${after}`),
  dated(
    String.raw`${before}(?<d>\d{1,2})${ordinal}${gap}(?<M>${monthPattern})[ .,/-]{0,3}(?:del? )?(?<y>\d{4})${after}`,
  ),
  dated(String.raw`${before}(?<M>${monthPattern})[ .]{0,2}(?<d>\d{1,2})${ordinal}[ ,.]{1,3}(?<y>\d{4})${after}`),
  dated(String.raw`${before}(?<y>\d{4})[ .,/-]{0,2}(?<M>${monthPattern})[ ./-]{0,2}(?<d>\d{1,2})${after}`),
  dated(String.raw`${before}(?<d>\d{1,2})${ordinal}${gap}(?<M>${monthPattern})(?:[ .,/'-]{0,3}(?<Y>\d\d))?${after}`),
  dated(String.raw`${before}(?<M>${monthPattern})[ .,/-]{0,3}(?:del? )?(?<y>\d{4})${after}`),
  dated(String.raw`${before}(?<M>${monthPattern})[ .]{0,2}(?<d>\d{1,2})${ordinal}(?:[ ,.']{1,3}(?<Y>\d\d))?${after}`),
  dated(String.raw`(?<!\p{N})(?<y>\d{4})[ ]?[年년][ ]?(?<m>\d{1,2})[ ]?[月월](?:[ ]?(?<d>\d{1,2})[ ]?[日일])?`),
  dated(
    String.raw`(?<era>昭和|平成|令和|大正|明治|${before}[SHRTM])[ ]?(?:\d{1,2}|元)[年./-]\d{1,2}[月./-](?:\d{1,2}日?)?`,
  ),
  dated(String.raw`${before}(?<y>\d{4})-(?<m>\d\d)${after}`),
  dated(String.raw`${before}(?<m>\d{1,2})[./-](?<y>\d{4})${after}`),
];

/**
 * Finds dates. `plain` is the text with digits, spaces and letters of ASCII where it has others like them, `text` the same as it is
 * written; both have the same length. Found are days and months of years from 1800 to 2199 in numbers, with names of months
 * in seven languages, and in Chinese, Japanese and Korean. In the order of the text; none overlaps another.
 */
export function findDates(plain: string, text: string, shift?: DateShift): FoundDate[] {
  const taken = new Uint8Array(plain.length);
  const found: FoundDate[] = [];
  for (const pattern of patterns) {
    for (const match of plain.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (taken.subarray(start, end).includes(1)) continue;
      const parts = partsOf(match.groups ?? {});
      if (parts === undefined) continue;
      taken.fill(1, start, end);
      const replacement = shift && shiftedText(text, match, parts, shift);
      found.push({ start, end, replacement });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

interface Parts {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly name?: MonthName | undefined;
  /** Whether the text does not say which day, month and year are meant. */
  readonly isUnclear: boolean;
}

/** What the groups say; `undefined` where that is no date. */
function partsOf(groups: Readonly<Record<string, string | undefined>>): Parts | undefined {
  const { y, Y, m, d, M, a, b, era } = groups;
  if (era !== undefined) return { isUnclear: true };
  const year = y === undefined ? undefined : Number(y);
  if (year !== undefined && (year < 1800 || year > 2199)) return undefined;
  if (a !== undefined && b !== undefined) {
    const orders = [
      { day: Number(a), month: Number(b) },
      { day: Number(b), month: Number(a) },
    ].filter((order) => isDate({ year: year ?? 2000, ...order }));
    // Years of two digits come first in some places; which of three numbers is the year is for nobody to say.
    const isYearFirst = Y !== undefined && isDate({ year: 2000, month: Number(b), day: Number(Y) });
    const [order] = orders;
    if (order === undefined) return isYearFirst ? { isUnclear: true } : undefined;
    if (year === undefined || orders.length > 1) return { isUnclear: true };
    return { year, ...order, isUnclear: false };
  }
  const name = M === undefined ? undefined : monthNamed(M);
  const month = name?.month ?? Number(m);
  const day = d === undefined ? undefined : Number(d);
  if (!isDate({ year: year ?? 2000, month, day: day ?? 1 })) return undefined;
  if (year === undefined) return { isUnclear: true };
  return { year, month, ...(day !== undefined && { day }), name, isUnclear: false };
}

/** The text of a date with its parts replaced where they stand, as many digits wide as they were. */
function shiftedText(text: string, match: RegExpExecArray, parts: Parts, shift: DateShift): string | undefined {
  const { year, month, day, name, isUnclear } = parts;
  if (isUnclear || year === undefined || month === undefined) return undefined;
  const moved = shift.dateTime({ year, month, ...(day !== undefined && { day }) });
  if (moved?.month === undefined) return undefined;
  const { a, b } = match.groups ?? {};
  // What its character set may not hold is not brought into a text.
  const onlyAscii = !/[^\0-\x7f]/.test(text.slice(match.index, match.index + match[0].length));
  const isDayFirst = a !== undefined && Number(a) === day && Number(b) === month;
  const written = (number: number | undefined, old: string): string => digits(number ?? 0, old.length);
  const rewrite: Readonly<Record<string, (old: string) => string>> = {
    y: (old) => written(moved.year, old),
    m: (old) => written(moved.month, old),
    d: (old) => written(moved.day, old),
    M: (old) => name?.write(moved.month as number, old, onlyAscii) ?? '',
    a: (old) => written(isDayFirst ? moved.day : moved.month, old),
    b: (old) => written(isDayFirst ? moved.month : moved.day, old),
    // 1st is not the ending of another day.
    o: () => '',
  };
  const places = Object.entries(match.indices?.groups ?? {})
    .flatMap(([group, place]) => (place === undefined || !(group in rewrite) ? [] : [{ group, place }]))
    .sort((one, other) => one.place[0] - other.place[0]);
  let result = '';
  let at = match.index;
  for (const { group, place } of places) {
    result +=
      text.slice(at, place[0]) +
      (rewrite[group] as (old: string) => string)(match[0].slice(place[0] - match.index, place[1] - match.index));
    at = place[1];
  }
  return result + text.slice(at, match.index + match[0].length);
}
