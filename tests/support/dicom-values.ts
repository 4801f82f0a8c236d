// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values to bytes, by value representation (PS3.5 §6.2), for the byte builder beside it.
// It shares no code with the library, so that a mistake in one of them cannot hide in the other.

/** What the builder accepts as a value: bytes are taken as they are, all else is encoded by its VR. */
export type Value = string | number | bigint | readonly (string | number | bigint)[] | Uint8Array;

export type ByteOrder = 'little' | 'big';

/** VRs with two reserved bytes and a length of 32 bits in explicit transfer syntaxes (PS3.5 §7.1.2). */
export const longHeaderVrs: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

type Write = (view: DataView, offset: number, value: number | bigint, little: boolean) => void;

const unsigned16: Write = (view, offset, value, little) => view.setUint16(offset, Number(value), little);
const signed16: Write = (view, offset, value, little) => view.setInt16(offset, Number(value), little);
const unsigned32: Write = (view, offset, value, little) => view.setUint32(offset, Number(value), little);
const signed32: Write = (view, offset, value, little) => view.setInt32(offset, Number(value), little);
const unsigned64: Write = (view, offset, value, little) => view.setBigUint64(offset, BigInt(value), little);
const signed64: Write = (view, offset, value, little) => view.setBigInt64(offset, BigInt(value), little);
const float32: Write = (view, offset, value, little) => view.setFloat32(offset, Number(value), little);
const float64: Write = (view, offset, value, little) => view.setFloat64(offset, Number(value), little);
const octet: Write = (view, offset, value) => view.setUint8(offset, Number(value));
const groupAndElement: Write = (view, offset, value, little) => {
  view.setUint16(offset, Number(value) >>> 16, little);
  view.setUint16(offset + 2, Number(value) & 0xffff, little);
};

const binary: Readonly<Record<string, { size: number; write: Write }>> = {
  AT: { size: 4, write: groupAndElement },
  FD: { size: 8, write: float64 },
  FL: { size: 4, write: float32 },
  OB: { size: 1, write: octet },
  OD: { size: 8, write: float64 },
  OF: { size: 4, write: float32 },
  OL: { size: 4, write: unsigned32 },
  OV: { size: 8, write: unsigned64 },
  OW: { size: 2, write: unsigned16 },
  SL: { size: 4, write: signed32 },
  SS: { size: 2, write: signed16 },
  SV: { size: 8, write: signed64 },
  UL: { size: 4, write: unsigned32 },
  UN: { size: 1, write: octet },
  US: { size: 2, write: unsigned16 },
  UV: { size: 8, write: unsigned64 },
};

/** One byte a character (ISO 8859-1). For any other character set give the bytes instead of the string. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff) throw new RangeError(`"${character}" is not in ISO 8859-1; give the value as bytes`);
    return code;
  });
}

/** Bytes of one value field, without padding. */
export function encodeValue(vr: string, value: Value, order: ByteOrder): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const values: readonly (string | number | bigint)[] = typeof value === 'object' ? value : [value];
  const form = binary[vr];
  if (form === undefined || values.some((one) => typeof one === 'string')) return latin1(values.join('\\'));
  const out = new Uint8Array(values.length * form.size);
  const view = new DataView(out.buffer);
  values.forEach((one, index) => {
    form.write(view, index * form.size, typeof one === 'string' ? Number(one) : one, order === 'little');
  });
  return out;
}

/** Pads to an even length: UI and binary VRs with NUL, text with a space (PS3.5 §6.2). */
export function padValue(vr: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  if (vr !== 'UI' && binary[vr] === undefined) padded[bytes.length] = 0x20;
  return padded;
}

export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    out.set(piece, offset);
    offset += piece.length;
  }
  return out;
}
