// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Look-up tables from a data set: descriptors, data, and segmented data. All that DICOM has are of one form.

import type { Dataset } from '../../dataset/dataset.js';
import { DicomError } from '../../errors.js';
import { formatTag } from '../../path.js';
import type { LookUpTable } from './display.js';
import { bytesOfWords, expandSegments } from './segments.js';

export interface TableTags {
  readonly descriptor: number;
  readonly data: number;
  readonly segmented?: number;
}

/**
 * Reads a table. `signed`: whether what it maps may be negative.
 * @throws DicomError `attribute_missing`, `attribute_invalid` with the attribute's tag.
 */
export function readLookUpTable(
  dataset: Dataset,
  { descriptor, data, segmented }: TableTags,
  signed: boolean,
): LookUpTable {
  // PS3.3 §C.7.6.3.1.5, §C.11.1.1.1: number of entries (0 for 65536), first value mapped, bits of an entry. Which of them are
  // signed depends on the VR, and in implicit VR on who reads: only the second may be negative, and only for signed input.
  const [declared, firstValue, bits] = dataset.numbers(descriptor);
  if (declared === undefined || firstValue === undefined || bits === undefined) {
    throw faulty(dataset.has(descriptor) ? 'attribute_invalid' : 'attribute_missing', descriptor);
  }
  if (bits < 1 || bits > 16) throw faulty('attribute_invalid', descriptor);
  const count = declared & 0xffff || 0x10000;
  const first = signed ? (firstValue << 16) >> 16 : firstValue & 0xffff;

  if (dataset.has(data)) {
    return { first, bits, values: entriesOf(wordsOf(dataset, data), count, bits) };
  }
  if (segmented === undefined || !dataset.has(segmented)) throw faulty('attribute_missing', data);
  const values = expandSegments(wordsOf(dataset, segmented), count, bits);
  if (values === undefined) throw faulty('attribute_invalid', segmented);
  return { first, bits, values };
}

/** The values of a data set's words, whatever their VR. */
function wordsOf(dataset: Dataset, tag: number): Uint16Array {
  const element = dataset.get(tag);
  const bytes = element?.bytes;
  if (element === undefined || bytes === undefined || bytes.length < 2) throw faulty('attribute_invalid', tag);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, !element.bigEndian));
}

/** Entries of 8 bits are packed two a word; some writers give each a word all the same. */
function entriesOf(words: Uint16Array, count: number, bits: number): Uint16Array {
  const packed = bits <= 8 && words.length < count;
  return (packed ? bytesOfWords(words) : words).slice(0, count);
}

function faulty(code: 'attribute_missing' | 'attribute_invalid', tag: number): DicomError {
  return new DicomError({ code, tag, path: formatTag(tag) });
}
