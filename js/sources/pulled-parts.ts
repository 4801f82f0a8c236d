// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A generator of parts as a stream.

import type { Part } from '../part.js';

/**
 * Each batch is made when it is asked for. A cancel reaches what `open` reads while a read of it waits, as the signal of the user does: both
 * abort the signal that `open` is given.
 */
export function pulledParts(
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncGenerator<readonly Part[], void, undefined>,
): ReadableStream<readonly Part[]> {
  const left = new AbortController();
  const onAbort = (): void => left.abort(signal?.reason);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort);
  const finish = (): void => signal?.removeEventListener('abort', onAbort);
  const batches = open(left.signal);
  return new ReadableStream<readonly Part[]>(
    {
      async pull(controller) {
        try {
          const { done, value } = await batches.next();
          if (done !== true) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        finish();
      },
      async cancel(reason) {
        finish();
        left.abort(reason);
        await batches.return().catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
