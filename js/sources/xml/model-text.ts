// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The values of a model as bytes. Text is in UTF-8, whatever set the model declares.

import { encodeText } from '../../values/encode/encode-text.js';
import { encodeValue, padValue } from '../../values/encode/encode-value.js';
import { declared, textRules } from '../../values/text-rules.js';
import { CharacterSet, isTextVr } from '../../values/text.js';
import type { ModelAttribute, ModelDataset, ModelValue } from './model.js';

export const specificCharacterSet = 0x00080005;
export const utf8Term = 'ISO_IR 192';

const isAscii = /^[\0-\x7e]*$/;

/** Whether values of the VR are in the declared character set. */
export function isDeclaredText(vr: string): boolean {
  return ((textRules[vr] ?? 0) & declared) !== 0;
}

/** The set that a data set declares, or that counts around it. */
export function setOf({ attributes }: ModelDataset, around: CharacterSet): CharacterSet {
  const found = attributes.find(({ tag }) => tag === specificCharacterSet);
  return found?.value.kind === 'texts' ? CharacterSet.of(found.value.texts) : around;
}

/** Whether the text of the data set, or of an item in it, asks for a declaration: because there is one, or because of the text. */
export function needsUtf8(dataset: ModelDataset): boolean {
  return dataset.attributes.some(({ tag, vr, value }) => {
    switch (value.kind) {
      case 'empty':
        return false;
      case 'texts':
        if (tag === specificCharacterSet) return value.texts.some((term) => term.trim() !== '');
        return isDeclaredText(vr) && !value.texts.every((text) => isAscii.test(text));
      case 'bytes': // in a set that is not known to be ASCII
        return isDeclaredText(vr) && !CharacterSet.default.isAscii(value.bytes);
      case 'reference':
        return isDeclaredText(vr);
      case 'items':
        return value.items.some(needsUtf8);
    }
  });
}

/** A value as it is written. */
export interface WrittenValue {
  readonly vr: string;
  /** Padded. */
  readonly bytes: Uint8Array;
}

/**
 * A value that is there as text or bytes.
 * @throws DicomError with code `value_invalid` or `text_not_encodable`.
 */
export function written(
  { vr }: ModelAttribute,
  value: Extract<ModelValue, { kind: 'texts' | 'bytes' }>,
  set: CharacterSet,
): WrittenValue {
  if (value.kind === 'bytes') return writtenBytes(value.bytes, vr, set);
  // Around numbers, white space says nothing.
  return { vr, bytes: encodeValue(vr, isTextVr(vr) ? value.texts : value.texts.map((text) => text.trim())) };
}

/**
 * Bytes of a value; text of another set in UTF-8. ASCII stays as it is, control characters too; what is no text of the set passes byte for
 * byte as UN, since nobody can say what it is in UTF-8. PS3.5 §6.2.2
 */
export function writtenBytes(bytes: Uint8Array, vr: string, set: CharacterSet): WrittenValue {
  if (!isDeclaredText(vr) || set.isAscii(bytes)) return { vr, bytes: padValue(bytes, vr) };
  const text = set.decode(bytes, vr);
  if (!text.includes('\ufffd')) return { vr, bytes: padValue(encodeText(text, vr), vr) };
  const isSame = isWholeUtf8(bytes);
  return { vr: isSame ? vr : 'UN', bytes: padValue(bytes, isSame ? vr : 'UN') };
}

function isWholeUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
