// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The frame of the dialog: its head, the options at the side, the views, and the buttons at the foot.

import { make } from '../../panels/dom.js';
import type { Series } from '../../study/series.js';
import { count, size } from '../../study/text.js';
import { titleOf } from '../inputs.js';
import type { Tabs } from './tabs.js';

export interface FrameParts {
  readonly options: HTMLElement;
  readonly where: HTMLElement;
  readonly tabs: Tabs;
  readonly canSaveToFolder: boolean;
  close(): void;
  scoped(): void;
  openFiles(): void;
  openFolder(): void;
  saveToFolder(): void;
  saveZip(): void;
  upload(): void;
}

/** Below it the options are a view of their own, in CSS pixels. */
const narrow = '(max-width: 900px)';

export class Frame {
  private readonly dialog_: HTMLDialogElement;
  private readonly scope_ = make('select', { id: 'deid-scope', 'aria-label': 'Which files' });
  private readonly files_ = make('p', { class: 'deid-files', role: 'status' });
  private readonly folder_ = make(
    'button',
    { type: 'button', class: 'labelled', id: 'deid-folder' },
    'Save to a folder',
  );
  private readonly zip_ = make(
    'button',
    { type: 'button', class: 'labelled primary', id: 'deid-zip' },
    'Save as a zip',
  );
  private readonly upload_ = make('button', { type: 'button', class: 'labelled', id: 'deid-upload' }, 'Upload');
  private readonly close_ = make('button', { type: 'button', id: 'deid-close', 'aria-label': 'Close' }, '×');
  private readonly add_: readonly HTMLButtonElement[];
  private readonly narrow_ = matchMedia(narrow);
  private readonly side_: HTMLElement;
  private readonly main_: HTMLElement;
  private series_: readonly Series[] = [];

  constructor(private readonly parts_: FrameParts) {
    const { tabs, where } = parts_;
    const addFiles = make('button', { type: 'button', class: 'labelled' }, 'Add files');
    const addFolder = make('button', { type: 'button', class: 'labelled' }, 'Add a folder');
    this.add_ = [addFiles, addFolder];
    this.side_ = make('aside', { class: 'deid-side', 'aria-label': 'Options' });
    this.main_ = make(
      'section',
      { class: 'deid-main', 'aria-label': 'Before and after' },
      make('div', { class: 'deid-bar' }, tabs.list, where),
      ...['options', 'attributes', 'pixels', 'result'].map((id) => tabs.panel(id)),
    );
    this.dialog_ = make(
      'dialog',
      { id: 'deid', class: 'deid', 'aria-labelledby': 'deid-title' },
      make(
        'header',
        { class: 'deid-head' },
        make('h2', { id: 'deid-title', tabindex: -1, autofocus: true }, 'De-identify'),
        this.scope_,
        make('div', { class: 'deid-add' }, addFiles, addFolder),
        this.close_,
      ),
      make('div', { class: 'deid-body' }, this.side_, this.main_),
      make(
        'footer',
        { class: 'deid-foot' },
        this.files_,
        make('div', { class: 'deid-save' }, this.upload_, this.folder_, this.zip_),
      ),
    );
    this.folder_.hidden = !parts_.canSaveToFolder;
    document.body.append(this.dialog_);
    addFiles.addEventListener('click', () => parts_.openFiles());
    addFolder.addEventListener('click', () => parts_.openFolder());
    this.listen();
    this.arrange();
  }

  get open(): boolean {
    return this.dialog_.open;
  }

  /** The series that is chosen; `undefined` where all files are. */
  get scope(): Series | undefined {
    return this.series_[this.scope_.selectedIndex - 1];
  }

  set scopes(list: readonly Series[]) {
    const chosen = this.scope;
    const isSame = list.length === this.series_.length && list.every((series, at) => series === this.series_[at]);
    if (isSame && this.scope_.length > 0) return;
    this.series_ = list;
    const names = ['Everything that is open', ...list.map((series) => `Only ${titleOf(series)}`)];
    this.scope_.replaceChildren(...names.map((name) => make('option', {}, name)));
    this.scope_.selectedIndex = chosen === undefined ? 0 : list.indexOf(chosen) + 1;
  }

  /** Their sizes in bytes. */
  set inputs(sizes: readonly number[]) {
    const bytes = sizes.reduce((sum, one) => sum + one, 0);
    this.say(
      sizes.length === 0
        ? 'No file is open'
        : `${count(sizes.length, 'file')}, ${size(bytes)}. They stay in this browser.`,
    );
  }

  set ready(ready: boolean) {
    for (const button of [this.upload_, this.folder_, this.zip_]) button.disabled = !ready;
  }

  set locked(locked: boolean) {
    this.scope_.disabled = this.close_.disabled = locked;
    for (const button of this.add_) button.disabled = locked;
  }

  set marks(number: number) {
    this.parts_.tabs.label('pixels', number === 0 ? 'Image' : `Image (${number})`);
  }

  say(text: string): void {
    this.files_.textContent = text;
  }

  show(): void {
    if (!this.dialog_.open) this.dialog_.showModal();
  }

  hide(): void {
    this.dialog_.close();
    // The focus goes back to where it was; where that was nowhere, keys are not for what cannot be seen any more.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && this.dialog_.contains(activeElement)) activeElement.blur();
  }

  /** The place in the series is of no use where no image is looked at. */
  turned(id: string): void {
    this.parts_.where.classList.toggle('unused', id === 'options' || id === 'result');
  }

  private listen(): void {
    this.close_.addEventListener('click', () => this.parts_.close());
    this.dialog_.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.parts_.close();
    });
    this.scope_.addEventListener('change', () => this.parts_.scoped());
    this.folder_.addEventListener('click', () => this.parts_.saveToFolder());
    this.zip_.addEventListener('click', () => this.parts_.saveZip());
    this.upload_.addEventListener('click', () => this.parts_.upload());
    this.narrow_.addEventListener('change', () => this.arrange());
  }

  /** Where there is room the options stand beside the views; else they are one of them. */
  private arrange(): void {
    const { tabs, options } = this.parts_;
    const { matches } = this.narrow_;
    (matches ? tabs.panel('options') : this.side_).append(options);
    this.side_.hidden = matches;
    tabs.offer('options', matches);
    if (!matches && tabs.current === 'options') tabs.show('attributes');
  }
}
