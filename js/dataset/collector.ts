// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Chunks to a data set: copies the events, and of the bytes those that are to be kept.

import { DicomError } from '../errors.js';
import { partKinds } from '../part.js';
import { Path } from '../path.js';
import { PartParser } from '../parse/part-parser.js';
import type { Stepper } from '../parse/stepper.js';
import { moduleNow } from '../wasm/load.js';
import { eventWords, formWord, indexWord, lengthWord, noIndex, sizeWord, tagWord } from '../wasm/parser.js';
import { Dataset } from './dataset.js';
import { EventTable, KeptBytes } from './event-table.js';

const value = partKinds.indexOf('value');

export interface CollectorOptions {
  /** The bytes of the whole file, where they are at hand: borrowed, not copied. */
  readonly whole?: Uint8Array | undefined;
  /** Values of more bytes are not kept. */
  readonly maxValue: number;
  /** Elements whose values may have more bytes, and how many. */
  readonly larger?: { readonly tags: readonly number[]; readonly maxValue: number } | undefined;
  /** Ends before the first element of the root, behind the file meta, whose tag is not below it. */
  readonly stopAt?: number | undefined;
}

export class Collector {
  readonly table: EventTable;
  readonly stepper: Stepper;
  /** Once `stopAt` is reached: goes on there, part by part. */
  parser: PartParser | undefined;
  readonly #options: CollectorOptions;

  constructor(stepper: Stepper, options: CollectorOptions) {
    this.#options = options;
    this.table = new EventTable(new KeptBytes(options.whole));
    this.stepper = stepper;
  }

  get dataset(): Dataset {
    return new Dataset(this.table);
  }

  /** Takes the next chunk; true once `stopAt` is reached. */
  async write(chunk: Uint8Array): Promise<boolean> {
    this.stepper.write(chunk);
    return this.#drainAll();
  }

  /** Nothing follows. */
  async end(): Promise<void> {
    this.stepper.end();
    await this.#drainAll();
  }

  /** All at once. @throws TypeError with code `not_ready` where the data set is deflated and `zlib` is not loaded. */
  readNow(whole: Uint8Array): void {
    this.stepper.write(whole);
    if (this.#drain()) return;
    if (this.stepper.loading !== undefined) moduleNow('zlib');
    this.stepper.end();
    this.#drain();
  }

  async #drainAll(): Promise<boolean> {
    for (;;) {
      if (this.#drain()) return true;
      if (this.stepper.loading === undefined) return false;
      await this.stepper.loading;
    }
  }

  /** Passes over bytes that need be neither read nor kept, at most `limit`; returns how many. */
  jump(limit: number): number {
    const isKept = this.parser === undefined && this.#keeps(this.stepper.slot.run, 0);
    return isKept ? 0 : this.stepper.jump(limit);
  }

  /** Whether the values are not in the bytes that were given whole, but in the inflated ones. */
  get isElsewhere(): boolean {
    return this.#options.whole !== undefined && this.stepper.isInflating;
  }

  /** Goes on as far as it gets; true once `stopAt` is reached. */
  #drain(): boolean {
    const { stepper } = this;
    for (;;) {
      const step = stepper.advance();
      if (this.isElsewhere) return true;
      if (step === 'run') this.#keepRun();
      else if (step === 'events') {
        if (this.#takeEvents()) return true;
      } else if (stepper.failure !== undefined) throw this.#located(stepper.failure);
      else return false;
    }
  }

  #takeEvents(): boolean {
    const { table, stepper } = this;
    const { words } = stepper.slot;
    const first = table.rows;
    table.add(words, stepper.events);
    if (this.#options.whole === undefined) this.#keepEvents(words);
    const { stopAt } = this.#options;
    if (stopAt === undefined) return false;
    const row = table.reaches(stopAt, first);
    if (row < 0) return false;
    table.cut(row);
    this.parser = PartParser.after(stepper, row - first);
    return true;
  }

  /** Keeps the bytes of all events but values that are not kept; neighbours go in one piece. */
  #keepEvents(words: Uint32Array): void {
    const { base, origin, events, slot } = this.stepper;
    const { positions } = slot;
    let from = -1;
    let to = -1;
    for (let row = 0; row < events; row++) {
      const at = row * eventWords;
      const kind = ((words[at + formWord] as number) >>> 16) & 0xff;
      if (kind === value && !this.#keeps(words, at)) continue;
      const begin = (positions[row * 4] as number) - origin;
      if (begin !== to) {
        if (to > from) this.table.bytes.keep(base.subarray(from, to), origin + from);
        from = begin;
      }
      to = begin + (words[at + sizeWord] as number);
    }
    if (to > from) this.table.bytes.keep(base.subarray(from, to), origin + from);
  }

  #keepRun(): void {
    const { base, runOffset, runSize, runPosition, slot } = this.stepper;
    const kind = ((slot.run[formWord] as number) >>> 16) & 0xff;
    // Of a value the header tells; what is no value, such as what cannot be parsed, must be told itself.
    if (kind !== value) {
      const words = slot.run.slice();
      words[sizeWord] = runSize;
      new Float64Array(words.buffer)[0] = runPosition;
      this.table.add(words, 1);
    }
    if (this.#options.whole !== undefined || kind !== value) return;
    if (!this.#keeps(slot.run, 0)) return;
    this.table.bytes.keep(base.subarray(runOffset, runOffset + runSize), runPosition);
  }

  /** Whether a value is kept: not a large one, nor that of a fragment, which is known by its position and length. */
  #keeps(words: Uint32Array, at: number): boolean {
    if (words[at + indexWord] !== noIndex) return false;
    const { maxValue, larger } = this.#options;
    const length = words[at + lengthWord] as number;
    if (length <= maxValue || larger === undefined) return length <= maxValue;
    return length <= larger.maxValue && larger.tags.includes(words[at + tagWord] as number);
  }

  #located(error: DicomError): DicomError {
    const { code, position, tag, quirk } = error;
    if (tag === undefined) return error;
    return new DicomError({ code, position, tag, quirk, path: new Path(this.table.openItem(), tag).toString() });
  }
}
