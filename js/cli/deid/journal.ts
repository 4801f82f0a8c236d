// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The manifest that `dcmstream deid` leaves in a folder: a line of JSON for each file that is there, so that a run which was ended can be
// resumed. An input stands there as a keyed hash, which tells nothing to who has not the key.

import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, ReviewReason } from '../../deid/report.js';
import { isValidUid } from '../../values/uid.js';
import { fileError } from '../failure.js';

export const journalName = 'dcmstream-manifest.jsonl';

/** What became of one input. */
export interface DoneInput {
  readonly output: Report['output'];
  readonly needsReview: readonly ReviewReason[];
}

export class Journal {
  readonly #path: string;
  readonly #key: Uint8Array;
  /** In front of each line: what a killed run may have left without its end. */
  #lead = '\n';

  /** `fingerprint` stands for how it is done: what was done otherwise counts for nothing. */
  constructor(folder: string, key: Uint8Array | undefined, fingerprint: string) {
    this.#path = join(folder, journalName);
    this.#key = createHmac('sha256', key ?? randomBytes(32))
      .update(`dcmstream manifest 1: ${fingerprint}`)
      .digest();
  }

  /** Stands for a file as it is now; `undefined` where it cannot be looked at. */
  async inputId(path: string, name: string): Promise<string | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const about = JSON.stringify([name, found.size, found.mtimeMs]);
    return createHmac('sha256', this.#key).update(about).digest('hex').slice(0, 32);
  }

  /** What is done, by input. Lines that are none are passed over: what they were about is done again. */
  async read(): Promise<ReadonlyMap<string, DoneInput>> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw fileError('read', this.#path, error);
    });
    return new Map(text.split('\n').flatMap(entryOf));
  }

  async add(input: string, { output, needsReview }: DoneInput): Promise<void> {
    const line = `${this.#lead}${JSON.stringify({ input, output, needsReview })}\n`;
    this.#lead = '';
    await appendFile(this.#path, line).catch((error: unknown) => {
      throw fileError('write', this.#path, error);
    });
  }
}

function entryOf(line: string): [string, DoneInput][] {
  try {
    const { input, output, needsReview } = JSON.parse(line) as { input: unknown } & DoneInput;
    const { sopInstance, series, study } = output;
    const isEntry = typeof input === 'string' && [series, study].every((uid) => uid === '' || isValidUid(uid));
    if (!isEntry || !isValidUid(sopInstance) || !Array.isArray(needsReview)) return [];
    return [[input, { output: { sopInstance, series, study }, needsReview }]];
  } catch {
    return [];
  }
}
