// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rectangles of the pixels that are to be blanked, and what they are blanked with.

import type { Dataset } from '../../dataset/dataset.js';
import { misuse } from '../../errors.js';
import { type PixelDescription } from '../../pixels/describe.js';
import { encodeValue } from '../../values/encode/encode-value.js';
import type { ImageModule } from '../../wasm/image.js';
import { type BlankedRegion, RegionBlanker } from '../../wasm/redact.js';
import type { PixelRules } from './rules/rule-set.js';

/** A rectangle in pixels, from the upper left corner; of all frames, or of some, which count from 0. */
export interface BlankRegion {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  readonly firstFrame?: number | undefined;
  /** Inclusive. */
  readonly lastFrame?: number | undefined;
}

/** The rectangles of every data set, rules, or what gives those of one by its metadata, as they are in the input. */
export type RegionSource = readonly BlankRegion[] | PixelRules | ((dataset: Dataset) => readonly BlankRegion[]);

const largest = 0xffffffff;

/** @throws TypeError with code `argument_invalid` where a region is none. */
export function checkedRegions(regions: readonly BlankRegion[]): readonly BlankedRegion[] {
  return regions.map((region) => {
    const { left, top, columns, rows, firstFrame = 0, lastFrame = largest } = region;
    if (
      ![left, top, columns, rows, firstFrame, lastFrame].every((n) => Number.isInteger(n) && n >= 0 && n <= largest)
    ) {
      throw misuse('argument_invalid', 'a region has integers from 0 on for its sides and frames');
    }
    return { left, top, columns, rows, firstFrame, lastFrame };
  });
}

/** Bytes of a native frame; those of one bit may end within a byte. */
export function frameSize({ rows, columns, samplesPerPixel, bitsAllocated, native422 }: PixelDescription): number {
  return (rows * columns * (native422 ? 2 : samplesPerPixel) * bitsAllocated) / 8;
}

/** A blanker of native pixels. Release it in the end. */
export function openBlanker(
  module: ImageModule,
  description: PixelDescription,
  regions: readonly BlankedRegion[],
  bigEndian: boolean,
): RegionBlanker {
  const { rows, columns, samplesPerPixel, bitsAllocated, planar, native422: ybr422 } = description;
  const layout = { rows, columns, samplesPerPixel, bitsAllocated, planar, ybr422 };
  return new RegionBlanker(module, layout, regions, blackOf(description, bigEndian));
}

const vrOfBits: Readonly<Record<number, string>> = { 8: 'OB', 16: 'US', 32: 'UL', 64: 'UV' };

/** The samples of a black pixel, or of one that no palette or look-up table makes bright. PS3.3 §C.7.6.3.1.2 */
function blackOf(description: PixelDescription, bigEndian: boolean): Uint8Array {
  const { bitsAllocated, bitsStored, highBit, signed, photometricInterpretation, samplesPerPixel } = description;
  if (description.sampleType === 'float') return new Uint8Array(32);
  const isInverse = photometricInterpretation === 'MONOCHROME1';
  if (bitsAllocated === 1) return Uint8Array.of(isInverse ? 1 : 0);
  const vr = vrOfBits[bitsAllocated];
  if (vr === undefined) return new Uint8Array(32);
  const range = 2n ** BigInt(bitsStored);
  const [least, most] = signed ? [range / 2n, range / 2n - 1n] : [0n, range - 1n];
  const shift = BigInt(Math.max(0, highBit + 1 - bitsStored));
  const isYbr = photometricInterpretation.startsWith('YBR') && samplesPerPixel === 3;
  const chroma = range / 2n;
  const samples = isYbr
    ? [0n, chroma, chroma]
    : Array.from({ length: samplesPerPixel }, () => (isInverse ? most : least));
  return encodeValue(
    vr,
    samples.map((sample) => BigInt.asUintN(bitsAllocated, sample << shift)),
    { bigEndian },
  );
}
