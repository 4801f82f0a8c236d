// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Images that somebody has to look at, with small pictures of them that are made as they come into view.

import { make } from '../../panels/dom.js';
import { count } from '../../study/text.js';
import { type Input, titleOf } from '../inputs.js';

/** More are counted. */
const most = 500;

export interface ReviewEvents {
  look(input: Input): void;
  thumbnail(input: Input): Promise<HTMLCanvasElement | undefined>;
}

export class ReviewList {
  readonly element: HTMLElement;
  private readonly title_ = make('h4');
  private readonly list_ = make('ul', { class: 'review-list' });
  private readonly inputs_ = new WeakMap<Element, Input>();
  private readonly seen_: IntersectionObserver;
  private waiting_: Element[] = [];
  private isDrawing_ = false;
  private count_ = 0;

  constructor(private readonly events_: ReviewEvents) {
    const says = make(
      'p',
      { class: 'deid-says' },
      'They may show or hold something that nobody has read. Look, draw rectangles where needed, and run again.',
    );
    this.element = make(
      'section',
      { class: 'run-part', id: 'deid-reviews', hidden: true },
      this.title_,
      says,
      this.list_,
    );
    this.seen_ = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) this.want(target);
    });
  }

  clear(): void {
    this.count_ = 0;
    this.waiting_ = [];
    this.seen_.disconnect();
    this.list_.replaceChildren();
    this.element.hidden = true;
  }

  add(input: Input, reasons: readonly string[]): void {
    ++this.count_;
    this.element.hidden = false;
    this.title_.textContent = `${count(this.count_, 'result')} to be looked at`;
    if (this.count_ === most + 1) this.list_.append(make('li', { class: 'deid-hint' }, 'and more'));
    if (this.count_ > most) return;
    const picture = make('span', { class: 'thumbnail', 'aria-hidden': 'true' });
    const { series, file } = input;
    const title = series === undefined ? file.name : titleOf(series);
    const button = make(
      'button',
      { type: 'button', class: 'review' },
      picture,
      make(
        'span',
        { class: 'review-words' },
        make('strong', {}, `${title} · ${file.name.split('/').at(-1) ?? ''}`),
        make('span', {}, reasons.join(' ')),
      ),
    );
    button.addEventListener('click', () => this.events_.look(input));
    this.list_.append(make('li', {}, button));
    this.inputs_.set(picture, input);
    this.seen_.observe(picture);
  }

  private want(target: Element): void {
    this.seen_.unobserve(target);
    this.waiting_.push(target);
    if (!this.isDrawing_) void this.draw();
  }

  /** One after the other: the page stays quick. */
  private async draw(): Promise<void> {
    this.isDrawing_ = true;
    for (let target; (target = this.waiting_.shift()) !== undefined;) {
      const input = this.inputs_.get(target);
      const canvas = input === undefined ? undefined : await this.events_.thumbnail(input).catch(() => undefined);
      if (canvas !== undefined) target.append(canvas);
    }
    this.isDrawing_ = false;
  }
}
