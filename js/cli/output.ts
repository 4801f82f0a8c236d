// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where a command's output goes: standard output, or a file that is there complete or not at all.

import { copyFile, type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { fileError, printable, UsageError } from './failure.js';

/** Pieces of an output, in order. */
export type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

export interface OutputOptions {
  /** What is appended to the name of a file that is replaced, so that it stays beside the new one. */
  readonly backup?: string | undefined;
}

/** Writes to a path, or to standard output for `-`. */
export async function writeOutput(path: string, pieces: Pieces, { backup }: OutputOptions = {}): Promise<void> {
  if (path === '-') await writeStandardOutput(pieces);
  else await writePath(path, pieces, backup);
}

/** Waits for each piece to be taken, so that a slow reader slows us down. */
export async function writeStandardOutput(pieces: Pieces): Promise<void> {
  for await (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/**
 * Writes a file beside its place and moves it there when it is complete: until then, and after a failure, what was there stays.
 * So the input may be the output. A link is followed; what is no file, such as a device or pipe, is written to directly.
 */
async function writePath(path: string, pieces: Pieces, backup?: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const present = await stat(target).catch(() => undefined);
    if (present?.isDirectory()) throw new UsageError(`${printable(path)} is a directory`);
    if (present !== undefined && !present.isFile()) await fill(await open(target, 'w'), pieces);
    else await replace(target, present?.mode, pieces, present === undefined ? undefined : backup);
  } catch (error) {
    throw fileError('write', path, error);
  }
}

async function replace(
  target: string,
  mode: number | undefined,
  pieces: Pieces,
  backup: string | undefined,
): Promise<void> {
  const temporary = `${target}.${process.pid}.tmp`;
  const handle = await open(temporary, 'wx');
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    await fill(handle, pieces);
    if (backup !== undefined) await copyFile(target, `${target}${backup}`);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes all pieces and closes the file. */
async function fill(handle: FileHandle, pieces: Pieces): Promise<void> {
  try {
    await writeFile(handle, pieces);
  } finally {
    await handle.close();
  }
}
