// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames as they arrive: the data set in front of the pixel data is collected, then each frame is handed out as soon as
// its last byte is here. Nothing behind the pixel data is read.

import { Collector } from '../dataset/collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { FloatPixelData, PixelData } from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import { openStepper, type ReadOptions } from '../parse/options.js';
import type { Stepper } from '../parse/stepper.js';
import type { Part } from '../part.js';
import { openAssembler } from '../pixels/assemble.js';
import { describeImage } from '../pixels/describe.js';
import { largeDisplayTags } from '../pixels/display/displays.js';
import type { FrameAssembler } from '../pixels/frame-context.js';
import type { Frame } from '../pixels/frame.js';
import { chunksOf, type Source } from '../source.js';

export interface FrameOptions extends ReadOptions {
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Values that describe pixels are small, but for palettes: three times 128 KiB. */
const maxValue = 262144;
const larger = { tags: largeDisplayTags, maxValue: 64 * 1024 * 1024 };

/**
 * Reads the frames of an image. At most one frame is held, whatever the file's size. Leaving the loop cancels the source.
 * Native pixel data that end too early are filled with zeros; the frame's notes say so (with `strict` it is an error).
 * @throws DicomError `pixel_data_missing` where there is no image, and where the data cannot be read or decoded.
 */
export async function* readFrames(source: Source, options: FrameOptions = {}): AsyncGenerator<Frame, void, undefined> {
  const stepper = await openStepper(options);
  try {
    yield* new FrameReader(stepper, options).read(chunksOf(source, options.signal));
  } finally {
    stepper.release();
  }
}

function isStrict({ strict = false }: FrameOptions): boolean {
  return strict === true || (strict !== false && !strict.allow.includes('pixel_data_short'));
}

class FrameReader {
  readonly #options: FrameOptions;
  readonly #collector: Collector;
  #assembler: FrameAssembler | undefined;
  #isNative = false;
  #done = false;

  constructor(stepper: Stepper, options: FrameOptions) {
    this.#options = options;
    this.#collector = new Collector(stepper, { maxValue, larger, stopAt: FloatPixelData });
  }

  async *read(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, undefined> {
    for await (const chunk of chunks) {
      if (this.#collector.parser !== undefined) this.#collector.parser.write(chunk);
      else await this.#collector.write(chunk);
      yield* this.#frames();
      if (this.#done) return;
    }
    if (this.#collector.parser !== undefined) this.#collector.parser.end();
    else await this.#collector.end();
    yield* this.#frames();
    if (!this.#done) throw new DicomError({ code: 'pixel_data_missing' });
  }

  async *#frames(): AsyncGenerator<Frame, void, undefined> {
    try {
      for (let batch; !this.#done && (batch = this.#collector.parser?.next()) !== undefined;) {
        for (const part of batch) {
          if (part.depth === 0 && part.tag === PixelData) yield* this.#take(part);
          if (this.#done) return;
        }
      }
    } catch (error) {
      const isShort = error instanceof DicomError && error.code === 'truncated' && this.#isNative;
      if (!isShort || isStrict(this.#options)) throw error;
      yield* this.#end();
    }
  }

  async *#take(part: Part): AsyncGenerator<Frame, void, undefined> {
    if (part.kind === 'header' || part.kind === 'fragments') await this.#open(part);
    else if (part.kind === 'fragment') yield* this.#checked(this.#assembler?.begin(part.length));
    else if (part.kind === 'value') yield* this.#checked(this.#assembler?.write(part.bytes));
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
    yield* this.#checked(this.#assembler?.end());
  }

  /** What the parser does for the notes of a file, for those of a frame. */
  *#checked(frames: Iterable<Frame> = []): Generator<Frame, void, undefined> {
    const { strict = false } = this.#options;
    for (const frame of frames) {
      const refused = frame.notes.find(({ code }) => strict === true || (strict && !strict.allow.includes(code)));
      if (refused !== undefined) {
        const { code: quirk, position, tag, path } = refused;
        throw new DicomError({ code: 'quirk_refused', quirk, position, tag, path });
      }
      yield frame;
      this.#options.signal?.throwIfAborted();
    }
  }
}
