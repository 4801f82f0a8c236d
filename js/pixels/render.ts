// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A frame as RGBA for a canvas: modality rescale, window, polarity; palettes; color.

import { DicomError, misuse } from '../errors.js';
import { PhotometricInterpretation } from '../dictionary/tags.js';
import { formatTag } from '../path.js';
import { type ColorSamples, Drawing, type ImageModule, imageModuleNow } from '../wasm/image.js';
import { type Frame, pixelSizeOf, type VoiWindow } from './frame.js';
import { sampleBytes } from './raw.js';

export interface RenderOptions {
  /** Instead of the frame's first window, or the automatic one. Grayscale only. The width is at least 1. */
  readonly window?: { readonly center: number; readonly width: number } | undefined;
  /** Black and white, or colors, exchanged. */
  readonly invert?: boolean | undefined;
  /** Memory to draw into, of rows × columns × 4 bytes, instead of new memory. */
  readonly frameBuffer?: Uint8ClampedArray<ArrayBuffer> | undefined;
}

/** Of the shape of an ImageData: `new ImageData(data, width, height)` takes it. */
export interface RenderedFrame {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: 'srgb';
}

/**
 * Draws a frame. Grayscale goes through the modality rescale and a window of the LINEAR function: the one asked for, else
 * the frame's first, else `automaticWindow`. Synchronous, so `await init()` comes first.
 * @throws DicomError `photometric_unsupported`; TypeError with code `not_ready` or `argument_invalid`.
 */
export function render(frame: Frame, options: RenderOptions = {}): RenderedFrame {
  const module = imageModuleNow();
  const { rows, columns } = frame;
  const data = options.frameBuffer ?? new Uint8ClampedArray(rows * columns * 4);
  if (data.length !== rows * columns * 4) {
    throw misuse('argument_invalid', `a frame buffer for ${columns} × ${rows} pixels has ${rows * columns * 4} bytes`);
  }
  const pipeline = pipelineOf(frame);
  const invert = options.invert ?? false;
  withDrawing(module, frame, (drawing, samples) => {
    if (pipeline === 'gray') {
      const window = options.window ?? frame.display.windows[0] ?? windowOver(drawing, frame, samples);
      if (!Number.isFinite(window.center) || !Number.isFinite(window.width) || window.width < 1) {
        throw misuse('argument_invalid', 'a window has a center and a width of at least 1');
      }
      drawing.showGray(frame.display.rescale, window, (frame.photometricInterpretation === 'MONOCHROME1') !== invert);
    } else if (pipeline === 'palette') {
      const { red, green, blue } = frame.display.palette!;
      drawing.showPalette(red, green, blue, invert);
    } else {
      drawing.showColor(pipeline, invert);
    }
    drawing.draw(samples, frame.bitOffset, data);
  });
  return { data, width: columns, height: rows, colorSpace: 'srgb' };
}

/**
 * The window from the least to the greatest value of a grayscale frame; of one-bit frames, from 0 to 1.
 * @throws TypeError with code `not_ready` before `await init()`.
 */
export function automaticWindow(frame: Frame): VoiWindow {
  return withDrawing(imageModuleNow(), frame, (drawing, samples) => windowOver(drawing, frame, samples));
}

/** The inverse of PS3.3 §C.11.2.1.2.1: the ramp of the LINEAR function runs from the lower to the upper value. */
function windowOver(drawing: Drawing, frame: Frame, samples: Uint8Array): VoiWindow {
  const { minimum, maximum } = frame.packing === 'bits' ? { minimum: 0, maximum: 1 } : drawing.extentOf(samples);
  const { slope, intercept } = frame.display.rescale;
  const ends = [slope * minimum + intercept, slope * maximum + intercept] as const;
  const [lower, upper] = [Math.min(...ends), Math.max(...ends)];
  return { center: (lower + upper) / 2 + 0.5, width: upper - lower + 1 };
}

function withDrawing<T>(module: ImageModule, frame: Frame, use: (drawing: Drawing, samples: Uint8Array) => T): T {
  const samples = sampleBytes(frame);
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed, bitOffset, packing } = frame;
  const pixelSize = pixelSizeOf(frame);
  if (!isPossible(frame)) throw misuse('argument_invalid', 'the sizes of the frame are impossible');
  if (samples.length < bitOffset / 8 + rows * columns * pixelSize) {
    throw misuse('argument_invalid', 'the samples of the frame are fewer than its rows and columns ask for');
  }
  const packed = packing === 'bits';
  const drawing = new Drawing(
    module,
    packed
      ? { bitsAllocated: 8, bitsStored: 1, highBit: 0, signed: false, packed }
      : { bitsAllocated, bitsStored, highBit, signed, packed },
    pixelSize * 8,
  );
  try {
    return use(drawing, samples);
  } finally {
    drawing.close();
  }
}

/** Whether the numbers are such as `readFrames` gives; a frame may come from anywhere. */
function isPossible({ rows, columns, bitsAllocated, bitsStored, highBit, bitOffset, packing }: Frame): boolean {
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!within(rows, 1, 0xffff) || !within(columns, 1, 0xffff)) return false;
  if (packing === 'bits') return within(bitOffset, 0, 7);
  const cells = bitsAllocated === 8 || bitsAllocated === 16 || bitsAllocated === 32;
  return cells && within(bitsStored, 1, bitsAllocated) && within(highBit, bitsStored - 1, bitsAllocated - 1);
}

function pipelineOf(frame: Frame): 'gray' | 'palette' | ColorSamples {
  const { photometricInterpretation, samplesPerPixel, packing, bitsAllocated, display } = frame;
  if (samplesPerPixel === 1) {
    if (photometricInterpretation === 'MONOCHROME1' || photometricInterpretation === 'MONOCHROME2') return 'gray';
    const indexed = photometricInterpretation === 'PALETTE COLOR' && bitsAllocated <= 16;
    if (indexed && display.palette !== undefined) return 'palette';
  } else if (samplesPerPixel === 3) {
    if (photometricInterpretation === 'RGB') return 'rgb';
    if (photometricInterpretation === 'YBR_FULL') return 'ybrFull';
    if (photometricInterpretation === 'YBR_FULL_422') return packing === 'ybr422' ? 'ybr422' : 'ybrFull';
  }
  const tag = PhotometricInterpretation;
  throw new DicomError({ code: 'photometric_unsupported', tag, path: formatTag(tag) });
}
