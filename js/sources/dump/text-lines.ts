// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text in chunks of bytes, divided into lines: as bytes still, since how they are decoded depends on what they say.

import { DicomError } from '../../errors.js';
import { joinBytes } from '../../values/join-bytes.js';
import { bytesOfText, type TextSource } from '../text-source.js';

/** A line without its line feed; a carriage return in front of that stays. */
export interface TextLine {
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Of its first byte, from the beginning of the text. */
  readonly position: number;
}

const lineFeed = 0x0a;

/**
 * The lines of a text. A line is a view of the chunk that it came in, or a copy where it came in several.
 * Fails with DicomError `dump_malformed` where a line has more than `maxLine` bytes: so memory is bounded.
 */
export async function* linesOf(source: TextSource, maxLine: number, signal?: AbortSignal): AsyncGenerator<TextLine> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  let number = 1;
  let position = 0;
  for await (const chunk of bytesOfText(source, signal)) {
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(lineFeed, from);
      const piece = chunk.subarray(from, end < 0 ? undefined : end);
      if (held + piece.length > maxLine) throw malformed(number, position);
      if (end < 0) {
        // The chunk may be gone when the line is whole.
        pieces.push(piece.slice());
        held += piece.length;
        break;
      }
      const bytes = pieces.length === 0 ? piece : joinBytes([...pieces, piece]);
      yield { bytes, number, position };
      position += bytes.length + 1;
      number++;
      pieces = [];
      held = 0;
      from = end + 1;
    }
  }
  if (held > 0) yield { bytes: joinBytes(pieces), number, position };
}

/** The error of a line that says nothing that can be taken. Its `path` is the line, its position that in the text. */
export function malformed(number: number, position: number): DicomError {
  return new DicomError({ code: 'dump_malformed', position, path: `line ${number}` });
}
