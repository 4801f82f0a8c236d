// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The description of an image as plain JSON, so that an index can be kept and frames be read by it later.

import type { ImageDescription } from './describe.js';
import type { Display } from './display/display.js';
import { type Stored, StoredArrays, type StoredArray } from './display/stored-arrays.js';

type StoredDisplay = Stored<Display>;

/** What frames of the image have in common, and how each is shown. */
export interface StoredImage extends Omit<ImageDescription, 'displayOf' | 'maxFrameSize'> {
  /** Each way of showing once. */
  readonly displays: readonly StoredDisplay[];
  /** Which of them each frame has; absent where there is one for all. */
  readonly displayOf?: readonly number[] | undefined;
  /** The tables, bitmaps and profiles of them, each once. */
  readonly arrays: readonly StoredArray[];
}

/** `frames`: as many as there really are, whatever is declared. */
export function storeImage(description: ImageDescription, frames: number): StoredImage {
  const { displayOf, maxFrameSize: _, ...plain } = description;
  const displays: StoredDisplay[] = [];
  const arrays = new StoredArrays();
  const numbers = new Map<Display | string, number>();
  const ofFrames: number[] = [];
  for (let index = 0; index < Math.max(1, frames); index++) {
    const display = displayOf(index);
    let number = numbers.get(display);
    if (number === undefined) {
      const stored = arrays.store(display);
      const text = JSON.stringify(stored);
      number = numbers.get(text) ?? displays.push(stored) - 1;
      numbers.set(text, number);
      // Frames without values of their own share one object; the others are told apart by what they say.
      if (index === 0 || display === displayOf(0)) numbers.set(display, number);
    }
    ofFrames.push(number);
  }
  return { ...plain, displays, displayOf: displays.length > 1 ? ofFrames : undefined, arrays: arrays.all };
}

export function imageOf(stored: StoredImage, maxFrameSize: number): ImageDescription {
  const { displays, displayOf, arrays, ...plain } = stored;
  const known = new StoredArrays(arrays);
  return {
    ...plain,
    maxFrameSize,
    displayOf: (index) => known.restore<Display>(displays[displayOf?.[index] ?? 0] as StoredDisplay),
  };
}
