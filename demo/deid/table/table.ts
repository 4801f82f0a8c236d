// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Before and after, attribute by attribute. Rows are asked for as they come into view, so their number does not matter.

import { make } from '../../panels/dom.js';
import type { Filter, Row, RowPage } from '../protocol.js';
import { cellsOf, columns } from './cells.js';

/** Rows asked for beyond those in view, on either side. */
const beyond = 12;
/** The row of titles stays in view. */
const headHeight = 28;

export interface TableEvents {
  /** Rejects where the rows are of a file that is no longer looked at. */
  rows(filter: Filter, first: number, count: number): Promise<RowPage>;
  selected(row: Row | undefined): void;
}

export class ComparisonTable {
  readonly element: HTMLElement;
  private readonly space_ = make('div', { class: 'deid-space', role: 'rowgroup' });
  private readonly narrow_ = matchMedia('(max-width: 760px)');
  private filter_: Filter = { onlyChanged: true, text: '' };
  private count_ = 0;
  private first_ = 0;
  private rows_: readonly Row[] = [];
  private selected_ = 0;
  private request_ = 0;
  private drawing_ = 0;
  private isEmpty_ = true;

  constructor(private readonly events_: TableEvents) {
    const heads = columns.map((name) => make('span', { role: 'columnheader' }, name));
    this.element = make(
      'div',
      {
        ...{ class: 'deid-table', role: 'grid', tabindex: 0 },
        ...{ 'aria-label': 'Attributes before and after', 'aria-readonly': 'true' },
      },
      make('div', { class: 'deid-heads', role: 'row', 'aria-rowindex': 1 }, ...heads),
      this.space_,
    );
    this.element.addEventListener('scroll', () => this.askSoon());
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('click', ({ target }) => {
      const at = target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : undefined;
      if (at !== null && at !== undefined) this.select(Number(at));
    });
    this.narrow_.addEventListener('change', () => this.askSoon());
    new ResizeObserver(() => {
      // The row in full takes its room from the table: what it is about must not vanish below it.
      if (document.activeElement === this.element) this.reveal();
      this.askSoon();
    }).observe(this.element);
  }

  get filter(): Filter {
    return this.filter_;
  }

  get count(): number {
    return this.count_;
  }

  /** The rows that are wanted, once there are any. */
  set filter(filter: Filter) {
    if (this.isEmpty_) this.filter_ = filter;
    else this.show(filter);
  }

  /** Shows the rows of a filter from the first one on, or of the same filter from where it is. */
  show(filter: Filter, keepsPlace = false): void {
    this.filter_ = filter;
    this.isEmpty_ = false;
    if (!keepsPlace) {
      this.element.scrollTop = 0;
      this.selected_ = 0;
    }
    void this.ask();
  }

  clear(): void {
    this.isEmpty_ = true;
    ++this.request_;
    this.take({ count: 0, rows: [] }, 0);
  }

  private get rowHeight(): number {
    return this.narrow_.matches ? 78 : 30;
  }

  /** For rows, in CSS pixels. */
  private get room(): number {
    return Math.max(0, this.element.clientHeight - headHeight);
  }

  private askSoon(): void {
    if (this.drawing_ !== 0) return;
    this.drawing_ = requestAnimationFrame(() => {
      this.drawing_ = 0;
      void this.ask();
    });
  }

  private async ask(): Promise<void> {
    if (this.isEmpty_) return;
    const { rowHeight, element: scroller } = this;
    const request = ++this.request_;
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - beyond);
    const count = Math.ceil(this.room / rowHeight) + 2 * beyond;
    try {
      const page = await this.events_.rows(this.filter_, first, count);
      if (request === this.request_) this.take(page, first);
    } catch {
      // Another file, or nothing: whoever changed that shows its rows.
    }
  }

  private take({ count, rows }: RowPage, first: number): void {
    const { rowHeight } = this;
    this.count_ = count;
    this.first_ = first;
    this.rows_ = rows;
    this.element.setAttribute('aria-rowcount', String(count + 1));
    // Through the object model: the page's policy forbids style attributes.
    this.space_.style.height = `${count * rowHeight}px`;
    this.space_.replaceChildren(...rows.map((row, at) => this.rowElement(row, first + at)));
    this.mark();
  }

  private rowElement(row: Row, at: number): HTMLElement {
    const element = make(
      'div',
      {
        class: row.changed ? 'deid-row changed' : 'deid-row',
        role: 'row',
        id: `deid-row-${at}`,
        'data-at': at,
        'data-path': row.path,
        'aria-rowindex': at + 2,
      },
      ...cellsOf(row),
    );
    element.style.top = `${at * this.rowHeight}px`;
    return element;
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.room / this.rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.select(this.selected_ + step);
  }

  private select(at: number): void {
    this.selected_ = Math.max(0, Math.min(this.count_ - 1, at));
    this.reveal();
    this.mark();
  }

  private reveal(): void {
    const { rowHeight, element: scroller } = this;
    const top = this.selected_ * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight > scroller.scrollTop + this.room) scroller.scrollTop = top + rowHeight - this.room;
  }

  private mark(): void {
    for (const element of this.space_.children) {
      element.setAttribute('aria-selected', String(element.getAttribute('data-at') === String(this.selected_)));
    }
    const row = this.rows_[this.selected_ - this.first_];
    if (row === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', `deid-row-${this.selected_}`);
    this.events_.selected(row);
  }
}
