// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The look-up tables of PALETTE COLOR from a data set, and those that color the values above a grayscale image's own.

import type { Dataset } from '../../dataset/dataset.js';
import * as tags from '../../dictionary/tags.js';
import type { LookUpTable, Palette } from './display.js';
import { readLookUpTable, type TableTags } from './look-up-table.js';

const red: TableTags = {
  descriptor: tags.RedPaletteColorLookupTableDescriptor,
  data: tags.RedPaletteColorLookupTableData,
  segmented: tags.SegmentedRedPaletteColorLookupTableData,
};
const green: TableTags = {
  descriptor: tags.GreenPaletteColorLookupTableDescriptor,
  data: tags.GreenPaletteColorLookupTableData,
  segmented: tags.SegmentedGreenPaletteColorLookupTableData,
};
const blue: TableTags = {
  descriptor: tags.BluePaletteColorLookupTableDescriptor,
  data: tags.BluePaletteColorLookupTableData,
  segmented: tags.SegmentedBluePaletteColorLookupTableData,
};

/**
 * Reads the three look-up tables. `signed`: whether stored values are.
 * @throws DicomError `attribute_missing`, `attribute_invalid` with the attribute's tag.
 */
export function readPalette(dataset: Dataset, signed: boolean): Palette {
  const channel = (of: TableTags): LookUpTable => readLookUpTable(dataset, of, signed);
  return { red: channel(red), green: channel(green), blue: channel(blue) };
}

/** Whether a grayscale image has colors, too: PS3.3 §C.8.16.2.1.4, §C.7.6.19. */
export function hasSupplementalPalette(dataset: Dataset): boolean {
  const presentation = dataset.string(tags.PixelPresentation);
  return (presentation === 'COLOR' || presentation === 'MIXED') && dataset.has(red.descriptor);
}
