// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/encode.cpp exports through Emscripten's glue. VRs cross as two letters, the first in the lower byte.

import type { GlueFactory } from './load.js';

export interface EncodeModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /** Writes a header at the beginning of the window; returns its size. */
  writeHeader(tag: number, vr: number, length: number, explicitVR: boolean, bigEndian: boolean): number;
  /** Writes an unsigned number of 32 bits there. */
  writeU32(value: number, bigEndian: boolean): void;
  /** Swaps the bytes of each unit of the first `size` bytes of the window. */
  swapUnits(size: number, unit: number): void;
  /** Writes the base64 of the first `size` bytes of the window, at most three quarters of it, to `base64Address`; returns its size. */
  toBase64(size: number): number;
  /** Puts in place of the base64 text of the window's first `size` bytes what it stands for; returns its size, or -1 where it is none. */
  fromBase64(size: number, last: boolean): number;
  base64Address(): number;
  unitSize(vr: number): number;
  hasLongHeader(vr: number): boolean;
  windowAddress(): number;
  windowSize(): number;
}

declare const factory: GlueFactory<EncodeModule>;
export default factory;
