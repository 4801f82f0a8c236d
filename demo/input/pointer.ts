// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Mouse, pen and fingers on the picture: the left button does what the chosen tool says, the middle one pans, the right
// one zooms; two fingers pan and zoom; the wheel goes through the images, with Ctrl (or a pinch) it zooms.

import type { Window } from '../image/windows.js';

export type Tool = 'window' | 'pan' | 'zoom';

export interface PointerTarget {
  readonly tool: Tool;
  readonly window: Window | undefined;
  /** The window that a drag began with, moved by so many CSS pixels. */
  dragWindow(start: Window, right: number, down: number): void;
  pan(right: number, down: number): void;
  zoom(factor: number, clientX: number, clientY: number): void;
  step(images: number): void;
  fit(): void;
}

interface Point {
  x: number;
  y: number;
}

/** Wheel movement that makes one image: trackpads send many small ones. */
const wheelStep = 60;
const lineHeight = 30;

export function listenToPointer(element: HTMLElement, target: PointerTarget): void {
  const pointers = new Map<number, Point>();
  let drag: { tool: Tool; start: Point; from: Point; window: Window | undefined } | undefined;
  let wheel = 0;

  element.addEventListener('pointerdown', (event) => {
    const at = { x: event.clientX, y: event.clientY };
    pointers.set(event.pointerId, at);
    element.setPointerCapture(event.pointerId);
    if (pointers.size > 1) {
      drag = undefined;
      return;
    }
    const tool =
      event.button === 1 || (event.button === 0 && event.shiftKey) ? 'pan' : event.button === 2 ? 'zoom' : target.tool;
    drag = { tool, start: at, from: at, window: target.window };
    if (event.button === 1) event.preventDefault();
  });

  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const at = { x: event.clientX, y: event.clientY };
    if (pointers.size === 2) pinch(before, at, event.pointerId);
    pointers.set(event.pointerId, at);
    if (drag === undefined) return;
    if (drag.tool === 'pan') target.pan(at.x - drag.from.x, at.y - drag.from.y);
    else if (drag.tool === 'zoom') target.zoom(1.01 ** (drag.from.y - at.y), drag.start.x, drag.start.y);
    else if (drag.window !== undefined) target.dragWindow(drag.window, at.x - drag.start.x, at.y - drag.start.y);
    drag.from = at;
  });

  const end = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    drag = undefined;
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  element.addEventListener('dblclick', () => target.fit());

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * lineHeight;
      if (event.ctrlKey) return target.zoom(1.003 ** -delta, event.clientX, event.clientY);
      wheel += delta;
      const images = Math.trunc(wheel / wheelStep);
      wheel -= images * wheelStep;
      if (images !== 0) target.step(images);
    },
    { passive: false },
  );

  function pinch(before: Point, at: Point, id: number): void {
    const other = [...pointers].find(([key]) => key !== id)?.[1];
    if (other === undefined) return;
    const spread = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    target.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    target.zoom(spread(at) / spread(before), (at.x + other.x) / 2, (at.y + other.y) / 2);
  }
}
