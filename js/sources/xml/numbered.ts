// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What comes with its number, from 1, in any order: PS3.19 Table A.1.5-2 keeps the order of values and items so.

export class Numbered<T> {
  readonly #all: T[] = [];

  /** How many there are, gaps included. */
  get length(): number {
    return this.#all.length;
  }

  /** The index that a number stands for; without one the next. `undefined` where the text is no number, or the place is taken. */
  indexOf(number: string | undefined): number | undefined {
    if (number === undefined) return this.#all.length;
    if (!/^\s*\+?0*[1-9]\d{0,9}\s*$/.test(number)) return undefined;
    const index = Number(number) - 1;
    return index in this.#all ? undefined : index;
  }

  set(index: number, value: T): void {
    this.#all[index] = value;
  }

  /** All in order; `missing` makes those that no number named. */
  all(missing: (index: number) => T): T[] {
    return Array.from({ length: this.#all.length }, (_, index) => this.#all[index] ?? missing(index));
  }
}
