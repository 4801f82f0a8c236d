// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A rendered frame as PNG, by pngjs.

import { PNG } from 'pngjs';
import { init } from '../init.js';
import type { Frame } from '../pixels/frame.js';
import { render, type RenderOptions } from '../pixels/render.js';

// Of pngjs: the color types of PNG.
const grayscale = 0;
const truecolor = 2;

/** Grayscale frames become grayscale pictures, a third of the size; none has transparency. */
export async function toPng(frame: Frame, options: RenderOptions): Promise<Uint8Array> {
  await init({ modules: ['image'] });
  const { data, width, height } = render(frame, options);
  const { photometricInterpretation, display } = frame;
  // A palette above the grays is color, too.
  const isGray = photometricInterpretation.startsWith('MONOCHROME') && display.palette === undefined;
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer);
  return PNG.sync.write(png, { inputHasAlpha: true, colorType: isGray ? grayscale : truecolor });
}
