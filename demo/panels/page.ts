// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The page around the picture: keeps its panels up to date and answers what keys and buttons ask of it.

import { find } from './dom.js';
import { chosenFiles, droppedFiles } from '../files/entries.js';
import type { Frame } from 'dcmstream';
import { batchOf, type Progress } from '../files/reading.js';
import type { Action } from '../input/keys.js';
import type { DeidDialog } from '../deid/dialog.js';
import { Controls } from './controls.js';
import { makeHelp } from './help.js';
import { Inspector } from './tags/inspector.js';
import { Overlay } from './overlay.js';
import { ProblemList } from './problem-list.js';
import { SeriesList } from './series-list.js';
import { toggleTheme } from './theme.js';
import { Waiting } from './waiting.js';
import type { Change } from '../image/stage.js';
import type { Instance, OpenedFile } from '../study/instance.js';
import { noteProblems, type Problem } from '../study/problems.js';
import { count, size } from '../study/text.js';
import type { Page, Viewer } from '../viewer.js';

/** From here on the tags stand beside the picture when the page opens. */
const wide = 1200;

export class ViewerPage implements Page {
  private readonly status_ = find('status', HTMLElement);
  private readonly progress_ = find('progress', HTMLProgressElement);
  private readonly stop_ = find('stop', HTMLButtonElement);
  private readonly waiting_ = new Waiting();
  /** What has been said of an instance's pictures: once is enough. */
  private readonly told_ = new WeakMap<Instance, Set<string>>();
  private readonly progressText_ = find('progress-text', HTMLElement);
  private readonly seriesPanel_ = find('series-panel', HTMLElement);
  private readonly fileInput_ = find('file-input', HTMLInputElement);
  private readonly folderInput_ = find('folder-input', HTMLInputElement);
  private readonly problems_ = new ProblemList();
  private readonly inspector_ = new Inspector((text) => this.say(text));
  private viewer_: Viewer | undefined;
  private overlay_: Overlay | undefined;
  private controls_: Controls | undefined;
  private series_: SeriesList | undefined;
  private buttons_: (() => void)[] = [];
  private showHelp_: () => void = () => undefined;
  private deid_: DeidDialog | undefined;

  /** Joins the page with the viewer that it shows. */
  attach(viewer: Viewer, actions: readonly Action[]): void {
    this.viewer_ = viewer;
    this.overlay_ = new Overlay(viewer.stage);
    this.controls_ = new Controls(viewer);
    this.series_ = new SeriesList(find('series-list', HTMLElement), viewer);
    this.showHelp_ = makeHelp(actions);
    this.buttons_ = actions.flatMap(bindButtons);
    this.inspector_.open = innerWidth >= wide;
    this.listenToFiles();
    this.changed('library');
    this.changed('series');
    this.changed('picture');
    this.changed('tool');
  }

  get inspectorOpen(): boolean {
    return this.inspector_.open;
  }

  get seriesListOpen(): boolean {
    return !this.seriesPanel_.hidden;
  }

  get textsShown(): boolean {
    return this.overlay_?.shown ?? true;
  }

  changed(change: Change | 'library' | 'tool' | 'thumbnails'): void {
    const { viewer_: viewer, overlay_: overlay, controls_: controls } = this;
    if (viewer === undefined || overlay === undefined || controls === undefined) return;
    if (change === 'library' || change === 'series' || change === 'thumbnails') this.series_?.update();
    if (change === 'series' || change === 'place') controls.updatePlace();
    if (change === 'series' || change === 'cine') controls.updateCine();
    if (change === 'picture' || change === 'series') overlay.update();
    if (change === 'picture' || change === 'window') controls.updatePresets();
    if (change === 'window' || change === 'view') overlay.updateView();
    if (change === 'waiting') this.waiting_.show(viewer.stage);
    if (change === 'picture') this.inspect();
    if (change === 'library') this.deid_?.libraryChanged();
    find('viewport', HTMLElement).dataset['tool'] = viewer.dragTool;
    for (const update of this.buttons_) update();
  }

  reading(progress: Progress | undefined): void {
    this.progress_.hidden = this.progressText_.hidden = this.stop_.hidden = progress === undefined;
    if (progress === undefined) return this.deid_?.libraryChanged();
    this.progress_.value = progress.bytes === 0 ? 0 : progress.bytesRead / progress.bytes;
    const done = progress.files === 1 ? '' : `${progress.filesRead} of ${count(progress.files, 'file')}, `;
    this.progressText_.textContent = `${done}${size(progress.bytesRead)} of ${size(progress.bytes)}`;
  }

  problem(problem: Problem): void {
    this.problems_.add(problem);
  }

  say(text: string): void {
    this.status_.textContent = text;
  }

  chooseFiles(): void {
    this.fileInput_.click();
  }

  chooseFolder(): void {
    this.folderInput_.click();
  }

  dismissProblems(): void {
    this.problems_.dismiss();
  }

  toggleInspector(): void {
    this.inspector_.open = !this.inspector_.open;
    this.changed('tool');
  }

  toggleSeriesList(): void {
    this.seriesPanel_.hidden = !this.seriesPanel_.hidden;
    this.changed('tool');
  }

  toggleTexts(): void {
    this.overlay_?.toggle();
    this.changed('tool');
  }

  toggleTheme(): void {
    this.say(toggleTheme() === 'light' ? 'Light' : 'Dark');
  }

  deidentify(): void {
    void this.openDeid();
  }

  /** Another download, for those who want it. */
  private async openDeid(): Promise<void> {
    const { viewer_: viewer } = this;
    if (viewer === undefined) return;
    if (this.deid_ === undefined) {
      const { DeidDialog } = await import('../deid/dialog.js');
      this.deid_ ??= new DeidDialog(viewer);
    }
    viewer.stage.cine.stop();
    this.deid_.open();
  }

  showHelp(): void {
    this.showHelp_();
  }

  searchTags(): void {
    this.inspector_.focusSearch();
    this.changed('tool');
  }

  copyValue(): void {
    void this.inspector_.copyValue();
  }

  copyPath(): void {
    void this.inspector_.copyPath();
  }

  private inspect(): void {
    const shown = this.viewer_?.stage.shown;
    if (shown?.frame !== undefined) this.tell(shown.picture.instance, shown.frame);
    this.inspector_.show(shown?.picture.instance.dataset);
    if (shown !== undefined && shown.picture.frame < 0 && innerWidth >= wide) this.inspector_.open = true;
  }

  private tell(instance: Instance, frame: Frame): void {
    for (const { code, ...problem } of noteProblems(instance.file.name, frame)) {
      const told = this.told_.get(instance) ?? new Set();
      if (told.has(code)) continue;
      this.told_.set(instance, told.add(code));
      this.problem(problem);
    }
  }

  private open(files: readonly OpenedFile[]): void {
    if (files.length === 0) return this.say('Nothing to read');
    this.problems_.dismiss();
    void batchOf(files).then((batch) => this.viewer_?.open(batch));
  }

  private listenToFiles(): void {
    for (const input of [this.fileInput_, this.folderInput_]) {
      input.addEventListener('change', () => {
        const files = chosenFiles(input.files ?? new DataTransfer().files);
        // The same files may be chosen again.
        input.value = '';
        this.open(files);
      });
    }
    const { body } = document;
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      body.classList.add('dropping');
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) body.classList.remove('dropping');
    });
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      body.classList.remove('dropping');
      if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then((files) => this.open(files));
    });
  }
}

/** Joins the page's buttons of an action with it; gives what brings them up to date. */
function bindButtons(action: Action): (() => void)[] {
  const buttons = document.querySelectorAll<HTMLButtonElement>(`button[data-action="${action.id}"]`);
  return [...buttons].map((button) => {
    const key = action.keys[0]!;
    button.title = `${action.label} (${key.length === 1 ? key.toUpperCase() : key})`;
    button.setAttribute('aria-keyshortcuts', action.keys.join(' '));
    button.addEventListener('click', () => action.run());
    return () => {
      if (action.enabled !== undefined) button.disabled = !action.enabled();
      if (action.pressed !== undefined) button.setAttribute('aria-pressed', String(action.pressed()));
    };
  });
}
