// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where bytes come from, whatever its form, as one kind of iterable that ends the source when it is left early.

import { DicomError, misuse } from './errors.js';

/** What can be read. A stream is read once; leaving early cancels it. */
export type Source =
  Blob | Response | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | ArrayBuffer | Uint8Array;

/** The bytes of a source in chunks. `signal` ends the reading with its reason and cancels the source. */
export async function* chunksOf(source: Source, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  if (source instanceof Uint8Array) yield source;
  else if (source instanceof ArrayBuffer) yield new Uint8Array(source);
  else if (source instanceof Blob) yield* fromStream(source.stream(), signal);
  else if (source instanceof Response) yield* fromResponse(source, signal);
  else if (source instanceof ReadableStream) yield* fromStream(source, signal);
  else if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) {
    yield* fromIterable(source, signal);
  } else throw misuse('argument_invalid', 'a source is a Blob, Response, stream, async iterable or bytes');
}

async function* fromResponse(response: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new DicomError({ code: 'response_failed' });
  }
  if (response.body !== null) yield* fromStream(response.body, signal);
}

/** By a reader: streams are not async iterable everywhere. */
async function* fromStream(stream: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  // Cancelling settles a read under way, so an abort is felt at once.
  const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener('abort', onAbort);
  let done = false;
  try {
    for (;;) {
      const result = await reader.read();
      signal?.throwIfAborted();
      if (result.done) {
        done = true;
        return;
      }
      yield checked(result.value);
    }
  } catch (error) {
    done = true;
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (!done) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}

/** By hand instead of `for await`, so that an abort is felt while a chunk is waited for. */
async function* fromIterable(iterable: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = iterable[Symbol.asyncIterator]();
  let isLeftEarly = false;
  try {
    for (;;) {
      const result = await unlessAborted(iterator.next(), signal);
      if (result.done === true) return;
      isLeftEarly = true;
      yield checked(result.value);
      isLeftEarly = false;
      signal?.throwIfAborted();
    }
  } catch (error) {
    isLeftEarly ||= signal?.aborted === true;
    throw error;
  } finally {
    // An iterator that still waits for its own source answers only after that: so an abort does not wait for the answer.
    if (isLeftEarly) {
      const left = Promise.resolve(iterator.return?.()).catch(() => undefined);
      if (signal?.aborted !== true) await left;
    }
  }
}

/** The promise, or the signal's reason as soon as it aborts. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function checked(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw misuse('argument_invalid', 'a source gives chunks of type Uint8Array');
}
