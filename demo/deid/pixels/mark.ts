// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rectangles that are to be blanked, and the images that they are for.

import type { BlankRegion, Dataset } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { numberOf } from '../../study/instance.js';

/** `size`: all images with as many rows and columns. */
export type Scope = 'image' | 'series' | 'size';

/** What decides which marks an image has. */
export interface Place {
  readonly sopInstance: string;
  readonly series: string;
  readonly rows: number;
  readonly columns: number;
}

/** A rectangle in pixels of the image, from its upper left corner, on all frames. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Mark {
  readonly id: number;
  readonly box: Box;
  readonly scope: Scope;
  /** The image that it was drawn on. */
  readonly on: Place;
}

export function placeOf(dataset: Dataset): Place {
  return {
    sopInstance: dataset.string(tags.SOPInstanceUID) ?? '',
    series: dataset.string(tags.SeriesInstanceUID) ?? '',
    rows: numberOf(dataset, tags.Rows) ?? 0,
    columns: numberOf(dataset, tags.Columns) ?? 0,
  };
}

export function isFor({ scope, on }: Mark, place: Place): boolean {
  const sameSize = on.rows === place.rows && on.columns === place.columns;
  if (scope === 'size') return sameSize;
  if (scope === 'series') return on.series === place.series;
  return on.sopInstance === place.sopInstance && on.series === place.series && sameSize;
}

/** What is blanked in an image: whatever lies within it. */
export function regionsFor(marks: readonly Mark[], place: Place): BlankRegion[] {
  return marks.filter((mark) => isFor(mark, place)).map(({ box }) => box);
}

/** As much of a box as lies within an image, at least a pixel; of whole pixels. */
export function within({ left, top, columns, rows }: Box, place: Pick<Place, 'rows' | 'columns'>): Box {
  const x = clamp(Math.round(left), 0, place.columns - 1);
  const y = clamp(Math.round(top), 0, place.rows - 1);
  return {
    left: x,
    top: y,
    columns: clamp(Math.round(columns), 1, place.columns - x),
    rows: clamp(Math.round(rows), 1, place.rows - y),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Number.isFinite(value) ? value : least));
}
