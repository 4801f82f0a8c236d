// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The bytes of an instance as they can be sent, again and again: in a file of the caller's, or stored for the time being.

import { misuse } from '../errors.js';
import { chunksOf, type Source } from '../source.js';

/** What is sent of one instance. */
export interface Content {
  readonly size: number;
  /** From its beginning, any number of times. */
  stream(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** The same where a request takes no stream; what is no Blob is stored for it. */
  blob(signal: AbortSignal): Promise<Blob>;
  /** It is not needed any more. */
  release(): Promise<void>;
}

/** Where contents stand until they are sent. */
export interface Store {
  /** Stores all chunks; where that fails, nothing of them stays. */
  add(chunks: AsyncIterable<Uint8Array>): Promise<Content>;
  /** Removes whatever is there. */
  close(): Promise<void>;
}

/** What cannot be stored: no space, no permission. */
export class StorageError extends Error {
  constructor(cause: unknown) {
    super('what is to be sent cannot be stored', { cause });
    this.name = 'StorageError';
  }
}

/** Runs a call of the storage. */
export async function storing<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new StorageError(error);
  }
}

export function blobContent(blob: Blob): Content {
  return {
    size: blob.size,
    stream: () => Promise.resolve(blob.stream()),
    blob: () => Promise.resolve(blob),
    release: () => Promise.resolve(),
  };
}

/** Of a source that is opened whenever it is read, and says beforehand how long it is. */
export function openedContent(
  size: number,
  open: () => Source | Promise<Source>,
  store: () => Promise<Store>,
): Content {
  const chunks = async (signal: AbortSignal): Promise<AsyncGenerator<Uint8Array>> =>
    ofSize(chunksOf(await open(), signal), size);
  let stored: Content | undefined;
  return {
    size,
    stream: async (signal) => streamOf(await chunks(signal)),
    async blob(signal) {
      stored ??= await (await store()).add(await chunks(signal));
      return stored.blob(signal);
    },
    release: async () => stored?.release(),
  };
}

/** Fails where the chunks are not as many bytes as was said: a file that has changed since. */
async function* ofSize(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = size;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0) throw misuse('argument_invalid', 'a source gives another number of bytes than its size');
}

/** A stream that asks for a chunk when it is asked for one. */
export function streamOf(chunks: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}
