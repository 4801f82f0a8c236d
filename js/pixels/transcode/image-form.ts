// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the attributes of an image have to say once its frames are decoded. PS3.3 §C.7.6.3

import * as tags from '../../dictionary/tags.js';
import { offsetTableTags } from '../encoded/extended-offsets.js';
import type { Frame } from '../frame.js';
import type { Correction, HeldLevel } from './held-level.js';

type Form = Pick<
  Frame,
  | 'samplesPerPixel'
  | 'photometricInterpretation'
  | 'rows'
  | 'columns'
  | 'bitsAllocated'
  | 'bitsStored'
  | 'highBit'
  | 'signed'
  | 'packing'
>;

/** Their VR is that of the pixels: US or SS. */
const pixelValueTags: readonly number[] = [
  tags.SmallestValidPixelValue,
  tags.LargestValidPixelValue,
  tags.SmallestImagePixelValue,
  tags.LargestImagePixelValue,
  tags.SmallestPixelValueInSeries,
  tags.LargestPixelValueInSeries,
  tags.SmallestImagePixelValueInPlane,
  tags.LargestImagePixelValueInPlane,
  tags.PixelPaddingValue,
  tags.PixelPaddingRangeLimit,
];

/** Bits of a frame as it is written. */
export function frameBits({ rows, columns, samplesPerPixel, bitsAllocated, packing }: Form): number {
  return rows * columns * (packing === 'ybr422' ? 16 : packing === 'bits' ? 1 : samplesPerPixel * bitsAllocated);
}

/** For one sample a pixel there is no Planar Configuration. PS3.3 §C.7.6.3.1.3 */
export function correctionsFor(frame: Form, level: HeldLevel, byPlane: boolean): Correction[] {
  const signed = frame.signed ? 1 : 0;
  const us = (tag: number, value: number | undefined): Correction => ({ tag, vr: 'US', value });
  return [
    us(tags.SamplesPerPixel, frame.samplesPerPixel),
    { tag: tags.PhotometricInterpretation, vr: 'CS', value: frame.photometricInterpretation },
    us(tags.PlanarConfiguration, frame.samplesPerPixel > 1 ? (byPlane ? 1 : 0) : undefined),
    us(tags.Rows, frame.rows),
    us(tags.Columns, frame.columns),
    us(tags.BitsAllocated, frame.bitsAllocated),
    us(tags.BitsStored, frame.bitsStored),
    us(tags.HighBit, frame.highBit),
    us(tags.PixelRepresentation, signed),
    ...(level.number(tags.PixelRepresentation) === signed ? [] : pixelValueVrs(frame.signed ? 'SS' : 'US', level)),
    ...offsetTableTags.map((tag): Correction => ({ tag, vr: 'OV', value: undefined })),
  ];
}

/** The same bits, of the other VR. */
function pixelValueVrs(vr: string, level: HeldLevel): Correction[] {
  return pixelValueTags.flatMap((tag) => {
    const header = level.header(tag);
    const isOther = header !== undefined && header.explicitVR && (header.vr === 'US' || header.vr === 'SS');
    return isOther ? [{ tag, vr, value: level.bytes(tag) }] : [];
  });
}

/** The attribute by which two frames of an image differ, which all frames share. */
export function differenceOf(a: Form, b: Form): number | undefined {
  if (a.samplesPerPixel !== b.samplesPerPixel) return tags.SamplesPerPixel;
  if (a.photometricInterpretation !== b.photometricInterpretation || a.packing !== b.packing) {
    return tags.PhotometricInterpretation;
  }
  if (a.rows !== b.rows) return tags.Rows;
  if (a.columns !== b.columns) return tags.Columns;
  if (a.bitsAllocated !== b.bitsAllocated) return tags.BitsAllocated;
  if (a.bitsStored !== b.bitsStored) return tags.BitsStored;
  if (a.highBit !== b.highBit) return tags.HighBit;
  return a.signed === b.signed ? undefined : tags.PixelRepresentation;
}
