// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The rows of the tag tree: elements, and the items of sequences that are open. A search keeps what matches and what
// leads to it.

import { type Dataset, type Element, formatTag } from 'dcmstream';
import { keywordOf } from '../../study/dictionary.js';
import { summaryOf } from './values.js';

export interface TagRow {
  /** The path: stays the same from one image to the next. */
  readonly key: string;
  readonly level: number;
  /** `undefined` for items and for rows that stand for more. */
  readonly element?: Element;
  readonly tag: string;
  readonly keyword: string;
  readonly vr: string;
  readonly value: string;
  /** `undefined` where there is nothing to open. */
  readonly open?: boolean;
  /** The key whose list this row makes longer. */
  readonly more?: string;
}

export interface TreeState {
  readonly open: ReadonlySet<string>;
  /** How many entries of a list are shown, where it is more than the first portion. */
  readonly limits: ReadonlyMap<string, number>;
}

export const portion = 300;

function elementRow(element: Element, level: number, open: boolean | undefined): TagRow {
  const row = {
    key: element.path.toString(),
    level,
    element,
    tag: formatTag(element.tag),
    keyword: keywordOf(element.tag),
    vr: element.vr,
    value: summaryOf(element),
  };
  return open === undefined ? row : { ...row, open };
}

function itemRow(key: string, index: number, level: number, open: boolean): TagRow {
  return { key, level, tag: '', keyword: `Item ${index}`, vr: '', value: '', open };
}

function moreRow(list: string, level: number, left: number): TagRow {
  return { key: `${list} more`, level, tag: '', keyword: `Show more (${left} left)`, vr: '', value: '', more: list };
}

export function treeRows(dataset: Dataset, state: TreeState): TagRow[] {
  const rows: TagRow[] = [];
  addElements(dataset, '', 1);
  return rows;

  function addElements(holder: Dataset, key: string, level: number): void {
    const elements = [...holder.elements()];
    const limit = state.limits.get(key) ?? portion;
    for (const element of elements.slice(0, limit)) {
      if (!element.isSequence) {
        rows.push(elementRow(element, level, undefined));
        continue;
      }
      const row = elementRow(element, level, state.open.has(element.path.toString()));
      rows.push(row);
      if (row.open) addItems(element, row.key, level + 1);
    }
    if (elements.length > limit) rows.push(moreRow(key, level, elements.length - limit));
  }

  function addItems(element: Element, key: string, level: number): void {
    const { items } = element;
    const limit = state.limits.get(key) ?? portion;
    items.slice(0, limit).forEach((item, index) => {
      const itemKey = `${key}[${index}]`;
      const open = state.open.has(itemKey) || items.length === 1;
      rows.push(itemRow(itemKey, index, level, open));
      if (open) addElements(item, itemKey, level + 1);
    });
    if (items.length > limit) rows.push(moreRow(key, level, items.length - limit));
  }
}

export interface Found {
  readonly rows: TagRow[];
  readonly matches: number;
}

/** More matches than this are not worth listing: the search wants another letter. */
const mostMatches = 500;

export function searchRows(dataset: Dataset, query: string): Found {
  const rows: TagRow[] = [];
  let matches = 0;
  const matcher = matcherOf(query);
  addElements(dataset, rows, 1);
  return { rows, matches };

  function addElements(holder: Dataset, into: TagRow[], level: number): void {
    for (const element of holder.elements()) {
      const below: TagRow[] = [];
      if (element.isSequence) {
        element.items.forEach((item, index) => {
          const inside: TagRow[] = [];
          addElements(item, inside, level + 2);
          if (inside.length === 0) return;
          below.push(itemRow(`${element.path.toString()}[${index}]`, index, level + 1, true), ...inside);
        });
      }
      const matching = matcher(element);
      if (!matching && below.length === 0) continue;
      if (matching) ++matches;
      if (rows.length + into.length + below.length > mostMatches) continue;
      into.push(elementRow(element, level, below.length > 0 ? true : undefined), ...below);
    }
  }
}

/** By number (`0010,0010`, `(0010,0010)`, `00100010`, `0010`), keyword or value. */
function matcherOf(query: string): (element: Element) => boolean {
  const text = query.trim().toLowerCase();
  const digits = text.replace(/[(),\s]/g, '');
  const number = /^[0-9a-f]{4,8}$/.test(digits) ? digits : undefined;
  return (element) => {
    if (number !== undefined && element.tag.toString(16).padStart(8, '0').startsWith(number)) return true;
    return (
      keywordOf(element.tag).toLowerCase().includes(text) ||
      (!element.isSequence && summaryOf(element).toLowerCase().includes(text))
    );
  };
}
