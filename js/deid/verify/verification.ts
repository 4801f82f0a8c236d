// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What verification says. It never holds a value.

/**
 * **token** something of the original stands in the output · **unchanged** an attribute has the original's value · **present** an
 * attribute, or bytes, that must not be there · **missing** an attribute that must · **incomplete** a limit was reached: not all of
 * the original was looked for.
 */
export type VerificationKind = 'token' | 'unchanged' | 'present' | 'missing' | 'incomplete';

export interface VerificationFinding {
  readonly kind: VerificationKind;
  /** Where in the output, as far as it stands in an attribute. */
  readonly path?: string;
  /** In the output, from its beginning; of a deflated data set in the inflated bytes. */
  readonly position: number;
  /** What it offends against; of a token the path that it has in the original. */
  readonly rule: string;
}

export interface Verification {
  /** Whether nothing was found. */
  readonly ok: boolean;
  readonly findings: readonly VerificationFinding[];
  readonly searched: {
    /** How many different tokens were looked for. */
    readonly tokens: number;
    /** In how many bytes of the output. */
    readonly bytes: number;
  };
  /** What was not looked at, or not as closely, in words. */
  readonly notSearched: readonly string[];
}

/** Findings up to a limit, each once. */
export class Findings {
  readonly list: VerificationFinding[] = [];
  readonly #seen = new Set<string>();

  constructor(readonly limit: number) {}

  add(kind: VerificationKind, position: number, rule: string, path?: string): void {
    const key = `${kind} ${path ?? ''} ${rule}`;
    if (this.list.length >= this.limit || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push({ kind, ...(path === undefined ? {} : { path }), position, rule });
  }
}
