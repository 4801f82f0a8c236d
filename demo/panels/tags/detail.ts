// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The selected element in full: its value, and where it stands.

import { type Element, undefinedLength } from 'dcmstream';
import { make } from '../dom.js';
import type { TagRow } from './rows.js';
import { absenceOf, valueOf } from './values.js';

/** Longer values are cut here; copying takes them whole. */
const longest = 20000;

export function showDetail(
  panel: HTMLElement,
  row: TagRow | undefined,
  actions: { copyValue(): void; copyPath(): void },
): void {
  const element = row?.element;
  panel.hidden = element === undefined;
  if (row === undefined || element === undefined) return panel.replaceChildren();
  const absence = absenceOf(element);
  const value = absence === '' ? valueOf(element) : '';
  const text = value.length > longest ? `${value.slice(0, longest)} …` : value || absence;
  panel.replaceChildren(
    make('h3', { class: 'detail-title' }, row.keyword || 'Unknown element'),
    make(
      'pre',
      { class: absence === '' ? 'detail-value' : 'detail-value absent', tabindex: 0, 'aria-label': 'Value' },
      text,
    ),
    make('dl', { class: 'detail-facts' }, ...factsOf(row, element).map(fact)),
    make(
      'div',
      { class: 'detail-actions' },
      button('Copy value', 'C', absence === '' ? actions.copyValue : undefined),
      button('Copy path', 'Shift+C', actions.copyPath),
    ),
  );
}

function factsOf(row: TagRow, element: Element): [string, string][] {
  const length = element.length === undefinedLength ? 'undefined' : `${element.length.toLocaleString('en')} bytes`;
  return [
    ['Path', row.key],
    ['VR', `${element.vr}${element.explicitVR ? '' : ', from the dictionary'}`],
    ['Length', length],
    ['Position', `byte ${element.position.toLocaleString('en')}`],
  ];
}

function fact([name, text]: [string, string]): HTMLElement {
  return make('div', {}, make('dt', {}, name), make('dd', {}, text));
}

function button(label: string, key: string, run: (() => void) | undefined): HTMLButtonElement {
  const element = make(
    'button',
    {
      type: 'button',
      class: 'labelled',
      title: `${label} (${key})`,
      'aria-keyshortcuts': key,
      disabled: run === undefined,
    },
    label,
  );
  if (run !== undefined) element.addEventListener('click', run);
  return element;
}
