// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The help dialog: every action with its keys, and what the mouse does.

import { find, make } from './dom.js';
import { type Action, printedKeys } from '../input/keys.js';

const mouse: readonly (readonly [string, string])[] = [
  ['Drag', 'what the chosen tool says: window, pan or zoom'],
  ['Shift and drag, or the middle button', 'pan'],
  ['Right button', 'zoom'],
  ['Wheel', 'images'],
  ['Ctrl and wheel, or pinch', 'zoom'],
  ['Double click', 'fit'],
];

export function makeHelp(actions: readonly Action[]): () => void {
  const dialog = find('help', HTMLDialogElement);
  const body = find('help-body', HTMLElement);
  find('help-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  // A click on the dialog itself is one on its backdrop: the content covers the rest.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  const groups = [...new Set(actions.map(({ group }) => group))].map((group) => {
    const rows = actions.filter((action) => action.group === group && action.label !== '');
    return section(
      group,
      rows.map((action) => [keyList(action.keys), action.label] as const),
    );
  });
  body.replaceChildren(...groups, section('Mouse and fingers', mouse));
  return () => {
    if (!dialog.open) dialog.showModal();
  };
}

function section(title: string, rows: readonly (readonly [Node | string, string])[]): HTMLElement {
  const list = make('dl');
  for (const [keys, label] of rows) list.append(make('div', {}, make('dt', {}, keys), make('dd', {}, label)));
  return make('section', {}, make('h3', {}, title), list);
}

function keyList(keys: readonly string[]): DocumentFragment {
  const list = document.createDocumentFragment();
  keys.forEach((key, at) => {
    if (at > 0) list.append(' or ');
    printedKeys(key).forEach((part, index) => list.append(index > 0 ? ' + ' : '', make('kbd', {}, part)));
  });
  return list;
}
