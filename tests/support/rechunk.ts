// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The same bytes cut anew: what reads them must not notice.

import type { Part } from 'dcmstream';
import fc from 'fast-check';

/** Copies of consecutive pieces of `size` bytes; the last may be shorter. */
export function* cutEvery(bytes: Uint8Array, size: number): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** Copies of the pieces between the given positions, empty ones included. */
export function* cutAt(bytes: Uint8Array, positions: readonly number[]): Generator<Uint8Array, void, undefined> {
  let from = 0;
  for (const to of [...positions].sort((a, b) => a - b)) {
    yield bytes.slice(from, to);
    from = to;
  }
  yield bytes.slice(from);
}

/** Places to cut `size` bytes at: few or many, close together or far apart. */
export function cuts(size: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(size), { maxLength: 20 });
}

/** A stream of anything, each made when it is asked for. */
export function streamOf<T>(items: Iterable<T>): ReadableStream<T> {
  const iterator = items[Symbol.iterator]();
  return new ReadableStream<T>(
    {
      pull(controller) {
        const next = iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    },
    { highWaterMark: 0 },
  );
}

/** A stream that tells how much of it was taken. */
export interface CountedSource {
  readonly stream: ReadableStream<Uint8Array>;
  /** How many chunks have been taken. */
  readonly taken: () => number;
  /** Why it was cancelled; `undefined` while it was not. */
  readonly cancelled: () => unknown;
}

/** A stream that makes a chunk only when it is asked for one, and counts. */
export function countedSource(chunks: Iterable<Uint8Array>): CountedSource {
  const iterator = chunks[Symbol.iterator]();
  let taken = 0;
  let cancelled: unknown;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = iterator.next();
        if (next.done === true) {
          controller.close();
          return;
        }
        taken++;
        controller.enqueue(next.value);
      },
      cancel(reason) {
        cancelled = reason ?? 'cancelled';
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => taken, cancelled: () => cancelled };
}

/** Everything that a stream gives. */
export async function gather<T>(stream: ReadableStream<T>): Promise<T[]> {
  const all: T[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return all;
    all.push(value);
  }
}

/** The pieces of one value put together, so that lists of parts can be compared whatever the cuts. */
export interface WholePart {
  readonly kind: string;
  readonly position: number;
  readonly tag: number;
  readonly vr: string;
  readonly length: number;
  readonly index: number;
  readonly depth: number;
  readonly path: string;
  readonly flags: string;
  readonly note: string | undefined;
  last: boolean;
  bytes: Uint8Array;
}

const runs = new Set(['value', 'deflated', 'unknown', 'unparsed']);

/** Parts with the pieces of each value joined, their bytes copied. */
export function joinParts(parts: Iterable<Part>): WholePart[] {
  const whole: { part: WholePart; pieces: Uint8Array[] }[] = [];
  for (const part of parts) {
    const open = whole.at(-1);
    if (open !== undefined && continues(open.part, part)) {
      open.pieces.push(part.bytes);
      open.part.last = part.last;
      continue;
    }
    const { kind, position, tag, vr, length, index, depth, note, last } = part;
    const flags = [part.explicitVR && 'explicit', part.bigEndian && 'big', part.meta && 'meta'].filter(Boolean).join();
    const path = part.path.toString();
    const copy = { kind, position, tag, vr, length, index, depth, path, flags, note, last, bytes: new Uint8Array(0) };
    whole.push({ part: copy, pieces: [part.bytes] });
  }
  return whole.map(({ part, pieces }) => ({ ...part, bytes: concatenated(pieces) }));
}

/** The same as text, a line a part: quick to compare. */
export function partLines(parts: Iterable<Part>): string[] {
  return joinParts(parts).map(
    ({ bytes, ...fields }) => `${JSON.stringify(fields)} ${Buffer.from(bytes).toString('hex')}`,
  );
}

/** Whether a part is a further piece of what is open: an own one, with a tag of its own, must never pass for one. */
function continues(open: WholePart, part: Part): boolean {
  const { kind, tag, index, length, vr } = part;
  const isSame = open.kind === kind && open.tag === tag && open.index === index && open.vr === vr;
  return runs.has(kind) && isSame && open.length === length && !open.last;
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
