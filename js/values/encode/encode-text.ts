// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Text to bytes, in every character set of PS3.3 §C.12.1.1.2.

import { DicomError } from '../../errors.js';
import type { CharacterSet } from '../text.js';
import { type TextEncoding, writeText } from './text-writer.js';

export type { TextEncoding } from './text-writer.js';

/**
 * The bytes of a text value, not padded. A string is the whole value, in which backslashes divide values where the VR has
 * several; of an array, each string is one value. Only LO, LT, PN, SH, ST, UC and UT are in the declared character set;
 * all other VRs are ASCII (PS3.5 §6.1.2.2).
 *
 * With code extensions the sets of value 1 are designated again before each delimiter of the VR (PS3.5 §6.1.2.5.3).
 * @throws DicomError with code `text_not_encodable` where the set does not hold a character, or its replacement;
 * `value_invalid` where a value of several holds a backslash, or there are several values in a VR that has one.
 */
export function encodeText(text: string | readonly string[], vr: string, encoding: TextEncoding = {}): Uint8Array {
  return writeText(text, vr, encoding);
}

/** Whether the character set holds all characters of a text in the VR. */
export function isEncodable(text: string | readonly string[], vr: string, characterSet?: CharacterSet): boolean {
  try {
    encodeText(text, vr, { characterSet });
    return true;
  } catch (error) {
    if (error instanceof DicomError && error.code === 'text_not_encodable') return false;
    throw error;
  }
}
