// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The texts over the picture: four corners, the letters at the edges, and the message where there is no picture.

import * as tags from 'dcmstream/tags';
import { find, make } from './dom.js';
import { type Corner, patientFacts, seriesFacts, studyFacts, viewFacts } from '../study/facts.js';
import { type EdgeLetters, edgeLetters } from '../study/geometry.js';
import type { Picture } from '../study/instance.js';
import { problemOf } from '../study/problems.js';
import type { Stage } from '../image/stage.js';

const edges = ['left', 'right', 'top', 'bottom'] as const;

export class Overlay {
  private readonly texts_ = find('texts', HTMLElement);
  private readonly message_ = find('message', HTMLElement);

  constructor(private readonly stage_: Stage) {}

  get shown(): boolean {
    return !this.texts_.hidden;
  }

  toggle(): void {
    this.texts_.hidden = !this.texts_.hidden;
  }

  /** After another picture, or a change of the series around it. */
  update(): void {
    const { stage_: stage } = this;
    const { shown, series } = stage;
    this.say();
    if (shown === undefined || series === undefined) {
      for (const corner of ['patient', 'study', 'series', 'view'] as const) this.fill(corner, []);
      this.letter(undefined);
      stage.viewport.canvas.setAttribute('aria-label', 'No image');
      return;
    }
    const { dataset } = shown.picture.instance;
    const facts = seriesFacts(series, shown.picture, Math.max(0, series.positionOf(shown.picture)));
    this.fill('patient', patientFacts(dataset));
    this.fill('study', studyFacts(dataset));
    this.fill('series', facts);
    this.letter(shown.frame === undefined ? undefined : edgeLetters(dataset, shown.picture.frame));
    stage.viewport.canvas.setAttribute('aria-label', shown.frame === undefined ? 'No image' : facts.join(', '));
    this.updateView();
  }

  /** After a change of window or zoom alone. */
  updateView(): void {
    const { shown, viewport, voi } = this.stage_;
    if (shown === undefined) return;
    this.fill('view', viewFacts(shown.frame, shown.picture.instance.dataset, voi, viewport.zoom));
  }

  private fill(corner: Corner, lines: readonly string[]): void {
    const list = this.texts_.querySelector(`[data-corner="${corner}"]`)!;
    const items = list.children;
    if (items.length !== lines.length) list.replaceChildren(...lines.map(() => make('li')));
    lines.forEach((line, at) => (items[at]!.textContent = line));
    list.toggleAttribute('hidden', lines.length === 0);
  }

  private letter(letters: EdgeLetters | undefined): void {
    for (const edge of edges) this.texts_.querySelector(`[data-edge="${edge}"]`)!.textContent = letters?.[edge] ?? '';
  }

  private say(): void {
    const { shown, series } = this.stage_;
    const waiting = series !== undefined && shown === undefined;
    const lines = waiting
      ? ['Decoding']
      : shown === undefined
        ? emptyLines
        : shown.frame === undefined
          ? noPicture(shown)
          : [];
    this.message_.classList.toggle('waiting', waiting);
    this.message_.hidden = lines.length === 0;
    this.message_.replaceChildren(
      ...lines.map((line, at) => make('p', at === 0 ? { class: 'message-title' } : {}, line)),
    );
  }
}

const emptyLines = ['No image is open', 'Drop DICOM files or folders here, or press O to choose files.'];

function noPicture({ picture, problem }: { picture: Picture; problem: unknown }): string[] {
  const { file, dataset } = picture.instance;
  if (problem === undefined) {
    const kind = dataset.string(tags.Modality) ?? '';
    return [
      'No image',
      `This ${kind} object holds no image. Its tags are all there is to see.`.replace('  ', ' '),
      file.name,
    ];
  }
  const { what, where } = problemOf(file.name, problem, dataset.transferSyntax);
  return ['No image', what, [file.name, where].filter((part) => part !== '').join(', ')];
}
