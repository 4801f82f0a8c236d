// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The description of an image as plain JSON, so that an index can be kept and frames be read by it later.

import type { ImageDescription } from './describe.js';
import type { Display, PaletteChannel } from './frame.js';

interface StoredChannel {
  readonly first: number;
  readonly bits: number;
  readonly values: readonly number[];
}

interface StoredDisplay extends Omit<Display, 'palette'> {
  readonly palette?: { readonly red: StoredChannel; readonly green: StoredChannel; readonly blue: StoredChannel };
}

/** What frames of the image have in common, and how each is shown. */
export interface StoredImage extends Omit<ImageDescription, 'displayOf' | 'maxFrameSize'> {
  /** Each way of showing once. */
  readonly displays: readonly StoredDisplay[];
  /** Which of them each frame has; absent where there is one for all. */
  readonly displayOf?: readonly number[] | undefined;
}

/** `frames`: as many as there really are, whatever is declared. */
export function storeImage(description: ImageDescription, frames: number): StoredImage {
  const { displayOf, maxFrameSize: _, ...plain } = description;
  const displays: StoredDisplay[] = [];
  const numbers = new Map<Display | string, number>();
  const ofFrames: number[] = [];
  for (let index = 0; index < Math.max(1, frames); index++) {
    const display = displayOf(index);
    let number = numbers.get(display);
    if (number === undefined) {
      const { palette, ...rest } = display;
      const stored = palette === undefined ? rest : { ...rest, palette: storePalette(palette) };
      const text = JSON.stringify(stored);
      number = numbers.get(text) ?? displays.push(stored) - 1;
      numbers.set(text, number);
      // Frames without values of their own share one object; the others are told apart by what they say.
      if (index === 0 || display === displayOf(0)) numbers.set(display, number);
    }
    ofFrames.push(number);
  }
  return { ...plain, displays, displayOf: displays.length > 1 ? ofFrames : undefined };
}

export function imageOf(stored: StoredImage, maxFrameSize: number): ImageDescription {
  const { displays, displayOf, ...plain } = stored;
  return {
    ...plain,
    maxFrameSize,
    displayOf(index) {
      const { palette, ...rest } = displays[displayOf?.[index] ?? 0] as StoredDisplay;
      if (palette === undefined) return rest;
      const channel = ({ values, ...of }: StoredChannel): PaletteChannel => ({
        ...of,
        values: Uint16Array.from(values),
      });
      return {
        ...rest,
        palette: { red: channel(palette.red), green: channel(palette.green), blue: channel(palette.blue) },
      };
    },
  };
}

function storePalette(palette: NonNullable<Display['palette']>): NonNullable<StoredDisplay['palette']> {
  const channel = ({ values, first, bits }: PaletteChannel): StoredChannel => ({ first, bits, values: [...values] });
  return { red: channel(palette.red), green: channel(palette.green), blue: channel(palette.blue) };
}
