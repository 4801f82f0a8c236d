// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What verification says. It never holds a value.

/**
 * **token** something of the original stands in the output · **unchanged** an attribute that must change has a value of the original ·
 * **changed** one that is kept has another · **present** an attribute, or bytes, that must not be there · **missing** an attribute, or
 * a value, that must · **incomplete** a limit was reached: not all of the original was looked for.
 */
export type VerificationKind = 'token' | 'unchanged' | 'changed' | 'present' | 'missing' | 'incomplete';

export interface VerificationFinding {
  readonly kind: VerificationKind;
  /** Where in the output, as far as it stands in an attribute. */
  readonly path?: string;
  /** Of a token: where the original has it. */
  readonly source?: string;
  /** In the output, from its beginning; of a deflated data set in the inflated bytes. */
  readonly position: number;
  /** What it offends against. */
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
  /** What was not looked at, or only compared attribute by attribute, in words and paths. */
  readonly notSearched: readonly string[];
}

/** Findings up to a limit, each once. */
export class Findings {
  readonly list: VerificationFinding[] = [];
  readonly #seen = new Set<string>();

  constructor(readonly limit: number) {}

  add(finding: VerificationFinding): void {
    const { kind, path, source, rule } = finding;
    const key = `${kind} ${path ?? ''} ${source ?? ''} ${rule}`;
    if (this.list.length >= this.limit || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push(finding);
  }
}

/** What was not searched: reasons, each with the paths that it is about, as far as there is room. */
export class NotSearched {
  readonly #reasons = new Map<string, Set<string>>();

  add(reason: string, path = ''): void {
    const paths = this.#reasons.get(reason) ?? new Set();
    this.#reasons.set(reason, paths);
    if (path !== '' && paths.size < 100) paths.add(path);
  }

  get list(): string[] {
    return [...this.#reasons].map(([reason, paths]) =>
      paths.size === 0 ? reason : `${reason}: ${[...paths].join(', ')}`,
    );
  }
}
