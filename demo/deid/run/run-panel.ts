// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a run does and has done: how far it is, what failed and why, what somebody has to look at.

import { reviewInWords } from 'dcmstream';
import { make } from '../../panels/dom.js';
import { count, size } from '../../study/text.js';
import type { Input } from '../inputs.js';
import type { RunProgress, RunSummary, Target } from '../protocol.js';
import { zipName } from '../save.js';
import { ReviewList } from './review-list.js';

/** Names listed for a reason: more help nobody. */
const mostNames = 200;

/** Of a run that did not come to its end. */
const left: Readonly<Record<Target['kind'], string>> = {
  folder: 'Nothing was left in the folder.',
  zip: 'There is no zip.',
  upload: 'What had been sent before stays where it is.',
};

export interface RunPanelEvents {
  stop(): void;
  /** Somebody wants to see the image. */
  look(input: Input): void;
  thumbnail(input: Input): Promise<HTMLCanvasElement | undefined>;
}

export class RunPanel {
  readonly element: HTMLElement;
  private readonly title_ = make('h3', { class: 'run-title' }, 'Nothing has been run yet');
  private readonly text_ = make(
    'p',
    { class: 'run-text', role: 'status' },
    'Save to a folder or a zip: what becomes of each file is told here.',
  );
  private readonly progress_ = make('progress', { max: 1, value: 0, 'aria-label': 'De-identifying', hidden: true });
  private readonly stop_ = make('button', { type: 'button', class: 'labelled', id: 'deid-stop', hidden: true }, 'Stop');
  private readonly link_ = make('p', { class: 'run-link', hidden: true });
  private readonly failures_ = make('section', { class: 'run-part', id: 'deid-failures', hidden: true });
  private readonly reasons_ = new Map<
    string,
    { readonly summary: HTMLElement; readonly list: HTMLElement; count: number }
  >();
  private readonly reviews_: ReviewList;
  private inputs_: readonly Input[] = [];
  private bytes_ = 0;
  private failed_ = 0;
  private address_ = '';

  constructor(events: RunPanelEvents) {
    this.stop_.addEventListener('click', () => events.stop());
    this.reviews_ = new ReviewList(events);
    this.element = make(
      'div',
      { class: 'run-panel' },
      make('div', { class: 'run-head' }, this.title_, this.stop_, this.progress_, this.text_, this.link_),
      this.failures_,
      this.reviews_.element,
    );
  }

  begin(inputs: readonly Input[], kind: Target['kind']): void {
    this.inputs_ = inputs;
    this.bytes_ = inputs.reduce((sum, { file }) => sum + file.blob.size, 0);
    this.failed_ = 0;
    this.reasons_.clear();
    this.failures_.replaceChildren(make('h4', {}, 'Failed'));
    this.failures_.hidden = true;
    this.reviews_.clear();
    this.link_.hidden = true;
    if (this.address_ !== '') URL.revokeObjectURL(this.address_);
    this.title_.textContent = kind === 'upload' ? 'De-identifying and sending' : 'De-identifying';
    this.progress_.hidden = this.stop_.hidden = false;
    this.progress({ files: 0, bytes: 0, failures: [], reviews: [] });
  }

  progress({ files, bytes, failures, reviews }: RunProgress): void {
    this.progress_.value = this.bytes_ === 0 ? 0 : Math.min(1, bytes / this.bytes_);
    const all = `${files.toLocaleString('en')} of ${count(this.inputs_.length, 'file')}`;
    this.text_.textContent = `${all}, ${size(bytes)} of ${size(this.bytes_)}`;
    for (const { index, reason } of failures) this.fail(reason, this.inputs_[index]?.file.name ?? '');
    for (const { index, reasons } of reviews) {
      const input = this.inputs_[index];
      if (input !== undefined) this.reviews_.add(input, reasons.map(reviewInWords));
    }
  }

  finished({ done, secret, file }: RunSummary, kind: Target['kind'], where: string): void {
    const what = kind === 'upload' ? 'uploaded' : 'de-identified';
    this.over(done === 0 ? `Nothing could be ${what}` : `${count(done, 'file')} ${what}`);
    const failed =
      this.failed_ === 0
        ? ''
        : `${count(this.failed_, 'file')} failed and ${this.failed_ === 1 ? 'is' : 'are'} not there. `;
    const kept = secret === 'drawn' ? 'The secret was drawn for this page, and is gone with it.' : '';
    this.text_.textContent = done === 0 ? failed : `${where} ${failed}${kept}`;
    if (file === undefined || done === 0) return;
    this.address_ = URL.createObjectURL(file);
    const link = make(
      'a',
      { href: this.address_, download: zipName, class: 'run-download' },
      `Download the zip (${size(file.size)})`,
    );
    this.link_.replaceChildren(link);
    this.link_.hidden = false;
    link.focus();
  }

  stopped(kind: Target['kind']): void {
    this.over('Stopped');
    this.text_.textContent = left[kind];
  }

  broken(reason: string, kind: Target['kind']): void {
    this.over('Not done');
    this.text_.textContent = `${reason} ${left[kind]}`;
  }

  private over(title: string): void {
    this.title_.textContent = title;
    this.progress_.hidden = this.stop_.hidden = true;
  }

  private fail(reason: string, name: string): void {
    ++this.failed_;
    this.failures_.hidden = false;
    let group = this.reasons_.get(reason);
    if (group === undefined) {
      const [summary, list] = [make('summary'), make('ul')];
      this.failures_.append(make('details', { open: this.reasons_.size < 3 }, summary, list));
      this.reasons_.set(reason, (group = { summary, list, count: 0 }));
    }
    ++group.count;
    group.summary.textContent = `${reason} (${group.count})`;
    if (group.count <= mostNames) group.list.append(make('li', {}, name));
    else if (group.count === mostNames + 1) group.list.append(make('li', {}, 'and more'));
  }
}
