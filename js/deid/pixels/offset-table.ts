// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The Basic Offset Table: kept where it is one. It may always be empty. PS3.5 §A.4

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
  const isRising = offsets.every((offset, i) => (i === 0 ? offset === 0 : offset > (offsets[i - 1] as number)));
  return isRising ? offsets : undefined;
}

/** No file goes further. */
const furthest = 2 ** 48;

/** Extended Offset Table (7FE0,0001), and Extended Offset Table Lengths (7FE0,0002). PS3.3 §C.7.6.3.1.8 */
export function isExtendedTable(tag: number): boolean {
  return tag === 0x7fe00001 || tag === 0x7fe00002;
}

/** Whether the bytes can be offsets or lengths in a file: what is text is further from its beginning than any file is long. */
export function isExtendedOffsets(bytes: Uint8Array, bigEndian: boolean): boolean {
  if (bytes.length % 8 !== 0) return false;
  return numbersOf(bytes, 'OV', bigEndian).every((offset) => offset < furthest);
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
