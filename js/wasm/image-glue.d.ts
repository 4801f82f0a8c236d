// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/image.cpp exports through Emscripten's glue. Addresses and sizes are numbers of bytes.

import type { CodecModule } from './codec-glue.js';
import type { GlueFactory } from './load.js';

/** It decodes RLE, too. */
export interface ImageModule extends CodecModule {
  /** 0 where there is no memory left. */
  allocate(size: number): number;
  release(address: number): void;
  swapWords(address: number, size: number): void;
  interleave(planar: number, target: number, size: number, samplesPerPixel: number, bytesPerSample: number): void;
  /** 0 where the layout is impossible, or there is no memory left. */
  beginDrawing(
    bitsAllocated: number,
    bitsStored: number,
    highBit: number,
    isSigned: boolean,
    isFloat: boolean,
    packed: boolean,
  ): number;
  endDrawing(drawing: number): void;
  setRescale(drawing: number, slope: number, intercept: number): void;
  setTable(drawing: number, use: number, entries: number, count: number, first: number, bits: number): boolean;
  setPadding(drawing: number, first: number, last: number): void;
  setColored(drawing: number, first: number): void;
  include(drawing: number, samples: number, size: number): void;
  minimum(drawing: number): number;
  maximum(drawing: number): number;
  showGray(drawing: number, use: number, center: number, width: number, inverted: boolean): boolean;
  showPalette(drawing: number, inverted: boolean): boolean;
  showColor(drawing: number, kind: number, inverted: boolean): boolean;
  addOverlay(
    drawing: number,
    rows: number,
    columns: number,
    left: number,
    top: number,
    bitOffset: number,
    bits: number,
    size: number,
    imageColumns: number,
  ): boolean;
  addEmbeddedOverlay(drawing: number, position: number): boolean;
  draw(
    drawing: number,
    samples: number,
    size: number,
    bitOffset: number,
    first: number,
    target: number,
    pixels: number,
  ): void;
}

declare const factory: GlueFactory<ImageModule>;
export default factory;
