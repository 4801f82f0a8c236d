// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The image module seen from TypeScript: frames go into its memory, samples or RGBA come out. Call, then look: its memory
// may grow in any call that allocates, so `HEAPU8` is read anew after each.

import { DicomError } from '../errors.js';
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
  const address = module.allocate(size);
  if (address === 0) throw new DicomError({ code: 'frame_too_large' });
  try {
    return use(address);
  } finally {
    module.release(address);
  }
}

/** How a native frame differs from what it should be. */
export interface NativeArrangement {
  /** The words of 16 bits are big endian. */
  readonly swapWords: boolean;
  /** Bytes before the frame's first, once words are swapped. */
  readonly skip: number;
  /** The samples are plane by plane; `undefined` where they are pixel by pixel. */
  readonly planes: { readonly samplesPerPixel: number; readonly bytesPerSample: number } | undefined;
}

/** A native frame as `size` bytes, little endian and pixel-interleaved, in memory of their own. */
export function arrangeNative(
  module: ImageModule,
  bytes: Uint8Array,
  { swapWords, skip, planes }: NativeArrangement,
  size: number,
): Uint8Array<ArrayBuffer> {
  return withMemory(module, bytes.length + (planes === undefined ? 0 : size), (from) => {
    module.HEAPU8.set(bytes, from);
    if (swapWords) module.swapWords(from, bytes.length);
    let found = from + skip;
    if (planes !== undefined) {
      const to = from + bytes.length;
      module.interleave(found, to, size, planes.samplesPerPixel, planes.bytesPerSample);
      found = to;
    }
    return module.HEAPU8.slice(found, found + size);
  });
}
