// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the viewer does, apart from how the page looks: opens files, chooses series, steps, windows and tools.

import { type Batch, type Progress, type Reader, readFiles } from './files/reading.js';
import { FrameStore } from './image/frames.js';
import { Thumbnails } from './image/thumbnails.js';
import { fitted } from './image/view.js';
import { automaticChoice, dragWindow, type Preset, presetsOf, type Window } from './image/windows.js';
import type { Tool } from './input/pointer.js';
import { type Change, Stage } from './image/stage.js';
import type { Instance, OpenedFile } from './study/instance.js';
import type { Problem } from './study/problems.js';
import { Library, type Series } from './study/series.js';
import { count } from './study/text.js';

/** What the viewer needs of the page, and what keys ask of it. */
export interface Page {
  readonly inspectorOpen: boolean;
  readonly seriesListOpen: boolean;
  readonly textsShown: boolean;
  changed(change: Change | 'library' | 'tool' | 'thumbnails'): void;
  reading(progress: Progress | undefined): void;
  problem(problem: Problem): void;
  say(text: string): void;
  chooseFiles(): void;
  chooseFolder(): void;
  dismissProblems(): void;
  toggleInspector(): void;
  toggleSeriesList(): void;
  toggleTexts(): void;
  toggleTheme(): void;
  deidentify(): void;
  showHelp(): void;
  searchTags(): void;
  copyValue(): void;
  copyPath(): void;
}

const frameMemory = 256 * 1024 * 1024;

export class Viewer {
  readonly library = new Library();
  readonly stage: Stage;
  readonly thumbnails: Thumbnails;
  tool: Tool = 'window';
  /** Files that could not be read, by name. */
  readonly unread = new Map<string, OpenedFile>();
  readonly frames = new FrameStore(frameMemory);
  private batches_ = 0;
  private stopping_ = new AbortController();
  /** Whether the reader has gone to a place of their own since files were opened. */
  private moved_ = false;
  private refreshing_ = false;

  constructor(
    canvas: HTMLCanvasElement,
    readonly page: Page,
  ) {
    this.stage = new Stage(canvas, this.frames, (change) => page.changed(change));
    this.thumbnails = new Thumbnails(this.frames, () => page.changed('thumbnails'));
  }

  /** Reads files, shows the first image as soon as it is there, and the middle of its series in the end. */
  async open(batch: Batch): Promise<void> {
    const { signal } = this.stopping_;
    const instances = new Set<Instance>();
    const touched = new Set<Series>();
    let failed = 0;
    let first: Series | undefined;
    this.moved_ = false;
    this.page.say(`Reading ${count(batch.count, 'file')}`);
    this.page.reading({ files: batch.count, filesRead: 0, bytes: batch.bytes, bytesRead: 0 });
    const reader: Reader = {
      found: (instance) => {
        instances.add(instance);
        this.unread.delete(instance.file.name);
        const series = this.library.add(instance);
        touched.add(series);
        if (first === undefined && instance.hasImage) void this.stage.open((first = series));
        this.refreshSoon();
      },
      failed: (problem, file) => {
        ++failed;
        this.unread.set(file.name, file);
        this.page.problem(problem);
      },
      progress: (progress) => this.page.reading(progress),
    };
    ++this.batches_;
    try {
      await readFiles(batch, reader, signal);
      await this.arrive(first, [...touched]);
      const read = `${count(instances.size, 'object')} in ${count(touched.size, 'series', 'series')} read`;
      const not = failed === 0 ? '' : `problems with ${count(failed, 'file')}`;
      const stopped = signal.aborted ? 'stopped' : '';
      this.page.say([instances.size === 0 ? '' : read, not, stopped].filter((part) => part !== '').join(', '));
    } finally {
      if (--this.batches_ === 0) this.page.reading(undefined);
    }
  }

  get isReading(): boolean {
    return this.batches_ > 0;
  }

  /** Ends the reading of files; what has been read stays. */
  stopReading(): void {
    this.stopping_.abort();
    this.stopping_ = new AbortController();
  }

  /** All files are read: what was found is shown from where it is best looked at. */
  private async arrive(first: Series | undefined, touched: readonly Series[]): Promise<void> {
    const shown = first ?? touched[0];
    if (first === undefined && shown !== undefined) await this.stage.open(shown);
    this.refresh();
    if (shown !== undefined && shown === this.stage.series && !this.moved_) await this.stage.goTo(startOf(shown));
    this.thumbnails.update(this.library.series);
  }

  async openSeries(series: Series): Promise<void> {
    if (series !== this.stage.series) await this.stage.open(series, startOf(series));
  }

  stepSeries(by: number): void {
    const list = this.library.series;
    const at = this.stage.series === undefined ? -1 : list.indexOf(this.stage.series);
    const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
    if (next !== undefined) void this.openSeries(next);
  }

  closeSeries(): void {
    const { series } = this.stage;
    if (series === undefined) return;
    const list = this.library.series;
    const at = list.indexOf(series);
    this.library.remove(series);
    this.stage.close();
    this.thumbnails.update(this.library.series);
    const next = list[at + 1] ?? list[at - 1];
    if (next !== undefined) void this.openSeries(next);
    else this.unread.clear();
    this.page.changed('library');
    this.page.say('Series closed');
  }

  step(images: number): void {
    this.goTo(this.stage.index + images);
  }

  goTo(index: number): void {
    this.moved_ = true;
    void this.stage.goTo(index);
  }

  togglePlay(): void {
    this.moved_ = true;
    if (this.stage.count > 1) this.stage.cine.toggle();
  }

  get presets(): Preset[] {
    const { shown, series } = this.stage;
    return shown?.frame === undefined || series === undefined ? [] : presetsOf(shown.frame, series.modality);
  }

  choosePreset(index: number): void {
    const preset = this.presets[index];
    if (preset === undefined) return;
    if (preset.choice === 'auto') return this.chooseAutomatic();
    this.stage.setWindow(preset.choice);
    this.page.say(`Window: ${preset.label}`);
  }

  chooseAutomatic(): void {
    const { frame } = this.stage.shown ?? {};
    if (frame === undefined || this.stage.window === undefined) return;
    this.stage.setWindow(automaticChoice(frame));
    this.page.say('Window: automatic');
  }

  dragWindow(start: Window, right: number, down: number): void {
    this.stage.setWindow({ kind: 'fixed', window: dragWindow(start, right, down) });
  }

  /** What dragging does: where there is no window to change, it pans. */
  get dragTool(): Tool {
    return this.tool === 'window' && this.stage.window === undefined ? 'pan' : this.tool;
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.page.changed('tool');
  }

  fit(): void {
    this.stage.viewport.setView(fitted);
  }

  actualPixels(): void {
    this.stage.viewport.setView({ zoom: 1, x: 0, y: 0 });
  }

  toggleSmooth(): void {
    const { viewport } = this.stage;
    viewport.smooth = !viewport.smooth;
    viewport.setView(viewport.view);
    this.page.changed('tool');
  }

  /** The window, view and greys that the series began with. */
  reset(): void {
    this.fit();
    this.stage.setInvert(false);
    this.stage.resetWindow();
  }

  /** Many instances come in at once: the page follows once a frame. */
  private refreshSoon(): void {
    if (this.refreshing_) return;
    this.refreshing_ = true;
    requestAnimationFrame(() => this.refresh());
  }

  private refresh(): void {
    this.refreshing_ = false;
    this.page.changed('library');
    this.stage.refresh();
  }
}

/** Stacks open in the middle, loops and lists at the beginning. */
function startOf(series: Series): number {
  const first = series.pictures[0];
  return first === undefined || first.instance.frames > 1 || first.frame < 0
    ? 0
    : Math.floor(series.pictures.length / 2);
}
