// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Segmented look-up table data.

/** The two bytes of each word, the low one first. */
export function bytesOfWords(words: Uint16Array): Uint16Array {
  return Uint16Array.from({ length: words.length * 2 }, (_, i) => (words[i >> 1]! >> (8 * (i & 1))) & 0xff);
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
