// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which image is looked at: a series, and a place in it.

import { make } from '../../panels/dom.js';
import type { Picture } from '../../study/instance.js';
import type { Series } from '../../study/series.js';
import { titleOf } from '../inputs.js';

export class PlaceBar {
  readonly element: HTMLElement;
  private readonly select_ = make('select', { 'aria-label': 'Series' });
  private readonly previous_ = arrow('Previous image', 'i-previous');
  private readonly next_ = arrow('Next image', 'i-next');
  private readonly place_ = make('output', { class: 'deid-place', 'aria-label': 'Image' });
  private series_: readonly Series[] = [];
  private current_: Series | undefined;
  private index_ = 0;

  /** @param changed_ Called with the picture to look at. */
  constructor(private readonly changed_: (picture: Picture | undefined) => void) {
    this.element = make('div', { class: 'deid-where' }, this.select_, this.previous_, this.place_, this.next_);
    this.select_.addEventListener('change', () => this.go(this.series_[this.select_.selectedIndex], 0));
    this.previous_.addEventListener('click', () => this.go(this.current_, this.index_ - 1));
    this.next_.addEventListener('click', () => this.go(this.current_, this.index_ + 1));
  }

  get picture(): Picture | undefined {
    return this.current_?.pictures[this.index_];
  }

  /** Other series are open: what was looked at stays, where it is still there. */
  update(list: readonly Series[]): void {
    const before = this.picture;
    if (list.length !== this.series_.length || list.some((series, at) => series !== this.series_[at])) {
      this.series_ = list;
      this.select_.replaceChildren(...list.map((series) => make('option', {}, titleOf(series))));
    }
    const series = this.current_ !== undefined && list.includes(this.current_) ? this.current_ : list[0];
    const at = before === undefined || series === undefined ? 0 : series.positionOf(before);
    this.current_ = series;
    this.index_ = Math.max(0, at);
    this.draw();
    if (this.picture?.instance !== before?.instance) this.changed_(this.picture);
  }

  /** Looks at a picture. */
  show(series: Series | undefined, picture: Picture | undefined): void {
    if (series === undefined || picture === undefined) return;
    this.go(series, Math.max(0, series.positionOf(picture)));
  }

  private go(series: Series | undefined, index: number): void {
    if (series === undefined) return;
    this.current_ = series;
    this.index_ = Math.max(0, Math.min(series.pictures.length - 1, index));
    this.draw();
    this.changed_(this.picture);
  }

  private draw(): void {
    const count = this.current_?.pictures.length ?? 0;
    this.select_.selectedIndex = this.current_ === undefined ? -1 : this.series_.indexOf(this.current_);
    this.select_.disabled = count === 0;
    this.place_.textContent = count === 0 ? '' : `${this.index_ + 1} of ${count}`;
    this.previous_.disabled = this.index_ <= 0;
    this.next_.disabled = this.index_ >= count - 1;
  }
}

function arrow(label: string, icon: string): HTMLButtonElement {
  const button = make('button', { type: 'button', 'aria-label': label });
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#${icon}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  button.append(svg);
  return button;
}
