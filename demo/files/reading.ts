// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads files into instances, some at a time, and tells how far it is. Bulk values stay in the file.

import { DicomError, readDataset } from 'dcmstream';
import { FloatPixelData } from 'dcmstream/tags';
import { Instance, type OpenedFile } from '../study/instance.js';
import { type Problem, problemOf } from '../study/problems.js';

export interface Progress {
  readonly files: number;
  readonly filesRead: number;
  readonly bytes: number;
  readonly bytesRead: number;
}

export interface Reader {
  /** Once an instance; twice where it was large: before its pixel data, and when it is complete. */
  found(instance: Instance): void;
  failed(problem: Problem, file: OpenedFile): void;
  progress(progress: Progress): void;
}

/** Files read at the same time: while one waits for the disk, others are parsed. */
const together = 4;

/** Files of this size show their first image while the rest of them is still being read. */
const large = 4 * 1024 * 1024;

/** What is going to be read; the files themselves may still be on their way. */
export interface Batch {
  readonly files: Iterable<OpenedFile> | AsyncIterable<OpenedFile>;
  readonly count: number;
  readonly bytes: number;
}

/** Asking a file for its size waits for the disk; after so many milliseconds of it the page may draw and take input. */
const breath = 8;

/** The files as they are now. */
export async function batchOf(files: readonly OpenedFile[]): Promise<Batch> {
  const found: OpenedFile[] = [];
  let since = performance.now();
  for (const { name, blob } of files) {
    // A part of a file knows its size; the file itself asks the disk each time. An empty one may be one that cannot be read.
    found.push({ name, blob: blob.size === 0 ? blob : blob.slice() });
    if (performance.now() - since < breath) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  return { files: found, count: found.length, bytes: found.reduce((sum, { blob }) => sum + blob.size, 0) };
}

/** Resolves when all is read, or when `signal` aborts: what has been found stays. */
export async function readFiles(batch: Batch, reader: Reader, signal: AbortSignal): Promise<void> {
  let bytesRead = 0;
  let filesRead = 0;
  const tell = (): void => reader.progress({ files: batch.count, filesRead, bytes: batch.bytes, bytesRead });
  const waiting = oneByOne(batch.files);

  async function work(): Promise<void> {
    for await (const file of waiting) {
      if (signal.aborted) return;
      try {
        const counted = countBytes(file.blob, (count) => {
          bytesRead += count;
          tell();
        });
        const begun = file.blob.size < large ? undefined : await begin(file, signal);
        if (begun !== undefined) reader.found(begun);
        const dataset = await readDataset(counted, { signal });
        begun?.complete(dataset);
        reader.found(begun ?? new Instance(file, dataset));
      } catch (error) {
        if (signal.aborted) return;
        reader.failed(problemOf(file.name, error), file);
        const rest = await salvage(file, error);
        if (rest !== undefined) reader.found(rest);
      }
      ++filesRead;
      tell();
    }
  }

  const working = Promise.all(Array.from({ length: Math.min(together, batch.count) }, work));
  // A file that is still on its way is not waited for.
  await Promise.race([working, whenAborted(signal)]);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** What stands before the pixel data. What is wrong with the file is said when all of it is read. */
async function begin(file: OpenedFile, signal: AbortSignal): Promise<Instance | undefined> {
  try {
    return new Instance(file, await readDataset(file.blob, { stopAt: FloatPixelData, signal }), false);
  } catch {
    return undefined;
  }
}

/** The image of a file that ends too early: what there is of it can be seen. */
async function salvage(file: OpenedFile, error: unknown): Promise<Instance | undefined> {
  if (!(error instanceof DicomError && error.code === 'truncated')) return undefined;
  const instance = new Instance(file, await readDataset(file.blob, { tolerant: true }));
  return instance.hasImage ? instance : undefined;
}

/** One iterator that several workers may draw from: leaving a loop over it does not end it for the others. */
async function* oneByOne(files: Batch['files']): AsyncGenerator<OpenedFile> {
  yield* files;
}

function countBytes(blob: Blob, read: (count: number) => void): ReadableStream<Uint8Array> {
  return blob.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        read(chunk.length);
        controller.enqueue(chunk);
      },
    }),
  );
}
