// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where parts go out. As long as nothing behind it asks for waiting, a part goes on at once and nothing is made for it (measured: a list
// of what each part becomes is a tenth of the time).

import { emitAll } from '../../flow/file-meta.js';
import type { Emit } from '../../flow/flow.js';
import type { Part } from '../../part.js';

export class Outlet {
  readonly #to: Emit;
  /** What has to be waited for before the next part may go. */
  #pending: Promise<void> | undefined;
  #waiting: Part[] = [];

  constructor(to: Emit) {
    this.#to = to;
  }

  emit(part: Part): void {
    if (this.#pending === undefined) this.#pending = this.#to(part) ?? undefined;
    else this.#waiting.push(part);
  }

  /** Lets go what is waiting; to be awaited where it gives a promise. */
  settle(): Promise<void> | undefined {
    const pending = this.#pending;
    if (pending === undefined) return undefined;
    const waiting = this.#waiting;
    this.#pending = undefined;
    this.#waiting = [];
    return waiting.length === 0 ? pending : pending.then(() => emitAll(waiting, this.#to));
  }
}
