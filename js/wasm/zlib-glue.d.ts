// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/zlib.cpp exports through Emscripten's glue.

import type { GlueFactory } from './load.js';

export interface ZlibModule {
  /** Replaced whenever memory grows: read it after the call that may grow it, never before. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
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
