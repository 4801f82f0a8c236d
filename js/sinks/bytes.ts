// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts back to bytes. Nothing that is large is copied.

import type { Part } from '../part.js';
import type { Deflater } from '../wasm/zlib.js';

/** A run of this many bytes goes out as it is; smaller ones go out together, since a chunk costs more than the copy (measured). */
const largeRun = 16 * 1024;
/** What goes out together has at most so many bytes, and one small run. */
const packSize = 64 * 1024;
const nothing = new Uint8Array(0);

/** A shorter run is copied byte by byte: a view of it would cost more (measured). */
const shortRun = 48;

/** Neighbours that are views of the same chunk, one run after the other; a list of them would cost as much as the copy (measured). */
class Runs {
  readonly #parts: readonly Part[];
  readonly #to: number;
  base: Uint8Array = nothing;
  begin = 0;
  end = 0;

  /** The runs of the parts from `next`, the first that is of no run yet, up to `to`. */
  constructor(
    parts: readonly Part[],
    public next: number,
    to: number,
  ) {
    this.#parts = parts;
    this.#to = to;
  }

  /** Goes on to the next run; `false` behind the last one. */
  advance(): boolean {
    const parts = this.#parts;
    this.begin = -1;
    for (; this.next < this.#to; this.next++) {
      const part = parts[this.next] as Part;
      const { size, base } = part;
      if (size === 0) continue;
      const { offset } = part;
      if (this.begin < 0) {
        this.base = base;
        this.begin = offset;
      } else if (base !== this.base || offset !== this.end) {
        return true;
      }
      this.end = offset + size;
    }
    return this.begin >= 0;
  }

  get view(): Uint8Array {
    return this.base.subarray(this.begin, this.end);
  }
}

/** The bytes of a batch, in few pieces. What stands together in one chunk is a view of it; small views are put together. */
export function joinBytes(parts: readonly Part[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const runs = new Runs(parts, 0, parts.length);
  let from = 0;
  let size = 0;
  const flush = (to: number): void => {
    if (size > 0) pieces.push(packed(parts, from, to, size));
    from = to;
    size = 0;
  };
  for (let at = 0; runs.advance(); at = runs.next) {
    const length = runs.end - runs.begin;
    if (length >= largeRun || size >= packSize) flush(at);
    if (length < largeRun) size += length;
    else {
      pieces.push(runs.view);
      from = runs.next;
    }
  }
  flush(parts.length);
  return pieces;
}

/** The bytes of the parts from `from` to `to`, which are `size`. */
function packed(parts: readonly Part[], from: number, to: number, size: number): Uint8Array {
  const runs = new Runs(parts, from, to);
  runs.advance();
  if (runs.end - runs.begin === size) return runs.view;
  const bytes = new Uint8Array(size);
  let offset = 0;
  do {
    const { base, begin, end } = runs;
    if (end - begin > shortRun) bytes.set(runs.view, offset);
    else for (let i = begin; i < end; i++) bytes[offset + i - begin] = base[i] as number;
    offset += end - begin;
  } while (runs.advance());
  return bytes;
}

/** Batches of parts to bytes, without streams. A data set that was inflated is deflated again. */
export class BytesMaker {
  #deflater: Deflater | undefined;

  /** The bytes of the next batch; a promise where what deflates is not there yet. */
  next(parts: readonly Part[]): Uint8Array[] | Promise<Uint8Array[]> {
    if (this.#deflater !== undefined) return this.#deflated(this.#deflater, parts);
    const first = parts.findIndex((part) => part.inflated && part.size > 0);
    return first < 0 ? joinBytes(parts) : this.#firstDeflated(parts, first);
  }

  /** What is left at the end. */
  end(): Uint8Array[] {
    const deflater = this.#deflater;
    if (deflater === undefined) return [];
    deflater.end();
    const pieces = piecesOf(deflater);
    this.release();
    return pieces;
  }

  release(): void {
    this.#deflater?.release();
    this.#deflater = undefined;
  }

  /** The module is loaded with the first deflated data set. */
  async #firstDeflated(parts: readonly Part[], first: number): Promise<Uint8Array[]> {
    const { openDeflater } = await import('../wasm/zlib.js');
    const deflater = await openDeflater();
    this.#deflater = deflater;
    return [...joinBytes(parts.slice(0, first)), ...this.#deflated(deflater, parts.slice(first))];
  }

  #deflated(deflater: Deflater, parts: readonly Part[]): Uint8Array[] {
    return joinBytes(parts).flatMap((piece) => {
      deflater.write(piece);
      return piecesOf(deflater);
    });
  }
}

function piecesOf(deflater: Deflater): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let piece; (piece = deflater.next()) !== undefined;) pieces.push(piece);
  return pieces;
}

/**
 * A pair for `pipeThrough`: batches of parts to bytes. Parts that no flow touched are the original bytes. A data set that was
 * inflated is deflated again, since the file meta declares it so (PS3.5 §A.5).
 */
export function bytes(): ReadableWritablePair<Uint8Array, readonly Part[]> {
  const maker = new BytesMaker();
  return new TransformStream<readonly Part[], Uint8Array>(
    {
      async transform(parts, controller) {
        for (const piece of await maker.next(parts)) controller.enqueue(piece);
      },
      flush(controller) {
        for (const piece of maker.end()) controller.enqueue(piece);
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}
