// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// All rectangles that have been drawn.

import { type Box, isFor, type Mark, type Place, type Scope, within } from './mark.js';

export class Marks {
  private marks_: readonly Mark[] = [];
  private last_ = 0;

  /** @param changed_ Called when there are others, or they are elsewhere. */
  constructor(private readonly changed_: () => void) {}

  get all(): readonly Mark[] {
    return this.marks_;
  }

  on(place: Place): readonly Mark[] {
    return this.marks_.filter((mark) => isFor(mark, place));
  }

  add(box: Box, on: Place, scope: Scope): Mark {
    const mark: Mark = { id: ++this.last_, box: within(box, on), scope, on };
    this.marks_ = [...this.marks_, mark];
    this.changed_();
    return mark;
  }

  /** Moves it or makes it another size, within the image that it is seen on. */
  place(id: number, box: Box, on: Place): void {
    this.change(id, (mark) => ({ ...mark, box: within(box, on) }));
  }

  /** It is for more images, or fewer, as seen from the one shown. */
  scope(id: number, scope: Scope, on: Place): void {
    this.change(id, (mark) => ({ ...mark, scope, on }));
  }

  remove(id: number): void {
    this.marks_ = this.marks_.filter((mark) => mark.id !== id);
    this.changed_();
  }

  private change(id: number, changed: (mark: Mark) => Mark): void {
    this.marks_ = this.marks_.map((mark) => (mark.id === id ? changed(mark) : mark));
    this.changed_();
  }
}
