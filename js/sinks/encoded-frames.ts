// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encoded frames as they arrive: the data set in front of the pixel data is collected, then each frame is handed out as soon
// as its last byte is here. Nothing behind the pixel data is read.

import { Collector } from '../dataset/collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { FloatPixelData } from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import { openStepper, type ReadOptions } from '../parse/options.js';
import type { PartParser } from '../parse/part-parser.js';
import type { Stepper } from '../parse/stepper.js';
import type { Note, Part } from '../part.js';
import { formatTag } from '../path.js';
import { defaultMaxFrameSize, describeImage, largeAttributes, pixelTags } from '../pixels/describe.js';
import { openAssembler } from '../pixels/encoded/assemble.js';
import type { EncodedFrame } from '../pixels/encoded/encoded-frame.js';
import { encodingOf } from '../pixels/encoded/encoding.js';
import { extendedOffsetsOf } from '../pixels/encoded/extended-offsets.js';
import type { FrameAssembler } from '../pixels/encoded/frame-context.js';
import { chunksOf, type Source } from '../source.js';

export interface EncodedFrameOptions extends ReadOptions {
  /** A frame that takes more bytes as it is encoded is an error: 1 GiB by default. Video is one frame. */
  readonly maxEncodedSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of decoded frames, for who decodes them at once. */
export interface ReaderOptions extends EncodedFrameOptions {
  /** A frame that would take more bytes decoded is an error. */
  readonly maxFrameSize?: number | undefined;
}

/** Values that describe pixels are small, but for palettes: three times 128 KiB. */
const maxValue = 262144;

/**
 * Reads the frames of an image as they are encoded, of every transfer syntax: JPEG XL and video, too, and native ones as they
 * stand in the file. At most one frame is held, whatever the file's size. Leaving the loop cancels the source. Each frame owns
 * its bytes; `decodeFrame` decodes it, on this thread or, posted there, on another.
 * @throws DicomError `pixel_data_missing` where there is no image, `frame_too_large`, and where the data cannot be read.
 */
export async function* readEncodedFrames(
  source: Source,
  options: EncodedFrameOptions = {},
): AsyncGenerator<EncodedFrame, void, undefined> {
  for await (const { frame, borrowed } of encodedFrames(source, {
    maxFrameSize: Number.MAX_SAFE_INTEGER,
    ...options,
  })) {
    refuseNotes(frame.notes, options);
    yield borrowed ? { ...frame, data: frame.data.slice() } : frame;
    options.signal?.throwIfAborted();
  }
}

/** A frame on its way to a decoder. */
export interface PassingFrame {
  readonly frame: EncodedFrame;
  /** Whether `data` is a view that is valid only until the next frame is asked for. */
  readonly borrowed: boolean;
}

/**
 * The frames, with as few copies as possible, and as few promises: one generator, whatever goes on in it (measured: each more
 * costs a microsecond a frame). `decodable`: for who decodes them; video is refused at once.
 */
export async function* encodedFrames(
  source: Source,
  options: ReaderOptions,
  decodable = false,
): AsyncGenerator<PassingFrame, void, undefined> {
  const stepper = await openStepper(options);
  const reader = new FrameReader(stepper, options, decodable);
  try {
    for await (const chunk of withEnd(chunksOf(source, options.signal))) {
      await reader.write(chunk);
      for (let part; (part = reader.nextPart()) !== undefined;) {
        if (part.kind === 'header' || part.kind === 'fragments') await reader.open(part);
        for (const frame of reader.take(part)) yield frame;
        if (reader.isDone) return;
      }
      if (reader.isShort) for (const frame of reader.end()) yield frame;
      if (reader.isDone) return;
    }
    throw new DicomError({ code: 'pixel_data_missing' });
  } finally {
    reader.release();
    stepper.release();
  }
}

/** Behind the last chunk one that is none. */
async function* withEnd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined, void, undefined> {
  yield* chunks;
  yield undefined;
}

/** What the parser does for the notes of a file, for those of a frame. */
export function refuseNotes(notes: readonly Note[], { strict = false }: ReadOptions): void {
  const refused = notes.find(({ code }) => strict === true || (strict && !strict.allow.includes(code)));
  if (refused === undefined) return;
  const { code: quirk, position, tag, path } = refused;
  throw new DicomError({ code: 'quirk_refused', quirk, position, tag, path });
}

function isStrict({ strict = false }: ReadOptions): boolean {
  return strict === true || (strict !== false && !strict.allow.includes('pixel_data_short'));
}

class FrameReader {
  /** Nothing more is of use. */
  isDone = false;
  /** The file ends in native pixel data, and that is tolerated. */
  isShort = false;
  readonly #options: ReaderOptions;
  readonly #decodable: boolean;
  readonly #collector: Collector;
  #assembler: FrameAssembler | undefined;
  #isNative = false;
  /** Of the element that holds the pixels. */
  #tag: number | undefined;
  #batch: readonly Part[] = [];
  #next = 0;

  constructor(stepper: Stepper, options: ReaderOptions, decodable: boolean) {
    this.#options = options;
    this.#decodable = decodable;
    this.#collector = new Collector(stepper, { maxValue, larger: largeAttributes, stopAt: FloatPixelData });
  }

  release(): void {
    this.#assembler?.release();
  }

  /** The next chunk; `undefined`: there is none. */
  async write(chunk: Uint8Array | undefined): Promise<void> {
    const { parser } = this.#collector;
    if (chunk === undefined) {
      if (parser !== undefined) parser.end();
      else await this.#collector.end();
    } else if (parser !== undefined) parser.write(chunk);
    else await this.#collector.write(chunk);
  }

  /** The next part of the pixel data, or `undefined` where the chunk is used up. */
  nextPart(): Part | undefined {
    const { parser } = this.#collector;
    if (parser === undefined) return undefined;
    for (;;) {
      const part = this.#batch[this.#next++];
      if (part === undefined) {
        const batch = this.#nextBatch(parser);
        if (batch === undefined) return undefined;
        this.#batch = batch;
        this.#next = 0;
      } else if (part.depth === 0 && this.#isOfPixels(part)) return part;
    }
  }

  #nextBatch(parser: PartParser): readonly Part[] | undefined {
    this.#batch = [];
    try {
      return parser.next();
    } catch (error) {
      this.isShort = error instanceof DicomError && error.code === 'truncated' && this.#isNative;
      if (!this.isShort || isStrict(this.#options)) throw error;
      return undefined;
    }
  }

  #isOfPixels({ tag }: Part): boolean {
    return this.#tag === undefined ? pixelTags.includes(tag) : tag === this.#tag;
  }

  *take(part: Part): Generator<PassingFrame, void, undefined> {
    if (part.kind === 'fragment') yield* this.#passing(this.#assembler?.begin(part.length));
    else if (part.kind === 'value') yield* this.#passing(this.#assembler?.write(part.bytes));
    if (part.kind === 'fragmentsEnd' || (this.#isNative && part.last)) yield* this.end();
  }

  async open(part: Part): Promise<void> {
    const dataset: Dataset = this.#collector.dataset;
    const { transferSyntax } = dataset;
    const { tag, bigEndian, vr, length, position } = part;
    this.#tag = tag;
    this.#isNative = part.kind === 'header';
    if (this.#decodable && encodingOf(transferSyntax) === 'video') {
      throw new DicomError({ code: 'video_unsupported', position, tag, path: formatTag(tag) });
    }
    const { maxFrameSize = defaultMaxFrameSize } = this.#options;
    // Runs of one byte each make an RLE frame twice its size.
    const { maxEncodedSize = this.#decodable ? 2 * maxFrameSize + 64 : defaultMaxFrameSize } = this.#options;
    this.#assembler = await openAssembler(
      describeImage(dataset, { maxFrameSize, tag }),
      { tag, encapsulated: !this.#isNative, transferSyntax, bigEndian, vr, length, position },
      { maxEncodedSize, extended: extendedOffsetsOf(dataset) },
    );
  }

  *end(): Generator<PassingFrame, void, undefined> {
    this.isDone = true;
    yield* this.#passing(this.#assembler?.end());
  }

  *#passing(frames: Iterable<EncodedFrame> = []): Generator<PassingFrame, void, undefined> {
    for (const frame of frames) yield { frame, borrowed: !this.#isNative };
  }
}
