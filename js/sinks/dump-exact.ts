// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values as a full dump writes them: so that reading them back gives the same bytes. What is written is encoded again and compared;
// where that is not the same, the bytes themselves are written. docs/dump.md has the forms.

import { DicomError } from '../errors.js';
import { latin1Text } from '../values/ascii.js';
import { encodeText } from '../values/encode/encode-text.js';
import { encodeValue, padValue } from '../values/encode/encode-value.js';
import { type CharacterSet, isTextVr } from '../values/text.js';
import type { Encoder } from '../wasm/encode.js';
import { absent, decodeKeepingSpaces, ellipsis, numberTexts, type ShownValue } from './dump-value.js';

/** VRs whose values are written as bytes. */
const byteVrs = new Set(['OB', 'UN', '']);

export class ExactValues {
  readonly #encoder: Encoder;

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** The text of a value; one that the end of the input cut short ends in `...`, which cannot be read back. */
  show(value: ShownValue, set: CharacterSet): string {
    const { vr, size, bigEndian, isKept, length } = value;
    const text = size === 0 ? absent : isKept ? this.#text(vr, value.bytes, bigEndian, set) : this.#reference(value);
    return size === length ? text : text + ellipsis;
  }

  /** Where a long value stands: `=@1234+200000`. */
  #reference({ vr, size, position = 0, bigEndian, inflated }: ShownValue): string {
    const order = bigEndian && this.#encoder.unitSize(vr) > 1 ? ',big-endian' : '';
    return `=@${position}+${size}${order}${inflated ? ',inflated' : ''}`;
  }

  #text(vr: string, bytes: Uint8Array, bigEndian: boolean, set: CharacterSet): string {
    if (byteVrs.has(vr)) return numberTexts('OB', bytes, false).join('\\');
    // What is read back is padded.
    const text = isTextVr(vr) ? asText(vr, padValue(bytes, vr), set) : asNumbers(vr, bytes, bigEndian);
    return text ?? this.#asBytes(vr, bytes, bigEndian);
  }

  /** The bytes, as they stand in little endian: `<0a\0b>`. */
  #asBytes(vr: string, bytes: Uint8Array, bigEndian: boolean): string {
    const unit = this.#encoder.unitSize(vr);
    const ordered = bigEndian && unit > 1 ? this.#encoder.swapped(bytes, unit) : bytes;
    return `<${numberTexts('OB', ordered, false).join('\\')}>`;
  }
}

function asText(vr: string, bytes: Uint8Array, set: CharacterSet): string | undefined {
  const trimmed = decodeKeepingSpaces(set, bytes, vr);
  if (isSame(textBytes(trimmed, vr, set), bytes)) return written(trimmed);
  const padded = trimmed + paddingBehind(bytes);
  return isSame(textBytes(padded, vr, set), bytes) ? written(padded) : undefined;
}

function asNumbers(vr: string, bytes: Uint8Array, bigEndian: boolean): string | undefined {
  const text = numberTexts(vr, bytes, bigEndian).join('\\');
  // Words in hexadecimal digits lose nothing but half a word.
  if (vr === 'OW') return bytes.length % 2 === 0 ? text : undefined;
  return isSame(encodeValue(vr, text, { bigEndian }), bytes) ? text : undefined;
}

/** `undefined` where the character set does not hold the text, as where what was decoded was malformed. */
function textBytes(text: string, vr: string, characterSet: CharacterSet): Uint8Array | undefined {
  try {
    return padValue(encodeText(text, vr, { characterSet }), vr);
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

/** The spaces and NULs at the end, which decoding takes away. */
function paddingBehind(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--;
  return latin1Text(bytes, end, bytes.length);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Control characters and line ends, which would break the line or steer the terminal. */
const controls = /[\0-\x1f\x7f-\x9f\u2028\u2029]/g;

/** A text in brackets, or, where it holds what a line cannot, in quotes with the escapes of JSON. */
function written(text: string): string {
  if (text.search(controls) < 0) return `[${text}]`;
  return JSON.stringify(text).replace(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
