// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values to the bytes of an element, of every VR but SQ (PS3.5 §6.2).

import '../../write-messages.js';
import { type TextEncoding, writeText } from './text-writer.js';
import { type Value, valueBytes } from './value-bytes.js';

export { paddingByte, padValue, type Value } from './value-bytes.js';

/** How values are written. */
export interface ValueEncoding extends TextEncoding {
  /** Whether the transfer syntax is big endian. */
  readonly bigEndian?: boolean | undefined;
}

/**
 * The bytes of an element's value, of even length: padded as the VR asks, with a space, or a NUL in UI, OB and UN.
 *
 * - No values, or one empty one, are no bytes.
 * - Text VRs take strings; DS and IS numbers too. A string that is not in an array is the whole value, in which backslashes divide
 *   values where the VR has several; in an array, each is one value and may hold none.
 * - Binary VRs take numbers and bigints, or strings of them: decimal, AT `(0010,0020)` or `00100020`.
 * - Bytes are taken as they are, for every VR, in the byte order and character set that is asked for; UN takes nothing else.
 *
 * Neither length nor pattern of text is looked at: that is `validateText`.
 * @throws DicomError with code `value_invalid` where a value is not one that the VR can hold; `text_not_encodable` where the character
 * set does not hold a character.
 */
export function encodeValue(
  vr: string,
  values: Value | readonly Value[] | Uint8Array,
  encoding: ValueEncoding = {},
): Uint8Array {
  return valueBytes(vr, values, encoding.bigEndian, (text) => writeText(text, vr, encoding));
}
