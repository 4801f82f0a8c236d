// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One row of the comparison, and the row that is selected in full.

import { make } from '../../panels/dom.js';
import type { Row } from '../protocol.js';

export const columns = ['Tag', 'Attribute', 'Before', 'After', 'What', 'Why'] as const;

export function cellsOf(row: Row): HTMLElement[] {
  const { path, tag, keyword, before, after, action, what, why, level } = row;
  const nothing = action === 'X' ? '' : after === '' && before !== '' ? 'empty' : '';
  return [
    make('span', { role: 'gridcell', class: 'deid-tag', title: path, 'data-level': Math.min(level, 6) }, tag),
    make('span', { role: 'gridcell', class: 'deid-name', title: keyword }, keyword || 'Unknown'),
    make('span', { role: 'gridcell', class: 'deid-before', title: before }, before),
    make(
      'span',
      { role: 'gridcell', class: 'deid-after', title: after },
      after === '' ? make('i', {}, nothing) : after,
    ),
    make(
      'span',
      { role: 'gridcell', class: 'deid-what' },
      make('span', { class: 'deid-chip', 'data-action': action }, what),
    ),
    make('span', { role: 'gridcell', class: 'deid-why', title: why }, why),
  ];
}

export function showRow(panel: HTMLElement, row: Row | undefined): void {
  panel.hidden = row === undefined;
  if (row === undefined) return panel.replaceChildren();
  const { path, keyword, before, after, what, why, rule } = row;
  const fact = (name: string, text: string): HTMLElement =>
    make('div', {}, make('dt', {}, name), make('dd', {}, text === '' ? '–' : text));
  panel.replaceChildren(
    make('h3', {}, make('span', {}, keyword || 'Unknown'), ' ', make('code', {}, path)),
    make('p', {}, make('strong', {}, `${what}.`), ` ${why}`),
    make('dl', {}, fact('Before', before), fact('After', after), fact('Rule', rule)),
  );
}
