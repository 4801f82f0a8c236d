// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The panel of the attributes: filters, the table of before and after, and the selected row in full.

import { reviewInWords } from 'dcmstream';
import { make } from '../../panels/dom.js';
import { count } from '../../study/text.js';
import type { Filter, PreviewSummary, RowPage } from '../protocol.js';
import { showRow } from './cells.js';
import { ComparisonTable } from './table.js';

/** Until typing counts as done, in milliseconds. */
const pause = 150;

export class ComparisonPanel {
  readonly element: HTMLElement;
  private readonly table_: ComparisonTable;
  private readonly only_ = make('input', { type: 'checkbox', id: 'deid-only', checked: true });
  private readonly search_ = make('input', {
    ...{
      type: 'search',
      id: 'deid-search',
      placeholder: 'Keyword, number or value',
      'aria-label': 'Search attributes',
    },
    ...{ autocomplete: 'off', spellcheck: 'false' },
  });
  private readonly state_ = make('p', { class: 'deid-state', role: 'status' });
  private readonly detail_ = make('section', {
    class: 'deid-detail',
    'aria-label': 'Selected attribute',
    hidden: true,
  });
  private typing_: ReturnType<typeof setTimeout> | undefined;

  private readonly reasons_ = make('span');
  private readonly look_ = make('button', { type: 'button', class: 'labelled', id: 'deid-look' }, 'Look at the image');
  private readonly notice_ = make(
    'div',
    { class: 'deid-look', hidden: true },
    make('p', {}, make('strong', {}, 'Somebody should look. '), this.reasons_),
    this.look_,
  );

  /**
   * @param rows Asks the worker.
   * @param look Somebody wants to see the image.
   */
  constructor(rows: (filter: Filter, first: number, count: number) => Promise<RowPage>, look: () => void) {
    this.look_.addEventListener('click', look);
    this.table_ = new ComparisonTable({ rows, selected: (row) => showRow(this.detail_, row) });
    const only = make('label', { class: 'deid-only' }, this.only_, ' Only what changed');
    this.element = make(
      'div',
      { class: 'deid-comparison' },
      make('div', { class: 'deid-filters' }, only, this.search_, this.state_),
      this.notice_,
      this.table_.element,
      this.detail_,
    );
    this.only_.addEventListener('change', () => this.filter());
    this.search_.addEventListener('input', () => {
      clearTimeout(this.typing_);
      this.typing_ = setTimeout(() => this.filter(), pause);
    });
  }

  /** Another file, or other options: the same rows are shown where they are the same file's. */
  show({ total, changed, omitted, needsReview }: PreviewSummary, sameFile: boolean): void {
    this.notice_.hidden = needsReview.length === 0;
    this.reasons_.textContent = needsReview.map(reviewInWords).join(' ');
    const more = omitted === 0 ? '' : `, and ${count(omitted, 'more')} that are not listed`;
    this.state_.textContent = `${changed.toLocaleString('en')} of ${count(total, 'attribute')} change${more}`;
    this.element.removeAttribute('aria-busy');
    this.table_.show(this.table_.filter, sameFile);
  }

  waiting(): void {
    this.element.setAttribute('aria-busy', 'true');
    this.state_.textContent = 'Comparing …';
  }

  /** Why there is nothing to compare. */
  failed(reason: string): void {
    this.element.removeAttribute('aria-busy');
    this.state_.textContent = reason;
    this.notice_.hidden = true;
    this.table_.clear();
  }

  private filter(): void {
    this.table_.filter = { onlyChanged: this.only_.checked, text: this.search_.value.trim().toLowerCase() };
  }
}
