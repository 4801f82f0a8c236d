// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How values become grays: what is asked for, else what the frame proposes, else a window over its values.

import { misuse } from '../../errors.js';
import type { Drawing } from '../../wasm/drawing.js';
import type { LookUpTable, VoiLut, VoiWindow } from './display.js';
import { isWindow } from './transformations.js';
import type { Frame } from '../frame.js';

/** A window, a VOI LUT, or `automatic`: a window from the least to the greatest value. */
export type Voi = VoiWindow | VoiLut | 'automatic';

/** @throws TypeError with code `argument_invalid` where what is asked for is no window, or two things are. */
export function chosenVoi(
  drawing: Drawing,
  { display }: Frame,
  samples: Uint8Array,
  asked: { readonly voi?: Voi | undefined; readonly window?: VoiWindow | undefined },
): VoiWindow | VoiLut {
  if (asked.voi !== undefined && asked.window !== undefined) {
    throw misuse('argument_invalid', 'either `voi` or `window` is given');
  }
  const wish = asked.voi ?? asked.window ?? display.windows[0] ?? display.voiLuts[0] ?? 'automatic';
  return wish === 'automatic' ? windowOver(drawing, samples) : wish;
}

/** @throws TypeError with code `argument_invalid` where the window or the table is none. */
export function showVoi(drawing: Drawing, { display }: Frame, voi: VoiWindow | VoiLut, inverted: boolean): void {
  if ('values' in voi) {
    if (!isTable(voi)) throw misuse('argument_invalid', 'a VOI LUT has values of 1 to 16 bits and a first one mapped');
    drawing.setTable('voi', voi);
    drawing.showVoiTable(inverted);
    return;
  }
  const { center, width, function: use = display.voiFunction } = voi;
  if (!isWindow({ center, width }, use)) {
    throw misuse('argument_invalid', 'a window has a center and a width: of LINEAR at least 1, else above 0');
  }
  drawing.showWindow(use, { center, width }, inverted);
}

/** The inverse of PS3.3 §C.11.2.1.2: the ramp runs from the lower to the upper value. */
export function windowOver(drawing: Drawing, samples: Uint8Array): VoiWindow {
  const { minimum, maximum } = drawing.extentOf(samples);
  // Nothing but padding has no values.
  const [lower, upper] = minimum > maximum ? [0, 0] : [within(minimum), within(maximum)];
  if (Number.isSafeInteger(lower) && Number.isSafeInteger(upper)) {
    return { center: (lower + upper) / 2 + 0.5, width: upper - lower + 1, function: 'LINEAR' };
  }
  const width = within(upper - lower);
  return { center: lower / 2 + upper / 2, width: width > 0 ? width : 1, function: 'LINEAR_EXACT' };
}

function within(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function isTable({ first, bits, values }: LookUpTable): boolean {
  const isBits = Number.isInteger(bits) && bits >= 1 && bits <= 16;
  return isBits && Number.isInteger(first) && values instanceof Uint16Array && values.length > 0;
}
