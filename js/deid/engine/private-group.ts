// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The private creators of one group of a data set or item, held back until something of their blocks is kept.

import { lookaheadExceeded } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';

interface Creator {
  readonly block: number;
  readonly parts: readonly Part[];
  isUsed: boolean;
}

/** What a held part costs beside its bytes. */
const partCost = 64;

export class PrivateGroup {
  readonly #creators: Creator[] = [];
  readonly #maxSize: number;
  /** What of the group is kept, while creators in front of it may yet turn out to be needed. */
  readonly held: Part[] = [];
  #size = 0;
  /** Whether what is kept is held. */
  isHolding = false;

  constructor(
    readonly group: number,
    maxSize: number,
  ) {
    this.#maxSize = maxSize;
  }

  addCreator(tag: number, parts: readonly Part[]): void {
    this.#creators.push({ block: tag & 0xff, parts, isUsed: false });
  }

  /** An attribute of the block is kept: what has to be emitted in front of it. Of several creators none, until the group is over. */
  use(tag: number): readonly Part[] {
    const block = (tag >>> 8) & 0xff;
    const creator = this.#creators.find((each) => each.block === block);
    if (creator === undefined || creator.isUsed) return [];
    creator.isUsed = true;
    if (this.#creators.length === 1) return creator.parts;
    this.isHolding = true;
    return [];
  }

  hold(part: Part): void {
    this.held.push(part);
    this.#size += part.size + partCost;
    if (this.#size > this.#maxSize) throw lookaheadExceeded(part);
  }

  /** The creators that are used, and what is held. */
  take(): readonly Part[] {
    if (!this.isHolding) return [];
    this.isHolding = false;
    return [...this.#creators.filter(({ isUsed }) => isUsed).flatMap(({ parts }) => parts), ...this.held];
  }
}
