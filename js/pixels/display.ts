// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What showing a frame needs, from the data set: from its root, or in enhanced multi-frame objects from the functional
// groups, those of the frame before the shared ones (PS3.3 §C.7.6.16).

import type { Dataset } from '../dataset/dataset.js';
import * as tags from '../dictionary/tags.js';
import type { Display, Palette, Rescale, VoiWindow } from './frame.js';

/** Gives each frame its `Display`; frames without values of their own share one. */
export class Displays {
  readonly #dataset: Dataset;
  readonly #palette: Palette | undefined;
  readonly #shared: Dataset | undefined;
  readonly #perFrame: readonly Dataset[];
  #common: Display | undefined;

  constructor(dataset: Dataset, palette: Palette | undefined) {
    this.#dataset = dataset;
    this.#palette = palette;
    this.#shared = dataset.items(tags.SharedFunctionalGroupsSequence)[0];
    this.#perFrame = dataset.items(tags.PerFrameFunctionalGroupsSequence);
  }

  of(index: number): Display {
    const own = this.#perFrame[index];
    if (own === undefined || !displayGroups.some((tag) => own.has(tag))) {
      this.#common ??= this.#read(undefined);
      return this.#common;
    }
    return this.#read(own);
  }

  #read(own: Dataset | undefined): Display {
    /** The item that holds a group's values. */
    const group = (tag: number): Dataset => own?.items(tag)[0] ?? this.#shared?.items(tag)[0] ?? this.#dataset;
    return {
      rescale: rescaleOf(group(tags.PixelValueTransformationSequence)),
      windows: windowsOf(group(tags.FrameVOILUTSequence)),
      palette: this.#palette,
      pixelAspectRatio: aspectRatioOf(group(tags.PixelMeasuresSequence)),
    };
  }
}

const displayGroups = [tags.PixelValueTransformationSequence, tags.FrameVOILUTSequence, tags.PixelMeasuresSequence];

/** A slope of zero would make all pixels equal: a value that was never filled in. */
function rescaleOf(dataset: Dataset): Rescale {
  const slope = dataset.number(tags.RescaleSlope);
  const intercept = dataset.number(tags.RescaleIntercept);
  return {
    slope: slope !== undefined && Number.isFinite(slope) && slope !== 0 ? slope : 1,
    intercept: intercept !== undefined && Number.isFinite(intercept) ? intercept : 0,
  };
}

/** PS3.3 §C.11.2.1.2: as many windows as there are pairs; a width below 1 is no window of the LINEAR function. */
function windowsOf(dataset: Dataset): VoiWindow[] {
  const centers = dataset.numbers(tags.WindowCenter);
  const widths = dataset.numbers(tags.WindowWidth);
  const explanations = dataset.strings(tags.WindowCenterWidthExplanation);
  return centers.flatMap((center, i) => {
    const width = widths[i];
    if (width === undefined || !Number.isFinite(center) || !Number.isFinite(width) || width < 1) return [];
    return [{ center, width, explanation: explanations[i] || undefined }];
  });
}

/** Each is the vertical size or spacing, then the horizontal one. PixelAspectRatio is there only where no spacing is. */
function aspectRatioOf(dataset: Dataset): number {
  const pairs = [tags.PixelAspectRatio, tags.PixelSpacing, tags.ImagerPixelSpacing, tags.NominalScannedPixelSpacing];
  for (const tag of pairs) {
    const [vertical, horizontal] = dataset.numbers(tag);
    if (vertical !== undefined && horizontal !== undefined && vertical > 0 && horizontal > 0) {
      const ratio = vertical / horizontal;
      if (Number.isFinite(ratio) && ratio > 0) return ratio;
    }
  }
  return 1;
}
