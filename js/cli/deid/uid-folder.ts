// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identified files in a folder, by their new UIDs: each of them is there wholly or not at all.

import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Report } from '../../deid/report.js';
import { isValidUid } from '../../values/uid.js';
import { DataError, fileError } from '../failure.js';
import { isLeftOver, type Pieces, type ReadBack, writeInto } from '../output.js';

export class UidFolder {
  /** Files of this run, and of those that it goes on with; settled when they are there. */
  readonly #taken = new Map<string, Promise<void>>();

  constructor(readonly path: string) {}

  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true }).catch((error: unknown) => {
      throw fileError('write', this.path, error);
    });
  }

  /** Removes what a killed run has not come to remove. */
  async tidy(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (isLeftOver(name)) await rm(join(this.path, name), { force: true });
    }
  }

  /** Whether the file of these UIDs is there; no other may take its place then. */
  async has(output: Report['output']): Promise<boolean> {
    const target = this.#target(output);
    const isThere = (await stat(join(this.path, target)).catch(() => undefined))?.isFile() ?? false;
    if (isThere) this.#taken.set(target, Promise.resolve());
    return isThere;
  }

  /**
   * Writes a file, and gives its place in the folder. `confirm` is waited for before it appears.
   * @throws DataError where it has no SOP Instance UID, or another input has become the same instance with other bytes.
   */
  async add(pieces: Pieces, confirm: (readBack: ReadBack) => Promise<Report>): Promise<string> {
    let target = '';
    await writeInto(this.path, pieces, async (temporary, readBack) => {
      target = this.#target((await confirm(readBack)).output);
      const before = this.#taken.get(target);
      const place = join(this.path, target);
      if (before !== undefined) {
        await before;
        if (await isSame(temporary, place)) return;
        throw new DataError('another input has become the same instance, with other content');
      }
      const moved = mkdir(dirname(place), { recursive: true }).then(() => rename(temporary, place));
      this.#taken.set(target, moved);
      await moved;
    });
    return target;
  }

  #target({ study, series, sopInstance }: Report['output']): string {
    // Values of a file become a path here: a UID holds nothing but digits and points between them.
    if (!isValidUid(sopInstance)) throw new DataError('there is no SOP Instance UID to name the file by');
    return join(...[study, series].filter(isValidUid), `${sopInstance}.dcm`);
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const handles = await Promise.all([open(one), open(other)]);
  try {
    const [a, b] = [Buffer.alloc(65_536), Buffer.alloc(65_536)];
    for (let at = 0; ;) {
      const [left, right] = await Promise.all([
        handles[0].read(a, 0, a.length, at),
        handles[1].read(b, 0, b.length, at),
      ]);
      const size = left.bytesRead;
      if (size !== right.bytesRead || !a.subarray(0, size).equals(b.subarray(0, size))) return false;
      if (size === 0) return true;
      at += size;
    }
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}
