// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where a command's output goes: standard output, or a file that is there complete or not at all.

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, type FileHandle, mkdtemp, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileError, printable, UsageError } from './failure.js';

/** Pieces of an output, in order. */
export type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

export interface OutputOptions {
  /** What is appended to the name of a file that is replaced, so that it stays beside the new one. */
  readonly backup?: string | undefined;
  /** The permissions of the file, whatever they were before. */
  readonly mode?: number | undefined;
  /** Waited for when all is written, and before any of it appears; where it fails, nothing does. What is written can be read by then. */
  readonly confirm?: ((readBack: ReadBack) => Promise<void>) | undefined;
}

/** The bytes that have been written, from the first to the last. */
export type ReadBack = () => AsyncIterable<Uint8Array>;

/** Writes to a path, or to standard output for `-`. */
export async function writeOutput(path: string, pieces: Pieces, options: OutputOptions = {}): Promise<void> {
  if (path === '-') await writeStandardOutput(confirmed(pieces, options.confirm));
  else await writePath(path, pieces, options);
}

/**
 * Writes a file of a passing name in a folder, and hands it to `settle` when it is complete: which moves it to its place, or leaves it
 * to be removed.
 */
export async function writeInto(
  folder: string,
  pieces: Pieces,
  settle: (temporary: string, readBack: ReadBack) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.dcmstream-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await fill(await open(temporary, 'wx'), pieces);
    await settle(temporary, () => createReadStream(temporary));
  } catch (error) {
    throw fileError('write', folder, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether a file is one that `writeInto` has not come to settle, as when the process was killed. */
export function isLeftOver(name: string): boolean {
  return /^\.dcmstream-[0-9a-f]{16}\.tmp$/.test(name);
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
async function writePath(path: string, pieces: Pieces, options: OutputOptions): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const present = await stat(target).catch(() => undefined);
    if (present?.isDirectory()) throw new UsageError(`${printable(path)} is a directory`);
    if (present !== undefined && !present.isFile()) {
      await fill(await open(target, 'w'), confirmed(pieces, options.confirm));
    } else await replace(target, present?.mode, pieces, options);
  } catch (error) {
    throw fileError('write', path, error);
  }
}

async function replace(
  target: string,
  presentMode: number | undefined,
  pieces: Pieces,
  { backup, mode = presentMode, confirm }: OutputOptions,
): Promise<void> {
  const temporary = `${target}.${process.pid}.tmp`;
  const handle = await open(temporary, 'wx', mode);
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    await fill(handle, pieces);
    await confirm?.(() => createReadStream(temporary));
    if (backup !== undefined && presentMode !== undefined) await copyFile(target, `${target}${backup}`);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The pieces, held back in a file that nobody else reads until they are confirmed. */
function confirmed(pieces: Pieces, confirm: OutputOptions['confirm']): Pieces {
  return confirm === undefined ? pieces : heldBack(pieces, confirm);
}

async function* heldBack(
  pieces: Pieces,
  confirm: NonNullable<OutputOptions['confirm']>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'dcmstream-'));
  try {
    const handle = await open(join(folder, 'held'), 'wx+', 0o600);
    try {
      // Without a name it is gone with the process, however that ends. Windows cannot do it.
      if (process.platform !== 'win32') await rm(folder, { recursive: true });
      await writeFile(handle, pieces);
      const readBack: ReadBack = () => handle.createReadStream({ start: 0, autoClose: false });
      await confirm(readBack);
      yield* readBack();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
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
