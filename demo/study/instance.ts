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

const pixelData = [tags.PixelData, tags.FloatPixelData, tags.DoubleFloatPixelData];
const imageDescription = [tags.Rows, tags.Columns, tags.PhotometricInterpretation];

export class Instance {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly frames: number;
  readonly number: number;
  readonly acquisition: number;
  readonly plane: Plane | undefined;
  /** Distance of the image along its own normal, in millimetres. */
  readonly distance: number | undefined;

  private dataset_: Dataset;
  private complete_: boolean;

  /** @param complete Whether the data set is read to its end; else it ends before the pixel data. */
  constructor(
    readonly file: OpenedFile,
    dataset: Dataset,
    complete = true,
  ) {
    this.dataset_ = dataset;
    this.complete_ = complete;
    this.seriesUid = dataset.string(tags.SeriesInstanceUID) ?? '';
    this.sopInstanceUid = dataset.string(tags.SOPInstanceUID) ?? '';
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

  get dataset(): Dataset {
    return this.dataset_;
  }

  /** Until the data set is complete: whether it describes an image. */
  get hasImage(): boolean {
    if (!this.complete_) return imageDescription.every((tag) => this.dataset_.has(tag));
    return pixelData.some((tag) => this.dataset_.has(tag));
  }

  /** Takes the whole data set where the instance began with the part before the pixel data. */
  complete(dataset: Dataset): void {
    this.dataset_ = dataset;
    this.complete_ = true;
  }

  get pictures(): Picture[] {
    if (!this.hasImage) return [{ instance: this, frame: -1 }];
    return Array.from({ length: this.frames }, (_, frame) => ({ instance: this, frame }));
  }
}
