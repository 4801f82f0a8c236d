// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Offset tables: kept where they are numbers that can be offsets. The Basic Offset Table may always be empty, PS3.5 §A.4; the Extended one
// may be absent, PS3.3 §C.7.6.3.1.8.

import { joined } from '../../flow/file-meta.js';
import { makePart } from '../../made-part.js';
import type { Part } from '../../part.js';
import { numbersOf } from '../../values/numbers.js';
import type { Encoder } from '../../wasm/encode.js';

const itemTag = 0xfffee000;

/** The offsets of a table, or `undefined` where they are none: each frame's begins behind the one before it. */
export function offsetsOf(bytes: Uint8Array): readonly number[] | undefined {
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const offsets = numbersOf(bytes, 'UL');
  return isRising(offsets) ? offsets : undefined;
}

function isRising(offsets: readonly number[]): boolean {
  return offsets.every((offset, i) => (i === 0 ? offset === 0 : offset > (offsets[i - 1] as number)));
}

const extendedOffsets = 0x7fe00001;
const extendedLengths = 0x7fe00002;

/** Whether the attribute is one of the Extended Offset Table. */
export function isExtendedTable(tag: number): boolean {
  return tag === extendedOffsets || tag === extendedLengths;
}

/** Bytes; no file is as long. */
const furthest = 2 ** 48;

/** Whether the value of such an attribute says where frames may be, or how long they are: what is text is further than any file is long. */
export function isTableValue(tag: number, bytes: Uint8Array, bigEndian: boolean): boolean {
  if (bytes.length % 8 !== 0) return false;
  const numbers = numbersOf(bytes, 'UV', bigEndian);
  return tag === extendedOffsets
    ? isRising(numbers) && (numbers.at(-1) ?? 0) < furthest
    : numbers.every((length) => length < 0xffffffff);
}

/** The first fragment with its value, `parts`, or an empty one in its place where `check` leaves nothing of the bytes. */
export function checkedTable(
  encoder: Encoder,
  parts: readonly Part[],
  check: (bytes: Uint8Array) => Uint8Array,
): { readonly parts: readonly Part[]; readonly isKept: boolean } {
  const [fragment, ...pieces] = parts as [Part, ...Part[]];
  const bytes = joined(pieces);
  if (check(bytes).length === bytes.length && bytes.length === fragment.length) return { parts, isKept: true };
  const header = encoder.header(itemTag, '', 0, fragment);
  const empty = makePart({ kind: 'fragment', index: 0, length: 0, last: true, bytes: header }, fragment);
  return { parts: [empty], isKept: false };
}
