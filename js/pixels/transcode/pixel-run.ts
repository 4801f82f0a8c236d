// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One element Pixel Data on its way from its encoding to decoded parts, frame by frame.

import '../../write-messages.js';
import { NumberOfFrames, SOPClassUID } from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import { type Place, placeOf } from '../../flow/elements.js';
import { emitAll } from '../../flow/file-meta.js';
import type { Emit } from '../../flow/flow.js';
import type { Part } from '../../part.js';
import { Path } from '../../path.js';
import { unlessAborted } from '../../source.js';
import type { FrameDecoder } from '../../wasm/codec.js';
import type { Encoder } from '../../wasm/encode.js';
import { decodeWith } from '../decode.js';
import type { PixelDescription } from '../describe.js';
import type { EncodedFrame } from '../encoded/encoded-frame.js';
import type { FrameAssembler } from '../encoded/frame-context.js';
import type { Frame } from '../frame.js';
import { correctionsFor, differenceOf, frameBits } from './image-form.js';
import type { HeldLevel } from './held-level.js';
import { FragmentOutput, NativeOutput, type PixelOutput } from './native-output.js';
import { isByPlane } from './planes.js';
import type { PartMaker } from './part-maker.js';

/**
 * How Pixel Data are written: `native`, as one value; `encapsulated`, a fragment a frame; `either`: encapsulated where they are
 * larger than one value can be.
 */
export type PixelForm = 'native' | 'encapsulated' | 'either';

export interface RunOptions {
  readonly maker: PartMaker;
  readonly encoder: Encoder;
  readonly decoder: FrameDecoder;
  /** How many frames may be in decoding beside the one that is waited for. */
  readonly ahead: number;
  readonly maxFrameSize: number;
  readonly signal: AbortSignal | undefined;
  readonly form: PixelForm;
  /** Bytes that one value may have. */
  readonly maxLength: number;
  /** Called once the attributes of the image are right: what has been held back goes out. */
  readonly release: (isEncapsulated: boolean) => void | Promise<void>;
}

const nothing: readonly EncodedFrame[] = [];

export class PixelRun {
  /** Nothing more is of the pixel data. */
  isOver = false;
  /** What the element begins with. */
  readonly first: Part;
  readonly #description: PixelDescription;
  readonly #assembler: FrameAssembler;
  readonly #level: HeldLevel;
  readonly #options: RunOptions;
  readonly #isNative: boolean;
  /** Aborted when nobody waits for frames any more. */
  readonly #leaving = new AbortController();
  /** In the order of the file. */
  readonly #decoding: (Frame | Promise<Frame>)[] = [];
  #output: PixelOutput | undefined;
  #form: Frame | undefined;
  #count = 0;

  constructor(
    first: Part,
    description: PixelDescription,
    assembler: FrameAssembler,
    level: HeldLevel,
    options: RunOptions,
  ) {
    this.first = first;
    this.#description = description;
    this.#assembler = assembler;
    this.#level = level;
    this.#options = options;
    this.#isNative = first.kind === 'header';
    options.signal?.addEventListener('abort', this.#onAbort);
  }

  release(): void {
    this.#assembler.release();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#leaving.abort();
  }

  /** The next part, the header of a native value among them. */
  take(part: Part, emit: Emit): void | Promise<void> {
    if (part.kind === 'note') return emit(part);
    const frames =
      part.kind === 'fragment'
        ? this.#assembler.begin(part.length)
        : part.kind === 'value'
          ? this.#assembler.write(part.bytes)
          : nothing;
    const iterator = frames[Symbol.iterator]();
    const next = iterator.next();
    const ends = part.kind === 'fragmentsEnd' || (this.#isNative && part.last);
    if (next.done === true && !ends) return undefined;
    return this.#advance(iterator, next, ends, emit);
  }

  async #advance(
    iterator: Iterator<EncodedFrame>,
    first: IteratorResult<EncodedFrame>,
    ends: boolean,
    emit: Emit,
  ): Promise<void> {
    const { ahead } = this.#options;
    for (let next = first; next.done !== true; next = iterator.next()) await this.#decode(next.value, ahead, emit);
    if (!ends) return;
    for (const frame of this.#assembler.end()) await this.#decode(frame, ahead, emit);
    await this.#writeAll(0, emit);
    this.release();
    this.isOver = true;
    await emitAll(this.#output?.end() ?? [], emit);
  }

  async #decode(encoded: EncodedFrame, ahead: number, emit: Emit): Promise<void> {
    const { decoder, maxFrameSize, signal: given } = this.#options;
    given?.throwIfAborted();
    if (this.#count++ === this.#description.numberOfFrames) throw this.#error('attribute_invalid', NumberOfFrames);
    // What is lent is not there any more when the next frame is; native samples become those of the frame.
    const isLent = this.#assembler.lends && (ahead > 0 || encoded.encoding === 'native');
    const own = isLent ? { ...encoded, data: encoded.data.slice() } : encoded;
    const frame = decodeWith(decoder, own, { maxFrameSize, signal: this.#leaving.signal }, isLent);
    if (frame instanceof Promise) frame.catch(() => undefined); // an error is thrown when its frame's turn has come
    this.#decoding.push(frame);
    await this.#writeAll(ahead, emit);
  }

  /** Writes the first frames, until so many are left in decoding. */
  async #writeAll(left: number, emit: Emit): Promise<void> {
    while (this.#decoding.length > left) {
      const next = this.#decoding.shift() as Frame | Promise<Frame>;
      const frame = next instanceof Promise ? await unlessAborted(next, this.#options.signal) : next;
      if (this.#form === undefined) await this.#begin(frame, emit);
      else {
        const difference = differenceOf(this.#form, frame);
        if (difference !== undefined) throw this.#error('attribute_invalid', difference);
        await this.#emitNotes(frame, emit);
      }
      await emitAll(this.#output?.write(frame) ?? [], emit);
    }
  }

  readonly #onAbort = (): void => this.#leaving.abort(this.#options.signal?.reason);

  /** The first frame tells the form of all. */
  async #begin(frame: Frame, emit: Emit): Promise<void> {
    const { maker, encoder, form, maxLength, release } = this.#options;
    const { numberOfFrames } = this.#description;
    this.#form = frame;
    const bits = frameBits(frame);
    const size = 2 * Math.ceil((bits * numberOfFrames) / 16);
    const isEncapsulated = form === 'encapsulated' || (form === 'either' && size > maxLength);
    const length = isEncapsulated ? 2 * Math.ceil(bits / 16) : size;
    if (length > maxLength) throw this.#error('value_too_long', this.first.tag);
    const byPlane = isByPlane(this.#level.string(SOPClassUID), frame);
    this.#level.correct(correctionsFor(frame, this.#level, byPlane), placeOf(this.first), maker, encoder);
    await release(isEncapsulated);
    await this.#emitNotes(frame, emit);
    // Samples are little endian, whatever was around them.
    const place: Place = { ...placeOf(this.first), explicitVR: true, bigEndian: false };
    // PS3.5 §A.2: of more than 8 bits OW; of fewer either, and bytes have no order.
    const vr = frame.bitsAllocated > 8 ? 'OW' : 'OB';
    this.#output = isEncapsulated
      ? new FragmentOutput(maker, encoder, place, Math.ceil(bits / 8), numberOfFrames, byPlane)
      : new NativeOutput(maker, encoder, place, vr, size, byPlane);
    await emitAll(this.#output.begin(), emit);
  }

  async #emitNotes({ notes }: Frame, emit: Emit): Promise<void> {
    for (const { code } of notes) await emit(this.#options.maker.noteBefore(this.first, code));
  }

  #error(code: 'attribute_invalid' | 'value_too_long', tag: number): DicomError {
    const { position, parent } = this.first;
    return new DicomError({ code, position, tag, path: new Path(parent, tag).toString() });
  }
}
