// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One DICOM object: the file it came from and its data set without the bulk.

import type { Dataset } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import { normalOf, type Plane, planeOf } from './geometry.js';

export interface OpenedFile {
  /** Its path within what was opened, for messages and for files without identifiers. */
  readonly name: string;
  readonly blob: Blob;
}

/** One picture of an instance, or the instance itself where it has none. */
export interface Picture {
  readonly instance: Instance;
  /** Frame, from 0; −1 where the instance has no image. */
  readonly frame: number;
}

/** A number of the data set; `undefined` also where the text there is none, which files have. */
export function numberOf(dataset: Dataset, tag: number): number | undefined {
  const number = dataset.number(tag);
  return Number.isFinite(number) ? number : undefined;
}

export class Instance {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly hasImage: boolean;
  readonly frames: number;
  readonly number: number;
  readonly acquisition: number;
  readonly plane: Plane | undefined;
  /** Distance of the image along its own normal, in millimetres. */
  readonly distance: number | undefined;

  constructor(
    readonly file: OpenedFile,
    readonly dataset: Dataset,
  ) {
    this.seriesUid = dataset.string(tags.SeriesInstanceUID) ?? '';
    this.sopInstanceUid = dataset.string(tags.SOPInstanceUID) ?? '';
    this.hasImage = [tags.PixelData, tags.FloatPixelData, tags.DoubleFloatPixelData].some((tag) => dataset.has(tag));
    this.frames = Math.max(1, Math.trunc(numberOf(dataset, tags.NumberOfFrames) ?? 1));
    this.number = numberOf(dataset, tags.InstanceNumber) ?? Number.POSITIVE_INFINITY;
    this.acquisition = numberOf(dataset, tags.AcquisitionNumber) ?? 0;
    this.plane = planeOf(dataset, 0);
    const position = this.plane?.position;
    if (this.plane !== undefined && position !== undefined) {
      const normal = normalOf(this.plane);
      this.distance = normal[0] * position[0] + normal[1] * position[1] + normal[2] * position[2];
    }
  }

  get pictures(): Picture[] {
    if (!this.hasImage) return [{ instance: this, frame: -1 }];
    return Array.from({ length: this.frames }, (_, frame) => ({ instance: this, frame }));
  }
}
