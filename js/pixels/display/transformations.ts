// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The grayscale transformations from a data set or a functional group: modality, VOI, presentation (PS3.3 §C.11). What is
// malformed among them is left out, since the image can be shown without: `Ignored` hears of it.

import type { Dataset } from '../../dataset/dataset.js';
import * as tags from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import type { Display, LookUpTable, Rescale, ValueRange, VoiFunction, VoiLut, VoiWindow } from './display.js';
import { readLookUpTable } from './look-up-table.js';

/** What stored values may be. */
export interface StoredForm {
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** Called for an attribute that is there and cannot be used. */
export type Ignored = () => void;

export type Modality = Pick<Display, 'rescale' | 'modalityLut'>;
export type Voi = Pick<Display, 'windows' | 'voiFunction' | 'voiLuts'>;
export type Presentation = Pick<Display, 'presentationLut' | 'presentationLutShape'>;

export function modalityOf(dataset: Dataset, { signed }: StoredForm, ignored: Ignored): Modality {
  const [item] = dataset.items(tags.ModalityLUTSequence);
  return { rescale: rescaleOf(dataset), modalityLut: item && tableOf(item, signed, ignored) };
}

export function voiOf(dataset: Dataset, modality: Modality, form: StoredForm, ignored: Ignored): Voi {
  const voiFunction = functionOf(dataset, ignored);
  const voiLuts = dataset.items(tags.VOILUTSequence).flatMap((item): VoiLut[] => {
    const signed = isNegativePossible(modality, form) || item.get(tags.LUTDescriptor)?.vr === 'SS';
    const table = tableOf(item, signed, ignored);
    return table === undefined ? [] : [{ ...table, explanation: item.string(tags.LUTExplanation) || undefined }];
  });
  return { windows: windowsOf(dataset, voiFunction), voiFunction, voiLuts };
}

export function presentationOf(dataset: Dataset, ignored: Ignored): Presentation {
  const shape = dataset.string(tags.PresentationLUTShape);
  const [item] = dataset.items(tags.PresentationLUTSequence);
  return {
    // PS3.3 §C.11.6.1.1: it maps from 0 on, whatever is stated.
    presentationLut: item && tableOf(item, false, ignored),
    presentationLutShape: shape === 'IDENTITY' || shape === 'INVERSE' ? shape : undefined,
  };
}

/** PS3.3 §C.7.5.1.1.2, §C.7.6.24: the range runs either way; without a limit it is one value. */
export function paddingOf(dataset: Dataset, { signed }: StoredForm): ValueRange | undefined {
  const range = (first: number | undefined, last = first): ValueRange | undefined => {
    const known = first !== undefined && last !== undefined && Number.isFinite(first) && Number.isFinite(last);
    return known ? { first: Math.min(first, last), last: Math.max(first, last) } : undefined;
  };
  const stored = (tag: number): number | undefined => {
    const value = dataset.number(tag);
    if (value === undefined || !Number.isInteger(value)) return undefined;
    return signed ? (value << 16) >> 16 : value & 0xffff;
  };
  return (
    range(stored(tags.PixelPaddingValue), stored(tags.PixelPaddingRangeLimit)) ??
    range(dataset.number(tags.FloatPixelPaddingValue), dataset.number(tags.FloatPixelPaddingRangeLimit)) ??
    range(dataset.number(tags.DoubleFloatPixelPaddingValue), dataset.number(tags.DoubleFloatPixelPaddingRangeLimit))
  );
}

/** A slope of zero would make all pixels equal: a value that was never filled in. */
function rescaleOf(dataset: Dataset): Rescale {
  const slope = dataset.number(tags.RescaleSlope);
  const intercept = dataset.number(tags.RescaleIntercept);
  return {
    slope: slope !== undefined && Number.isFinite(slope) && slope !== 0 ? slope : 1,
    intercept: intercept !== undefined && Number.isFinite(intercept) ? intercept : 0,
  };
}

function functionOf(dataset: Dataset, ignored: Ignored): VoiFunction {
  const value = dataset.string(tags.VOILUTFunction) || 'LINEAR';
  if (value === 'LINEAR' || value === 'LINEAR_EXACT' || value === 'SIGMOID') return value;
  ignored();
  return 'LINEAR';
}

/** PS3.3 §C.11.2.1.2, §C.11.2.1.3: as many windows as there are pairs; a width too small is no window. */
function windowsOf(dataset: Dataset, voiFunction: VoiFunction): VoiWindow[] {
  const centers = dataset.numbers(tags.WindowCenter);
  const widths = dataset.numbers(tags.WindowWidth);
  const explanations = dataset.strings(tags.WindowCenterWidthExplanation);
  return centers.flatMap((center, i) => {
    const width = widths[i];
    if (width === undefined || !isWindow({ center, width }, voiFunction)) return [];
    return [{ center, width, explanation: explanations[i] || undefined }];
  });
}

/** Whether the numbers make a window of the function. */
export function isWindow(window: Pick<VoiWindow, 'center' | 'width'>, voiFunction: VoiFunction): boolean {
  const { center, width } = window;
  return Number.isFinite(center) && Number.isFinite(width) && (voiFunction === 'LINEAR' ? width >= 1 : width > 0);
}

/** Whether the first value that a VOI LUT maps may be meant as negative (PS3.3 §C.11.2.1.1). */
function isNegativePossible({ rescale, modalityLut }: Modality, { bitsStored, signed }: StoredForm): boolean {
  if (modalityLut !== undefined) return false;
  const [least, greatest] = signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
  return Math.min(rescale.slope * least, rescale.slope * greatest) + rescale.intercept < 0;
}

/** The table of an item. Where entries are larger than the bits they are said to have, they have as many as they need. */
function tableOf(item: Dataset, signed: boolean, ignored: Ignored): LookUpTable | undefined {
  try {
    const { first, bits, values } = readLookUpTable(item, lutTags, signed);
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    return { first, bits: Math.max(bits, 32 - Math.clz32(largest)), values };
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    ignored();
    return undefined;
  }
}

const lutTags = { descriptor: tags.LUTDescriptor, data: tags.LUTData };
