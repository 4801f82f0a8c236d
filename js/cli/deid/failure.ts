// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How a file that cannot be de-identified is told of: whatever the error is, nothing of the file is said.

import { names } from '../../dictionary/names.js';
import { DicomError } from '../../errors.js';
import { DataError, describeDataError, FileError, isMisuse } from '../failure.js';

/** The result needs review, and only results that need none are wanted. */
export class ReviewError extends DataError {}

/** The result still says what the original said. */
export class VerificationError extends DataError {}

/** For one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof DicomError) return describeDataError(isPlaceKnown(error) ? error : withoutPlace(error));
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

/** A tag that the standard does not have may be four letters of a text, where a wrong length has led there. */
function isPlaceKnown({ tag, path = '' }: DicomError): boolean {
  const inPath = [...path.matchAll(/\(([0-9A-F]{4}),([0-9A-F]{4})\)/g)].map(([, group, element]) =>
    Number.parseInt(`${group}${element}`, 16),
  );
  return [...(tag ? [tag] : []), ...inPath].every((each) => (names.vrsOf(each) ?? []).length > 0);
}

function withoutPlace({ code, position, quirk }: DicomError): DicomError {
  return new DicomError({ code, position, quirk });
}
