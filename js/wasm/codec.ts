// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The modules that decode frames, seen from TypeScript: an encoded frame is copied in, samples are copied out. Each module is
// loaded when its first frame comes. Call, then look: memory may grow in any call, so `HEAPU8` is read anew after each.

import '../pixel-messages.js';
import { type StatusCode, statusCodes } from '../codes.js';
import { DicomError } from '../errors.js';
import type { CodecModule } from './codec-glue.js';
import { loadModule, type ModuleName, renewModule } from './load.js';

/** How a frame may be encoded, for all that this library decodes. */
export type CodecName = 'rle' | 'deflated' | 'jpeg' | 'jpegls' | 'jpeg2000';

/** The module that decodes it. */
export const moduleOf: Readonly<Record<CodecName, ModuleName>> = {
  rle: 'image',
  deflated: 'zlib',
  jpeg: 'jpeg',
  jpegls: 'jpegls',
  jpeg2000: 'jpeg2000',
};

/** What the data set says of a frame: what its codestream does not say itself is as declared here. */
export interface DeclaredFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** A rectangle of pixels, at the full resolution. */
export interface FrameRegion {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** What samples mean, as far as the codestream knows better than the data set. */
export type ColorModel = 'asDeclared' | 'monochrome' | 'rgb' | 'ybrFull';

/** In the order of `color_model` in core/codec/codec.hpp. */
const colorModels: readonly ColorModel[] = ['asDeclared', 'monochrome', 'rgb', 'ybrFull'];

/** A frame to decode: plain data, which survives `postMessage`. */
export interface FrameJob {
  readonly codec: CodecName;
  readonly encoded: Uint8Array;
  readonly declared: DeclaredFormat;
  /** Bytes that the decoded frame may take at most. */
  readonly maxSize: number;
  /** Rows and columns are halved so many times, where the codestream can. */
  readonly reduce?: number | undefined;
  readonly region?: FrameRegion | undefined;
  /** Nobody else uses the memory of `encoded`: a decoder may transfer it to a worker. */
  readonly owned?: boolean | undefined;
}

/** A decoded frame: plain data, whose samples can be transferred. */
export interface DecodedFrame extends DeclaredFormat {
  /** Pixel-interleaved, little endian, `bitsAllocated` wide each, in memory of their own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly color: ColorModel;
  /** Whether the codestream was cut or broken, and the samples are what could be had of it. */
  readonly damaged: boolean;
}

/** Decodes frames: here, or somewhere else. */
export interface FrameDecoder {
  /**
   * `job.encoded` must be left alone until the promise is settled.
   * @throws DicomError where the frame cannot be decoded.
   */
  decode(job: FrameJob, signal?: AbortSignal): Promise<DecodedFrame>;
}

const nothing: FrameRegion = { left: 0, top: 0, columns: 0, rows: 0 };

/** Frames that take more memory than this give it back at once. */
const keptMemory = 64 * 1024 * 1024;

export function loadCodec(name: CodecName): Promise<CodecModule> {
  return loadModule<CodecModule>(moduleOf[name]);
}

/** Bytes that an instance holds; they only ever grow. */
export function memoryOf(module: CodecModule): number {
  return module.HEAPU8.length;
}

/**
 * Decodes a frame with a module that is loaded.
 * @throws DicomError where it cannot be decoded.
 */
export function decodeFrame(module: CodecModule, job: FrameJob): DecodedFrame {
  const { encoded, declared, maxSize, reduce = 0, region = nothing } = job;
  const address = module.reserve(encoded.length);
  if (address === 0 && encoded.length > 0) throw new DicomError({ code: 'memory_exhausted' });
  module.HEAPU8.set(encoded, address);
  const status = module.decode(
    encoded.length,
    declared.rows,
    declared.columns,
    declared.samplesPerPixel,
    declared.bitsAllocated,
    declared.bitsStored,
    declared.signed,
    Math.min(maxSize, Number.MAX_SAFE_INTEGER), // the module counts in integers
    reduce,
    region.left,
    region.top,
    region.columns,
    region.rows,
  );
  try {
    const code = statusCodes[status] as StatusCode;
    if (code !== 'finished') throw new DicomError({ code });
    const begin = module.samples();
    return {
      bytes: module.HEAPU8.slice(begin, begin + module.samplesSize()),
      rows: module.rows(),
      columns: module.columns(),
      samplesPerPixel: module.samplesPerPixel(),
      bitsAllocated: module.bitsAllocated(),
      bitsStored: module.bitsStored(),
      signed: module.isSigned(),
      color: colorModels[module.color()] as ColorModel,
      damaged: module.damaged(),
    };
  } finally {
    if (encoded.length + module.samplesSize() > keptMemory) module.releaseFrame();
  }
}

/** Decodes on this thread; loads the module of each codec when its first frame comes. */
export const localDecoder: FrameDecoder = {
  async decode(job, signal) {
    const module = await loadCodec(job.codec);
    signal?.throwIfAborted();
    try {
      return decodeFrame(module, job);
    } catch (error) {
      if (error instanceof DicomError) throw error;
      // A trap, or a lack of stack, leaves the module in the middle of something.
      await renewModule(moduleOf[job.codec]);
      throw new DicomError({ code: 'decoder_crashed' });
    }
  },
};
