// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Look-up tables and overlays as data sets hold them, for files that are built.

import type { DicomBuilder } from './dicom-builder.js';

export interface BuiltTable {
  /** 0 for 65536, as it is declared. */
  count?: number;
  first?: number;
  bits?: number;
  entries: readonly number[];
  /** Of the descriptor. */
  vr?: 'US' | 'SS';
  explanation?: string;
}

export const modalityLutSequence = 0x00283000;
export const voiLutSequence = 0x00283010;
export const presentationLutSequence = 0x20500010;

/** A sequence of tables (PS3.3 §C.11.1, §C.11.2, §C.11.6). */
export function withTables(file: DicomBuilder, sequence: number, tables: readonly BuiltTable[]): DicomBuilder {
  return file.sequence(sequence, (items) => {
    for (const { entries, count = entries.length, first = 0, bits = 16, vr = 'US', explanation } of tables) {
      items.item((item) => {
        item.element(0x00283002, vr, [count, first, bits]);
        if (explanation !== undefined) item.element(0x00283003, 'LO', explanation);
        return item.element(0x00283006, 'US', entries);
      });
    }
    return items;
  });
}

export interface BuiltOverlay {
  group?: number;
  rows: number;
  columns: number;
  /** Row and column of its first pixel, from 1. */
  origin?: readonly [number, number];
  type?: string;
  frames?: number;
  frameOrigin?: number;
  /** The pixels of all frames, 0 or 1 each; absent where they are embedded. */
  pixels?: readonly number[];
  bitPosition?: number;
  label?: string;
  description?: string;
}

/** An overlay plane (PS3.3 §C.9.2). */
export function withOverlay(file: DicomBuilder, overlay: BuiltOverlay): DicomBuilder {
  const { group = 0x6000, rows, columns, origin = [1, 1], type = 'G', pixels, bitPosition = 0 } = overlay;
  const tag = (element: number): number => group * 0x10000 + element;
  file.element(tag(0x10), 'US', rows).element(tag(0x11), 'US', columns);
  if (overlay.frames !== undefined) file.element(tag(0x15), 'IS', String(overlay.frames));
  if (overlay.description !== undefined) file.element(tag(0x22), 'LO', overlay.description);
  file.element(tag(0x40), 'CS', type).element(tag(0x50), 'SS', origin);
  if (overlay.frameOrigin !== undefined) file.element(tag(0x51), 'US', overlay.frameOrigin);
  file.element(tag(0x100), 'US', pixels === undefined ? 16 : 1).element(tag(0x102), 'US', bitPosition);
  if (overlay.label !== undefined) file.element(tag(0x1500), 'LO', overlay.label);
  if (pixels === undefined) return file;
  const words = new Array<number>(Math.ceil(pixels.length / 16)).fill(0);
  for (const [i, pixel] of pixels.entries()) words[i >> 4]! |= pixel << (i & 15);
  return file.element(tag(0x3000), 'OW', words);
}
