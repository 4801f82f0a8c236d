// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Errors in plain words: which file, what is wrong with it, and where.

import { DicomError, type Frame } from 'dcmstream';
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
  memory_exhausted: 'There is not enough memory for the image.',
  too_many_elements: 'The file holds more elements than this page reads.',
  inflate_malformed: 'The file is damaged: its deflated data cannot be inflated.',
  inflate_ratio_exceeded: 'The file is not to be trusted: its deflated data grow without measure.',
  rle_malformed: 'The image is damaged: its RLE data do not decode.',
  jpeg_malformed: 'The image is damaged: its JPEG data do not decode.',
  jpeg_ls_malformed: 'The image is damaged: its JPEG-LS data do not decode.',
  jpeg_2000_malformed: 'The image is damaged: its JPEG 2000 data do not decode.',
  jpeg_unsupported: 'The image is stored in a kind of JPEG that cannot be decoded: arithmetic or hierarchical.',
  jpeg_2000_part_2_unsupported: 'The image is stored as JPEG 2000 part 2, which cannot be decoded yet.',
  jpeg_xl_unsupported: 'The image is stored as JPEG XL, which cannot be decoded yet.',
  video_unsupported: 'This object is a video, which this page does not play.',
  decoder_crashed: 'The image is damaged: the decoder gave up on it.',
};

/** What was tolerated, and may be seen in the picture. Other deviations stand above the tags. */
const noteWords: Readonly<Record<string, string>> = {
  codestream_damaged: 'The compressed data are damaged: what could be had of the image is shown.',
  codestream_contradicts: 'The compressed data contradict the description of the image: they are believed.',
  offset_table_wrong: 'The table that says where images begin is wrong: they were found without it.',
  number_of_frames_wrong: 'The file holds another number of images than it declares.',
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

/** What a frame's notes say that may be seen in the picture. */
export function noteProblems(file: string, { index, notes, numberOfFrames }: Frame): (Problem & { code: string })[] {
  const where = numberOfFrames > 1 ? `in frame ${index + 1}` : '';
  return [...new Set(notes.map(({ code }) => code))].flatMap((code) => {
    const what = noteWords[code];
    return what === undefined ? [] : [{ code, file, what, where: code.startsWith('codestream') ? where : '' }];
  });
}
