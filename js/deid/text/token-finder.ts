// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// All places of many texts in one, in one go: the automaton of Aho and Corasick (Communications of the ACM 18, 1975).

/** Finds tokens. Time grows with the text and with what is found in it, not with the number of tokens. */
export class TokenFinder {
  readonly #next: (Map<number, number> | undefined)[] = [undefined];
  /** Where to go on when no letter leads further: the state of the longest end of this one that begins a token. */
  readonly #fallback: number[] = [0];
  /** The length of the token that ends in a state, or 0. */
  readonly #length: number[] = [0];
  /** The next state along the fallbacks in which a token ends, or 0. */
  readonly #shorter: number[] = [0];

  readonly #isPart: boolean[] = [false];

  /** Tokens, and whether each may be a part of a word, which the callback is told. */
  constructor(tokens: ReadonlyMap<string, boolean>) {
    for (const [token, isPart] of tokens) this.#add(token, isPart);
    const queue = [0];
    // The queue grows as it is gone through.
    for (const state of queue) {
      for (const [letter, child] of this.#next[state] ?? []) {
        const fallback = state === 0 ? 0 : this.#step(this.#fallback[state] as number, letter);
        this.#fallback[child] = fallback;
        this.#shorter[child] = (this.#length[fallback] as number) > 0 ? fallback : (this.#shorter[fallback] as number);
        queue.push(child);
      }
    }
  }

  /** Calls back for every place of every token, by where it ends. */
  find(text: string, found: (start: number, end: number, isPart: boolean) => void): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = this.#step(state, text.charCodeAt(i));
      let ending = (this.#length[state] as number) > 0 ? state : (this.#shorter[state] as number);
      for (; ending !== 0; ending = this.#shorter[ending] as number) {
        found(i + 1 - (this.#length[ending] as number), i + 1, this.#isPart[ending] as boolean);
      }
    }
  }

  #add(token: string, isPart: boolean): void {
    let state = 0;
    for (let i = 0; i < token.length; i++) {
      const letter = token.charCodeAt(i);
      const children = (this.#next[state] ??= new Map());
      let child = children.get(letter);
      if (child === undefined) {
        child = this.#next.push(undefined) - 1;
        this.#fallback.push(0);
        this.#length.push(0);
        this.#shorter.push(0);
        this.#isPart.push(false);
        children.set(letter, child);
      }
      state = child;
    }
    this.#length[state] = token.length;
    this.#isPart[state] = isPart;
  }

  #step(from: number, letter: number): number {
    let state = from;
    for (;;) {
      const next = this.#next[state]?.get(letter);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = this.#fallback[state] as number;
    }
  }
}
