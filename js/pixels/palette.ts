// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The look-up tables of PALETTE COLOR from a data set: descriptors, data, and segmented data.

import type { Dataset } from '../dataset/dataset.js';
import * as tags from '../dictionary/tags.js';
import { DicomError } from '../errors.js';
import { formatTag } from '../path.js';
import type { Palette, PaletteChannel } from './frame.js';

interface ChannelTags {
  readonly descriptor: number;
  readonly data: number;
  readonly segmented: number;
}

const red: ChannelTags = {
  descriptor: tags.RedPaletteColorLookupTableDescriptor,
  data: tags.RedPaletteColorLookupTableData,
  segmented: tags.SegmentedRedPaletteColorLookupTableData,
};
const green: ChannelTags = {
  descriptor: tags.GreenPaletteColorLookupTableDescriptor,
  data: tags.GreenPaletteColorLookupTableData,
  segmented: tags.SegmentedGreenPaletteColorLookupTableData,
};
const blue: ChannelTags = {
  descriptor: tags.BluePaletteColorLookupTableDescriptor,
  data: tags.BluePaletteColorLookupTableData,
  segmented: tags.SegmentedBluePaletteColorLookupTableData,
};

/**
 * Reads the three look-up tables. `signed`: whether stored values are.
 * @throws DicomError `attribute_missing`, `attribute_invalid` with the attribute's tag.
 */
export function readPalette(dataset: Dataset, signed: boolean): Palette {
  const channel = (of: ChannelTags): PaletteChannel => readChannel(dataset, of, signed);
  return { red: channel(red), green: channel(green), blue: channel(blue) };
}

function readChannel(dataset: Dataset, { descriptor, data, segmented }: ChannelTags, signed: boolean): PaletteChannel {
  // PS3.3 §C.7.6.3.1.5: number of entries (0 for 65536), first stored value mapped, bits of an entry. Which of them are
  // signed depends on the VR, and in implicit VR on who reads: only the second may be negative, and only for signed pixels.
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
  if (!dataset.has(segmented)) throw faulty('attribute_missing', data);
  const values = expandSegments(wordsOf(dataset, segmented), count, bits);
  if (values === undefined) throw faulty('attribute_invalid', segmented);
  return { first, bits, values };
}

function wordsOf(dataset: Dataset, tag: number): Uint16Array {
  const element = dataset.get(tag);
  const bytes = element?.bytes;
  if (element === undefined || bytes === undefined || bytes.length < 2) throw faulty('attribute_invalid', tag);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, !element.bigEndian));
}

/** The two bytes of each word, the low one first. */
function bytesOfWords(words: Uint16Array): Uint16Array {
  return Uint16Array.from({ length: words.length * 2 }, (_, i) => (words[i >> 1]! >> (8 * (i & 1))) & 0xff);
}

/** Entries of 8 bits are packed two a word; some writers give each a word all the same. */
function entriesOf(words: Uint16Array, count: number, bits: number): Uint16Array {
  const packed = bits <= 8 && words.length < count;
  return (packed ? bytesOfWords(words) : words).slice(0, count);
}

/**
 * Segmented look-up table data (PS3.3 §C.7.9.2): discrete, linear and indirect segments. Operation codes, lengths and values
 * have the size of an entry. `undefined` where they are malformed or do not make `count` entries.
 */
export function expandSegments(words: Uint16Array, count: number, bits: number): Uint16Array | undefined {
  const cells = bits <= 8 ? bytesOfWords(words) : words;
  const cellSize = bits <= 8 ? 1 : 2;
  const values = new Uint16Array(count);
  let size = 0;

  /** Expands the segment at `index`; returns where the next one begins, or -1. No segment is empty, so this ends. */
  const expand = (index: number, indirectAllowed: boolean): number => {
    const [opcode, length] = [cells[index], cells[index + 1]];
    if (opcode === undefined || length === undefined || length === 0) return -1;
    const begin = index + 2;
    if (opcode === 0) {
      const end = begin + length;
      if (end > cells.length || size + length > count) return -1;
      values.set(cells.subarray(begin, end), size);
      size += length;
      return end;
    }
    if (opcode === 1) {
      // From the last value before the segment to its own, in `length` equal steps.
      const to = cells[begin];
      if (to === undefined || size === 0 || size + length > count) return -1;
      const from = values[size - 1]!;
      for (let i = 1; i <= length; i++) values[size++] = Math.round(from + ((to - from) * i) / length);
      return begin + 1;
    }
    if (opcode === 2 && indirectAllowed) {
      // `length` segments once more, those from an offset of four bytes on, which counts bytes.
      const end = begin + 4 / cellSize;
      if (end > cells.length) return -1;
      const offset = cells.subarray(begin, end).reduceRight((sum, cell) => sum * 256 ** cellSize + cell, 0);
      let next = Math.floor(offset / cellSize);
      for (let i = 0; i < length && next >= 0; i++) next = expand(next, false);
      return next < 0 ? -1 : end;
    }
    return -1;
  };

  for (let index = 0; index < cells.length && size < count;) {
    index = expand(index, true);
    if (index < 0) return undefined;
  }
  return size === count ? values : undefined;
}

function faulty(code: 'attribute_missing' | 'attribute_invalid', tag: number): DicomError {
  return new DicomError({ code, tag, path: formatTag(tag) });
}
