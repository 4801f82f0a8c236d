// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a data set says of its pixels (PS3.3 §C.7.6.3), checked before a byte of them is read.

import '../pixel-messages.js';
import type { QuirkCode, StatusCode } from '../codes.js';
import type { Dataset } from '../dataset/dataset.js';
import * as tags from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import { formatTag } from '../path.js';
import type { Display } from './display/display.js';
import { Displays, largeDisplayTags } from './display/displays.js';
import { offsetTableTags } from './encoded/extended-offsets.js';
import type { SampleType } from './frame.js';

/** What a data set says of each of its frames: every number is one that the decoders take. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** 1 (one sample a pixel only), 8, 16 or 32; 32 or 64 where the samples are floating-point numbers. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly sampleType: SampleType;
  /** Planar configuration 1: native samples are plane by plane. */
  readonly planar: boolean;
  readonly photometricInterpretation: string;
  /** Whether native pixels share their chrominance two by two. */
  readonly native422: boolean;
}

/** The pixels of a data set, but for how they are shown. */
export interface PixelDescription extends PixelFormat {
  readonly numberOfFrames: number;
  /** The largest frame that may be decoded, in bytes. */
  readonly maxFrameSize: number;
  /** Deviations in what was read. */
  readonly quirks: readonly QuirkCode[];
}

/** The pixels of a data set. */
export interface ImageDescription extends PixelDescription {
  /** What showing frame `index` needs. */
  displayOf(index: number): Display;
}

/** What may be long of what stands in front of the pixel data: tables of eight million frames; of more, they are taken for none. */
export const largeAttributes = {
  tags: [...offsetTableTags, ...largeDisplayTags],
  maxValue: 64 * 1024 * 1024,
};

/** Bytes: 23 170 × 23 170 pixels of 16 bits. */
export const defaultMaxFrameSize = 2 ** 30;

/** The elements that hold pixels; of several, the first one counts. */
export const pixelTags: readonly number[] = [tags.FloatPixelData, tags.DoubleFloatPixelData, tags.PixelData];

/** Where a native frame of each of these may share its chrominance two by two. */
const subsampled: readonly string[] = ['YBR_FULL_422', 'YBR_PARTIAL_422'];

export interface DescribeOptions {
  readonly maxFrameSize?: number | undefined;
  /** Which element holds the pixels: Pixel Data, or Float or Double Float Pixel Data. */
  readonly tag?: number | undefined;
}

/** The attributes of a data set or item, by their tags. */
export interface ImageAttributes {
  has(tag: number): boolean;
  /** The first value of each. */
  string(tag: number): string | undefined;
  number(tag: number): number | undefined;
}

/**
 * Reads the description.
 * @throws DicomError `attribute_missing` or `attribute_invalid` with the attribute's tag, `frame_too_large`.
 */
export function describeImage(dataset: Dataset, options: DescribeOptions = {}): ImageDescription {
  const description = describePixels(dataset, options);
  const displays = new Displays(dataset, description);
  const quirks = [...description.quirks, ...displays.quirks];
  return { ...description, quirks, displayOf: (index) => displays.of(index) };
}

/**
 * Reads what decoding needs, without what showing needs.
 * @throws DicomError as `describeImage` does.
 */
export function describePixels(
  dataset: ImageAttributes,
  { maxFrameSize = defaultMaxFrameSize, tag = tags.PixelData }: DescribeOptions = {},
): PixelDescription {
  const reader = new AttributeReader(dataset);
  const floatBits = tag === tags.FloatPixelData ? 32 : tag === tags.DoubleFloatPixelData ? 64 : undefined;
  const sampleType = floatBits === undefined ? 'integer' : 'float';
  const rows = reader.required(tags.Rows, (n) => n >= 1 && n <= 0xffff);
  const columns = reader.required(tags.Columns, (n) => n >= 1 && n <= 0xffff);
  const samplesPerPixel = reader.implied(tags.SamplesPerPixel, 1, (n) => n >= 1 && n <= 4);
  const numbers = floatBits === undefined ? reader.integers(samplesPerPixel) : reader.floats(floatBits);
  const { bitsAllocated, bitsStored, highBit, signed } = numbers;
  const planar = samplesPerPixel > 1 && dataset.number(tags.PlanarConfiguration) === 1;
  const photometricInterpretation = reader.photometric(samplesPerPixel);
  const numberOfFrames = reader.numberOfFrames();

  const native422 = subsampled.includes(photometricInterpretation) && samplesPerPixel === 3;
  if ((rows * columns * samplesPerPixel * bitsAllocated) / 8 > maxFrameSize) {
    throw new DicomError({ code: 'frame_too_large' });
  }

  return {
    ...{ rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed, sampleType, planar },
    ...{ photometricInterpretation, native422, numberOfFrames, maxFrameSize },
    quirks: reader.quirks,
  };
}

type NumberFormat = Pick<PixelFormat, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

class AttributeReader {
  readonly #dataset: ImageAttributes;
  readonly #quirks = new Set<QuirkCode>();

  constructor(dataset: ImageAttributes) {
    this.#dataset = dataset;
  }

  get quirks(): QuirkCode[] {
    return [...this.#quirks];
  }

  required(tag: number, valid: (value: number) => boolean): number {
    const value = this.#dataset.number(tag);
    if (value !== undefined && valid(value)) return value;
    throw faulty(this.#dataset.has(tag) ? 'attribute_invalid' : 'attribute_missing', tag);
  }

  /** A missing or impossible value, where the other attributes leave one choice. */
  implied(tag: number, otherwise: number, valid: (value: number) => boolean): number {
    const value = this.#dataset.number(tag);
    if (value !== undefined && valid(value)) return value;
    this.#quirks.add('image_attribute_defaulted');
    return otherwise;
  }

  integers(samplesPerPixel: number): NumberFormat {
    const bitsAllocated = this.required(
      tags.BitsAllocated,
      (n) => n === 8 || n === 16 || n === 32 || (n === 1 && samplesPerPixel === 1),
    );
    const bitsStored = this.implied(tags.BitsStored, bitsAllocated, (n) => n >= 1 && n <= bitsAllocated);
    const highBit = this.implied(tags.HighBit, bitsStored - 1, (n) => n >= bitsStored - 1 && n < bitsAllocated);
    // Required, yet left out of many a color image.
    const signed = this.implied(tags.PixelRepresentation, 0, (n) => n === 0 || n === 1) === 1;
    return { bitsAllocated, bitsStored, highBit, signed };
  }

  /** Nothing but their size is stated of floating-point numbers. PS3.3 §C.7.6.24, §C.7.6.25 */
  floats(bits: number): NumberFormat {
    const bitsAllocated = this.implied(tags.BitsAllocated, bits, (n) => n === bits);
    return { bitsAllocated, bitsStored: bits, highBit: bits - 1, signed: true };
  }

  photometric(samplesPerPixel: number): string {
    const value = this.#dataset.string(tags.PhotometricInterpretation)?.trim();
    if (value) return value;
    this.#quirks.add('image_attribute_defaulted');
    return samplesPerPixel === 1 ? 'MONOCHROME2' : 'RGB';
  }

  /** Absent from single-frame objects. What begins like a number is one: `1A`, as real files have it, is 1. */
  numberOfFrames(): number {
    const tag = tags.NumberOfFrames;
    if (!this.#dataset.has(tag)) return 1;
    const text = this.#dataset.string(tag) ?? '';
    const value = Number.parseInt(text, 10);
    if (!/^ *\+?\d+ *$/.test(text) || value < 1) this.#quirks.add('image_attribute_defaulted');
    return value >= 1 && value <= 0x7fffffff ? value : 1;
  }
}

function faulty(code: StatusCode, tag: number): DicomError {
  return new DicomError({ code, tag, path: formatTag(tag) });
}
