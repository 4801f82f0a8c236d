// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Errors in plain words: which file, what is wrong with it, and where.

import { DicomError } from 'dcmstream';
import { keywordOf, transferSyntaxName } from './dictionary.js';

export interface Problem {
  readonly file: string;
  readonly what: string;
  /** Where in the file; '' where that is not known. */
  readonly where: string;
}

const words: Readonly<Record<string, string>> = {
  not_dicom: 'This is not a DICOM file.',
  truncated: 'The file ends too early: a part of it is missing.',
  nesting_too_deep: 'The file is damaged: its sequences are nested too deeply.',
  sequence_malformed: 'The file is damaged: a sequence holds something other than items.',
  attribute_missing: 'The image cannot be shown: an attribute that describes it is missing.',
  attribute_invalid: 'The image cannot be shown: an attribute that describes it makes no sense.',
  pixel_data_missing: 'This object holds no image.',
  frame_too_large: 'The image is larger than this page can show.',
  frame_missing: 'The file holds fewer images than it declares.',
  photometric_unsupported: 'The image is stored in a kind of colour that cannot be shown.',
  rle_malformed: 'The image is damaged: its compressed data do not decode.',
};

function whatOf(error: unknown, transferSyntax: string): string {
  if (error instanceof DicomError) {
    if (error.code === 'transfer_syntax_unsupported') {
      return `The image is stored as ${transferSyntaxName(transferSyntax)}, which cannot be decoded yet.`;
    }
    return words[error.code] ?? `The file cannot be read: ${error.code.replaceAll('_', ' ')}.`;
  }
  if (error instanceof DOMException && error.name === 'NotReadableError') {
    return 'The browser may not read the file, or it has changed since it was opened.';
  }
  return `Something went wrong: ${error instanceof Error ? error.message : String(error)}.`;
}

function whereOf(error: unknown): string {
  if (!(error instanceof DicomError) || error.code === 'not_dicom') return '';
  const parts: string[] = [];
  if (error.position !== undefined) parts.push(`at byte ${error.position.toLocaleString('en')}`);
  if (error.path !== undefined) {
    const keyword = error.tag === undefined ? '' : keywordOf(error.tag);
    parts.push(`in ${error.path}${keyword === '' ? '' : ` ${keyword}`}`);
  }
  return parts.join(', ');
}

export function problemOf(file: string, error: unknown, transferSyntax = ''): Problem {
  return { file, what: whatOf(error, transferSyntax), where: whereOf(error) };
}
