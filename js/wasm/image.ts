// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The image module seen from TypeScript: frames go into its memory, samples or RGBA come out. Call, then look: its memory
// may grow in any call that allocates, so `HEAPU8` is read anew after each.

import { DicomError } from '../errors.js';
import type { FrameRegion } from './codec.js';
import type { ImageModule } from './image-glue.js';
import { loadModule, moduleNow } from './load.js';

export type { ImageModule };

export function loadImageModule(): Promise<ImageModule> {
  return loadModule<ImageModule>('image');
}

/** @throws TypeError with code `not_ready` before the module is loaded. */
export function imageModuleNow(): ImageModule {
  return moduleNow<ImageModule>('image');
}

/** Memory of the module for the time of `use`. */
export function withMemory<T>(module: ImageModule, size: number, use: (address: number) => T): T {
  const address = size < 2 ** 32 ? module.allocate(size) : 0;
  if (address === 0) throw new DicomError({ code: 'frame_too_large' });
  try {
    return use(address);
  } finally {
    module.release(address);
  }
}

/** How a native frame stands in memory, and what of it is wanted. */
export interface NativeArrangement {
  /** Bytes whose order is to be exchanged, in groups of so many: 1 where it is right. */
  readonly swap: 1 | 2 | 4 | 8;
  /** Of the first pixel, once bytes are exchanged. */
  readonly bitOffset: number;
  readonly rows: number;
  readonly columns: number;
  /** The samples are plane by plane, in so many; 1 where they are pixel by pixel. */
  readonly planes: number;
  readonly pixelBits: number;
  readonly region: FrameRegion | undefined;
  /** Bytes of what is wanted. */
  readonly size: number;
}

const everything: FrameRegion = { left: 0, top: 0, columns: 0, rows: 0 };

/** A native frame as `size` bytes, little endian and pixel-interleaved, in memory of their own. What is missing is zeros. */
export function arrangeNative(
  module: ImageModule,
  bytes: Uint8Array,
  { swap, bitOffset, rows, columns, planes, pixelBits, region, size }: NativeArrangement,
): Uint8Array<ArrayBuffer> {
  return withMemory(module, bytes.length + size, (from) => {
    const to = from + bytes.length;
    module.HEAPU8.set(bytes, from);
    module.HEAPU8.fill(0, to, to + size);
    if (swap !== 1) module.swapBytes(from, bytes.length, swap);
    if (planes === 1 && region === undefined) {
      // Bits are left where they begin.
      const begin = from + (bitOffset >> 3);
      const found = module.HEAPU8.subarray(begin, Math.min(begin + size, to));
      if (found.length === size) return found.slice();
      module.HEAPU8.copyWithin(to, begin, begin + found.length);
    } else {
      const { left, top, ...cut } = region ?? everything;
      const place = [left, top, cut.columns, cut.rows] as const;
      module.copyRegion(from, bytes.length, bitOffset, rows, columns, planes, pixelBits, ...place, to, size);
    }
    return module.HEAPU8.slice(to, to + size);
  });
}

/** Appends bits to bits: `pending` of them, of the byte `last`; whole bytes first, what is left over in the last one. */
export function joinBits(
  module: ImageModule,
  last: number,
  pending: number,
  bytes: Uint8Array,
  bitOffset: number,
  count: number,
): Uint8Array<ArrayBuffer> {
  const size = Math.ceil((pending + count) / 8);
  return withMemory(module, bytes.length + size, (from) => {
    const to = from + bytes.length;
    module.HEAPU8.set(bytes, from);
    module.HEAPU8.fill(0, to, to + size);
    if (size > 0) module.HEAPU8[to] = last;
    module.copyBits(from, bytes.length, bitOffset, count, to, size, pending);
    return module.HEAPU8.slice(to, to + size);
  });
}
