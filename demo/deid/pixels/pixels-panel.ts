// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The panel of the image: where rectangles are drawn over what nobody is to see.

import { type Frame } from 'dcmstream';
import type { Picture } from '../../study/instance.js';
import { make } from '../../panels/dom.js';
import type { Setup } from '../protocol.js';
import { MarkCanvas } from './canvas.js';
import { MarkList } from './mark-list.js';
import { type Box, type Place, placeOf, type Scope } from './mark.js';
import { Marks } from './marks.js';

export interface PixelsEvents {
  /** Decodes a picture. */
  frame(picture: Picture): Promise<Frame>;
  /** Other pixels are to be blanked. */
  changed(): void;
}

export class PixelsPanel {
  readonly element: HTMLElement;
  readonly marks: Marks;
  private readonly canvas_: MarkCanvas;
  private readonly list_: MarkList;
  private readonly add_ = make('button', { type: 'button', class: 'labelled', id: 'deid-add' }, 'Add a rectangle');
  private readonly preview_ = make('input', { type: 'checkbox', id: 'deid-blanked' });
  private readonly looked_ = make('input', { type: 'checkbox', id: 'deid-looked' });
  private readonly lookedLabel_ = make(
    'label',
    { class: 'mark-preview mark-looked', hidden: true },
    this.looked_,
    'I have looked: no text is left outside the rectangles',
  );
  private readonly none_ = make(
    'p',
    { class: 'deid-hint' },
    'Drag on the image over what names the patient. It is blanked in the result, on all frames.',
  );
  private readonly keys_ = make(
    'p',
    { class: 'deid-hint mark-keys', hidden: true },
    'Arrow keys move the rectangle, with Shift they resize it, with Ctrl by ten. Delete removes it.',
  );
  private readonly elsewhere_ = make('p', { class: 'deid-hint' });
  private picture_: Picture | undefined;
  private place_: Place | undefined;
  private selected_ = 0;
  private scope_: Scope = 'image';
  private request_ = 0;

  constructor(private readonly events_: PixelsEvents) {
    this.marks = new Marks(() => {
      this.update();
      events_.changed();
    });
    const common = {
      placed: (id: number, box: Box) => this.withPlace((place) => this.marks.place(id, box, place)),
      removed: (id: number) => this.marks.remove(id),
      selected: (id: number) => this.select(id),
    };
    this.canvas_ = new MarkCanvas({ ...common, drawn: (box) => this.add(box) });
    this.list_ = new MarkList({
      ...common,
      scoped: (id, scope) => {
        this.scope_ = scope;
        this.withPlace((place) => this.marks.scope(id, scope, place));
      },
    });
    this.add_.addEventListener('click', () => this.addInMiddle());
    this.looked_.addEventListener('change', () => events_.changed());
    this.preview_.addEventListener('change', () => (this.canvas_.preview = this.preview_.checked));
    const preview = make('label', { class: 'mark-preview' }, this.preview_, ' Show as blanked');
    this.element = make(
      'div',
      { class: 'mark-panel' },
      this.canvas_.element,
      make(
        'div',
        { class: 'mark-side' },
        make('div', { class: 'mark-tools' }, this.add_, preview),
        this.none_,
        this.list_.element,
        this.lookedLabel_,
        this.keys_,
        this.elsewhere_,
      ),
    );
  }

  /** What is to become of the pixels. */
  get asked(): Pick<Setup, 'marks' | 'marksCoverText'> {
    return { marks: this.marks.all, marksCoverText: this.looked_.checked };
  }

  /** Looks at a picture; decodes it only while the panel is seen. */
  show(picture: Picture | undefined): void {
    this.picture_ = picture;
    this.place_ = picture === undefined || picture.frame < 0 ? undefined : placeOf(picture.instance.dataset);
    this.update();
    if (this.element.closest('[hidden]') === null) void this.draw();
  }

  private async draw(): Promise<void> {
    const request = ++this.request_;
    const { picture_: picture, place_: place } = this;
    if (picture === undefined || place === undefined) return this.canvas_.show(undefined, undefined, 'No image');
    try {
      const frame = await this.events_.frame(picture);
      if (request === this.request_) this.canvas_.show(frame, place, 'Image to draw rectangles on');
    } catch {
      if (request === this.request_) this.canvas_.show(undefined, undefined, 'The image cannot be shown');
    }
  }

  private withPlace(use: (place: Place) => void): void {
    if (this.place_ !== undefined) use(this.place_);
  }

  private add(box: Box): void {
    this.withPlace((place) => {
      const { id } = this.marks.add(box, place, this.scope_);
      this.select(id);
      this.canvas_.focus(id);
    });
  }

  private addInMiddle(): void {
    this.withPlace(({ rows, columns }) => {
      this.add({ left: columns / 4, top: rows / 4, columns: columns / 2, rows: rows / 10 });
    });
  }

  private select(id: number): void {
    if (id === this.selected_) return;
    this.selected_ = id;
    this.update();
  }

  private update(): void {
    const { place_: place } = this;
    const here = place === undefined ? [] : this.marks.on(place);
    this.canvas_.update(here, this.selected_);
    this.list_.update(here, this.selected_);
    this.add_.disabled = place === undefined;
    this.none_.hidden = here.length > 0;
    this.keys_.hidden = here.length === 0;
    this.lookedLabel_.hidden = this.marks.all.length === 0;
    const others = this.marks.all.length - here.length;
    this.elsewhere_.hidden = others === 0;
    this.elsewhere_.textContent = `${others} more on other images.`;
  }
}
