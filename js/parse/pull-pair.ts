// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A pair of streams around something that is pushed chunks and gives results, of which one chunk may yield many. Unlike a
// TransformStream it makes a result only when one is asked for, so back-pressure holds inside a chunk too.

/** What stands between the two ends. */
export interface Stage<I, O> {
  write(chunk: I): void;
  end(): void;
  /** The next result; `undefined` when the chunk is used up. */
  next(): O | undefined;
  release(): void;
  /** Where it is set, `next` returned `undefined` only because this must be settled first. */
  readonly ready?: Promise<void> | undefined;
}

/**
 * Makes the pair. `open` is called when the first result is asked for. An error of the stage, an abort, a cancel or the signal
 * reaches both ends, and the stage is released however it ends.
 */
export function pullPair<I, O>(open: () => Promise<Stage<I, O>>, signal?: AbortSignal): ReadableWritablePair<O, I> {
  let stage: Stage<I, O> | undefined;
  let ended = false;
  let over = false;
  let output: ReadableStreamDefaultController<O> | undefined;
  let input: WritableStreamDefaultController | undefined;
  /** Settles the write or close under way: its chunk is used up, or all is done. */
  let used: { resolve: () => void; reject: (reason: unknown) => void } | undefined;
  /** Wakes the pull under way: there is a chunk, or the end. */
  let wake: (() => void) | undefined;
  let waiting: I[] = [];

  function finish(): void {
    over = true;
    waiting = [];
    stage?.release();
    signal?.removeEventListener('abort', onAbort);
    wake?.();
  }

  function fail(reason: unknown): void {
    if (over) return;
    finish();
    output?.error(reason);
    input?.error(reason);
    used?.reject(reason);
  }

  function settle(): Promise<void> {
    wake?.();
    return new Promise<void>((resolve, reject) => (used = { resolve, reject }));
  }

  function onAbort(): void {
    fail(signal?.reason);
  }

  async function pull(controller: ReadableStreamDefaultController<O>): Promise<void> {
    try {
      stage ??= await open();
      for (;;) {
        if (over) return stage.release();
        const result = stage.next();
        if (result !== undefined) return controller.enqueue(result);
        if (stage.ready !== undefined) {
          await stage.ready;
          continue;
        }
        const chunk = waiting.shift();
        if (chunk !== undefined) {
          stage.write(chunk);
        } else if (ended) {
          stage.end();
          const last = stage.next();
          if (last !== undefined) return controller.enqueue(last);
          if (stage.ready !== undefined) continue;
          finish();
          used?.resolve();
          return controller.close();
        } else {
          const woken = new Promise<void>((resolve) => (wake = resolve));
          used?.resolve();
          used = undefined;
          await woken;
        }
      }
    } catch (error) {
      fail(error);
    }
  }

  const readable = new ReadableStream<O>(
    {
      start(controller) {
        output = controller;
      },
      pull,
      cancel(reason) {
        if (over) return;
        finish();
        input?.error(reason);
        used?.reject(reason);
      },
    },
    { highWaterMark: 0 },
  );

  const writable = new WritableStream<I>({
    start(controller) {
      input = controller;
    },
    write(chunk) {
      waiting.push(chunk);
      return settle();
    },
    close() {
      ended = true;
      return settle();
    },
    abort: fail,
  });

  if (signal?.aborted) fail(signal.reason);
  else signal?.addEventListener('abort', onAbort);
  return { readable, writable };
}
