// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overlays in bits of the samples themselves that the pixels leave unused. PS3.5 §8.1.2, retired; PS3.3 §C.9.2, retired

import type { Dataset } from '../../dataset/dataset.js';
import type { PixelDescription } from '../../pixels/describe.js';
import type { ClearedBits } from '../../wasm/redact.js';

const overlayBitsAllocated = 0x0100;
const overlayBitPosition = 0x0102;
const overlayData = 0x3000;

/** The bits that overlays stand in, by what group 60xx says; -1 where it says that one does, but not where. */
export function overlayBitsOf(dataset: Dataset): readonly number[] {
  const groups = new Set<number>();
  for (const { tag } of dataset.elements()) if (tag >>> 24 === 0x60) groups.add(tag >>> 16);
  return [...groups].flatMap((group) => {
    const tagOf = (element: number): number => ((group << 16) | element) >>> 0;
    const position = dataset.number(tagOf(overlayBitPosition));
    const isShared = (dataset.number(tagOf(overlayBitsAllocated)) ?? 1) > 1;
    const isElsewhere = position !== undefined && position > 0 && !dataset.has(tagOf(overlayData));
    return isShared || isElsewhere ? [position ?? -1] : [];
  });
}

/** What takes the overlays out of native samples; `undefined` where one stands in the pixels' own bits, or nobody can say where. */
export function clearedBitsOf(
  overlays: readonly number[],
  { bitsAllocated, bitsStored, highBit, samplesPerPixel, sampleType }: PixelDescription,
  bigEndian: boolean,
): ClearedBits | undefined {
  const sampleBytes = bitsAllocated / 8;
  if (samplesPerPixel !== 1 || sampleType === 'float') return undefined;
  if (sampleBytes !== 1 && sampleBytes !== 2 && sampleBytes !== 4) return undefined;
  const isFree = (bit: number): boolean =>
    bit >= 0 && bit < bitsAllocated && (bit > highBit || bit <= highBit - bitsStored);
  if (!overlays.every(isFree)) return undefined;
  const mask = overlays.reduce((bits, bit) => bits | (1 << bit), 0) >>> 0;
  return { mask, sampleBytes, bigEndian };
}
