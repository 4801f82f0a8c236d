// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Files that could not be read, or not to their end, or whose pictures are not what they should be, each with the reason.

import { find, make } from './dom.js';
import type { Problem } from '../study/problems.js';
import { count } from '../study/text.js';

/** More lines help nobody. */
const most = 100;

export class ProblemList {
  private readonly section_ = find('problems', HTMLElement);
  private readonly title_ = find('problems-title', HTMLElement);
  private readonly list_ = find('problems-list', HTMLElement);
  private count_ = 0;
  private readonly files_ = new Set<string>();

  add({ file, what, where }: Problem): void {
    ++this.count_;
    this.files_.add(file);
    this.section_.hidden = false;
    this.title_.textContent = `Problems with ${count(this.files_.size, 'file')}`;
    if (this.count_ > most) return;
    const reason = make('span', { class: 'problem-what' }, what);
    const item = make('li', {}, make('strong', {}, file), ' ', reason);
    if (where !== '') item.append(' ', make('span', { class: 'problem-where' }, `(${where})`));
    this.list_.append(item);
    if (this.count_ === most) this.list_.append(make('li', {}, 'and more'));
  }

  dismiss(): void {
    this.count_ = 0;
    this.files_.clear();
    this.section_.hidden = true;
    this.list_.replaceChildren();
  }
}
