// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Tabs: one panel is seen at a time.

import { make } from '../../panels/dom.js';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

export class Tabs {
  readonly list: HTMLElement;
  private readonly buttons_: readonly HTMLButtonElement[];
  private current_ = '';

  /** @param changed_ Called when another panel is seen. */
  constructor(
    private readonly tabs_: readonly Tab[],
    private readonly changed_: (id: string) => void,
  ) {
    this.buttons_ = tabs_.map(({ id, label, panel }) => {
      const button = make(
        'button',
        { type: 'button', role: 'tab', id: `deid-tab-${id}`, 'aria-controls': `deid-panel-${id}` },
        label,
      );
      panel.id = `deid-panel-${id}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', button.id);
      button.addEventListener('click', () => this.show(id));
      return button;
    });
    this.list = make('div', { class: 'deid-tabs', role: 'tablist', 'aria-label': 'Views' }, ...this.buttons_);
    this.list.addEventListener('keydown', (event) => this.key(event));
  }

  get current(): string {
    return this.current_;
  }

  panel(id: string): HTMLElement {
    return this.tabs_.find((tab) => tab.id === id)!.panel;
  }

  label(id: string, text: string): void {
    this.button(id).textContent = text;
  }

  /** Whether the tab is there. */
  offer(id: string, offered: boolean): void {
    this.button(id).hidden = !offered;
  }

  show(id: string): void {
    if (id === this.current_) return;
    this.current_ = id;
    this.tabs_.forEach((tab, at) => {
      const isShown = tab.id === id;
      tab.panel.hidden = !isShown;
      this.buttons_[at]!.setAttribute('aria-selected', String(isShown));
      this.buttons_[at]!.tabIndex = isShown ? 0 : -1;
    });
    this.changed_(id);
  }

  private button(id: string): HTMLButtonElement {
    return this.buttons_[this.tabs_.findIndex((tab) => tab.id === id)]!;
  }

  private key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const seen = this.buttons_.filter(({ hidden }) => !hidden);
    const at = seen.findIndex((button) => button.id === `deid-tab-${this.current_}`);
    const next = seen[(at + step + seen.length) % seen.length];
    next?.focus();
    next?.click();
  }
}
