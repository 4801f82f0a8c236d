// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What showing a frame needs, from the data set: from its root, or in enhanced multi-frame objects from the functional
// groups, those of the frame before the shared ones (PS3.3 §C.7.6.16).

import type { QuirkCode } from '../../codes.js';
import type { Dataset } from '../../dataset/dataset.js';
import * as tags from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import { ColorProfiles } from './color-profiles.js';
import type { Display, Palette } from './display.js';
import { type CellForm, overlayGroups, Overlays } from './overlays.js';
import { hasSupplementalPalette, readPalette } from './palette.js';
import { type Ignored, modalityOf, paddingOf, presentationOf, type StoredForm, voiOf } from './transformations.js';

/** What of the pixels decides how attributes of their display are read. */
export interface PixelForm extends StoredForm, CellForm {
  readonly photometricInterpretation: string;
}

/** Values of these may be long: bitmaps of as many frames as there are, and profiles. */
export const largeDisplayTags: readonly number[] = [
  tags.ICCProfile,
  ...overlayGroups.map((group) => tags.OverlayData + (group - 0x6000) * 0x10000),
];

/** Gives each frame its `Display`; frames without values of their own share one. */
export class Displays {
  readonly #form: PixelForm;
  readonly #shared: Dataset | undefined;
  readonly #perFrame: readonly Dataset[];
  readonly #overlays: Overlays;
  readonly #profiles: ColorProfiles;
  readonly #common: Display;
  readonly #quirks = new Set<QuirkCode>();

  /** @throws DicomError `attribute_missing`, `attribute_invalid` where the palette of PALETTE COLOR is no palette. */
  constructor(dataset: Dataset, form: PixelForm) {
    const ignored = (): void => void this.#quirks.add('display_attribute_ignored');
    this.#form = form;
    this.#shared = dataset.items(tags.SharedFunctionalGroupsSequence)[0];
    this.#perFrame = dataset.items(tags.PerFrameFunctionalGroupsSequence);
    this.#overlays = new Overlays(dataset, form, ignored);
    this.#profiles = new ColorProfiles(dataset);
    /** The item that holds a group's values. */
    const group = (tag: number): Dataset => this.#shared?.items(tag)[0] ?? dataset;
    const modality = modalityOf(group(tags.PixelValueTransformationSequence), form, ignored);
    const isGray = form.samplesPerPixel === 1 && form.photometricInterpretation.startsWith('MONOCHROME');
    this.#common = {
      ...modality,
      padding: isGray ? paddingOf(dataset, form) : undefined,
      ...voiOf(group(tags.FrameVOILUTSequence), modality, form, ignored),
      ...presentationOf(dataset, ignored),
      palette: paletteOf(dataset, form, ignored),
      overlays: this.#overlays.of(0),
      ...this.#profiles.of(this.#shared),
      pixelAspectRatio: aspectRatioOf(group(tags.PixelMeasuresSequence)),
    };
  }

  /** What was left out of what all frames share. */
  get quirks(): QuirkCode[] {
    return [...this.#quirks];
  }

  of(index: number): Display {
    const own = this.#perFrame[index];
    const isSpecial = own !== undefined && displayGroups.some((tag) => own.has(tag));
    const isOfPath = own !== undefined && this.#profiles.areMany;
    if (!isSpecial && !isOfPath && this.#overlays.areShared) return this.#common;
    return {
      ...this.#common,
      ...(isSpecial && this.#special(own)),
      ...(isOfPath && this.#profiles.of(own)),
      ...(this.#overlays.areShared ? {} : { overlays: this.#overlays.of(index) }),
    };
  }

  /** What a frame says itself. */
  #special(own: Dataset): Partial<Display> {
    const ignored = (): void => undefined; // notes are on what all frames share
    const [values] = own.items(tags.PixelValueTransformationSequence);
    const [voi] = own.items(tags.FrameVOILUTSequence);
    const [measures] = own.items(tags.PixelMeasuresSequence);
    const modality = values === undefined ? this.#common : modalityOf(values, this.#form, ignored);
    return {
      ...(values && { rescale: modality.rescale, modalityLut: modality.modalityLut ?? this.#common.modalityLut }),
      ...(voi && voiOf(voi, modality, this.#form, ignored)),
      ...(measures && { pixelAspectRatio: aspectRatioOf(measures) }),
    };
  }
}

const displayGroups = [tags.PixelValueTransformationSequence, tags.FrameVOILUTSequence, tags.PixelMeasuresSequence];

function paletteOf(dataset: Dataset, form: PixelForm, ignored: Ignored): Palette | undefined {
  const { samplesPerPixel, photometricInterpretation, signed } = form;
  if (samplesPerPixel !== 1) return undefined;
  if (photometricInterpretation === 'PALETTE COLOR') return readPalette(dataset, signed);
  if (photometricInterpretation !== 'MONOCHROME2' || !hasSupplementalPalette(dataset)) return undefined;
  try {
    return readPalette(dataset, signed);
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    ignored();
    return undefined;
  }
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
