// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Boxes and buttons of the form, each with a sentence that says what it does.

import { make } from '../../panels/dom.js';

interface Field {
  readonly id: string;
  readonly label: string;
  readonly says: string;
}

/** A box to tick. */
export function checkbox({ id, label, says }: Field): {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
} {
  const input = make('input', { type: 'checkbox', id, 'aria-describedby': `${id}-says` });
  return { element: lineOf(id, label, says, input), input };
}

/** Buttons of which one is pressed. */
export function radios(
  name: string,
  legend: string,
  choices: readonly (Omit<Field, 'id'> & { readonly value: string })[],
): { readonly element: HTMLElement; readonly inputs: readonly HTMLInputElement[] } {
  const inputs: HTMLInputElement[] = [];
  const lines = choices.map(({ value, label, says }, at) => {
    const id = `${name}-${value}`;
    const input = make('input', {
      type: 'radio',
      id,
      name,
      value,
      checked: at === 0,
      'aria-describedby': `${id}-says`,
    });
    inputs.push(input);
    return lineOf(id, label, says, input);
  });
  return { element: make('fieldset', { class: 'deid-group' }, make('legend', {}, legend), ...lines), inputs };
}

export function group(legend: string, ...content: readonly HTMLElement[]): HTMLElement {
  return make('fieldset', { class: 'deid-group' }, make('legend', {}, legend), ...content);
}

function lineOf(id: string, label: string, says: string, input: HTMLInputElement): HTMLElement {
  return make(
    'div',
    { class: 'deid-choice' },
    input,
    make('label', { for: id }, label),
    make('p', { id: `${id}-says`, class: 'deid-says' }, says),
  );
}
