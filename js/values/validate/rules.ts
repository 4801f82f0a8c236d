// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What PS3.5 Table 6.2-1 asks of the text of each VR.

import { parseAge } from '../strings/age.js';
import { parseDate } from '../strings/date.js';
import { parseDateTime } from '../strings/date-time.js';
import { parseDecimal, parseInteger } from '../strings/decimal.js';
import { parseDateRange, parseDateTimeRange, parseTimeRange } from '../strings/ranges.js';
import { parseTime } from '../strings/time.js';

/** The rules for one value of a text VR. */
export interface TextRule {
  /** Characters of a value, in PN of a component group; without, only the length field limits it. */
  readonly longest?: number;
  /** In a query, where a value may be a range. */
  readonly longestInQuery?: number;
  /** The characters that the VR has, where that is not all of the character set. */
  readonly repertoire?: RegExp;
  /** Whether TAB, LF, FF and CR may stand in a value. */
  readonly lines?: boolean;
  /** Whether the value, not empty and without padding, is written as the VR asks. */
  readonly isWellFormed?: (text: string) => boolean;
  /** The same in a query. */
  readonly isWellFormedInQuery?: (text: string) => boolean;
  /** Whether a query may hold `*` and `?` besides the repertoire. PS3.4 §C.2.2.2.4 */
  readonly wildcards?: boolean;
}

function reads(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => parse(text) !== undefined;
}

// Retired forms are read, but not valid any more.
const currentDate = (text: string): boolean => !text.includes('.') && parseDate(text) !== undefined;
const currentTime = (text: string): boolean => !text.includes(':') && parseTime(text) !== undefined;

/** What RFC 3986 lets a URI be made of. */
const uri = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*$/;

/** By VR. */
export const validationRules: Readonly<Record<string, TextRule>> = {
  AE: { longest: 16, wildcards: true },
  AS: { longest: 4, repertoire: /^[\dDWMY]*$/, isWellFormed: reads(parseAge) },
  CS: { longest: 16, repertoire: /^[A-Z\d _]*$/, wildcards: true },
  DA: {
    longest: 8,
    longestInQuery: 18,
    repertoire: /^[\d-]*$/,
    isWellFormed: currentDate,
    isWellFormedInQuery: reads(parseDateRange),
  },
  DS: { longest: 16, repertoire: /^[\d+\-Ee. ]*$/, isWellFormed: reads(parseDecimal) },
  DT: {
    longest: 26,
    longestInQuery: 54,
    repertoire: /^[\d+\-. ]*$/,
    isWellFormed: reads(parseDateTime),
    isWellFormedInQuery: reads(parseDateTimeRange),
  },
  IS: { longest: 12, repertoire: /^[\d+\- ]*$/, isWellFormed: reads(parseInteger) },
  LO: { longest: 64, wildcards: true },
  LT: { longest: 10240, lines: true, wildcards: true },
  PN: { longest: 64, wildcards: true },
  SH: { longest: 16, wildcards: true },
  ST: { longest: 1024, lines: true, wildcards: true },
  TM: {
    longest: 14,
    longestInQuery: 28,
    repertoire: /^[\d.\- ]*$/,
    isWellFormed: currentTime,
    isWellFormedInQuery: reads(parseTimeRange),
  },
  UC: { wildcards: true },
  UI: {
    longest: 64,
    repertoire: /^[\d.]*$/,
    isWellFormed: (text) => /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*$/.test(text),
  },
  UR: { isWellFormed: (text) => uri.test(text) },
  UT: { lines: true, wildcards: true },
};
