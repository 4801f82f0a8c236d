// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoded frames as they arrive, in order; here one after the other, or several at a time where a decoder has the hands for it.

import type { ReadOptions } from '../parse/options.js';
import { checkRequest, type DecodeOptions, decodeWith } from '../pixels/decode.js';
import type { EncodedFrame } from '../pixels/encoded/encoded-frame.js';
import type { Frame } from '../pixels/frame.js';
import { type Source, unlessAborted } from '../source.js';
import { type FrameDecoder, localDecoder } from '../wasm/codec.js';
import { encodedFrames, type PassingFrame, refuseNotes } from './encoded-frames.js';

export interface FrameOptions extends ReadOptions, DecodeOptions {}

/**
 * Reads and decodes the frames of an image. At most one frame is held, whatever the file's size. Leaving the loop cancels the
 * source. Native pixel data that end too early are filled with zeros; the frame's notes say so (with `strict` it is an error).
 * @throws DicomError `pixel_data_missing` where there is no image, and where the data cannot be read or decoded; TypeError with
 * code `argument_invalid` where the options are wrong.
 */
export function readFrames(source: Source, options: FrameOptions = {}): AsyncGenerator<Frame, void, undefined> {
  return framesOneByOne(source, options, localDecoder);
}

export interface Decoding {
  readonly decoder: FrameDecoder;
  /** How many frames may be in decoding, or decoded and not yet asked for, at a time. */
  readonly ahead: number;
  /** How many bytes they may take, encoded and decoded, unless it is one frame alone: 256 MiB by default. */
  readonly maxAheadSize?: number | undefined;
}

/** The frames in order, decoded by a decoder of the caller's. Leaving the loop aborts what is being decoded. */
export function framesOf(
  source: Source,
  options: FrameOptions,
  decoding: Decoding,
): AsyncGenerator<Frame, void, undefined> {
  const { ahead, decoder } = decoding;
  return ahead > 1 ? framesAhead(source, options, decoding) : framesOneByOne(source, options, decoder);
}

async function* framesOneByOne(
  source: Source,
  options: FrameOptions,
  decoder: FrameDecoder,
): AsyncGenerator<Frame, void, undefined> {
  checkRequest(options);
  options.signal?.throwIfAborted();
  for await (const passing of encodedFrames(source, options, true)) {
    const decoding = decodeWith(decoder, ownedIfNeeded(passing, false), options);
    const frame = decoding instanceof Promise ? await unlessAborted(decoding, options.signal) : decoding;
    refuseNotes(frame.notes, options);
    yield frame;
    options.signal?.throwIfAborted();
  }
}

/** `keeps`: the frame's bytes are needed longer than they are lent. */
function ownedIfNeeded({ borrowed, frame }: PassingFrame, keeps: boolean): EncodedFrame {
  // Native frames become the samples: those of a chunk never do.
  return borrowed && (keeps || frame.encoding === 'native') ? { ...frame, data: frame.data.slice() } : frame;
}

async function* framesAhead(
  source: Source,
  options: FrameOptions,
  { decoder, ahead, maxAheadSize = 2 ** 28 }: Decoding,
): AsyncGenerator<Frame, void, undefined> {
  checkRequest(options);
  options.signal?.throwIfAborted();
  const leaving = new AbortController();
  const { signal } = leaving;
  const onAbort = (): void => leaving.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort);
  const queue = new DecodeQueue(decoder, { ...options, signal });
  const encoded = encodedFrames(source, { ...options, signal }, true);
  /** What is being waited for of the source; nothing, where there is enough at work. */
  let reading: Promise<IteratorResult<PassingFrame, void> | undefined> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  try {
    for (;;) {
      const hasRoom = queue.length === 0 || (queue.length < ahead && queue.size < maxAheadSize);
      if (!ended && hasRoom) {
        reading ??= encoded.next().catch((error: unknown) => {
          failure = { error };
          return undefined;
        });
      }
      const found = await unlessAborted(queue.first(reading), options.signal);
      if (found === 'read') {
        const result = await reading;
        reading = undefined;
        if (result === undefined || result.done === true) ended = true;
        else queue.add(result.value);
      } else if (found === 'frame') {
        const frame = await queue.take();
        refuseNotes(frame.notes, options);
        yield frame;
        options.signal?.throwIfAborted();
      } else {
        if (failure !== undefined) throw failure.error;
        return;
      }
    }
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    if (reading !== undefined || queue.length > 0) leaving.abort();
    await encoded.return().catch(() => undefined);
  }
}

interface Decoded {
  readonly frame: Promise<Frame>;
  readonly size: number;
}

/** Frames in decoding, in the order of the file. */
class DecodeQueue {
  readonly #decoder: FrameDecoder;
  readonly #options: DecodeOptions;
  readonly #frames: Decoded[] = [];
  /** Bytes that they take. */
  size = 0;

  constructor(decoder: FrameDecoder, options: DecodeOptions) {
    this.#decoder = decoder;
    this.#options = options;
  }

  get length(): number {
    return this.#frames.length;
  }

  add(passing: PassingFrame): void {
    const encoded = ownedIfNeeded(passing, true);
    const { rows, columns, samplesPerPixel, bitsAllocated } = encoded.format;
    const size = encoded.data.length + Math.ceil((rows * columns * samplesPerPixel * bitsAllocated) / 8);
    const frame = (async () => decodeWith(this.#decoder, encoded, this.#options, passing.borrowed))();
    frame.catch(() => undefined); // an error is thrown when its frame's turn has come
    this.#frames.push({ frame, size });
    this.size += size;
  }

  /** The first of the two that is there; `undefined` where nothing is waited for. */
  async first(reading: Promise<unknown> | undefined): Promise<'read' | 'frame' | undefined> {
    const next = this.#frames[0]?.frame;
    const frame = next?.then(
      () => 'frame' as const,
      () => 'frame' as const,
    );
    const read = reading?.then(() => 'read' as const);
    if (frame === undefined || read === undefined) return frame ?? read;
    return Promise.race([frame, read]);
  }

  async take(): Promise<Frame> {
    const { frame, size } = this.#frames.shift() as Decoded;
    this.size -= size;
    return frame;
  }
}
