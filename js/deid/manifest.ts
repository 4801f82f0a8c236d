// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What became of a batch of data sets.

import { DicomError } from '../errors.js';
import type { Settings } from './engine/settings.js';
import type { Report, ReviewReason } from './report.js';

/** One data set of a batch. */
export interface ManifestEntry {
  /** As the caller named it; who knows it knows where the data came from. */
  readonly name?: string;
  readonly state: 'running' | 'done' | 'failed';
  /** The new UIDs, once it is done. */
  readonly output?: Report['output'];
  readonly original?: Report['original'];
  readonly needsReview?: readonly ReviewReason[];
  /** The code of the error, or its name. */
  readonly error?: string;
}

export interface Manifest {
  readonly version: 1;
  /** Whether an entry says which input or instance it was. */
  readonly reidentifying: boolean;
  readonly secret: Report['secret'];
  readonly profile: Report['profile'];
  readonly warnings: Report['warnings'];
  readonly entries: readonly ManifestEntry[];
}

/** Follows the data sets of a batch. Of each it keeps a few texts. */
export class ManifestBuilder {
  readonly #settings: Settings;
  readonly #entries: ManifestEntry[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  add(name: string | undefined, report: Promise<Report>): void {
    const named = name === undefined ? {} : { name };
    const index = this.#entries.push({ ...named, state: 'running' }) - 1;
    report.then(
      ({ output, original, needsReview }) => {
        this.#entries[index] = {
          ...named,
          state: 'done',
          ...{ output, needsReview },
          ...(original === undefined ? {} : { original }),
        };
      },
      (error: unknown) => {
        this.#entries[index] = { ...named, state: 'failed', error: nameOf(error) };
      },
    );
  }

  manifest(): Manifest {
    const { rules, secret } = this.#settings;
    const { name, options } = rules.profile;
    const entries = [...this.#entries];
    return {
      version: 1,
      reidentifying: entries.some((entry) => entry.name !== undefined || entry.original !== undefined),
      secret: secret.isDrawn ? 'drawn' : 'given',
      profile: { ...(name === undefined ? {} : { name }), options },
      warnings: rules.warnings,
      entries,
    };
  }
}

/** Never the message: that of another's error may hold anything. */
function nameOf(error: unknown): string {
  if (error instanceof DicomError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
