// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Chunks to a data set: copies the events, and of the bytes those that are to be kept.

import { DicomError } from '../errors.js';
import { partKinds } from '../part.js';
import { Path } from '../path.js';
import { Stepper } from '../parse/stepper.js';
import { eventWords, formWord, lengthWord, type ParserSlot, sizeWord } from '../wasm/parser.js';
import { Dataset } from './dataset.js';
import { EventTable, KeptBytes } from './event-table.js';

const value = partKinds.indexOf('value');
const deflated = partKinds.indexOf('deflated');

export interface CollectorOptions {
  /** The bytes of the whole file, where they are at hand: borrowed, not copied. */
  readonly whole?: Uint8Array | undefined;
  /** Values of more bytes are not kept. */
  readonly maxValue: number;
  /** Ends before the first element of the root, behind the file meta, whose tag is not below it. */
  readonly stopAt?: number | undefined;
}

export class Collector {
  readonly table: EventTable;
  readonly stepper: Stepper;
  /** At which of the last step's events `stopAt` was reached; -1 before. */
  stoppedAt = -1;
  readonly #options: CollectorOptions;

  constructor(slot: ParserSlot, options: CollectorOptions) {
    this.#options = options;
    this.table = new EventTable(new KeptBytes(options.whole));
    this.stepper = new Stepper(slot);
  }

  get dataset(): Dataset {
    return new Dataset(this.table);
  }

  /** Takes the next chunk; true once all that was asked for is here. */
  write(chunk: Uint8Array): boolean {
    this.stepper.write(chunk);
    return this.#drain();
  }

  /** Nothing follows; true where `stopAt` was reached in what was left. */
  end(): boolean {
    this.stepper.end();
    this.#drain();
    return this.stoppedAt >= 0;
  }

  #drain(): boolean {
    const { stepper } = this;
    for (;;) {
      if (stepper.failure !== undefined) throw this.#located(stepper.failure);
      const step = stepper.advance();
      if (step === 'run') this.#keepRun();
      else if (step === 'events') {
        if (this.#takeEvents()) return true;
      } else return step === 'finished';
    }
  }

  #takeEvents(): boolean {
    const { table, stepper } = this;
    const { words } = stepper.slot;
    const first = table.rows;
    table.add(words, stepper.events);
    if (table.isDeflated(first)) throw new DicomError({ code: 'transfer_syntax_unsupported', position: stepper.origin });
    if (this.#options.whole === undefined) this.#keepEvents(words);
    const { stopAt } = this.#options;
    if (stopAt === undefined) return false;
    const row = table.reaches(stopAt, first);
    if (row < 0) return false;
    table.cut(row);
    this.stoppedAt = row - first;
    return true;
  }

  /** Keeps the bytes of all events but large values; neighbours go in one piece. */
  #keepEvents(words: Uint32Array): void {
    const { base, origin, events, slot } = this.stepper;
    const { positions } = slot;
    let from = -1;
    let to = -1;
    for (let row = 0; row < events; row++) {
      const at = row * eventWords;
      const kind = ((words[at + formWord] as number) >>> 16) & 0xff;
      if (kind === value && (words[at + lengthWord] as number) > this.#options.maxValue) continue;
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
    if (this.#options.whole !== undefined) return;
    const kind = ((slot.run[formWord] as number) >>> 16) & 0xff;
    if (kind === deflated) throw new DicomError({ code: 'transfer_syntax_unsupported', position: runPosition });
    if (kind !== value || (slot.run[lengthWord] as number) > this.#options.maxValue) return;
    this.table.bytes.keep(base.subarray(runOffset, runOffset + runSize), runPosition);
  }

  #located(error: DicomError): DicomError {
    const { code, position, tag, quirk } = error;
    if (tag === undefined) return error;
    return new DicomError({ code, position, tag, quirk, path: new Path(this.table.openItem(), tag).toString() });
  }
}
