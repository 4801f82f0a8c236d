// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What flows that drop whole elements and items have in common: a verdict where one begins, and then all of it, with whatever
// it holds, goes the same way. Notes and what belongs to no element always pass.

import type { Emit, FlowStage } from '../flow/flow.js';
import type { Part, PartKind } from '../part.js';

/** `enter`: the shell of a sequence or item passes, and what it holds is asked for. */
export type Verdict = 'pass' | 'drop' | 'enter';

/** How what begins so ends. */
const ends: Partial<Record<PartKind, PartKind>> = {
  sequence: 'sequenceEnd',
  item: 'itemEnd',
  fragments: 'fragmentsEnd',
};

export class ElementFilter implements FlowStage {
  readonly #judge: (part: Part) => Verdict;
  /** What is under way as a whole: which part ends it, at which depth, and whether it passes. */
  #endKind: PartKind | undefined;
  #endDepth = 0;
  #passes = true;

  constructor(judge: (part: Part) => Verdict) {
    this.#judge = judge;
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    const { kind } = part;
    if (kind === 'note') return emit(part);
    if (this.#endKind !== undefined) {
      const passes = this.#passes;
      const isEnd = kind === this.#endKind && part.depth === this.#endDepth;
      if (isEnd && (kind !== 'value' || part.last)) this.#endKind = undefined;
      return passes ? emit(part) : undefined;
    }
    if (kind !== 'header' && ends[kind] === undefined) return emit(part);
    const verdict = this.#judge(part);
    if (verdict === 'enter' && (kind === 'sequence' || kind === 'item')) return emit(part);
    const passes = verdict !== 'drop';
    if (kind !== 'header' || !part.last) {
      this.#endKind = ends[kind] ?? 'value';
      this.#endDepth = part.depth;
      this.#passes = passes;
    }
    return passes ? emit(part) : undefined;
  }
}
