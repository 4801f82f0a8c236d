// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A frame's drawing: checked, and told what does not change with how the frame is looked at.

import { misuse } from '../../errors.js';
import { Drawing, type SampleLayout } from '../../wasm/drawing.js';
import type { ImageModule } from '../../wasm/image.js';
import { type Frame, pixelSizeOf } from '../frame.js';
import { sampleBytes } from '../raw.js';

/** @throws TypeError with code `argument_invalid` where the frame is impossible. */
export function openDrawing<T>(
  module: ImageModule,
  frame: Frame,
  use: (drawing: Drawing, samples: Uint8Array) => T,
): T {
  const samples = sampleBytes(frame);
  const { rows, columns, bitOffset, display } = frame;
  const pixelSize = pixelSizeOf(frame);
  if (!isPossible(frame)) throw misuse('argument_invalid', 'the sizes of the frame are impossible');
  if (samples.length < bitOffset / 8 + rows * columns * pixelSize) {
    throw misuse('argument_invalid', 'the samples of the frame are fewer than its rows and columns ask for');
  }
  const drawing = new Drawing(module, layoutOf(frame), pixelSize * 8);
  try {
    drawing.setRescale(display.rescale);
    if (display.modalityLut !== undefined) drawing.setTable('modality', display.modalityLut);
    if (display.padding !== undefined) drawing.setPadding(display.padding);
    if (display.palette !== undefined) {
      const { red, green, blue } = display.palette;
      drawing.setTable('red', red);
      drawing.setTable('green', green);
      drawing.setTable('blue', blue);
      // Of a palette above grays; of PALETTE COLOR nothing is gray.
      drawing.setColored(red.first);
    }
    return use(drawing, samples);
  } finally {
    drawing.close();
  }
}

function layoutOf({ bitsAllocated, bitsStored, highBit, signed, packing, samples }: Frame): SampleLayout {
  if (packing === 'bits') {
    return { bitsAllocated: 8, bitsStored: 1, highBit: 0, signed: false, float: false, packed: true };
  }
  // Floats are stored whole, whatever is said of their bits.
  return isFloat(samples)
    ? { bitsAllocated, bitsStored: bitsAllocated, highBit: bitsAllocated - 1, signed: true, float: true, packed: false }
    : { bitsAllocated, bitsStored, highBit, signed, float: false, packed: false };
}

function isFloat(samples: Frame['samples']): boolean {
  return samples instanceof Float32Array || samples instanceof Float64Array;
}

/** Whether the numbers are such as `readFrames` gives; a frame may come from anywhere. */
function isPossible({
  rows,
  columns,
  bitsAllocated,
  bitsStored,
  highBit,
  bitOffset,
  packing,
  samples,
}: Frame): boolean {
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!within(rows, 1, 0xffff) || !within(columns, 1, 0xffff)) return false;
  if (isFloat(samples)) return packing === 'samples' && bitsAllocated === 8 * samples.BYTES_PER_ELEMENT;
  if (packing === 'bits') return within(bitOffset, 0, 7);
  const cells = bitsAllocated === 8 || bitsAllocated === 16 || bitsAllocated === 32;
  return cells && within(bitsStored, 1, bitsAllocated) && within(highBit, bitsStored - 1, bitsAllocated - 1);
}
