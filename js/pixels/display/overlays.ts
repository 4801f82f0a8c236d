// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Overlay planes from a data set (PS3.3 §C.9.2, §C.9.3; PS3.5 §8.1.2).

import type { Dataset } from '../../dataset/dataset.js';
import * as tags from '../../dictionary/tags.js';
import type { Overlay } from './display.js';
import type { Ignored } from './transformations.js';

/** PS3.5 §7.6: the even groups from 6000 to 601E. */
export const overlayGroups = Array.from({ length: 16 }, (_, i) => 0x6000 + 2 * i);

/** How pixels sit in their cells, for overlays that are embedded in them. */
export interface CellForm {
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
}

/** The overlays of each frame. */
export class Overlays {
  readonly #planes: readonly Plane[];

  constructor(dataset: Dataset, form: CellForm, ignored: Ignored) {
    this.#planes = overlayGroups.flatMap((group) => planeOf(dataset, group, form, ignored) ?? []);
  }

  /** Whether all frames have the same ones. */
  get areShared(): boolean {
    return this.#planes.every(({ frames }) => frames === undefined);
  }

  of(index: number): Overlay[] {
    return this.#planes.flatMap(({ overlay, frames, firstFrame }) => {
      if (frames === undefined) return [overlay];
      const frame = index - firstFrame;
      if (frame < 0 || frame >= frames) return [];
      return [frames === 1 ? overlay : ofFrame(overlay, frame)];
    });
  }
}

/** An overlay with the bits of all its frames. */
interface Plane {
  readonly overlay: Overlay;
  /** How many frames it has, the first one of which belongs to `firstFrame` of the image; `undefined`: one, for all. */
  readonly frames: number | undefined;
  readonly firstFrame: number;
}

/** Frames follow one another without gaps between them. */
function ofFrame(overlay: Overlay, frame: number): Overlay {
  if (overlay.bits === undefined) return overlay;
  const bitsEach = overlay.rows * overlay.columns;
  const begin = frame * bitsEach;
  const bits = overlay.bits.slice(Math.floor(begin / 8), Math.ceil((begin + bitsEach) / 8));
  return { ...overlay, bits, bitOffset: begin % 8 };
}

function planeOf(dataset: Dataset, group: number, form: CellForm, ignored: Ignored): Plane | undefined {
  // The dictionary's tags are those of group 6000.
  const of = (tag: number): number => tag + (group - 0x6000) * 0x10000;
  const rows = dataset.number(of(tags.OverlayRows));
  const columns = dataset.number(of(tags.OverlayColumns));
  const bits = bitsOf(dataset, of(tags.OverlayData));
  if (rows === undefined && columns === undefined && bits === undefined) return undefined; // empty, or none
  const bitPosition = dataset.number(of(tags.OverlayBitPosition)) ?? 0;
  if (!isSize(rows) || !isSize(columns) || (bits === undefined && !isUnused(bitPosition, form))) {
    ignored();
    return undefined;
  }

  const [top, left] = dataset.numbers(of(tags.OverlayOrigin));
  const text = (tag: number): string | undefined => dataset.string(of(tag)) || undefined;
  const frames = dataset.number(of(tags.NumberOfFramesInOverlay));
  const frameOrigin = dataset.number(of(tags.ImageFrameOrigin));
  const isOfSome = bits !== undefined && (frames !== undefined || frameOrigin !== undefined);
  return {
    overlay: {
      ...{ group, rows, columns, left: fromZero(left), top: fromZero(top), bitOffset: 0 },
      type: text(tags.OverlayType) ?? 'G',
      subtype: text(tags.OverlaySubtype),
      label: text(tags.OverlayLabel),
      description: text(tags.OverlayDescription),
      ...(bits === undefined ? { bitPosition } : { bits }),
    },
    frames: isOfSome ? Math.max(1, Math.floor(frames ?? 1)) : undefined,
    firstFrame: Math.floor(frameOrigin ?? 1) - 1,
  };
}

function isSize(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 0xffff;
}

/** Of a position that counts from 1; 0 where none is stated. */
function fromZero(position: number | undefined): number {
  return position !== undefined && Number.isInteger(position) && Math.abs(position) <= 0xffff ? position - 1 : 0;
}

/** Data of VR OW are words: in big endian files the bytes of each are exchanged (PS3.5 §8.1.2). */
function bitsOf(dataset: Dataset, tag: number): Uint8Array<ArrayBuffer> | undefined {
  const element = dataset.get(tag);
  const bytes = element?.bytes?.slice() as Uint8Array<ArrayBuffer> | undefined;
  if (element === undefined || bytes === undefined || bytes.length === 0) return undefined;
  return element.bigEndian && element.vr === 'OW' ? bytes.map((_, i) => bytes[i ^ 1] ?? 0) : bytes;
}

function isUnused(position: number, { samplesPerPixel, bitsAllocated, bitsStored, highBit }: CellForm): boolean {
  const isBeside = position > highBit || position <= highBit - bitsStored;
  return samplesPerPixel === 1 && Number.isInteger(position) && position >= 0 && position < bitsAllocated && isBeside;
}
