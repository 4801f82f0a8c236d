// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Numbers to the bytes of binary VRs (PS3.5 §6.2, §7.3): what `numbersOf` and `bigintsOf` read.

import { DicomError } from '../../errors.js';
import { numberKinds, numberSizes } from '../numbers.js';

/** What a DataView reads and writes a number by. */
type Put = (at: number, number: number | bigint, littleEndian: boolean) => void;
type Get = (at: number, littleEndian: boolean) => number | bigint;

/** Bytes of one number of a binary VR; `undefined` for every other VR. */
export function sizeOfNumber(vr: string): number | undefined {
  return numberSizes[vr];
}

/**
 * The bytes of numbers, in one after the other, not padded. AT takes tags; FL and OF round to the nearest single.
 * @throws DicomError with code `value_invalid` where a number is not one that the VR holds (a fraction, out of range, not safe as an
 * integer of 64 bits), or the VR is not binary.
 */
export function encodeNumbers(vr: string, numbers: readonly (number | bigint)[], bigEndian = false): Uint8Array {
  const kind = numberKinds[vr];
  if (kind === undefined) throw invalid();
  const size = sizeOfNumber(vr)!;
  const bytes = new Uint8Array(numbers.length * size);
  const view = new DataView(bytes.buffer);
  const [put, get] = [view[`set${kind}`] as Put, view[`get${kind}`] as Get];
  const isLong = kind.startsWith('Big');
  numbers.forEach((number, i) => {
    // Beyond the safe ones only a bigint says which integer is meant.
    if (isLong && typeof number === 'number' && !Number.isSafeInteger(number)) throw invalid();
    const value = isLong ? BigInt(number) : Number(number);
    put.call(view, i * size, value, !bigEndian);
    const written = get.call(view, i * size, !bigEndian);
    // What does not fit reads back as another number; a single may be rounded, but not to infinity.
    const isSame = kind.startsWith('F') ? isFinite(written as number) === isFinite(value as number) : written === value;
    if (!isSame) throw invalid();
    // Group and element, each in the byte order. PS3.5 §7.3
    if (vr === 'AT' && !bigEndian) view.setUint32(i * 4, ((value as number) << 16) | ((value as number) >>> 16), true);
  });
  return bytes;
}

function invalid(): DicomError {
  return new DicomError({ code: 'value_invalid' });
}
