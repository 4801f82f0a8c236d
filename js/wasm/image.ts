// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The image module seen from TypeScript: frames go into its memory, samples or RGBA come out. Call, then look: its memory
// may grow in any call that allocates, so `HEAPU8` is read anew after each.

import type { StatusCode } from '../codes.js';
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

/** How samples sit in memory. Packed: one bit a pixel, as of 8 bits allocated and one stored. */
export interface SampleLayout {
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly packed: boolean;
}

/** One channel of a palette: `values[stored - first]`, of which `bits` carry the color. */
export interface PaletteChannel {
  readonly first: number;
  readonly bits: number;
  readonly values: Uint16Array;
}

/** The numbers of `color_samples` in core/image/color.hpp. */
export type ColorSamples = 'rgb' | 'ybrFull' | 'ybr422';
const colorNumbers: Readonly<Record<ColorSamples, number>> = { rgb: 0, ybrFull: 1, ybr422: 2 };

/** Pixels a step: source and target of a strip stay in the second-level cache (measured: 4096 to 65536 differ by a fifth). */
const stripPixels = 32768;

/**
 * The display pipeline of one frame. The module holds a strip of it at a time, so a frame of any size takes a few hundred
 * KiB of its memory. Close it when done.
 */
export class Drawing {
  readonly #module: ImageModule;
  readonly #pixelBits: number;
  readonly #handle: number;
  readonly #source: number;
  readonly #target: number;

  /** `pixelBits`: how far apart pixels are in the samples. */
  constructor(module: ImageModule, layout: SampleLayout, pixelBits: number) {
    this.#module = module;
    this.#pixelBits = pixelBits;
    const { bitsAllocated, bitsStored, highBit, signed, packed } = layout;
    this.#handle = module.beginDrawing(bitsAllocated, bitsStored, highBit, signed, packed);
    // One byte more, where packed pixels do not begin with a byte.
    this.#source = module.allocate((stripPixels * pixelBits) / 8 + 1);
    this.#target = module.allocate(stripPixels * 4);
    if (this.#handle === 0 || this.#source === 0 || this.#target === 0) {
      this.close();
      throw new DicomError({ code: 'frame_too_large' });
    }
  }

  close(): void {
    this.#module.endDrawing(this.#handle);
    this.#module.release(this.#source);
    this.#module.release(this.#target);
  }

  /** The least and the greatest stored value. Not for packed pixels. */
  extentOf(samples: Uint8Array): { minimum: number; maximum: number } {
    const stripSize = (stripPixels * this.#pixelBits) / 8;
    for (let offset = 0; offset < samples.length; offset += stripSize) {
      const strip = samples.subarray(offset, offset + stripSize);
      this.#module.HEAPU8.set(strip, this.#source);
      this.#module.include(this.#handle, this.#source, strip.length);
    }
    return { minimum: this.#module.minimum(this.#handle), maximum: this.#module.maximum(this.#handle) };
  }

  /** Grayscale: rescaled, then windowed by the LINEAR function. */
  showGray(
    rescale: { readonly slope: number; readonly intercept: number },
    window: { readonly center: number; readonly width: number },
    inverted: boolean,
  ): void {
    const { slope, intercept } = rescale;
    this.#ready(
      this.#module.showGray(this.#handle, slope, intercept, window.center, window.width, inverted),
      'frame_too_large',
    );
  }

  showPalette(red: PaletteChannel, green: PaletteChannel, blue: PaletteChannel, inverted: boolean): void {
    const size = 2 * (red.values.length + green.values.length + blue.values.length);
    withMemory(this.#module, size, (entries) => {
      let at = entries;
      for (const { values } of [red, green, blue]) {
        this.#module.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
        at += values.byteLength;
      }
      const [r, g, b] = [red, green, blue].map(({ values, first, bits }) => [values.length, first, bits] as const);
      this.#ready(this.#module.showPalette(this.#handle, entries, ...r!, ...g!, ...b!, inverted), 'frame_too_large');
    });
  }

  showColor(kind: ColorSamples, inverted: boolean): void {
    this.#ready(this.#module.showColor(this.#handle, colorNumbers[kind], inverted), 'photometric_unsupported');
  }

  /** Draws `target.length / 4` pixels, the first at bit `bitOffset` of the samples. */
  draw(samples: Uint8Array, bitOffset: number, target: Uint8ClampedArray): void {
    const pixels = target.length / 4;
    for (let done = 0; done < pixels; done += stripPixels) {
      const count = Math.min(stripPixels, pixels - done);
      const begin = (done * this.#pixelBits) / 8; // whole: strips are of a multiple of eight pixels
      const end = begin + Math.ceil((bitOffset + count * this.#pixelBits) / 8);
      const strip = samples.subarray(begin, end);
      this.#module.HEAPU8.set(strip, this.#source);
      this.#module.draw(this.#handle, this.#source, strip.length, bitOffset, this.#target, count);
      target.set(this.#module.HEAPU8.subarray(this.#target, this.#target + count * 4), done * 4);
    }
  }

  #ready(possible: boolean, otherwise: StatusCode): void {
    if (!possible) throw new DicomError({ code: otherwise });
  }
}
