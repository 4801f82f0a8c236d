// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Numbers to the bytes of binary VRs (PS3.5 §6.2, §7.3): what `numbersOf` and `bigintsOf` read.

import { DicomError } from '../../errors.js';

type Put = (view: DataView, at: number, number: number | bigint, littleEndian: boolean) => void;

interface Layout {
  /** Bytes of one number. */
  readonly size: number;
  readonly put: Put;
}

/** An integer of at most 32 bits. */
function integer(size: number, first: number, last: number, put: (view: DataView) => DataView['setInt16']): Layout {
  return {
    size,
    put: (view, at, number, littleEndian) => {
      const value = Number(number);
      if (!Number.isInteger(value) || value < first || value > last) throw invalid();
      put(view).call(view, at, value, littleEndian);
    },
  };
}

/** An integer of 64 bits; a number must be safe, beyond that only a bigint says which integer is meant. */
function long(first: bigint, last: bigint, put: (view: DataView) => DataView['setBigInt64']): Layout {
  return {
    size: 8,
    put: (view, at, number, littleEndian) => {
      if (typeof number === 'number' && !Number.isSafeInteger(number)) throw invalid();
      const value = BigInt(number);
      if (value < first || value > last) throw invalid();
      put(view).call(view, at, value, littleEndian);
    },
  };
}

const uint8 = integer(1, 0, 0xff, (view) => view.setUint8);
const uint16 = integer(2, 0, 0xffff, (view) => view.setUint16);
const uint32 = integer(4, 0, 0xffffffff, (view) => view.setUint32);
const uint64 = long(0n, 0xffff_ffff_ffff_ffffn, (view) => view.setBigUint64);

const single: Layout = {
  size: 4,
  put: (view, at, number, littleEndian) => {
    const value = Number(number);
    if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw invalid();
    view.setFloat32(at, value, littleEndian);
  },
};
const double: Layout = {
  size: 8,
  put: (view, at, number, littleEndian) => view.setFloat64(at, Number(number), littleEndian),
};

/** Group and element, each in the byte order. PS3.5 §7.3 */
const tag: Layout = {
  size: 4,
  put: (view, at, number, littleEndian) => {
    uint32.put(view, at, number, false);
    if (!littleEndian) return;
    const [group, element] = [view.getUint16(at), view.getUint16(at + 2)];
    view.setUint16(at, group, true);
    view.setUint16(at + 2, element, true);
  },
};

const layouts: Readonly<Record<string, Layout>> = {
  AT: tag,
  FD: double,
  FL: single,
  OB: uint8,
  OD: double,
  OF: single,
  OL: uint32,
  OV: uint64,
  OW: uint16,
  SL: integer(4, -0x80000000, 0x7fffffff, (view) => view.setInt32),
  SS: integer(2, -0x8000, 0x7fff, (view) => view.setInt16),
  SV: long(-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn, (view) => view.setBigInt64),
  UL: uint32,
  US: uint16,
  UV: uint64,
};

/** Bytes of one number of a binary VR; `undefined` for every other VR. */
export function sizeOfNumber(vr: string): number | undefined {
  return layouts[vr]?.size;
}

/**
 * The bytes of numbers, in one after the other, not padded. AT takes tags; FL and OF round to the nearest single.
 * @throws DicomError with code `value_invalid` where a number is not one that the VR holds (a fraction, out of range, not safe as an
 * integer of 64 bits), or the VR is not binary.
 */
export function encodeNumbers(vr: string, numbers: readonly (number | bigint)[], bigEndian = false): Uint8Array {
  const layout = layouts[vr];
  if (layout === undefined) throw invalid();
  const bytes = new Uint8Array(numbers.length * layout.size);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, i) => layout.put(view, i * layout.size, number, !bigEndian));
  return bytes;
}

function invalid(): DicomError {
  return new DicomError({ code: 'value_invalid' });
}
