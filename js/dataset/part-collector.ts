// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts to a data set: what flows emit, or what was never a file, is read like what was.

import { noIndex, type Part, partKinds } from '../part.js';
import { eventWords, formWord, indexWord, lengthWord } from '../wasm/parser.js';
import { Dataset } from './dataset.js';
import { EventTable, KeptBytes } from './event-table.js';

export interface PartCollectorOptions {
  /** Values of more bytes are not kept: their position and length are known, the bytes are not. 64 KiB by default. */
  readonly maxValue?: number | undefined;
}

const value = partKinds.indexOf('value');

/** Rows go to the table in blocks, and bytes in runs: each by itself they cost twice as much (measured). */
const rowsOfBlock = 256;

/** Copies what it keeps. Positions count the bytes of the parts, as they stand one after the other. */
export class PartCollector {
  readonly #table = new EventTable(new KeptBytes());
  readonly #maxValue: number;
  readonly #words = new Uint32Array(rowsOfBlock * eventWords);
  readonly #positions = new Float64Array(this.#words.buffer);
  #rows = 0;
  /** Bytes of all parts so far. */
  #position = 0;
  /** The run that is still to be copied, and where it stands among all bytes. */
  #base: Uint8Array | undefined;
  #begin = 0;
  #end = 0;
  #runPosition = 0;

  constructor({ maxValue = 65536 }: PartCollectorOptions = {}) {
    this.#maxValue = maxValue;
  }

  add(part: Part): void {
    this.#add(part);
    this.#keepRun();
  }

  addAll(parts: readonly Part[]): void {
    for (const part of parts) this.#add(part);
    this.#keepRun();
  }

  /** What has been collected so far. */
  get dataset(): Dataset {
    this.#flushRows();
    return new Dataset(this.#table);
  }

  #add(part: Part): void {
    const { table, row, size } = part;
    const words = this.#words;
    if (this.#rows === rowsOfBlock) this.#flushRows();
    const to = this.#rows++ * eventWords;
    const from = row * eventWords;
    for (let i = 0; i < eventWords; i++) words[to + i] = table.words[from + i] as number;
    this.#positions[to / 2] = this.#position;
    if (size === 0) return;
    const isValue = (((words[to + formWord] as number) >>> 16) & 0xff) === value;
    if (!isValue || ((words[to + lengthWord] as number) <= this.#maxValue && words[to + indexWord] === noIndex)) {
      this.#keep(part.base, part.offset, size);
    }
    this.#position += size;
  }

  #keep(base: Uint8Array, offset: number, size: number): void {
    const isNext = this.#position === this.#runPosition + this.#end - this.#begin;
    if (base !== this.#base || offset !== this.#end || !isNext) {
      this.#keepRun();
      this.#base = base;
      this.#begin = offset;
      this.#runPosition = this.#position;
    }
    this.#end = offset + size;
  }

  #keepRun(): void {
    if (this.#base === undefined) return;
    this.#table.bytes.keep(this.#base.subarray(this.#begin, this.#end), this.#runPosition);
    this.#base = undefined;
  }

  #flushRows(): void {
    this.#table.add(this.#words, this.#rows);
    this.#rows = 0;
  }
}

/**
 * Reads a data set from parts: `readParts(source.pipeThrough(parse()).pipeThrough(through(toUtf8())))`. Memory is bounded by what
 * is kept: headers, and values up to `maxValue`. Positions are those in the bytes that the parts make.
 */
export async function readParts(
  parts: ReadableStream<readonly Part[]>,
  options: PartCollectorOptions = {},
): Promise<Dataset> {
  const collector = new PartCollector(options);
  const reader = parts.getReader();
  try {
    for (;;) {
      const { done, value: batch } = await reader.read();
      if (done) return collector.dataset;
      collector.addAll(batch);
    }
  } finally {
    // Where reading is left early the source is told; where it is over, this does nothing.
    await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
