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
  /** Exchanges the order of bytes in each group of 2, 4 or 8. */
  swapBytes(address: number, size: number, group: number): void;
  /** A region of a native frame, pixel by pixel; all of it where the region has no columns. */
  copyRegion(
    source: number,
    size: number,
    bitOffset: number,
    rows: number,
    columns: number,
    planes: number,
    pixelBits: number,
    left: number,
    top: number,
    regionColumns: number,
    regionRows: number,
    target: number,
    targetSize: number,
  ): void;
  /** `count` bits from bit `from` of the source to bit `to` of the target. */
  copyBits(
    source: number,
    size: number,
    from: number,
    count: number,
    target: number,
    targetSize: number,
    to: number,
  ): void;
  /** 0 where there is no memory left. */
  openSplitter(coding: number, numberOfFrames: number, rleSegments: number, nativeSize: number): number;
  closeSplitter(splitter: number): void;
  /** False where there is no memory left. */
  setOffsets(splitter: number, table: number, size: number): boolean;
  setExtendedOffsets(splitter: number, table: number, size: number, lengths: number, lengthsSize: number): boolean;
  /** Records of fragments: bindings/embind/splitter_module.hpp has their layout. */
  fragmentWindow(): number;
  fragmentWindowRecords(): number;
  /** Reads so many of them and writes the role of each. */
  addFragments(splitter: number, count: number): void;
  lastIsPadding(splitter: number): boolean;
  frameKind(head: number, size: number, rleSegments: number): number;
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
  /** The window that redactors share: what is in it is overwritten in place. */
  redactWindowAddress(): number;
  redactWindowSize(): number;
  /** A handle; 0 where there is no memory left. */
  openSegments(): number;
  /** A handle, of RLE frames; 0 where there is no memory left. */
  openRleSegments(segments: number, unpacked: number): number;
  closeSegments(segments: number): void;
  redactSegments(segments: number, size: number): void;
  endRedactedFrame(segments: number): void;
  areSegmentsRecognised(segments: number): boolean;
  /** Whether it was a color profile, which is overwritten then. */
  cleanColorProfile(address: number, size: number): boolean;
  /** A handle; 0 where the layout is not known, or there is no memory left. The window begins with the fill of a pixel. */
  openRegions(
    rows: number,
    columns: number,
    samplesPerPixel: number,
    bitsAllocated: number,
    planar: boolean,
    ybr422: boolean,
  ): number;
  closeRegions(regions: number): void;
  addRegion(
    regions: number,
    firstFrame: number,
    lastFrame: number,
    left: number,
    top: number,
    columns: number,
    rows: number,
  ): void;
  blankRegions(regions: number, size: number, offset: number): void;
  clearBits(size: number, offset: number, mask: number, sampleBytes: number, bigEndian: boolean): void;
  /** A handle; 0 where there is no memory left. What is given to it stands in the redactors' window. */
  openSearch(states: number, tokens: number): number;
  closeSearch(search: number): void;
  /** Whether there was room. `rule`: 1 whole word's beginning, 2 its end. */
  addToken(search: number, token: number, rule: number, size: number): boolean;
  /** Whether there was memory. */
  finishTokens(search: number): boolean;
  /**
   * How many hits stand at `searchHitsAddress`: the end as a double, the token and the size as words. `searchTaken` says how many bytes
   * have been looked at; where that is less than `size`, there was no room for more hits.
   */
  searchBytes(search: number, from: number, size: number, minimum: number): number;
  searchCodestream(search: number, from: number, size: number, codedMinimum: number): number;
  searchTaken(): number;
  beginCodestream(search: number): void;
  interruptSearch(search: number): number;
  searchHitsAddress(): number;
  /** A handle; 0 where there is no memory left. */
  openWalk(): number;
  closeWalk(walk: number): void;
  /** Overwrites by zeros what of the window is numbers that decoders read. */
  keepText(walk: number, size: number): void;
  /** 52 bits; of a value that is cut they are added. */
  digestValue(size: number, position: number, width: number, bigEndian: boolean): number;
}

declare const factory: GlueFactory<ImageModule>;
export default factory;
