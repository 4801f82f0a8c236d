// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A pair of streams around something that pushes results, any number of them a chunk. Unlike a TransformStream it lets who pushes
// wait until the reader asks for more, so that back-pressure holds where a small chunk gives much; and it says when all is over.

/** Where results go. */
export interface PushOutput<O> {
  push(result: O): void;
  /** Settled once the reader asks for more than has been pushed; `undefined` where it does so already. */
  wanted(): Promise<void> | undefined;
}

/** What stands between the two ends. */
export interface PushStage<I> {
  /** `false`: what has been pushed is all; the source is cancelled. */
  write(chunk: I): Promise<boolean>;
  end(): Promise<void>;
  /** Called once, however it ends. */
  release(): void;
}

/** Makes the pair. `open` is called at once. An error of the stage, an abort or a cancel reaches both ends. */
export function pushPair<I, O>(open: (output: PushOutput<O>) => Promise<PushStage<I>>): ReadableWritablePair<O, I> {
  let stage: PushStage<I> | undefined;
  let output: ReadableStreamDefaultController<O> | undefined;
  let input: WritableStreamDefaultController | undefined;
  let over = false;
  let isWanted = false;
  let wake: (() => void) | undefined;

  function finish(): void {
    over = true;
    wake?.();
    stage?.release();
  }

  function fail(reason: unknown): void {
    if (over) return;
    finish();
    output?.error(reason);
    input?.error(reason);
  }

  function wanted(): Promise<void> | undefined {
    return isWanted || over ? undefined : new Promise<void>((resolve) => (wake = resolve));
  }

  function push(result: O): void {
    if (over) return;
    isWanted = false;
    output?.enqueue(result);
  }

  /** Runs a step; its error is that of both ends. */
  async function run(step: () => Promise<void>): Promise<void> {
    try {
      if (!over) await step();
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  const readable = new ReadableStream<O>(
    {
      start(controller) {
        output = controller;
      },
      pull() {
        isWanted = true;
        wake?.();
      },
      cancel(reason) {
        if (over) return;
        finish();
        input?.error(reason);
      },
    },
    { highWaterMark: 0 },
  );

  const writable = new WritableStream<I>(
    {
      start(controller) {
        input = controller;
        return run(async () => {
          stage = await open({ push, wanted });
          if (over) stage.release();
        });
      },
      write(chunk) {
        return run(async () => {
          await wanted();
          if (over || (await stage?.write(chunk)) !== false) return;
          if (over) return;
          finish();
          output?.close();
          input?.error(new TypeError('the stream has ended here'));
        });
      },
      close() {
        return run(async () => {
          await stage?.end();
          if (over) return;
          finish();
          output?.close();
        });
      },
      abort: fail,
    },
    { highWaterMark: 1 },
  );
  return { readable, writable };
}
