// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads files into instances, some at a time, and tells how far it is. Bulk values stay in the file.

import { readDataset } from 'dcmstream';
import { Instance, type OpenedFile } from '../study/instance.js';
import { type Problem, problemOf } from '../study/problems.js';

export interface Progress {
  readonly files: number;
  readonly filesRead: number;
  readonly bytes: number;
  readonly bytesRead: number;
}

export interface Reader {
  found(instance: Instance): void;
  failed(problem: Problem): void;
  progress(progress: Progress): void;
}

/** Files read at the same time: while one waits for the disk, others are parsed. */
const together = 4;

export async function readFiles(files: readonly OpenedFile[], reader: Reader): Promise<void> {
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
  let bytesRead = 0;
  let filesRead = 0;
  const tell = (): void => reader.progress({ files: files.length, filesRead, bytes, bytesRead });
  const waiting = files.values();

  async function work(): Promise<void> {
    for (const file of waiting) {
      try {
        const counted = countBytes(file.blob, (count) => {
          bytesRead += count;
          tell();
        });
        reader.found(new Instance(file, await readDataset(counted)));
      } catch (error) {
        reader.failed(problemOf(file.name, error));
      }
      ++filesRead;
      tell();
    }
  }

  await Promise.all(Array.from({ length: Math.min(together, files.length) }, work));
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
