// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The display pipeline of the image module, seen from TypeScript. Call, then look: memory may grow in any call that allocates,
// so `HEAPU8` is read anew after each.

import '../pixel-messages.js';
import type { StatusCode } from '../codes.js';
import { DicomError } from '../errors.js';
import { type ImageModule, withMemory } from './image.js';

/** How samples sit in memory. Packed: one bit a pixel, as of 8 bits allocated and one stored. */
export interface SampleLayout {
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly float: boolean;
  readonly packed: boolean;
}

/** A look-up table: `values[input - first]`, of which the lower `bits` count. Inputs beyond its ends take the nearest end. */
export interface LookUpTable {
  readonly first: number;
  readonly bits: number;
  readonly values: Uint16Array;
}

/** The numbers of `drawing::table_use` in core/image/drawing.hpp. */
const tableUses = { modality: 0, voi: 1, presentation: 2, red: 3, green: 4, blue: 5 };

/** How values of a window become gray (PS3.3 §C.11.2.1.2, §C.11.2.1.3). */
export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
/** The numbers of `voi_function` in core/image/gray.hpp. */
const functionNumbers: Readonly<Record<VoiFunction, number>> = { LINEAR: 0, LINEAR_EXACT: 1, SIGMOID: 2 };
const byVoiTable = 3;

/** The numbers of `color_samples` in core/image/color.hpp. */
export type ColorSamples = 'rgb' | 'ybrFull' | 'ybr422' | 'ybrPartial' | 'ybrPartial422';
const colorNumbers: Readonly<Record<ColorSamples, number>> = {
  rgb: 0,
  ybrFull: 1,
  ybr422: 2,
  ybrPartial: 3,
  ybrPartial422: 4,
};

/** Where an overlay lies in the image, from 0, and its bits: one a pixel, the first one in bit `bitOffset`. */
export interface OverlayPlane {
  readonly rows: number;
  readonly columns: number;
  readonly left: number;
  readonly top: number;
  readonly bitOffset: number;
}

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
    const { bitsAllocated, bitsStored, highBit, signed, float, packed } = layout;
    this.#handle = module.beginDrawing(bitsAllocated, bitsStored, highBit, signed, float, packed);
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

  /** Modality rescale; a table of use `modality` takes its place. */
  setRescale({ slope, intercept }: { readonly slope: number; readonly intercept: number }): void {
    this.#module.setRescale(this.#handle, slope, intercept);
  }

  /** @throws DicomError `frame_too_large` where no memory is left. */
  setTable(use: keyof typeof tableUses, { first, bits, values }: LookUpTable): void {
    withMemory(this.#module, values.byteLength, (entries) => {
      this.#module.HEAPU8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), entries);
      this.#ready(
        this.#module.setTable(this.#handle, tableUses[use], entries, values.length, first, bits),
        'frame_too_large',
      );
    });
  }

  /** Stored values that are no part of the image: black, and not seen by `extentOf`. */
  setPadding({ first, last }: { readonly first: number; readonly last: number }): void {
    this.#module.setPadding(this.#handle, first, last);
  }

  /** Stored values from `first` on show the palette, and are not seen by `extentOf`. */
  setColored(first: number): void {
    this.#module.setColored(this.#handle, first);
  }

  /** The least and the greatest value after the modality transformation; the least is above where there is none. */
  extentOf(samples: Uint8Array): { minimum: number; maximum: number } {
    const stripSize = (stripPixels * this.#pixelBits) / 8;
    for (let offset = 0; offset < samples.length; offset += stripSize) {
      const strip = samples.subarray(offset, offset + stripSize);
      this.#module.HEAPU8.set(strip, this.#source);
      this.#module.include(this.#handle, this.#source, strip.length);
    }
    return { minimum: this.#module.minimum(this.#handle), maximum: this.#module.maximum(this.#handle) };
  }

  showWindow(use: VoiFunction, window: { readonly center: number; readonly width: number }, inverted: boolean): void {
    this.#showGray(functionNumbers[use], window.center, window.width, inverted);
  }

  /** Through the table of use `voi`, which comes first. */
  showVoiTable(inverted: boolean): void {
    this.#showGray(byVoiTable, 0, 1, inverted);
  }

  /** Through the tables of use `red`, `green` and `blue`, which come first. */
  showPalette(inverted: boolean): void {
    this.#ready(this.#module.showPalette(this.#handle, inverted), 'frame_too_large');
  }

  showColor(kind: ColorSamples, inverted: boolean): void {
    this.#ready(this.#module.showColor(this.#handle, colorNumbers[kind], inverted), 'photometric_unsupported');
  }

  /** Burns an overlay in, in an image of `imageColumns` columns. */
  addOverlay({ rows, columns, left, top, bitOffset }: OverlayPlane, bits: Uint8Array, imageColumns: number): void {
    withMemory(this.#module, bits.length, (address) => {
      this.#module.HEAPU8.set(bits, address);
      this.#ready(
        this.#module.addOverlay(
          this.#handle,
          ...([rows, columns, left, top, bitOffset, address, bits.length, imageColumns] as const),
        ),
        'frame_too_large',
      );
    });
  }

  /** Burns in the overlay that is bit `position` of each cell. */
  addEmbeddedOverlay(position: number): void {
    this.#ready(this.#module.addEmbeddedOverlay(this.#handle, position), 'attribute_invalid');
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
      this.#module.draw(this.#handle, this.#source, strip.length, bitOffset, done, this.#target, count);
      target.set(this.#module.HEAPU8.subarray(this.#target, this.#target + count * 4), done * 4);
    }
  }

  #showGray(use: number, center: number, width: number, inverted: boolean): void {
    this.#ready(this.#module.showGray(this.#handle, use, center, width, inverted), 'frame_too_large');
  }

  #ready(possible: boolean, otherwise: StatusCode): void {
    if (!possible) throw new DicomError({ code: otherwise });
  }
}
