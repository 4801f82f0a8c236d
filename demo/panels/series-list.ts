// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The list of open series, by patient and study.

import * as tags from 'dcmstream/tags';
import { make } from './dom.js';
import type { Series } from '../study/series.js';
import { count, date, personName } from '../study/text.js';
import type { Viewer } from '../viewer.js';

export class SeriesList {
  private readonly entries_ = new Map<Series, { item: HTMLLIElement; update(): void }>();

  constructor(
    private readonly root_: HTMLElement,
    private readonly viewer_: Viewer,
  ) {}

  update(): void {
    const list = this.viewer_.library.series;
    for (const [series, { item }] of this.entries_) {
      if (list.includes(series)) continue;
      item.remove();
      this.entries_.delete(series);
    }
    const groups: HTMLElement[] = [];
    for (const study of new Set(list.map((series) => series.study))) {
      const members = list.filter((series) => series.study === study);
      const items = make('ul', { class: 'series-items' }, ...members.map((series) => this.entryOf(series)));
      groups.push(make('section', { class: 'study' }, heading(members[0]!), items));
    }
    const focus = document.activeElement;
    if (groups.length === 0) groups.push(make('p', { class: 'hint' }, 'No series is open.'));
    this.root_.replaceChildren(...groups);
    // Moving an element drops its focus.
    if (focus instanceof HTMLElement && this.root_.contains(focus)) focus.focus();
  }

  private entryOf(series: Series): HTMLLIElement {
    let entry = this.entries_.get(series);
    if (entry === undefined) this.entries_.set(series, (entry = this.makeEntry(series)));
    entry.update();
    return entry.item;
  }

  private makeEntry(series: Series): { item: HTMLLIElement; update(): void } {
    const picture = make('span', { class: 'thumbnail', 'aria-hidden': 'true' });
    const number = make('span', { class: 'series-number' });
    const description = make('span', { class: 'series-description' });
    const amount = make('span', { class: 'series-count' });
    const words = make('span', { class: 'series-words' }, number, description, amount);
    const button = make('button', { type: 'button', class: 'series' }, picture, words);
    button.addEventListener('click', () => void this.viewer_.openSeries(series));
    const update = (): void => {
      const thumbnail = this.viewer_.thumbnails.get(series);
      if (thumbnail !== undefined && thumbnail.parentElement !== picture) picture.replaceChildren(thumbnail);
      if (thumbnail === undefined) picture.textContent = series.modality;
      number.textContent = [series.modality, Number.isFinite(series.number) ? series.number : ''].join(' ').trim();
      description.textContent = series.description || 'No description';
      amount.textContent = amountOf(series);
      if (this.viewer_.stage.series === series) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    };
    return { item: make('li', {}, button), update };
  }
}

function amountOf(series: Series): string {
  const { pictures, instances } = series;
  if (!series.hasImages) return `${count(instances.length, 'object')}, no image`;
  if (instances.length === 1 && pictures.length > 1) return count(pictures.length, 'frame');
  return count(pictures.length, 'image');
}

function heading(series: Series): HTMLElement {
  const dataset = series.instances[0]!.dataset;
  const name = personName(dataset.string(tags.PatientName) ?? '') || dataset.string(tags.PatientID) || 'No name';
  const study = [date(dataset.string(tags.StudyDate) ?? ''), dataset.string(tags.StudyDescription) ?? ''];
  return make(
    'h2',
    { class: 'study-title' },
    make('span', { class: 'study-patient' }, name),
    make('span', { class: 'study-facts' }, study.filter((part) => part !== '').join(' · ')),
  );
}
