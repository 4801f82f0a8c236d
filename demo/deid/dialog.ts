// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The page on which files are de-identified: options beside what they do, rectangles on the image, and where the results go.

import '../styles/deid/frame.css';
import '../styles/deid/options.css';
import '../styles/deid/table.css';
import '../styles/deid/marks.css';
import '../styles/deid/run.css';
import '../styles/deid/upload.css';
import { drawThumbnail, reductionOf } from '../image/thumbnails.js';
import { make } from '../panels/dom.js';
import type { Picture } from '../study/instance.js';
import type { Viewer } from '../viewer.js';
import { DeidClient, WorkerError } from './client.js';
import { ComparisonPanel } from './table/comparison-panel.js';
import { OptionsForm } from './form/options-form.js';
import { Frame } from './frame/frame.js';
import { type Input, inputsOf } from './inputs.js';
import { PixelsPanel } from './pixels/pixels-panel.js';
import { PlaceBar } from './frame/place-bar.js';
import type { Target } from './protocol.js';
import { RunPanel } from './run/run-panel.js';
import { UploadForm } from './upload.js';
import { canSaveToFolder, chooseFolder, chooseZip } from './save.js';
import { Tabs } from './frame/tabs.js';

/** Options that change quickly are tried once they stay, in milliseconds. */
const pause = 120;

const places: Readonly<Record<Target['kind'], string>> = {
  folder: 'They are in the folder, by their new UIDs, beside a manifest and a report.',
  zip: 'They are in the zip, by their new UIDs, beside a manifest and a report.',
  upload: 'The server has stored them.',
};

/** A run ends with the page. */
function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export class DeidDialog {
  private readonly client_ = new DeidClient();
  private readonly form_: OptionsForm;
  private readonly comparison_: ComparisonPanel;
  private readonly pixels_: PixelsPanel;
  private readonly run_: RunPanel;
  private readonly where_: PlaceBar;
  private readonly tabs_: Tabs;
  private readonly frame_: Frame;
  private readonly upload_ = new UploadForm();
  private preview_ = new AbortController();
  private waiting_: ReturnType<typeof setTimeout> | undefined;
  private shown_: Picture | undefined;
  private compared_: Picture['instance'] | undefined;
  private running_: AbortController | undefined;

  constructor(private readonly viewer_: Viewer) {
    this.form_ = new OptionsForm({
      changed: () => this.optionsChanged(),
      redraw: () => void this.redraw(),
      readProfile: (text) => this.client_.call('profile', { text }),
    });
    this.comparison_ = new ComparisonPanel(
      (filter, first, count) => this.client_.call('rows', { filter, first, count }),
      () => this.tabs_.show('pixels'),
    );
    this.pixels_ = new PixelsPanel({
      frame: (picture) => viewer_.frames.want(picture),
      changed: () => this.marksChanged(),
    });
    this.run_ = new RunPanel({
      stop: () => this.running_?.abort(),
      look: (input) => this.look(input),
      thumbnail: (input) => this.thumbnail(input),
    });
    this.where_ = new PlaceBar((picture) => this.show(picture));
    this.tabs_ = new Tabs(
      [
        { id: 'options', label: 'Options', panel: make('div', { class: 'deid-panel narrow' }) },
        {
          id: 'attributes',
          label: 'Attributes',
          panel: make('div', { class: 'deid-panel' }, this.comparison_.element),
        },
        { id: 'pixels', label: 'Image', panel: make('div', { class: 'deid-panel' }, this.pixels_.element) },
        { id: 'result', label: 'Result', panel: make('div', { class: 'deid-panel' }, this.run_.element) },
      ],
      (id) => this.turned(id),
    );
    this.frame_ = new Frame({
      options: this.form_.element,
      where: this.where_.element,
      tabs: this.tabs_,
      canSaveToFolder: canSaveToFolder(),
      close: () => this.close(),
      scoped: () => this.count(),
      openFiles: () => viewer_.page.chooseFiles(),
      openFolder: () => viewer_.page.chooseFolder(),
      saveToFolder: () => void this.save(chooseFolder),
      saveZip: () => void this.save(chooseZip),
      upload: () => void this.save(() => this.upload_.ask()),
    });
    this.tabs_.show('attributes');
  }

  open(): void {
    const { stage } = this.viewer_;
    this.frame_.show();
    this.libraryChanged();
    this.where_.show(stage.series, stage.picture);
    this.compareSoon();
  }

  /** Other files are open. */
  libraryChanged(): void {
    if (!this.frame_.open || this.running_ !== undefined) return;
    const { series } = this.viewer_.library;
    this.frame_.scopes = series;
    this.where_.update(series);
    this.count();
  }

  private get inputs(): Input[] {
    return inputsOf(this.viewer_, this.frame_.scope);
  }

  /** What would be de-identified, and whether it can be. */
  private count(): void {
    const { inputs } = this;
    this.frame_.inputs = inputs.map(({ file }) => file.blob.size);
    const isRunning = this.running_ !== undefined;
    this.form_.locked = isRunning;
    this.frame_.locked = isRunning;
    this.frame_.ready = !isRunning && !this.viewer_.isReading && inputs.length > 0 && this.form_.problem === undefined;
  }

  private close(): void {
    if (this.running_ !== undefined) return this.tabs_.show('result');
    this.preview_.abort();
    clearTimeout(this.waiting_);
    this.form_.forget();
    this.upload_.forget();
    this.client_.end();
    this.frame_.hide();
  }

  private show(picture: Picture | undefined): void {
    this.shown_ = picture;
    this.pixels_.show(picture);
    this.compareSoon();
  }

  private turned(id: string): void {
    if (id === 'pixels') this.pixels_.show(this.shown_);
    this.frame_.turned(id);
  }

  private look({ series, picture }: Input): void {
    this.where_.show(series, picture);
    this.tabs_.show('pixels');
  }

  private marksChanged(): void {
    this.frame_.marks = this.pixels_.marks.all.length;
    this.compareSoon();
  }

  private optionsChanged(): void {
    this.count();
    this.compareSoon();
  }

  private async redraw(): Promise<void> {
    await this.client_.call('redraw', {});
    this.compareSoon();
  }

  private compareSoon(): void {
    clearTimeout(this.waiting_);
    this.waiting_ = setTimeout(() => void this.compare(), pause);
  }

  private async compare(): Promise<void> {
    this.count();
    const instance = this.shown_?.instance;
    const { problem } = this.form_;
    if (this.running_ !== undefined || !this.frame_.open) return;
    this.preview_.abort();
    if (instance === undefined) return this.comparison_.failed('No file is open.');
    if (problem !== undefined) {
      this.form_.pseudonym = '…';
      return this.comparison_.failed(problem);
    }
    const { signal } = (this.preview_ = new AbortController());
    this.comparison_.waiting();
    try {
      const asks = { file: instance.file.blob, setup: this.form_.setup(this.pixels_.asked) };
      const summary = await this.client_.call('preview', asks, { signal });
      this.form_.pseudonym = summary.pseudonym;
      this.comparison_.show(summary, this.compared_ === instance);
      this.compared_ = instance;
    } catch (error) {
      if (signal.aborted) return;
      this.compared_ = undefined;
      this.comparison_.failed(error instanceof WorkerError ? error.message : 'It cannot be compared.');
    }
  }

  private async save(choose: () => Promise<Target | undefined>): Promise<void> {
    const { inputs } = this;
    let target: Target | undefined;
    try {
      target = await choose();
    } catch {
      return this.frame_.say('The browser does not allow saving there.');
    }
    if (target !== undefined) await this.start(inputs, target);
  }

  private async start(inputs: readonly Input[], target: Target): Promise<void> {
    if (this.running_ !== undefined) return;
    this.preview_.abort();
    const { signal } = (this.running_ = new AbortController());
    addEventListener('beforeunload', askFirst);
    this.run_.begin(inputs, target.kind);
    this.tabs_.show('result');
    this.count();
    try {
      const setup = this.form_.setup(this.pixels_.asked);
      const summary = await this.client_.call(
        'run',
        { count: inputs.length, setup, target },
        { signal, file: (index) => inputs[index]!.file, progress: (progress) => this.run_.progress(progress) },
      );
      this.run_.finished(summary, target.kind, places[target.kind]);
    } catch (error) {
      if (signal.aborted) this.run_.stopped(target.kind);
      else this.run_.broken(error instanceof WorkerError ? error.message : 'Something went wrong.', target.kind);
    } finally {
      this.running_ = undefined;
      removeEventListener('beforeunload', askFirst);
      this.libraryChanged();
      this.compareSoon();
    }
  }

  private async thumbnail({ picture }: Input): Promise<HTMLCanvasElement | undefined> {
    if (picture === undefined || picture.frame < 0) return undefined;
    const frame = await this.viewer_.frames.reduced(picture, reductionOf(picture), new AbortController().signal);
    return frame === undefined ? undefined : drawThumbnail(frame);
  }
}
