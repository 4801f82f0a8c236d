// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overwriting what identifies beside and in pixels, asked of the image module. Bytes go into its window and come out of it, piece by
// piece, in memory of their own.

import { DicomError, misuse } from '../errors.js';
import type { FrameRegion } from './codec.js';
import { type ImageModule, withMemory } from './image.js';

/** Frees what was dropped without a release. */
const dropped = new FinalizationRegistry<() => void>((close) => close());

abstract class Redactor {
  readonly #module: ImageModule;
  readonly #close: () => void;

  constructor(module: ImageModule, handle: number, close: (handle: number) => void) {
    if (handle === 0) throw new DicomError({ code: 'memory_exhausted' });
    this.#module = module;
    this.#close = () => close(handle);
    dropped.register(this, this.#close, this);
  }

  /** Call once, in the end. */
  release(): void {
    dropped.unregister(this);
    this.#close();
  }

  protected overwritten(bytes: Uint8Array, redact: (size: number, at: number) => void): Uint8Array<ArrayBuffer> {
    return overwritten(this.#module, bytes, redact);
  }
}

/** What `redact` makes of the bytes, `size` of which stand in the window at a time. */
function overwritten(
  module: ImageModule,
  bytes: Uint8Array,
  redact: (size: number, at: number) => void,
): Uint8Array<ArrayBuffer> {
  const window = module.redactWindowAddress();
  const step = module.redactWindowSize();
  const result = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.subarray(at, at + step);
    module.HEAPU8.set(piece, window);
    redact(piece.length, at);
    result.set(module.HEAPU8.subarray(window, window + piece.length), at);
  }
  return result;
}

/** How RLE frames are made up. PS3.5 §G */
export interface RleLayout {
  readonly segments: number;
  /** Bytes that each segment unpacks to. */
  readonly unpacked: number;
}

/**
 * Overwrites comments, application data and metadata of JPEG, JPEG-LS and JPEG 2000 codestreams by zeros, and rebuilds what decoders
 * need of them from its fields. Sizes stay, decoded samples too.
 */
export class SegmentRedactor extends Redactor {
  readonly #image: ImageModule;
  readonly #handle: number;

  /** With `rle` of RLE frames: what stands behind each segment's last byte, and offsets of none. */
  constructor(module: ImageModule, rle?: RleLayout) {
    const handle = rle === undefined ? module.openSegments() : module.openRleSegments(rle.segments, rle.unpacked);
    super(module, handle, (open) => module.closeSegments(open));
    this.#image = module;
    this.#handle = handle;
  }

  /** The next bytes of a frame, however they are cut. */
  redact(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.overwritten(bytes, (size) => this.#image.redactSegments(this.#handle, size));
  }

  /** Behind the last byte of a frame. */
  endFrame(): void {
    this.#image.endRedactedFrame(this.#handle);
  }

  /** Whether all frames so far were codestreams of these kinds; others are left as they are. */
  get isRecognised(): boolean {
    return this.#image.areSegmentsRecognised(this.#handle);
  }
}

/** How native frames lie in a value. PS3.5 §8.1.1, PS3.3 §C.7.6.3.1 */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  /** 1 to 4. */
  readonly samplesPerPixel: number;
  /** 1, 8, 16, 32 or 64. */
  readonly bitsAllocated: number;
  /** Plane after plane. */
  readonly planar: boolean;
  /** Two pixels in four samples. */
  readonly ybr422: boolean;
}

/** A rectangle of some frames. What of it lies outside the image is nothing. */
export interface BlankedRegion extends FrameRegion {
  /** From 0. */
  readonly firstFrame: number;
  /** Inclusive. */
  readonly lastFrame: number;
}

const fillSize = 32;

/** Overwrites rectangles of native pixel data. */
export class RegionBlanker extends Redactor {
  readonly #image: ImageModule;
  readonly #handle: number;

  /**
   * `pixel`: the bytes that each pixel becomes, sample after sample in the byte order of the value; zeros where they end.
   * @throws TypeError with code `argument_invalid` where the layout is none of those that are known.
   */
  constructor(module: ImageModule, layout: PixelLayout, regions: readonly BlankedRegion[], pixel: Uint8Array) {
    const window = module.redactWindowAddress();
    module.HEAPU8.fill(0, window, window + fillSize);
    module.HEAPU8.set(pixel.subarray(0, fillSize), window);
    const { rows, columns, samplesPerPixel, bitsAllocated, planar, ybr422 } = layout;
    const handle = module.openRegions(rows, columns, samplesPerPixel, bitsAllocated, planar, ybr422);
    if (handle === 0) throw misuse('argument_invalid', 'pixels that lie so cannot be blanked');
    super(module, handle, (open) => module.closeRegions(open));
    this.#image = module;
    this.#handle = handle;
    for (const { firstFrame, lastFrame, left, top, columns: width, rows: height } of regions) {
      module.addRegion(handle, firstFrame, lastFrame, left, top, width, height);
    }
  }

  /** The next bytes of the value, which stand at `offset` in it. */
  blank(bytes: Uint8Array, offset: number): Uint8Array<ArrayBuffer> {
    return this.overwritten(bytes, (size, at) => this.#image.blankRegions(this.#handle, size, offset + at));
  }
}

/** Bits that every sample of a native value loses. */
export interface ClearedBits {
  /** Of 32 bits; 1 where one is cleared. */
  readonly mask: number;
  readonly sampleBytes: 1 | 2 | 4;
  readonly bigEndian: boolean;
}

/** The next bytes of a value, which stand at `offset` in it, without the bits. */
export function withoutBits(
  module: ImageModule,
  bytes: Uint8Array,
  offset: number,
  { mask, sampleBytes, bigEndian }: ClearedBits,
): Uint8Array<ArrayBuffer> {
  return overwritten(module, bytes, (size, at) => module.clearBits(size, offset + at, mask, sampleBytes, bigEndian));
}

/**
 * A color profile without the names and days in it: sizes and colors stay. `undefined` where it is none.
 * @throws DicomError with code `frame_too_large` where there is no memory for it.
 */
export function withoutIdentifiers(module: ImageModule, profile: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return withMemory(module, profile.length, (address) => {
    module.HEAPU8.set(profile, address);
    const isProfile = module.cleanColorProfile(address, profile.length);
    return isProfile ? module.HEAPU8.slice(address, address + profile.length) : undefined;
  });
}
