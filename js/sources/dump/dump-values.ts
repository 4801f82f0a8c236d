// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a dump says of a value, as the value's bytes.

import { uidOf } from '../../dictionary/uids.js';
import { encodeNumbers, sizeOfNumber } from '../../values/encode/encode-numbers.js';
import { encodeValue, padValue } from '../../values/encode/encode-value.js';
import { type CharacterSet, isTextVr } from '../../values/text.js';
import type { Encoder } from '../../wasm/encode.js';
import type { DumpValue } from './dump-grammar.js';

/** How a value is written. */
export interface ValueForm {
  readonly bigEndian: boolean;
  readonly characterSet: CharacterSet;
  /** Whether text in brackets is bytes, a character each, of the declared character set. */
  readonly isRaw: boolean;
}

/** dcmdump's stand-ins for VRs. Where it leaves a choice, the digits tell: words have four, and only SS has a sign. */
export function vrOf(written: string, text: string): string {
  switch (written) {
    case 'up':
      return 'UL';
    case 'xs':
      return text.includes('-') ? 'SS' : 'US';
    case 'ox':
    case 'px':
      return /^[\da-f]{4}(?:\\|$)/i.test(text) ? 'OW' : 'OB';
    case 'lt':
      return /^[\da-f]{4}(?:\\|$)/i.test(text) ? 'OW' : 'US';
    case '??':
      return 'UN';
    default:
      return written;
  }
}

export type Inline = Exclude<DumpValue, { form: 'range' | 'sequence' | 'fragments' }>;

/** The names that stand for UIDs in dcmdump's dumps; loaded when there is one that PS3.6 does not have. */
type FindName = (name: string) => string | undefined;

/**
 * The bytes of a value, padded; `undefined` where the text is none that the VR can have.
 * @throws DicomError with code `value_invalid` or `text_not_encodable`.
 */
export function bytesOf(
  value: Inline,
  vr: string,
  form: ValueForm,
  encoder: Encoder,
  findName: FindName,
): Uint8Array | undefined {
  switch (value.form) {
    case 'none':
      return new Uint8Array(0);
    case 'bytes':
      return inOrder(hexBytes(value.text), vr, form, encoder);
    case 'name':
      if (vr === 'UI') return named(`=${value.text}`, form, findName);
      return bytesOf({ form: 'text', text: `=${value.text}` }, vr, form, encoder, findName);
    case 'quoted':
      return isTextVr(vr) ? encodeValue(vr, value.text, form) : undefined;
    case 'text':
      if (isTextVr(vr)) return form.isRaw ? padValue(rawBytes(value.text), vr) : encodeValue(vr, value.text, form);
      return numbers(value.text, vr, form);
  }
}

function inOrder(bytes: Uint8Array | undefined, vr: string, form: ValueForm, encoder: Encoder): Uint8Array | undefined {
  if (bytes === undefined) return undefined;
  const unit = form.bigEndian ? encoder.unitSize(vr) : 1;
  return padValue(unit > 1 ? encoder.swapped(bytes, unit) : bytes, vr);
}

/** `=CTImageStorage\1.2.3`. */
function named(text: string, form: ValueForm, findName: FindName): Uint8Array | undefined {
  const uids = text.split('\\').map((uid) => {
    if (!uid.startsWith('=')) return uid;
    const name = uid.slice(1);
    return uidOf(name) ?? findName(name);
  });
  return uids.includes(undefined) ? undefined : encodeValue('UI', uids.join('\\'), form);
}

function numbers(text: string, vr: string, form: ValueForm): Uint8Array | undefined {
  if (vr === 'OB' || vr === 'UN') {
    const bytes = hexBytes(text);
    return bytes === undefined ? undefined : padValue(bytes, vr);
  }
  if (vr === 'OW') {
    const words = hexNumbers(text, 4);
    return words === undefined ? undefined : encodeNumbers('OW', words, form.bigEndian);
  }
  return sizeOfNumber(vr) === undefined ? undefined : encodeValue(vr, text, form);
}

function hexBytes(text: string): Uint8Array | undefined {
  const numbers = hexNumbers(text, 2);
  return numbers === undefined ? undefined : Uint8Array.from(numbers);
}

const backslash = 0x5c;

/** Numbers of at most so many hexadecimal digits, divided by backslashes; written out, since lines of megabytes are common. */
function hexNumbers(text: string, most: number): number[] | undefined {
  const numbers: number[] = [];
  let value = 0;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : backslash;
    if (code === backslash) {
      if (digits === 0) return undefined;
      numbers.push(value);
      value = 0;
      digits = 0;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0 || ++digits > most) return undefined;
    value = value * 16 + digit;
  }
  return numbers;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** Text whose characters are bytes. */
function rawBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
