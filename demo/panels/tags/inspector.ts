// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The tags of the object shown: a tree, a search in it, and the selected element in full.

import type { Dataset } from 'dcmstream';
import { find, make } from '../dom.js';
import { count } from '../../study/text.js';
import { showDetail } from './detail.js';
import { portion, searchRows, type TagRow, treeRows } from './rows.js';
import { listenToTree, type TreeMove } from './tree.js';
import { valueOf } from './values.js';

/** A picture that stays so long, in milliseconds, is looked at. */
const settling = 150;

export class Inspector {
  private readonly panel_ = find('inspector', HTMLElement);
  private readonly search_ = find('tag-search', HTMLInputElement);
  private readonly count_ = find('tag-count', HTMLElement);
  private readonly tree_ = find('tag-tree', HTMLElement);
  private readonly none_ = find('tag-none', HTMLElement);
  private readonly detail_ = find('tag-detail', HTMLElement);
  private readonly notes_ = find('notes', HTMLDetailsElement);
  private readonly open_ = new Set<string>();
  private readonly limits_ = new Map<string, number>();
  private dataset_: Dataset | undefined;
  private rows_: TagRow[] = [];
  private selected_ = '';
  private drawing_ = 0;
  private shownAt_ = Number.NEGATIVE_INFINITY;
  private waiting_: ReturnType<typeof setTimeout> | undefined;

  /** @param say_ Tells what was copied. */
  constructor(private readonly say_: (text: string) => void) {
    this.search_.addEventListener('input', () => this.drawSoon());
    this.search_.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        event.preventDefault();
        this.focusRow(this.rows_[0]?.key);
      } else if (event.key === 'Escape' && this.search_.value !== '') {
        event.stopPropagation();
        event.preventDefault();
        this.search_.value = '';
        this.drawSoon();
      }
    });
    listenToTree(this.tree_, {
      select: (key) => this.select(key),
      toggle: (key) => this.toggle(key),
      move: (move) => this.move(move),
    });
  }

  get open(): boolean {
    return !this.panel_.hidden;
  }

  set open(open: boolean) {
    this.panel_.hidden = !open;
    if (open) this.drawSoon();
  }

  /** While pictures follow one another quickly, their tags wait until one of them stays. */
  show(dataset: Dataset | undefined): void {
    if (dataset === this.dataset_) return;
    const now = performance.now();
    const quickly = this.dataset_ !== undefined && now - this.shownAt_ < settling;
    this.dataset_ = dataset;
    this.shownAt_ = now;
    clearTimeout(this.waiting_);
    if (quickly) this.waiting_ = setTimeout(() => this.drawSoon(), settling);
    else this.drawSoon();
  }

  focusSearch(): void {
    this.open = true;
    this.search_.focus();
    this.search_.select();
  }

  async copyValue(): Promise<void> {
    const { element } = this.row(this.selected_) ?? {};
    if (element === undefined) return this.say_('No element is selected');
    await this.copy(valueOf(element), 'Value');
  }

  async copyPath(): Promise<void> {
    if (this.row(this.selected_) === undefined) return this.say_('No element is selected');
    await this.copy(this.selected_, 'Path');
  }

  private async copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say_(`${what} copied`);
    } catch {
      this.say_('The browser does not allow copying here');
    }
  }

  private row(key: string): TagRow | undefined {
    return this.rows_.find((row) => row.key === key);
  }

  private drawSoon(): void {
    if (this.drawing_ !== 0) return;
    this.drawing_ = requestAnimationFrame(() => {
      this.drawing_ = 0;
      if (this.open) this.draw();
    });
  }

  private draw(): void {
    const { dataset_: dataset } = this;
    const query = this.search_.value.trim();
    if (dataset === undefined) this.rows_ = [];
    else if (query === '') this.rows_ = treeRows(dataset, { open: this.open_, limits: this.limits_ });
    else {
      const found = searchRows(dataset, query);
      this.rows_ = found.rows;
      this.count_.textContent = found.matches.toLocaleString('en');
    }
    if (query === '' || dataset === undefined) this.count_.textContent = '';
    const focused = this.tree_.contains(document.activeElement);
    this.tree_.replaceChildren(...this.rows_.map(rowElement));
    this.tree_.hidden = this.rows_.length === 0;
    this.none_.hidden = this.rows_.length > 0;
    this.none_.textContent = dataset === undefined ? 'No object is open.' : 'No element matches.';
    this.mark(focused);
    this.drawNotes();
  }

  /** Selection and the one tab stop of the tree. */
  private mark(focus: boolean): void {
    const selected = this.rows_.findIndex(({ key }) => key === this.selected_);
    [...this.tree_.children].forEach((element, at) => {
      element.setAttribute('aria-selected', String(at === selected));
      element.setAttribute('tabindex', at === Math.max(0, selected) ? '0' : '-1');
    });
    const target = this.tree_.children[Math.max(0, selected)];
    if (focus && target instanceof HTMLElement) target.focus();
    showDetail(this.detail_, this.rows_[selected], {
      copyValue: () => void this.copyValue(),
      copyPath: () => void this.copyPath(),
    });
    // The detail takes its room from the tree: what it is about must not vanish below it.
    if (selected >= 0) target?.scrollIntoView({ block: 'nearest' });
  }

  private select(key: string): void {
    const row = this.row(key);
    if (row?.more !== undefined) {
      this.limits_.set(row.more, (this.limits_.get(row.more) ?? portion) + portion * 2);
      return this.drawSoon();
    }
    this.selected_ = key;
    this.mark(false);
  }

  private focusRow(key: string | undefined): void {
    if (key === undefined) return;
    this.selected_ = key;
    this.mark(true);
  }

  private toggle(key: string): void {
    if (this.row(key)?.open === undefined || this.search_.value.trim() !== '') return;
    if (!this.open_.delete(key)) this.open_.add(key);
    this.draw();
  }

  private move(move: TreeMove): void {
    const at = Math.max(
      0,
      this.rows_.findIndex(({ key }) => key === this.selected_),
    );
    const row = this.rows_[at];
    if (row === undefined) return;
    if (move === 'open') {
      if (row.open === false) return this.toggle(row.key);
      return row.open === true ? this.focusRow(this.rows_[at + 1]?.key) : undefined;
    }
    if (move === 'close') {
      if (row.open === true && this.open_.has(row.key)) return this.toggle(row.key);
      const parent = this.rows_
        .slice(0, at)
        .reverse()
        .find(({ level }) => level < row.level);
      return this.focusRow(parent?.key);
    }
    this.focusRow(this.rows_[Math.min(this.rows_.length - 1, Math.max(0, at + move))]?.key);
  }

  private drawNotes(): void {
    const notes = this.dataset_?.notes ?? [];
    this.notes_.hidden = notes.length === 0;
    const [summary, list] = [this.notes_.querySelector('summary')!, this.notes_.querySelector('ul')!];
    summary.textContent = `${count(notes.length, 'deviation')} from the standard, tolerated`;
    list.replaceChildren(
      ...notes.slice(0, portion).map(({ code, position, path }) => {
        const place = [`at byte ${position.toLocaleString('en')}`, path].filter((part) => part !== '').join(', ');
        return make('li', {}, `${code.replaceAll('_', ' ')} (${place})`);
      }),
    );
  }
}

function rowElement(row: TagRow): HTMLElement {
  return make(
    'div',
    {
      role: 'treeitem',
      class: 'tag-row',
      'data-key': row.key,
      'data-level': Math.min(row.level, 12),
      'aria-level': row.level,
      'aria-expanded': row.open === undefined ? undefined : String(row.open),
    },
    make('span', { class: 'tag-twist', 'aria-hidden': 'true' }),
    ...(row.tag === '' ? [] : [make('span', { class: 'tag-number' }, row.tag), ' ']),
    make('span', { class: 'tag-keyword', title: row.keyword }, row.keyword || 'Unknown'),
    ' ',
    make('span', { class: 'tag-vr' }, row.vr),
    ' ',
    make('span', { class: 'tag-value', title: row.value.slice(0, 200) }, row.value),
  );
}
