// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Lines of text to lines that mean an element: decoded, without comments, and put together again where dcmdump broke a value.

import { latin1Text } from '../../values/ascii.js';
import { closes, isBlank, isOpen, readDumpLine } from './dump-grammar.js';
import type { PlacedLine } from './dump-reader.js';
import { malformed, type TextLine } from './text-lines.js';

/** What text is written in: UTF-8, or the character set that the dump declares. */
export type DumpEncoding = 'utf-8' | 'declared';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** What `dcmdump` begins with. */
const dcmdumpHeading = /^\s*# Dicom-/;

interface OpenRecord {
  readonly line: TextLine;
  readonly texts: string[];
  size: number;
}

/**
 * The lines that are no comment. Without an encoding the first line that is not empty decides.
 * Fails with DicomError `dump_malformed` where one means nothing, or is no text of the encoding.
 */
export async function* recordsOf(
  lines: AsyncIterable<TextLine>,
  encoding: DumpEncoding | undefined,
  maxLine: number,
): AsyncGenerator<PlacedLine> {
  let isRaw = encoding === undefined ? undefined : encoding === 'declared';
  let open: OpenRecord | undefined;
  for await (const whole of lines) {
    const line = whole.number === 1 ? unmarked(whole) : whole;
    const text = isRaw === false ? utf8Text(line) : latin1Text(line.bytes, 0, line.bytes.length);
    if (open !== undefined) {
      open.texts.push(text);
      open.size += text.length + 1;
      if (open.size > maxLine) throw malformed(open.line.number, open.line.position);
      if (!closes(text)) continue;
      yield placed(open.line, open.texts.join('\n'), true);
      open = undefined;
      continue;
    }
    if (text.trim() === '') continue;
    isRaw ??= dcmdumpHeading.test(text);
    if (isBlank(text)) continue;
    if (isRaw && isOpen(text)) open = { line, texts: [text], size: text.length };
    else yield placed(line, isRaw ? text : utf8Text(line), isRaw);
  }
  if (open !== undefined) throw malformed(open.line.number, open.line.position);
}

/** A first line without a byte order mark. */
function unmarked(line: TextLine): TextLine {
  const isMarked = byteOrderMark.every((byte, i) => line.bytes[i] === byte);
  return isMarked ? { ...line, bytes: line.bytes.subarray(byteOrderMark.length) } : line;
}

function utf8Text({ bytes, number, position }: TextLine): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed(number, position);
  }
}

function placed({ number, position }: TextLine, text: string, isRaw: boolean): PlacedLine {
  const line = readDumpLine(text);
  if (line === undefined) throw malformed(number, position);
  const { indent, tag, vr, value } = line;
  return { indent, tag, vr, value, number, position, isRaw };
}
