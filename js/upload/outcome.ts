// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What has become of the files of an upload.

import type { ReviewReason } from '../deid/report.js';

/**
 * `stored`: the server says so. `warning`: stored, and it says what about it. `refused`: it says that it did not store it. `unknown`: it was
 * sent, and no answer tells of it. `not_sent`: no byte of it has been sent, or not all, so that the server has no such instance of us.
 */
export type StowStatus = 'stored' | 'warning' | 'refused' | 'unknown' | 'not_sent';

/**
 * Why it is not stored. `instance`: the server gave a reason for this one. Of a whole request: `http` (an error status), `redirect` (which is
 * never followed), `response` (an answer that does not tell, or cannot be read), `network` (none at all). Before anything was sent:
 * `deidentification` failed, `needs_review` and nobody has accepted it, `not_confirmed` by its source, `source` (it cannot be read), `not_an_instance` (no DICOM file with a SOP
 * Instance UID), `storage` (what must be kept until it is sent could not be).
 */
export type StowCause =
  | 'instance'
  | 'http'
  | 'redirect'
  | 'response'
  | 'network'
  | 'deidentification'
  | 'needs_review'
  | 'not_confirmed'
  | 'source'
  | 'not_an_instance'
  | 'storage';

/** A Failure Reason (0008,1197) or Warning Reason (0008,1196), and what PS3.18 §I.2 says of it. */
export interface StowReason {
  readonly code: number;
  readonly text: string;
}

/** What has become of one file. */
export interface StowOutcome {
  /** Its place among the files, from 0. */
  readonly index: number;
  /** As the caller's file is called; it is never sent. */
  readonly name?: string | undefined;
  /** Of what was to be sent: with de-identification, the new ones. */
  readonly sopClass?: string | undefined;
  readonly sopInstance?: string | undefined;
  readonly status: StowStatus;
  readonly cause?: StowCause | undefined;
  readonly reason?: StowReason | undefined;
  readonly httpStatus?: number | undefined;
  /** Retrieve URL (0008,1190), as the server gives it. */
  readonly url?: string | undefined;
  /** What reading or de-identifying it failed with. */
  readonly error?: unknown;
  readonly needsReview?: readonly ReviewReason[] | undefined;
  /** How many requests it was part of. */
  readonly attempts: number;
}

export interface StowResult {
  /** One for each file, in their order. */
  readonly outcomes: readonly StowOutcome[];
  /** Stored, with and without warning. */
  readonly stored: number;
  /** All others. */
  readonly failed: number;
  /** Failure Reasons of Other Failures Sequence (0008,119A): of what, the server could not say. */
  readonly otherFailures: readonly StowReason[];
}

/** Not all files have been stored. `cause` is the first error among them, such as that of de-identification. */
export class UploadError extends Error {
  constructor(readonly result: StowResult) {
    const { failed, outcomes } = result;
    const first = outcomes.find(({ error }) => error !== undefined)?.error;
    super(`${failed} of ${outcomes.length} files were not stored: ${causes(outcomes)}`, { cause: first });
    this.name = 'UploadError';
  }
}

export function isStored({ status }: Pick<StowOutcome, 'status'>): boolean {
  return status === 'stored' || status === 'warning';
}

function causes(outcomes: readonly StowOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { cause } of outcomes) if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].map(([cause, count]) => `${cause} ${count}`).join(', ');
}
