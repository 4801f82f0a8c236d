// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file, or standard input, as a stream of bytes.

import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileError } from './failure.js';

/** Large enough that the calls do not count, small enough that memory does not. */
const chunkSize = 131072;

/** Bytes of a file, from the first to the last. */
export interface InputRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a path, or some bytes of it, or standard input for `-`. Cancelling the stream closes it at once, even while a read waits.
 * Messages call it by `name`.
 * @throws FileError where it cannot be opened; the stream fails so where it cannot be read.
 */
export async function openInput(
  path: string,
  range: Partial<InputRange> = {},
  name = path,
): Promise<ReadableStream<Uint8Array>> {
  if (path === '-') return streamOf(process.stdin, 'standard input');
  try {
    const handle = await open(path);
    return streamOf(handle.createReadStream({ ...range, highWaterMark: chunkSize }), name);
  } catch (error) {
    throw fileError('read', name, error);
  }
}

function streamOf(readable: Readable, name: string): ReadableStream<Uint8Array> {
  const chunks = readable.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(fileError('read', name, error));
        }
      },
      cancel() {
        readable.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}

/** What messages call an input. */
export function inputName(path: string): string {
  return path === '-' ? 'standard input' : path;
}
