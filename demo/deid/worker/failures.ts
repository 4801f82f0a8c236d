// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Why a file could not be de-identified, in plain words and without anything of the file.

import { DicomError } from 'dcmstream';

/** Something about a result that the page itself finds wrong. */
export class ResultError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const words: Readonly<Record<string, string>> = {
  not_dicom: 'Not a DICOM file.',
  truncated: 'Cut short: a part of the file is missing.',
  context_not_allowed: 'A directory (DICOMDIR) lists others, and is not de-identified.',
  lookahead_exceeded: 'More stands before the image than is looked through.',
  transfer_syntax_unsupported: 'Nobody knows how its data are written.',
  attribute_missing: 'What describes its pixels is missing, so nothing can be blanked.',
  attribute_invalid: 'What describes its pixels makes no sense, so nothing can be blanked.',
  nesting_too_deep: 'Damaged: its sequences are nested too deeply.',
  sequence_malformed: 'Damaged: a sequence holds something other than items.',
  too_many_elements: 'It holds more elements than are read.',
  inflate_malformed: 'Damaged: its deflated data cannot be inflated.',
  inflate_ratio_exceeded: 'Not to be trusted: its deflated data grow without measure.',
  memory_exhausted: 'There is not enough memory for it.',
  video_unsupported: 'A video, whose pixels cannot be blanked.',
};

/** For the page. */
export function reasonOf(error: unknown): string {
  if (error instanceof ResultError) return error.message;
  if (error instanceof DicomError) return words[error.code] ?? `Damaged: ${error.code.replaceAll('_', ' ')}.`;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotReadableError' || name === 'NotFoundError') {
    return 'The browser may not read the file, or it has changed since it was opened.';
  }
  if (name === 'QuotaExceededError') return 'The browser has no room left for its result.';
  return `Something went wrong${name === '' ? '' : ` (${name})`}.`;
}

/** For the manifest. */
export function codeOf(error: unknown): string {
  if (error instanceof ResultError || error instanceof DicomError) return error.code;
  return error instanceof Error || error instanceof DOMException ? error.name : 'unexpected';
}

/** Where results go is full, gone or forbidden: no other file would fare better. */
export class TargetError extends Error {}

export function targetReason(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'There is no room left where the results go.';
  if (name === 'NotAllowedError') return 'The browser may not write there.';
  return `The results cannot be written there${name === '' ? '' : ` (${name})`}.`;
}
