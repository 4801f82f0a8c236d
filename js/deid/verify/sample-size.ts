// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How many bytes of native pixel data are samples: what stands behind them is no part of any frame, and is searched.

import type { ElementContext } from '../../sinks/element-reader.js';
import { numbersOf } from '../../values/numbers.js';

const samplesPerPixel = 0x00280002;
const photometricInterpretation = 0x00280004;
const numberOfFrames = 0x00280008;
const rows = 0x00280010;
const columns = 0x00280011;
const bitsAllocated = 0x00280100;

/** Of the pixel data at the root. PS3.5 §8.1.1, PS3.3 §C.7.6.3 */
export class SampleSize {
  readonly #values = new Map<number, string>();

  /** An element, which may describe the pixels. */
  note({ header }: ElementContext, value: Uint8Array): void {
    const { tag, parent, vr, bigEndian } = header;
    if (parent !== undefined || tag >>> 16 !== 0x0028 || tag > bitsAllocated) return;
    if (vr === 'US' && value.length >= 2) {
      this.#values.set(tag, String(numbersOf(value, vr, bigEndian, 0, 2)[0]));
    } else if (tag === numberOfFrames || tag === photometricInterpretation) {
      this.#values.set(tag, new TextDecoder('latin1').decode(value).replace(/\0/g, ' ').trim());
    }
  }

  /** Infinite where the data set does not say. */
  get bytes(): number {
    const number = (tag: number, absent: string): number => Number(this.#values.get(tag) ?? absent);
    const isHalved = this.#values.get(photometricInterpretation) === 'YBR_FULL_422';
    const samples = isHalved ? 2 : number(samplesPerPixel, '1');
    const pixels = number(rows, '') * number(columns, '') * number(numberOfFrames, '1');
    const size = Math.ceil((pixels * samples * number(bitsAllocated, '')) / 8);
    return size > 0 ? size : Infinity;
  }
}

/** Whether an element is the pixel data of the data set. */
export function isPixelData({ tag, parent }: ElementContext['header']): boolean {
  return parent === undefined && tag === 0x7fe00010;
}
