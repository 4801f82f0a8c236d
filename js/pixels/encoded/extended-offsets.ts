// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The Extended Offset Table, which stands in front of the pixel data, not in their first item. PS3.3 §C.7.6.3.1.8

import type { Dataset } from '../../dataset/dataset.js';
import { ExtendedOffsetTable, ExtendedOffsetTableLengths } from '../../dictionary/tags.js';

/** The values of Extended Offset Table and Extended Offset Table Lengths, as they stand in the file. */
export interface ExtendedOffsets {
  readonly offsets: Uint8Array;
  readonly lengths: Uint8Array;
}

/** Of eight million frames; of more, a table is taken for none. */
export const offsetTables = {
  tags: [ExtendedOffsetTable, ExtendedOffsetTableLengths],
  maxValue: 64 * 1024 * 1024,
};

export function extendedOffsetsOf(dataset: Dataset): ExtendedOffsets | undefined {
  const offsets = dataset.bytes(ExtendedOffsetTable);
  if (offsets === undefined || offsets.length === 0) return undefined;
  return { offsets, lengths: dataset.bytes(ExtendedOffsetTableLengths) ?? new Uint8Array(0) };
}
