// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Takes chunks of any size and drives the core through them: what the core must see is copied into its window, long
// values are not, and a header that a chunk's end cuts waits here for the rest.

import { type QuirkCode, quirkCodes, type StatusCode, statusCodes } from '../codes.js';
import { DicomError, misuse } from '../errors.js';
import { partKinds } from '../part.js';
import { formWord, type ParserSlot } from '../wasm/parser.js';
import type { Inflater } from '../wasm/zlib.js';
import { inflating, loadInflating } from './inflating.js';

export interface StepperOptions {
  /** Whether a deflated data set is inflated and parsed, or passed on as it is. */
  readonly inflate: boolean;
  /** Where the deflated bytes break off, what they gave is all. */
  readonly tolerant: boolean;
  readonly maxInflateRatio?: number | undefined;
}

/** What the last `advance` found. */
export type Step =
  /** The chunk is used up; or, where `loading` is set, nothing can be done before it is settled. */
  | 'input'
  /** Rows 0 to `events` of `slot.words`; the bytes of each are in `base`, at its position less `origin`. */
  | 'events'
  /** `runSize` bytes of `base` at `runOffset`, unread: they are what `slot.run` says. */
  | 'run'
  | 'finished'
  /** Nothing more can be read: `failure` says why, now and ever after. */
  | 'failed';

const needInput = statusCodes.indexOf('need_input');
const eventsFull = statusCodes.indexOf('events_full');
const finished = statusCodes.indexOf('finished');
const deflated = partKinds.indexOf('deflated');

/** The first step after a long value is small, since another may follow at once; they grow while none does (measured). */
const firstStep = 8192;
/** How much of a new chunk is joined to a cut header at first: more than any header. */
const firstJoin = 64;
/** A size has 32 bits; chunks may be larger. */
const largestRun = 0x7fffffff;

export class Stepper {
  /** What the offsets of the last step refer to: the chunk, or a cut header joined to the beginning of a chunk. */
  base: Uint8Array = new Uint8Array(0);
  /** The position in the file of the first byte of `base`. */
  origin = 0;
  events = 0;
  runOffset = 0;
  runSize = 0;
  /** Whether the run ends the value. */
  runLast = false;
  runPosition = 0;
  failure: DicomError | undefined;
  /** Settles when the module that inflates is there, which is loaded when the first deflated data set is met. */
  loading: Promise<void> | undefined;

  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0; // in the chunk, of the first byte that the core has not been given
  #carry: Uint8Array = new Uint8Array(0); // bytes before it that the core could not use yet
  #position = 0; // of the first byte of the carry, or else of the chunk at its offset
  #ended = false;
  #finished = false;
  #skip = 0;
  #skipped = 0;
  #stepSize = firstStep;
  #windowBegin = 0; // of what the core has not read of the window, while its table was full
  #windowEnd = 0;
  #windowOffset = 0; // in `base`, of the window's first byte
  #joined = 0; // how many bytes of `base` came from the carry
  #inflater: Inflater | undefined;
  readonly #remarked = new Set<QuirkCode>(); // of the inflater

  constructor(
    readonly slot: ParserSlot,
    readonly options: StepperOptions,
  ) {}

  /** Gives the next chunk. The one before must be used up. */
  write(chunk: Uint8Array): void {
    if (this.#ended) throw misuse('argument_invalid', 'a chunk after the end');
    if (!(chunk instanceof Uint8Array)) throw misuse('argument_invalid', 'a chunk is a Uint8Array');
    if (this.#inflater !== undefined) {
      this.#inflater.write(chunk);
    } else {
      this.#chunk = chunk;
      this.#offset = 0;
    }
  }

  /** Of a source that can be read anywhere: passes over bytes that need not be read, at most `limit`; returns how many. */
  jump(limit: number): number {
    if (this.#offset < this.#chunk.length || this.#inflater !== undefined) return 0;
    const size = Math.min(this.#skip, limit);
    this.#skip -= size;
    this.#skipped += size;
    this.#position += size;
    return size;
  }

  /** Frees the parser and all that belongs to it; a second call does nothing. */
  release(): void {
    this.slot.release();
    this.#inflater?.release();
  }

  /** Nothing follows. */
  end(): void {
    this.#ended = true;
  }

  /** Goes on to the next events, the next run, or the end of the chunk. */
  advance(): Step {
    for (;;) {
      if (this.failure !== undefined) return 'failed';
      if (this.#finished) return 'finished';
      if (this.#windowBegin === this.#windowEnd) {
        if (this.#offset === this.#chunk.length && this.#inflater !== undefined) {
          this.#refill(this.#inflater);
          if (this.failure !== undefined) continue;
        }
        if (this.#waitsForInflater() && (this.#offset < this.#chunk.length || this.#carry.length > 0)) {
          if (!this.#inflate()) return 'input';
          continue;
        }
        if (this.#skip > 0 && this.#offset < this.#chunk.length) return this.#run();
        if (!this.#load()) return 'input';
      }
      this.#parse();
      if (this.events > 0) return 'events';
    }
  }

  /** Whether the positions count inflated bytes by now. */
  get isInflating(): boolean {
    return this.#inflater !== undefined;
  }

  #waitsForInflater(): boolean {
    const { inflate } = this.options;
    if (this.#skip === 0 || !inflate || this.#inflater !== undefined) return false;
    return (((this.slot.run[formWord] as number) >>> 16) & 0xff) === deflated;
  }

  /** What is left of the chunk, and all that follows, goes through the inflater; false while that is being loaded. */
  #inflate(): boolean {
    const open = inflating();
    if (open === undefined) {
      this.loading ??= loadInflating().finally(() => (this.loading = undefined));
      return false;
    }
    const { maxInflateRatio } = this.options;
    const inflater = open({ maxInflateRatio, position: this.#position });
    const rest = this.#chunk.subarray(this.#offset);
    const all = new Uint8Array(this.#carry.length + rest.length);
    all.set(this.#carry);
    all.set(rest, this.#carry.length);
    inflater.write(all);
    this.#inflater = inflater;
    this.#carry = new Uint8Array(0);
    this.#chunk = new Uint8Array(0);
    this.#offset = 0;
    this.#skip = 0;
    this.slot.inflate();
    return true;
  }

  /** The next inflated piece in place of the used-up one, where there is one. */
  #refill(inflater: Inflater): void {
    if (this.#ended) inflater.end();
    let piece: Uint8Array | undefined;
    try {
      piece = inflater.next();
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
      if (error.code !== 'truncated' || !this.options.tolerant) this.failure = error;
    }
    const isAtEnd = this.#ended && piece === undefined;
    for (const quirk of inflater.quirks) {
      if (this.#remarked.has(quirk)) continue;
      // Where the chunks fell decides when the inflater sees what follows the deflated bytes: it is told at the end.
      if (quirk === 'deflate_trailing_bytes' && !isAtEnd) continue;
      this.#remarked.add(quirk);
      this.slot.remark(quirkCodes.indexOf(quirk));
    }
    this.#chunk = piece ?? new Uint8Array(0);
    this.#offset = 0;
  }

  /** Bytes of a value that the core need not see: they are passed on where they are. */
  #run(): Step {
    const size = Math.min(this.#skip, this.#chunk.length - this.#offset, largestRun);
    this.base = this.#chunk;
    this.runOffset = this.#offset;
    this.runSize = size;
    this.runPosition = this.#position;
    this.#skip -= size;
    this.#skipped += size;
    this.#offset += size;
    this.#position += size;
    this.runLast = this.#skip === 0;
    this.#stepSize = firstStep;
    return 'run';
  }

  /** Fills the window; false where there is nothing new to fill it with. */
  #load(): boolean {
    const rest = this.#chunk.length - this.#offset;
    if (rest === 0 && !this.#ended) return false;
    const carried = this.#carry.length;
    if (carried > 0) {
      const joined = Math.min(rest, Math.max(firstJoin, carried));
      this.base = new Uint8Array(carried + joined);
      this.base.set(this.#carry);
      this.base.set(this.#chunk.subarray(this.#offset, this.#offset + joined), carried);
      this.origin = this.#position;
      this.#joined = carried;
      this.#windowEnd = carried + joined;
      this.#windowOffset = 0;
      this.#offset += joined;
    } else {
      const size = Math.min(rest, this.#stepSize);
      this.base = this.#chunk;
      this.origin = this.#position - this.#offset;
      this.#joined = 0;
      this.#windowEnd = size;
      this.#windowOffset = this.#offset;
      this.#offset += size;
      this.#stepSize = Math.min(this.#stepSize * 2, this.slot.windowSize);
    }
    this.#windowBegin = 0;
    this.#fill();
    return true;
  }

  #fill(): void {
    this.slot.fill(this.base.subarray(this.#windowOffset, this.#windowOffset + this.#windowEnd));
  }

  #parse(): void {
    const { slot } = this;
    if (this.#windowBegin < this.#windowEnd && !slot.holdsWindow) this.#fill();
    const isDrained = this.#inflater === undefined || this.#chunk.length === 0;
    const final = this.#ended && isDrained && this.#offset === this.#chunk.length;
    const status = slot.parse(this.#skipped, this.#windowBegin, this.#windowEnd, final);
    const consumed = slot.consumed;
    this.#skipped = 0;
    this.events = slot.events;
    this.#position += consumed;
    this.#windowBegin += consumed;
    if (status === eventsFull && this.#windowBegin < this.#windowEnd) return;
    this.#settle();
    this.#skip = slot.skip;
    if (status === finished) {
      this.#finished = true;
    } else if (status !== needInput && status !== eventsFull) {
      this.failure = this.#fail(statusCodes[status] as StatusCode);
    }
  }

  /** Takes what the core left of the window back: to the chunk where it came from there, else to the carry. */
  #settle(): void {
    const left = this.#windowEnd - this.#windowBegin;
    const chunkBytes = this.#windowEnd - this.#joined;
    if (left <= chunkBytes && (this.#offset < this.#chunk.length || left === 0 || this.#joined > 0)) {
      this.#offset -= left;
      this.#carry = new Uint8Array(0);
    } else {
      const end = this.#joined > 0 ? this.base.length : this.#offset;
      this.#carry = this.base.slice(end - left, end);
    }
    this.#windowBegin = this.#windowEnd = 0;
  }

  #fail(code: StatusCode): DicomError {
    const { position, tag, refused } = this.slot.failure;
    const quirk = refused === undefined ? undefined : quirkCodes[refused];
    return new DicomError({ code, position, tag: tag === 0 ? undefined : tag, quirk });
  }
}
