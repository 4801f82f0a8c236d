// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/zlib.cpp exports through Emscripten's glue.

import type { CodecModule } from './codec-glue.js';
import type { GlueFactory } from './load.js';

/** It decodes deflated frames, too. */
export interface ZlibModule extends CodecModule {
  /** A handle; 0 where there is no memory left. */
  openInflater(maxRatio: number): number;
  closeInflater(handle: number): void;
  /** A step: reads `inputSize` bytes of the input window, writes the output window from `outputOffset` on. Returns the status. */
  inflate(handle: number, inputSize: number, outputOffset: number, final: boolean): number;
  wrapping(handle: number): number;
  openDeflater(level: number): number;
  closeDeflater(handle: number): void;
  deflate(handle: number, inputSize: number, outputOffset: number, final: boolean): number;
  /** How many bytes the last step read. */
  consumed(): number;
  /** How many bytes the last step wrote. */
  produced(): number;
  inputAddress(): number;
  inputSize(): number;
  outputAddress(): number;
  outputSize(): number;
}

declare const factory: GlueFactory<ZlibModule>;
export default factory;
