// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The levels that are open, and where parts go: out, or to the private group that waits for its creators.

import { isPrivate } from '../../dictionary/private-blocks.js';
import type { Part } from '../../part.js';
import { Level } from './level.js';
import type { Outlet } from './outlet.js';

export class Levels {
  readonly #levels: Level[] = [new Level('plain')];
  readonly #maxSize: number;
  readonly #out: Outlet;

  constructor(out: Outlet, maxSize: number) {
    this.#out = out;
    this.#maxSize = maxSize;
  }

  get top(): Level {
    return this.#levels[this.#levels.length - 1] as Level;
  }

  push(level: Level): void {
    this.#levels.push(level);
  }

  /** The item is over: what is held of it goes in front of its end. */
  pop(): void {
    this.leaveGroup();
    this.#levels.pop();
  }

  /** An element begins, of another group perhaps. */
  enter(tag: number): void {
    for (const part of this.top.enter(tag, this.#maxSize)) this.emit(part);
  }

  leaveGroup(): void {
    for (const part of this.top.leave()) this.emit(part);
  }

  /** Something is left of an element: its private creator is needed. */
  use(tag: number): void {
    if (!isPrivate(tag)) return;
    for (const part of this.top.group?.use(tag) ?? []) this.emit(part);
  }

  emit(part: Part): void {
    for (let i = this.#levels.length - 1; i >= 0; i--) {
      const { group } = this.#levels[i] as Level;
      if (group?.isHolding === true) {
        group.hold(part);
        return;
      }
    }
    this.#out.emit(part);
  }
}
