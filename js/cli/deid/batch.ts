// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Many inputs de-identified into one folder, some at a time; one that fails does not stop the others.

import { join, relative } from 'node:path';
import type { Deidentifier } from '../../deid/deidentify.js';
import type { Manifest, ManifestEntry } from '../../deid/manifest.js';
import type { Report } from '../../deid/report.js';
import type { Session } from '../command.js';
import { UidFolder } from './uid-folder.js';
import type { DoneInput, Journal } from './journal.js';
import { codeOf, reasonOf } from './failure.js';
import { exitCodes, printable } from '../failure.js';
import type { Pieces, ReadBack } from '../output.js';

/** An input under way. */
export interface Opened {
  readonly pieces: Pieces;
  /** Waited for when all pieces are written; what it rejects may not be released. */
  readonly confirm: (readBack: ReadBack) => Promise<Report>;
}

export interface BatchOptions {
  readonly session: Session;
  readonly deidentifier: Deidentifier;
  /** Where the inputs are, for their names; `undefined` for a single one. */
  readonly from: string | undefined;
  readonly to: string;
  readonly journal: Journal;
  readonly jobs: number;
  readonly resumes: boolean;
  /** Whether messages and the manifest may name inputs. */
  readonly namesInputs: boolean;
  /** Begins with one input, called so. */
  open(path: string, label: string): Promise<Opened>;
}

export class Batch {
  readonly #options: BatchOptions;
  readonly #folder: UidFolder;
  readonly #entries: ManifestEntry[] = [];
  #done: ReadonlyMap<string, DoneInput> = new Map();

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#folder = new UidFolder(options.to);
  }

  /** Ends when all inputs have been tried. Those that failed have been told of, and the exit code says so. */
  async run(paths: readonly string[]): Promise<Manifest> {
    const { jobs, resumes, journal, deidentifier } = this.#options;
    if (resumes) {
      await this.#folder.tidy();
      this.#done = await journal.read();
    }
    const queue = paths.entries();
    const work = async (): Promise<void> => {
      for (const [index, path] of queue) await this.#one(path, index);
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, paths.length) }, work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    const entries = [...this.#entries];
    const reidentifying = entries.some(({ name, original }) => name !== undefined || original !== undefined);
    return { ...deidentifier.manifest(), reidentifying, entries };
  }

  async #one(path: string, index: number): Promise<void> {
    const { session, from, journal, namesInputs, open } = this.#options;
    session.signal.throwIfAborted();
    const label = namesInputs ? printable(path) : `input ${index + 1}`;
    const named = namesInputs ? { name: path } : {};
    const id = await journal.inputId(path, from === undefined ? '' : relative(from, path));
    const before = id === undefined ? undefined : this.#done.get(id);
    if (before !== undefined && (await this.#folder.has(before.output))) {
      this.#entries[index] = { ...named, state: 'done', ...before };
      return;
    }
    try {
      const { pieces, confirm } = await open(path, label);
      let report: Report | undefined;
      const place = await this.#folder.add(pieces, async (readBack) => (report = await confirm(readBack)));
      const { output, needsReview, original } = report as unknown as Report;
      if (id !== undefined) await journal.add(id, { output, needsReview });
      if (needsReview.length > 0) {
        session.say(`${printable(join(this.#folder.path, place))}: needs review: ${needsReview.join(', ')}`);
      }
      const instance = original === undefined ? {} : { original };
      this.#entries[index] = { ...named, state: 'done', output, needsReview, ...instance };
    } catch (error) {
      session.signal.throwIfAborted();
      this.#entries[index] = { ...named, state: 'failed', error: codeOf(error) };
      session.say(`${label}: ${reasonOf(error)}`);
      process.exitCode = exitCodes.data;
    }
  }
}
