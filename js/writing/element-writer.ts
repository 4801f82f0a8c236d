// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements that are not written as they were read: because they were put in, or stand in another encoding or character set now.

import '../write-messages.js';
import type { Element } from '../dataset/element.js';
import { DicomError, misuse } from '../errors.js';
import { elementHeader, type Place } from '../flow/elements.js';
import type { DataForm } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { padValue } from '../values/encode/value-bytes.js';
import { writeText } from '../values/encode/text-writer.js';
import { declared, textRules } from '../values/text-rules.js';
import type { Encoder } from '../wasm/encode.js';
import { dictionaryVr } from '../wasm/parser.js';
import { valueOf } from './row-parts.js';

/** Whether the value is text that the character set of its place says otherwise than that which it was read in. */
export function changesText(element: Element): boolean {
  if (!isDeclaredText(element)) return false;
  const [from, to] = [element.characterSet, element.dataset.characterSet];
  if (from === to || element.length === 0) return false;
  const bytes = atHand(element);
  return !from.isAscii(bytes) || !to.isAscii(bytes);
}

/** Whether the element is written as `form` says, header and value. */
export function isInForm(element: Element, { explicitVR, bigEndian }: DataForm): boolean {
  return element.explicitVR === explicitVR && element.bigEndian === bigEndian;
}

/** The element's parts in another form than it has. */
export function writtenElement(encoder: Encoder, element: Element, place: Place): Part[] {
  const { tag, vr } = element;
  let bytes = changesText(element) ? textBytes(element) : atHand(element);
  const header = elementHeader(encoder, place, tag, vr, bytes.length);
  // UN is little endian whatever the transfer syntax: PS3.5 §6.2.2 note 2.
  const isBig = place.bigEndian && header.vr !== 'UN';
  if (isBig !== element.bigEndian) bytes = encoder.swapped(bytes, encoder.unitSize(vr));
  return bytes.length === 0 ? [header] : [header, valueOf(header, bytes, place.position + header.size, true)];
}

/** Text in the character set of its place. */
function textBytes(element: Element): Uint8Array {
  const vr = meantVr(element);
  const characterSet = element.dataset.characterSet;
  try {
    return padValue(writeText(element.characterSet.decode(atHand(element), vr), vr, { characterSet }), vr);
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    throw new DicomError({ code: error.code, tag: element.tag, path: element.path.toString() });
  }
}

function isDeclaredText(element: Element): boolean {
  return ((textRules[meantVr(element)] ?? 0) & declared) !== 0 && element.tag >>> 16 !== 0x0002;
}

/** A VR of UN may hold text that the dictionary knows. */
function meantVr({ vr, tag, isChanged }: Element): string {
  return vr === 'UN' && !isChanged ? dictionaryVr(tag) : vr;
}

function atHand(element: Element): Uint8Array {
  const { bytes } = element;
  if (bytes === undefined) throw valueMissing(element.path.toString());
  return bytes;
}

/** The error where a value is not at hand. */
export function valueMissing(path: string): Error {
  return misuse('value_missing', `the value of ${path} was not kept when it was read: give its source`);
}
