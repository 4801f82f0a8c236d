// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How the image lies on the canvas. All lengths are device pixels; a zoom of 1 shows one image column in each.

export interface View {
  /** `undefined`: as large as fits. */
  readonly zoom: number | undefined;
  /** Offset of the image's middle from the canvas's middle. */
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export const fitted: View = { zoom: undefined, x: 0, y: 0 };

const least = 0.02;
const most = 64;

export function fitZoom(image: Extent, canvas: Extent): number {
  return Math.min(canvas.width / image.width, canvas.height / image.height);
}

export function zoomOf(view: View, image: Extent, canvas: Extent): number {
  return view.zoom ?? fitZoom(image, canvas);
}

/** Zooms by a factor and keeps the point at (x, y), counted from the canvas's middle, in its place. */
export function zoomAt(view: View, image: Extent, canvas: Extent, factor: number, x = 0, y = 0): View {
  const before = zoomOf(view, image, canvas);
  const zoom = Math.min(most, Math.max(least, before * factor));
  const applied = zoom / before;
  return { zoom, x: x - (x - view.x) * applied, y: y - (y - view.y) * applied };
}

export function panBy(view: View, x: number, y: number): View {
  return { ...view, x: view.x + x, y: view.y + y };
}

/** Where the image's corner lies and how large it is, on whole device pixels where the zoom is 1. */
export function placement(view: View, image: Extent, canvas: Extent): Extent & { x: number; y: number } {
  const zoom = zoomOf(view, image, canvas);
  const width = image.width * zoom;
  const height = image.height * zoom;
  return {
    x: Math.round((canvas.width - width) / 2 + view.x),
    y: Math.round((canvas.height - height) / 2 + view.y),
    width,
    height,
  };
}
