// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The identifying values of a data set, by what its elements say. Files of a study say the same of the same patient one after the other, and
// what was made of the last ones serves again.

import { IdentifyingValues } from './identifying.js';

/** A value, and what kind of text it is. */
export interface SaidValue {
  readonly kind: 'name' | 'date' | 'id' | 'text';
  readonly text: string;
}

/** Longer lists are not remembered. */
const mostRemembered = 1000;
const mostLetters = 50_000;

/** One for each set of common words. */
export class CollectedValues {
  readonly #common: ReadonlySet<string> | undefined;
  #said: readonly SaidValue[] = [];
  #values: IdentifyingValues | undefined;

  /** `common` as `IdentifyingValues.addText` takes it. */
  constructor(common?: ReadonlySet<string>) {
    this.#common = common;
  }

  of(said: readonly SaidValue[]): IdentifyingValues {
    if (this.#values !== undefined && isSame(said, this.#said)) return this.#values;
    const values = new IdentifyingValues();
    for (const { kind, text } of said) {
      if (kind === 'name') values.addName(text);
      else if (kind === 'date') values.addDate(text);
      else if (kind === 'id') values.addId(text);
      else values.addText(text, this.#common);
    }
    const isShort =
      said.length <= mostRemembered && said.reduce((sum, { text }) => sum + text.length, 0) <= mostLetters;
    this.#said = isShort ? said : [];
    this.#values = isShort ? values : undefined;
    return values;
  }
}

function isSame(said: readonly SaidValue[], others: readonly SaidValue[]): boolean {
  return (
    said.length === others.length &&
    said.every(({ kind, text }, i) => kind === others[i]?.kind && text === others[i]?.text)
  );
}
