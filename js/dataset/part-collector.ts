// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts to a data set: what flows emit, or what was never a file, is read like what was.

import { noIndex, type Part, partKinds } from '../part.js';
import { eventWords, indexWord } from '../wasm/parser.js';
import { Dataset } from './dataset.js';
import { EventTable, KeptBytes } from './event-table.js';

export interface PartCollectorOptions {
  /** Values of more bytes are not kept: their position and length are known, the bytes are not. 64 KiB by default. */
  readonly maxValue?: number | undefined;
}

const value = partKinds.indexOf('value');

/** Copies what it keeps. Positions count the bytes of the parts, as they stand one after the other. */
export class PartCollector {
  readonly #table = new EventTable(new KeptBytes());
  readonly #maxValue: number;
  readonly #words = new Uint32Array(eventWords);
  readonly #positions = new Float64Array(this.#words.buffer);
  /** Bytes of all parts so far. */
  #position = 0;

  constructor({ maxValue = 65536 }: PartCollectorOptions = {}) {
    this.#maxValue = maxValue;
  }

  add(part: Part): void {
    const { table, row, size } = part;
    const words = this.#words;
    words.set(table.words.subarray(row * eventWords, (row + 1) * eventWords));
    this.#positions[0] = this.#position;
    this.#table.add(words, 1);
    const isValue = partKinds[value] === part.kind;
    if (size > 0 && (!isValue || (part.length <= this.#maxValue && words[indexWord] === noIndex))) {
      this.#table.bytes.keep(part.bytes, this.#position);
    }
    this.#position += size;
  }

  /** What has been collected so far. */
  get dataset(): Dataset {
    return new Dataset(this.#table);
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
      for (const part of batch) collector.add(part);
    }
  } finally {
    // Where reading is left early the source is told; where it is over, this does nothing.
    await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}
