// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which pictures are likely to be looked at next.

import type { Picture } from '../study/instance.js';

/** Bytes of frames to have ready beside the one that is shown: a quarter of what is kept. */
const ready = 64 * 1024 * 1024;
/** Of frames however small. */
const most = 24;

export interface Going {
  /** Pictures at a time, negative towards the beginning. */
  readonly step: number;
  /** Whether the first picture follows the last one. */
  readonly round: boolean;
}

/**
 * The likeliest first: those in the direction of going, as many as their size allows, and a few in the other one.
 * @param size Bytes of one frame.
 */
export function neighbours(
  pictures: readonly Picture[],
  index: number,
  { step, round }: Going,
  size: number,
): Picture[] {
  const count = Math.max(2, Math.min(most, Math.floor(ready / Math.max(1, size))));
  const forward = step < 0 ? -1 : 1;
  // At its end a series can only be gone through backwards.
  const direction = round || pictures[index + forward] !== undefined ? forward : -forward;
  const behind = Math.max(1, count >> 3);
  const offsets = [
    ...Array.from({ length: count - behind }, (_, at) => (at + 1) * direction),
    ...Array.from({ length: behind }, (_, at) => -(at + 1) * direction),
  ];
  const length = pictures.length;
  const places = offsets.map((offset) => (round ? (((index + offset) % length) + length) % length : index + offset));
  return [...new Set(places)]
    .filter((place) => place !== index)
    .flatMap((place) => pictures[place] ?? [])
    .filter(({ frame }) => frame >= 0);
}
