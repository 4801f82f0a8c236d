// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Color-by-plane, for the objects that must have it.

import { imageModuleNow, arrangeNative } from '../../wasm/image.js';
import type { Frame } from '../frame.js';
import { sampleBytes } from '../raw.js';

/** Ultrasound images, multi-frame or not, and the retired ones. */
const ultrasound: readonly string[] = ['3', '3.1', '6', '6.1'].map((end) => `1.2.840.10008.5.1.4.1.1.${end}`);

/** Ultrasound has YBR_FULL plane by plane: PS3.3 §C.8.5.6; all else may be pixel by pixel. */
export function isByPlane(sopClass: string | undefined, { photometricInterpretation, packing }: Frame): boolean {
  const isFull = photometricInterpretation === 'YBR_FULL' && packing === 'samples';
  return isFull && sopClass !== undefined && ultrasound.includes(sopClass);
}

/** The planes of a frame, one after the other. Whoever has decoded it, or read its fragments, has loaded the module. */
export function planesOf(frame: Frame): Uint8Array<ArrayBuffer>[] {
  const { rows, columns, samplesPerPixel, bitsAllocated } = frame;
  const pixels = rows * columns;
  const module = imageModuleNow();
  const bytes = sampleBytes(frame);
  // Each pixel is taken for a row of samples, and a plane for a column of them.
  return Array.from({ length: samplesPerPixel }, (_, plane) =>
    arrangeNative(module, bytes, {
      ...{ swap: 1, bitOffset: 0, rows: pixels, columns: samplesPerPixel, planes: 1, pixelBits: bitsAllocated },
      region: { left: plane, top: 0, columns: 1, rows: pixels },
      size: (pixels * bitsAllocated) / 8,
    }),
  );
}
