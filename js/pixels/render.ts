// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A frame as RGBA for a canvas: the grayscale pipeline of PS3.4 §N.2, palettes, color, overlays.

import { DicomError, misuse } from '../errors.js';
import { PhotometricInterpretation } from '../dictionary/tags.js';
import { formatTag } from '../path.js';
import type { ColorSamples, Drawing } from '../wasm/drawing.js';
import { imageModuleNow } from '../wasm/image.js';
import type { Overlay, VoiWindow } from './display/display.js';
import type { Frame } from './frame.js';
import { openDrawing } from './display/open-drawing.js';
import { chosenVoi, showVoi, type Voi, windowOver } from './display/voi.js';

export interface RenderOptions {
  /**
   * How grayscale values become gray: a window, a VOI LUT (such as one of the frame's), or a window from the least to the
   * greatest value. Without it: the frame's first window, or its first VOI LUT, or that automatic window.
   */
  readonly voi?: Voi | undefined;
  /** Short for `voi` with a window; not both. Without a `function` it is of the frame's. */
  readonly window?: VoiWindow | undefined;
  /** Black and white, or colors, exchanged. Padding stays black. */
  readonly invert?: boolean | undefined;
  /** Overlays to burn in in white: all, or those of these indices in `frame.display.overlays`. None by default. */
  readonly overlays?: boolean | readonly number[] | undefined;
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
 * Draws a frame. Grayscale goes through the modality, VOI and presentation transformations of `frame.display`; padding, and
 * floats that are no finite numbers, are black. Synchronous, so `await init()` comes first.
 * @throws DicomError `photometric_unsupported`; TypeError with code `not_ready` or `argument_invalid`.
 */
export function render(frame: Frame, options: RenderOptions = {}): RenderedFrame {
  const module = imageModuleNow();
  const { rows, columns, display } = frame;
  const data = options.frameBuffer ?? new Uint8ClampedArray(rows * columns * 4);
  if (data.length !== rows * columns * 4) {
    throw misuse('argument_invalid', `a frame buffer for ${columns} × ${rows} pixels has ${rows * columns * 4} bytes`);
  }
  const pipeline = pipelineOf(frame);
  const overlays = overlaysOf(frame, options.overlays);
  const invert = options.invert ?? false;
  openDrawing(module, frame, (drawing, samples) => {
    if (pipeline === 'gray') {
      const { presentationLut, presentationLutShape: shape } = display;
      if (presentationLut !== undefined) drawing.setTable('presentation', presentationLut);
      const isInverse = shape === undefined ? frame.photometricInterpretation === 'MONOCHROME1' : shape === 'INVERSE';
      showVoi(drawing, frame, chosenVoi(drawing, frame, samples, options), isInverse !== invert);
    } else if (pipeline === 'palette') {
      drawing.showPalette(invert);
    } else {
      drawing.showColor(pipeline, invert);
    }
    for (const overlay of overlays) addOverlay(drawing, overlay, columns);
    drawing.draw(samples, frame.bitOffset, data);
  });
  return { data, width: columns, height: rows, colorSpace: 'srgb' };
}

/**
 * The window from the least to the greatest value of a grayscale frame, in output units, without padding, the colors of a
 * supplemental palette and floats that are no finite numbers; of one-bit frames, from 0 to 1. Its function is LINEAR where
 * both are whole numbers, else LINEAR_EXACT, whose width may be any above 0.
 * @throws TypeError with code `not_ready` before `await init()`.
 */
export function automaticWindow(frame: Frame): VoiWindow {
  return openDrawing(imageModuleNow(), frame, (drawing, samples) => windowOver(drawing, samples));
}

function pipelineOf(frame: Frame): 'gray' | 'palette' | ColorSamples {
  const { photometricInterpretation, samplesPerPixel, packing, bitsAllocated, display, samples } = frame;
  if (samplesPerPixel === 1) {
    if (photometricInterpretation === 'MONOCHROME1' || photometricInterpretation === 'MONOCHROME2') return 'gray';
    const indexed = photometricInterpretation === 'PALETTE COLOR' && bitsAllocated <= 16;
    if (indexed && display.palette !== undefined) return 'palette';
  } else if (samplesPerPixel === 3 && !(samples instanceof Float32Array || samples instanceof Float64Array)) {
    const isShared = packing === 'ybr422';
    switch (photometricInterpretation) {
      case 'RGB':
      // Reversing these transforms is part of decoding JPEG 2000 (PS3.5 §8.2.4), so samples are no longer transformed.
      case 'YBR_RCT':
      case 'YBR_ICT':
        return 'rgb';
      case 'YBR_FULL':
        return 'ybrFull';
      case 'YBR_FULL_422':
        return isShared ? 'ybr422' : 'ybrFull';
      case 'YBR_PARTIAL_422':
      case 'YBR_PARTIAL_420':
        return isShared ? 'ybrPartial422' : 'ybrPartial';
    }
  }
  const tag = PhotometricInterpretation;
  throw new DicomError({ code: 'photometric_unsupported', tag, path: formatTag(tag) });
}

function overlaysOf({ display }: Frame, wanted: RenderOptions['overlays']): readonly Overlay[] {
  if (typeof wanted !== 'object') return wanted === true ? display.overlays : [];
  return wanted.map((index) => {
    const overlay = display.overlays[index];
    if (overlay === undefined) throw misuse('argument_invalid', `the frame has no overlay ${index}`);
    return overlay;
  });
}

function addOverlay(drawing: Drawing, overlay: Overlay, columns: number): void {
  if (overlay.bits !== undefined) drawing.addOverlay(overlay, overlay.bits, columns);
  else if (overlay.bitPosition !== undefined) drawing.addEmbeddedOverlay(overlay.bitPosition);
}
