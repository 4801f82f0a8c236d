// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What an editor knows of one data set, the root or an item: what the values in it depend on, and what is still to be inserted.

import { PrivateBlocks } from '../../dictionary/private-blocks.js';
import type { Part } from '../../part.js';
import { CharacterSet } from '../../values/text.js';
import type { Insertion } from './rule-set.js';

/** What the values in a data set depend on; what it does not say itself it has from around it. */
export class Scope {
  /** In which text is that comes in. PS3.3 §C.12.1.1.2 */
  read: CharacterSet;
  /** In which text goes out. */
  written: CharacterSet;
  /** Whether Pixel Representation (0028,0103) says so: which VR a choice of US or SS is. PS3.5 §A.1 */
  isSigned: boolean;
  #blocks: PrivateBlocks | undefined;

  constructor(readonly outer?: Scope) {
    this.read = outer?.read ?? CharacterSet.default;
    this.written = outer?.written ?? CharacterSet.default;
    this.isSigned = outer?.isSigned ?? false;
  }

  /** Notes a private creator. PS3.5 §7.8.1 */
  reserve(tag: number, creator: string): void {
    this.#blocks ??= new PrivateBlocks();
    this.#blocks.reserve(tag, creator);
  }

  creatorOf(tag: number): string | undefined {
    return this.#blocks?.creatorOf(tag);
  }
}

const none = Infinity;

/** One data set and how far it has come. */
export class Level extends Scope {
  /** The part that began its last element. */
  last: Part | undefined;
  /** The tag of what is to be inserted next; Infinity where nothing is. */
  due = none;
  /** What has been set by an insertion: the same tag does not count again. */
  done: Set<number> | undefined;
  #next = 0;

  constructor(
    /** In the order of the tags at this depth. */
    private insertions: readonly Insertion[],
    /** How many items enclose it. */
    readonly depth: number,
    outer?: Scope,
  ) {
    super(outer);
    this.#settle();
  }

  /** All that may be inserted here, and into its sequences. */
  get all(): readonly Insertion[] {
    return this.insertions;
  }

  /** Other rules count from here on; what has its place in front of the last element comes too late. */
  replace(insertions: readonly Insertion[], passed = -1): void {
    this.insertions = insertions;
    this.#next = 0;
    this.pass(passed);
  }

  /** Elements up to this tag are there, or have gone by. */
  pass(tag: number): void {
    while (this.#next < this.insertions.length && this.#tagAt(this.#next) <= tag) this.#next++;
    this.#settle();
  }

  /** Takes those of the tag that is due. */
  take(): readonly Insertion[] {
    const { due } = this;
    const taken = this.insertions.slice(this.#next).filter((_, i) => this.#tagAt(this.#next + i) === due);
    this.pass(due);
    return taken;
  }

  #settle(): void {
    this.due = this.#next < this.insertions.length ? this.#tagAt(this.#next) : none;
  }

  #tagAt(index: number): number {
    return this.insertions[index]?.steps[this.depth]?.tag ?? none;
  }
}
