// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What bindings/embind/codec_module.hpp exports through the glue of every module that decodes frames.

export interface CodecModule {
  /** Replaced whenever memory grows: read it after the call that may grow it, never before. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /** Where an encoded frame of `size` bytes is to be put; 0 where there is no memory left. */
  reserve(size: number): number;
  /** Decodes the frame of `size` bytes that was put there. Returns the status; what follows speaks of the decoded frame. */
  decode(
    size: number,
    rows: number,
    columns: number,
    samplesPerPixel: number,
    bitsAllocated: number,
    bitsStored: number,
    isSigned: boolean,
    maxSize: number,
    reduce: number,
    left: number,
    top: number,
    regionColumns: number,
    regionRows: number,
  ): number;
  /** Gives back the memory of the last frame. */
  releaseFrame(): void;
  samples(): number;
  samplesSize(): number;
  damaged(): boolean;
  rows(): number;
  columns(): number;
  samplesPerPixel(): number;
  bitsAllocated(): number;
  bitsStored(): number;
  isSigned(): boolean;
  /** In the order of `color_model` in core/codec/codec.hpp. */
  color(): number;
}
