// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The image with its rectangles: drawn, moved and resized by mouse, pen, finger or keys.

import { type Frame, render } from 'dcmstream';
import { fitted, placement } from '../../image/view.js';
import { Viewport } from '../../image/viewport.js';
import { automaticChoice, hasOwnWindow, resolveVoi, takesWindow } from '../../image/windows.js';
import { make } from '../../panels/dom.js';
import type { Box, Mark, Place } from './mark.js';

export interface CanvasEvents {
  drawn(box: Box): void;
  placed(id: number, box: Box): void;
  removed(id: number): void;
  selected(id: number): void;
}

/** Smaller drags, in pixels of the image, are clicks. */
const leastDrag = 3;
const farStep = 10;

type Grip = 'new' | 'move' | 'n' | 's' | 'e' | 'w' | 'nw' | 'ne' | 'sw' | 'se';

interface Drag {
  readonly grip: Grip;
  readonly id: number;
  readonly from: { readonly x: number; readonly y: number };
  readonly box: Box;
}

export class MarkCanvas {
  readonly element: HTMLElement;
  private readonly canvas_ = make('canvas', { role: 'img', 'aria-label': 'No image' });
  private readonly layer_ = make('div', { class: 'mark-layer' });
  private readonly viewport_: Viewport;
  private readonly boxes_ = new Map<number, HTMLElement>();
  private readonly fresh_ = make('div', { class: 'mark fresh', hidden: true });
  private marks_: readonly Mark[] = [];
  private place_: Place | undefined;
  private aspect_ = 1;
  private drag_: Drag | undefined;

  constructor(private readonly events_: CanvasEvents) {
    this.element = make('div', { class: 'mark-stage' }, this.canvas_, this.layer_);
    this.layer_.append(this.fresh_);
    this.viewport_ = new Viewport(this.canvas_, () => this.lay());
    this.listen();
  }

  /** Shows a frame, or why there is none. */
  show(frame: Frame | undefined, place: Place | undefined, label: string): void {
    this.place_ = frame === undefined ? undefined : place;
    this.canvas_.setAttribute('aria-label', label);
    if (frame === undefined) this.viewport_.clear();
    else {
      const choice = hasOwnWindow(frame) ? ({ kind: 'file', index: 0 } as const) : automaticChoice(frame);
      const voi = takesWindow(frame) ? resolveVoi(choice, frame) : undefined;
      this.aspect_ = frame.display.pixelAspectRatio;
      this.viewport_.show(render(frame, { voi }), this.aspect_);
    }
    this.lay();
  }

  set preview(preview: boolean) {
    this.layer_.classList.toggle('blanked', preview);
  }

  update(marks: readonly Mark[], selected: number): void {
    this.marks_ = marks;
    for (const [id, element] of this.boxes_) {
      if (marks.some((mark) => mark.id === id)) continue;
      element.remove();
      this.boxes_.delete(id);
    }
    marks.forEach((mark, at) => {
      const element = this.boxes_.get(mark.id) ?? this.makeBox(mark.id);
      const { left, top, columns, rows } = mark.box;
      const text = `Rectangle ${at + 1}: ${columns} × ${rows} pixels at ${left}, ${top}`;
      element.setAttribute('aria-label', text);
      element.dataset['number'] = String(at + 1);
      element.classList.toggle('selected', mark.id === selected);
    });
    this.lay();
  }

  focus(id: number): void {
    this.boxes_.get(id)?.focus();
  }

  private makeBox(id: number): HTMLElement {
    const grips = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'].map((grip) =>
      make('span', { class: 'mark-grip', 'data-grip': grip }),
    );
    const element = make('div', { class: 'mark', role: 'group', tabindex: 0, 'data-id': id }, ...grips);
    element.setAttribute(
      'aria-roledescription',
      'rectangle; arrow keys move it, with Shift resize it, Delete removes it',
    );
    element.addEventListener('keydown', (event) => this.key(event, id));
    element.addEventListener('focus', () => this.events_.selected(id));
    this.boxes_.set(id, element);
    this.layer_.append(element);
    return element;
  }

  /** Where the image lies on the layer, in CSS pixels, and how large one of its pixels is. */
  private get laid(): { x: number; y: number; across: number; down: number } | undefined {
    const { place_: place, canvas_: canvas } = this;
    if (place === undefined || canvas.width === 0) return undefined;
    const extent = { width: place.columns, height: place.rows * this.aspect_ };
    const { x, y, width, height } = placement(fitted, extent, canvas);
    const density = canvas.width / Math.max(1, canvas.clientWidth);
    return {
      x: x / density,
      y: y / density,
      across: width / density / place.columns,
      down: height / density / place.rows,
    };
  }

  private lay(): void {
    const { laid } = this;
    for (const { id, box } of this.marks_) {
      const element = this.boxes_.get(id);
      if (element === undefined) continue;
      element.hidden = laid === undefined;
      if (laid !== undefined) lieAt(element, box, laid);
    }
    if (this.drag_?.grip !== 'new') this.fresh_.hidden = true;
  }

  private listen(): void {
    const { layer_: layer } = this;
    layer.addEventListener('pointerdown', (event) => {
      const from = this.pointAt(event);
      if (event.button !== 0 || from === undefined || this.drag_ !== undefined) return;
      const { target } = event;
      const element = target instanceof Element ? target.closest<HTMLElement>('.mark') : null;
      const id = Number(element?.dataset['id'] ?? 0);
      const mark = this.marks_.find((one) => one.id === id);
      const grip = mark === undefined ? 'new' : (((target as HTMLElement).dataset['grip'] ?? 'move') as Grip);
      const box = mark?.box ?? { left: from.x, top: from.y, columns: 1, rows: 1 };
      this.drag_ = { grip, id, from, box };
      layer.setPointerCapture(event.pointerId);
      event.preventDefault();
      element?.focus();
    });
    layer.addEventListener('pointermove', (event) => {
      const at = this.pointAt(event);
      if (this.drag_ === undefined || at === undefined) return;
      this.draw(this.drag_, at);
    });
    layer.addEventListener('pointerup', (event) => {
      const [drag, at] = [this.drag_, this.pointAt(event)];
      this.drag_ = undefined;
      this.fresh_.hidden = true;
      if (drag?.grip !== 'new' || at === undefined) return;
      const box = between(drag.from, at);
      if (box.columns >= leastDrag && box.rows >= leastDrag) this.events_.drawn(box);
    });
    layer.addEventListener('pointercancel', () => {
      this.drag_ = undefined;
      this.fresh_.hidden = true;
    });
  }

  private draw({ grip, id, from, box }: Drag, at: { x: number; y: number }): void {
    const { laid } = this;
    if (grip === 'new') {
      this.fresh_.hidden = laid === undefined;
      if (laid !== undefined) lieAt(this.fresh_, between(from, at), laid);
      return;
    }
    this.events_.placed(id, this.dragged(grip, box, at.x - from.x, at.y - from.y));
  }

  /** A box whose edges that the grip holds have moved, or that has moved as a whole within the image. */
  private dragged(grip: Grip, { left, top, columns, rows }: Box, right: number, down: number): Box {
    const { rows: height = 1, columns: width = 1 } = this.place_ ?? {};
    if (grip === 'move') {
      const x = Math.max(0, Math.min(width - columns, left + right));
      const y = Math.max(0, Math.min(height - rows, top + down));
      return { left: x, top: y, columns, rows };
    }
    const [x, y] = [left + (grip.includes('w') ? right : 0), top + (grip.includes('n') ? down : 0)];
    const [endX, endY] = [
      left + columns + (grip.includes('e') ? right : 0),
      top + rows + (grip.includes('s') ? down : 0),
    ];
    return between({ x, y }, { x: endX, y: endY });
  }

  /** In pixels of the image; beyond its edges, on them. */
  private pointAt({ clientX, clientY }: PointerEvent): { x: number; y: number } | undefined {
    const { laid, place_: place } = this;
    if (laid === undefined || place === undefined) return undefined;
    const frame = this.layer_.getBoundingClientRect();
    const x = (clientX - frame.left - laid.x) / laid.across;
    const y = (clientY - frame.top - laid.y) / laid.down;
    return { x: Math.max(0, Math.min(place.columns, x)), y: Math.max(0, Math.min(place.rows, y)) };
  }

  private key(event: KeyboardEvent, id: number): void {
    const mark = this.marks_.find((one) => one.id === id);
    if (mark === undefined) return;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      return this.events_.removed(id);
    }
    const ways: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const far = event.ctrlKey || event.metaKey ? farStep : 1;
    const grip = event.shiftKey ? 'se' : 'move';
    this.events_.placed(id, this.dragged(grip, mark.box, way[0] * far, way[1] * far));
  }
}

/** The whole pixels between two points. */
function between(one: { x: number; y: number }, other: { x: number; y: number }): Box {
  const [left, right] = [one.x, other.x].sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [one.y, other.y].sort((a, b) => a - b) as [number, number];
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, columns: Math.max(1, Math.round(right) - x), rows: Math.max(1, Math.round(bottom) - y) };
}

function lieAt(element: HTMLElement, box: Box, laid: { x: number; y: number; across: number; down: number }): void {
  const { style } = element;
  style.left = `${laid.x + box.left * laid.across}px`;
  style.top = `${laid.y + box.top * laid.down}px`;
  style.width = `${box.columns * laid.across}px`;
  style.height = `${box.rows * laid.down}px`;
}
