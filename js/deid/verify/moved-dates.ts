// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Modified dates: all of a data set move by one number of days that is not zero. PS3.15 §E.3.6

import type { Findings, NotSearched } from './verification.js';

interface Moved {
  readonly place: string;
  readonly path: string;
  readonly position: number;
  readonly day: number;
}

const mostHeld = 20_000;
const rule = 'modified dates move by one number of days (PS3.15 §E.3.6)';

export class MovedDates {
  readonly #notSearched: NotSearched;
  /** Of single values at the root. */
  readonly #days = new Map<string, number>();
  readonly #places = new Map<string, Set<number>>();
  readonly #moved: Moved[] = [];
  #held = 0;

  constructor(notSearched: NotSearched) {
    this.#notSearched = notSearched;
  }

  /** A value of the original. */
  original(place: string, path: string, text: string): void {
    const day = dayOf(text);
    if (day === undefined) return this.#notSearched.add('dates that are no single day: by how much they move', path);
    if (this.#held++ > mostHeld) return this.#notSearched.add('dates beyond 20 000: by how much they move');
    const days = this.#places.get(place) ?? new Set();
    this.#places.set(place, days.add(day));
    if (!path.includes('.')) this.#days.set(path, day);
  }

  /** A value of the output. */
  output(place: string, path: string, position: number, text: string): void {
    const day = dayOf(text);
    if (day !== undefined && this.#moved.length < mostHeld) this.#moved.push({ place, path, position, day });
  }

  end(findings: Findings): void {
    const shiftOf = ({ path, day }: Moved): number | undefined => {
      const before = this.#days.get(path);
      return before === undefined ? undefined : day - before;
    };
    const shift = this.#moved.map(shiftOf).find((each) => each !== undefined);
    if (shift === undefined) {
      if (this.#moved.length > 0) this.#notSearched.add('by how much dates in items move: there is none at the root');
      return;
    }
    for (const each of this.#moved) {
      const { path, position, place, day } = each;
      if (shift === 0) findings.add({ kind: 'unchanged', path, position, rule });
      else if (this.#places.get(place)?.has(day - shift) !== true)
        findings.add({ kind: 'changed', path, position, rule });
    }
  }
}

/** Days since 1970 of a date or date and time; `undefined` where it is not one day. */
function dayOf(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})(?:\d{2,6}(?:\.\d{1,6})?(?:[+-]\d{4})?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  return Math.round(new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / 86_400_000);
}
