// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a file that cannot be de-identified is told of: whatever the error is, nothing of the file is said.

import { DicomError } from '../../errors.js';
import { DataError, describeDataError, FileError, isMisuse } from '../failure.js';

/** The result needs review, and only results that need none are wanted. */
export class ReviewError extends DataError {}

/** The result still says what the original said. */
export class VerificationError extends DataError {}

/** For one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof DicomError) return describeDataError(error);
  if (error instanceof DataError || error instanceof FileError || isMisuse(error)) return error.message;
  // Messages of others may hold anything.
  return `unexpected ${error instanceof Error ? error.name : 'failure'}`;
}

/** For the manifest. */
export function codeOf(error: unknown): string {
  if (error instanceof DicomError || isMisuse(error)) return error.code;
  if (error instanceof ReviewError) return 'needs_review';
  if (error instanceof VerificationError) return 'verification_failed';
  if (error instanceof FileError) return 'file_error';
  return error instanceof DataError ? 'data_error' : 'unexpected';
}
