// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rectangles of the image as a list: where each of them is, which images it is for.

import { make } from '../../panels/dom.js';
import type { Box, Mark, Scope } from './mark.js';

export interface ListEvents {
  placed(id: number, box: Box): void;
  scoped(id: number, scope: Scope): void;
  removed(id: number): void;
  selected(id: number): void;
}

const sides: readonly (readonly [keyof Box, string])[] = [
  ['left', 'Left'],
  ['top', 'Top'],
  ['columns', 'Width'],
  ['rows', 'Height'],
];

const scopes: readonly (readonly [Scope, string])[] = [
  ['image', 'This image'],
  ['series', 'All of this series'],
  ['size', 'All images of this size'],
];

interface Line {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly inputs: readonly HTMLInputElement[];
  readonly select: HTMLSelectElement;
  readonly remove: HTMLButtonElement;
}

export class MarkList {
  readonly element = make('ol', { class: 'mark-list', 'aria-label': 'Rectangles' });
  private readonly lines_ = new Map<number, Line>();
  /** What is being typed is left alone. */
  private typing_: HTMLInputElement | undefined;

  constructor(private readonly events_: ListEvents) {}

  update(marks: readonly Mark[], selected: number): void {
    for (const [id, { element }] of this.lines_) {
      if (marks.some((mark) => mark.id === id)) continue;
      element.remove();
      this.lines_.delete(id);
    }
    marks.forEach((mark, at) => {
      const line = this.lines_.get(mark.id) ?? this.makeLine(mark.id);
      line.element.classList.toggle('selected', mark.id === selected);
      line.number.textContent = String(at + 1);
      sides.forEach(([side], i) => {
        const input = line.inputs[i]!;
        if (input !== this.typing_) input.value = String(mark.box[side]);
        input.setAttribute('aria-label', `${sides[i]![1]} of rectangle ${at + 1}`);
      });
      line.select.value = mark.scope;
      line.select.setAttribute('aria-label', `Images of rectangle ${at + 1}`);
      line.remove.setAttribute('aria-label', `Remove rectangle ${at + 1}`);
    });
  }

  private makeLine(id: number): Line {
    const number = make('span', { class: 'mark-number' });
    const inputs = sides.map(() => make('input', { type: 'number', min: 0, step: 1, inputmode: 'numeric' }));
    const fields = sides.map(([, name], i) =>
      make('span', { class: 'mark-field' }, make('span', { 'aria-hidden': 'true' }, name), inputs[i]!),
    );
    const select = make('select', {}, ...scopes.map(([value, text]) => make('option', { value }, text)));
    const remove = make('button', { type: 'button', class: 'mark-remove' }, '×');
    const element = make(
      'li',
      {},
      make('div', { class: 'mark-head' }, number, select, remove),
      make('div', { class: 'mark-sides' }, ...fields),
    );
    for (const input of inputs) {
      input.addEventListener('input', () => (this.typing_ = input));
      input.addEventListener('change', () => {
        const [left = 0, top = 0, columns = 1, rows = 1] = inputs.map(({ valueAsNumber }) => valueAsNumber);
        this.typing_ = undefined;
        this.events_.placed(id, { left, top, columns, rows });
      });
    }
    select.addEventListener('change', () => this.events_.scoped(id, select.value as Scope));
    remove.addEventListener('click', () => this.events_.removed(id));
    element.addEventListener('focusin', () => this.events_.selected(id));
    const line = { element, number, inputs, select, remove };
    this.lines_.set(id, line);
    this.element.append(element);
    return line;
  }
}
