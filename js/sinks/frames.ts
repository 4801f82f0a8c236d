// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames as they arrive: the data set in front of the pixel data is collected, then each frame is handed out as soon as
// its last byte is here. Nothing behind the pixel data is read.

import { Collector } from '../dataset/collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { FloatPixelData, PixelData } from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import { type ReadOptions, slotOptions } from '../parse/options.js';
import { PartParser } from '../parse/part-parser.js';
import type { Part } from '../part.js';
import { openAssembler } from '../pixels/assemble.js';
import { describeImage } from '../pixels/describe.js';
import type { FrameAssembler } from '../pixels/frame-context.js';
import type { Frame } from '../pixels/frame.js';
import { chunksOf, type Source } from '../source.js';
import { acquireSlot, type ParserSlot } from '../wasm/parser.js';

export interface FrameOptions extends ReadOptions {
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Values that describe pixels are small, but for palettes: three times 128 KiB. */
const maxValue = 262144;

/**
 * Reads the frames of an image. At most one frame is held, whatever the file's size. Leaving the loop cancels the source.
 * Native pixel data that end too early are filled with zeros; the frame's notes say so (with `strict` it is an error).
 * @throws DicomError `pixel_data_missing` where there is no image, and where the data cannot be read or decoded.
 */
export async function* readFrames(source: Source, options: FrameOptions = {}): AsyncGenerator<Frame, void, undefined> {
  const slot = await acquireSlot(slotOptions(options));
  try {
    yield* new FrameReader(slot, options).read(chunksOf(source, options.signal));
  } finally {
    slot.release();
  }
}

class FrameReader {
  readonly #options: FrameOptions;
  readonly #collector: Collector;
  #parser: PartParser | undefined;
  #assembler: FrameAssembler | undefined;
  #isNative = false;
  #done = false;

  constructor(slot: ParserSlot, options: FrameOptions) {
    this.#options = options;
    this.#collector = new Collector(slot, { maxValue, stopAt: FloatPixelData });
  }

  async *read(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
    for await (const chunk of chunks) {
      if (this.#parser !== undefined) this.#parser.write(chunk);
      else if (this.#collector.write(chunk)) this.#turn();
      yield* this.#frames();
      if (this.#done) return;
    }
    if (this.#parser !== undefined) this.#parser.end();
    else if (this.#collector.end()) this.#turn();
    yield* this.#frames();
    if (!this.#done) throw new DicomError({ code: 'pixel_data_missing' });
  }

  /** From collecting the data set to reading parts. */
  #turn(): void {
    this.#parser = PartParser.after(this.#collector.stepper, this.#collector.stoppedAt);
  }

  async *#frames(): AsyncGenerator<Frame, void, undefined> {
    try {
      for (let batch; !this.#done && (batch = this.#parser?.next()) !== undefined; ) {
        for (const part of batch) {
          if (part.depth === 0 && part.tag === PixelData) yield* this.#take(part);
          if (this.#done) return;
        }
      }
    } catch (error) {
      const isShort = error instanceof DicomError && error.code === 'truncated' && this.#isNative;
      if (!isShort || this.#options.strict !== undefined) throw error;
      yield* this.#end();
    }
  }

  async *#take(part: Part): AsyncGenerator<Frame, void, undefined> {
    if (part.kind === 'header' || part.kind === 'fragments') await this.#open(part);
    else if (part.kind === 'fragment') yield* this.#assembler?.begin(part.length) ?? [];
    else if (part.kind === 'value') yield* this.#assembler?.write(part.bytes) ?? [];
    if (part.kind === 'fragmentsEnd' || (this.#isNative && part.last)) yield* this.#end();
  }

  async #open(part: Part): Promise<void> {
    const dataset: Dataset = this.#collector.dataset;
    const { maxFrameSize } = this.#options;
    this.#isNative = part.kind === 'header';
    this.#assembler = await openAssembler(describeImage(dataset, { maxFrameSize }), {
      encapsulated: !this.#isNative,
      transferSyntax: dataset.transferSyntax,
      bigEndian: part.bigEndian,
      vr: part.vr,
      length: part.length,
      position: part.position,
    });
  }

  *#end(): Generator<Frame, void, undefined> {
    this.#done = true;
    yield* this.#assembler?.end() ?? [];
  }
}
