// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rectangles of rules: measured from any edge, told by the data set, or the rest of those that stay.

import type { Dataset } from '../../../dataset/dataset.js';
import { invalidAt, readFields } from '../../rule/read-fields.js';
import type { BlankRegion } from '../regions.js';

/** A rectangle in pixels. What of it lies outside the image is nothing. */
export interface RuleRegion {
  /** From the left edge; below 0 from the right one. 0 where it is absent. */
  readonly left?: number;
  /** From the upper edge; below 0 from the lower one. 0 where it is absent. */
  readonly top?: number;
  /** How many; below 0 up to so many in front of the right edge; up to the edge where it is absent. */
  readonly columns?: number;
  /** How many; below 0 up to so many in front of the lower edge; up to the edge where it is absent. */
  readonly rows?: number;
}

/** A rectangle that is blanked, in all frames or some, which count from 0. */
export interface RuleBlank extends RuleRegion {
  readonly firstFrame?: number;
  /** Inclusive. */
  readonly lastFrame?: number;
}

/** A rectangle that stays, in all frames; or those of the Sequence of Ultrasound Regions. PS3.3 §C.8.5.5 */
export type RuleKeep = RuleRegion | { readonly from: 'SequenceOfUltrasoundRegions' };

export interface ImageSize {
  readonly columns: number;
  readonly rows: number;
}

/** A rectangle within an image, from its edges on: `right` and `bottom` are the first that are not in it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const farthest = 0xffff;
const sides = ['left', 'top', 'columns', 'rows'] as const;

/** @throws TypeError with code `argument_invalid` that names the place. */
export function readBlank(json: unknown, place: string): RuleBlank {
  const fields = readFields(json, place, [...sides, 'firstFrame', 'lastFrame']);
  const frames = (['firstFrame', 'lastFrame'] as const).flatMap((name) => {
    const value = fields.value(name);
    if (value === undefined) return [];
    return [[name, integerAt(value, 0, 0xffffffff, `${place}.${name}`)]];
  });
  return Object.freeze({ ...readSides(json, place), ...Object.fromEntries(frames) });
}

/** @throws TypeError with code `argument_invalid` that names the place. */
export function readKeep(json: unknown, place: string): RuleKeep {
  const fields = readFields(json, place, [...sides, 'from']);
  const from = fields.text('from');
  if (from === undefined) return Object.freeze(readSides(json, place));
  if (from !== 'SequenceOfUltrasoundRegions') throw invalidAt(`${place}.from`, 'is not SequenceOfUltrasoundRegions');
  if (Object.keys(json as object).length > 1) throw invalidAt(place, 'has more beside from');
  return Object.freeze({ from });
}

function readSides(json: unknown, place: string): RuleRegion {
  const entries = Object.entries(json as object).filter(([name]) => sides.some((side) => side === name));
  for (const [name, value] of entries) {
    const at = `${place}.${name}`;
    integerAt(value, -farthest, farthest, at);
    if (value === 0 && (name === 'columns' || name === 'rows')) throw invalidAt(at, 'is 0');
  }
  return Object.fromEntries(entries);
}

function integerAt(value: unknown, least: number, most: number, place: string): number {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw invalidAt(place, `is no integer from ${least} to ${most}`);
}

/** The rectangle in an image of that size; `undefined` where nothing of it is in there. */
export function boxOf({ left = 0, top = 0, columns, rows }: RuleRegion, size: ImageSize): Box | undefined {
  const [from, to] = spanOf(left, columns, size.columns);
  const [first, last] = spanOf(top, rows, size.rows);
  return from < to && first < last ? { left: from, top: first, right: to, bottom: last } : undefined;
}

function spanOf(start: number, count: number | undefined, edge: number): readonly [number, number] {
  const from = start < 0 ? Math.max(0, edge + start) : start;
  const to = count === undefined ? edge : count < 0 ? edge + count : from + count;
  return [from, Math.min(to, edge)];
}

/** The rectangles that stay; `undefined` where the data set is to tell of some and does not. */
export function keptBoxes(keeps: readonly RuleKeep[], dataset: Dataset, size: ImageSize): readonly Box[] | undefined {
  const boxes: Box[] = [];
  for (const keep of keeps) {
    const found = 'from' in keep ? ultrasoundRegions(dataset, size) : [boxOf(keep, size)];
    if ('from' in keep && found.length === 0) return undefined;
    boxes.push(...found.filter((box) => box !== undefined));
  }
  return boxes;
}

const sequenceOfUltrasoundRegions = 0x00186011;
const mostRegions = 64;

/** Both corners are in the region: PS3.3 §C.8.5.5.1.2 */
function ultrasoundRegions(dataset: Dataset, size: ImageSize): readonly Box[] {
  const items = dataset.items(sequenceOfUltrasoundRegions);
  if (items.length > mostRegions) return [];
  return items.flatMap((item) => {
    const [left, top, right, bottom] = [0x00186018, 0x0018601a, 0x0018601c, 0x0018601e].map((tag) => item.number(tag));
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
    if (right < left || bottom < top) return [];
    return boxOf({ left, top, columns: right - left + 1, rows: bottom - top + 1 }, size) ?? [];
  });
}

/** All of the image that is in none of the boxes, as boxes: bands between their edges, and in each what is free. */
export function outside(boxes: readonly Box[], { columns, rows }: ImageSize): readonly Box[] {
  const edges = [...new Set([0, rows, ...boxes.flatMap(({ top, bottom }) => [top, bottom])])].sort((a, b) => a - b);
  const rest: Box[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [top, bottom] = [edges[i] as number, edges[i + 1] as number];
    const beside = boxes.filter((box) => box.top <= top && box.bottom >= bottom).sort((a, b) => a.left - b.left);
    let left = 0;
    for (const box of beside) {
      if (box.left > left) rest.push({ left, top, right: box.left, bottom });
      left = Math.max(left, box.right);
    }
    if (left < columns) rest.push({ left, top, right: columns, bottom });
  }
  return rest;
}

export function regionOf({ left, top, right, bottom }: Box): BlankRegion {
  return { left, top, columns: right - left, rows: bottom - top };
}
