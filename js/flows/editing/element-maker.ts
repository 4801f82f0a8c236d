// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// New values as parts, written in the form, the character set and the VR that count where they stand.

import { isPrivateCreator, privateCreatorTagOf } from '../../dictionary/private-blocks.js';
import { privateNames } from '../../dictionary/registry.js';
import { DicomError, misuse } from '../../errors.js';
import {
  elementParts,
  insideItem,
  itemEnd,
  itemStart,
  type Place,
  sequenceEnd,
  sequenceStart,
} from '../../flow/elements.js';
import type { Part } from '../../part.js';
import { formatTag, parsePath, Path } from '../../path.js';
import { encodeValue, type Value } from '../../values/encode/encode-value.js';
import { CharacterSet } from '../../values/text.js';
import type { Encoder } from '../../wasm/encode.js';
import { dictionaryVrs } from '../../wasm/parser.js';
import { Scope } from './level.js';
import { checkTag } from './rule-set.js';
import { isItems, type NewElement, type NewItem, type NewValue } from './rules.js';

const specificCharacterSet = 0x00080005;
const pixelRepresentation = 0x00280103;
const maxShortLength = 0xfffe;

export class ElementMaker {
  constructor(
    readonly encoder: Encoder,
    readonly onOverflow: 'un' | 'error',
  ) {}

  /**
   * An element, or a sequence with its items.
   * @throws DicomError with code `value_invalid`, `text_not_encodable` or `value_too_long`; TypeError with code `argument_invalid` where
   * the VR is not known, or a sequence is given no items.
   */
  make(place: Place, scope: Scope, tag: number, vr: string | undefined, value: NewValue, header?: Part): Part[] {
    const written = vrOf(tag, vr, value, scope, header);
    if (written === 'SQ') return this.#sequence(place, scope, tag, value);
    if (isItems(value)) throw misuse('argument_invalid', `${formatTag(tag)} takes no items: it is no sequence`);
    if (!isValue(value)) {
      throw misuse('argument_invalid', 'a value is text, a number, a bigint, several in an array, or a Uint8Array');
    }
    return this.#element(place, scope, tag, written, value);
  }

  #element(place: Place, scope: Scope, tag: number, vr: string, value: Value | readonly Value[] | Uint8Array): Part[] {
    let bytes: Uint8Array;
    try {
      bytes = encodeValue(vr, value, { characterSet: scope.written, bigEndian: place.bigEndian });
    } catch (error) {
      if (error instanceof DicomError) throw placed(error.code, place, tag);
      throw error;
    }
    if (bytes.length > maxShortLength && place.explicitVR && !this.encoder.hasLongHeader(vr)) {
      if (this.onOverflow === 'error') throw placed('value_too_long', place, tag);
      // UN is little endian whatever the transfer syntax: PS3.5 §6.2.2.
      if (place.bigEndian) bytes = this.encoder.swapped(bytes, this.encoder.unitSize(vr));
    }
    declare(scope, tag, bytes, value);
    return elementParts(this.encoder, place, tag, vr, bytes);
  }

  #sequence(place: Place, scope: Scope, tag: number, value: NewValue): Part[] {
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (!isItems(value) && !isEmpty)
      throw misuse('argument_invalid', `${formatTag(tag)} is a sequence: it takes items`);
    const items = isItems(value) ? value : [];
    const parts = [sequenceStart(this.encoder, place, tag)];
    items.forEach((item, index) => {
      parts.push(itemStart(this.encoder, place, tag, index));
      const inside = insideItem(place, tag, index);
      const itemScope = new Scope(scope);
      for (const { key, element } of inOrder(item)) {
        for (const part of this.make(inside, itemScope, key, element[2], element[1])) parts.push(part);
      }
      parts.push(itemEnd(this.encoder, place, tag, index));
    });
    parts.push(sequenceEnd(this.encoder, place, tag));
    return parts;
  }
}

/** What a function answers may be anything, a promise say. */
function isValue(value: unknown): boolean {
  if (value instanceof Uint8Array) return true;
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isValue(one));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

/** Notes what other values depend on. */
function declare(scope: Scope, tag: number, bytes: Uint8Array, value: NewValue): void {
  if (tag === specificCharacterSet) {
    scope.written = CharacterSet.of(CharacterSet.default.decodeValues(bytes, 'CS'));
  } else if (tag === pixelRepresentation) {
    scope.isSigned = bytes.some((byte) => byte !== 0);
  } else if (typeof value === 'string' && isPrivateCreator(tag)) {
    scope.reserve(tag, value);
  }
}

/** The elements of a new item in the order of their tags. */
function inOrder(item: NewItem): { key: number; element: NewElement }[] {
  const elements = item.map((element) => ({ key: tagOf(element[0]), element }));
  elements.sort((a, b) => a.key - b.key);
  const twice = elements.find(({ key }, i) => elements[i + 1]?.key === key);
  if (twice !== undefined) throw misuse('argument_invalid', `${formatTag(twice.key)} stands twice in an item`);
  return elements;
}

function tagOf(key: number | string): number {
  if (typeof key === 'number') {
    checkTag(key);
    return key;
  }
  const { parent, tag, index } = parsePath(key);
  if (parent !== undefined || index >= 0) throw misuse('argument_invalid', `"${key}" is no element of an item`);
  checkTag(tag);
  return tag;
}

/** As the file states it, or else the rule, or else a dictionary: `undefined` where none does. */
export function knownVr(tag: number, given: string | undefined, scope: Scope, header?: Part): string | undefined {
  const stated = header?.kind === 'header' && header.vr !== 'UN' ? header.vr : undefined;
  if (stated !== undefined && header?.explicitVR === true) return stated;
  return given ?? stated ?? settled(choicesOf(tag, scope), scope, false);
}

function vrOf(tag: number, given: string | undefined, value: NewValue, scope: Scope, header?: Part): string {
  const known = knownVr(tag, given, scope, header);
  if (known === 'US' && given === undefined && header?.kind !== 'header') {
    return settled(choicesOf(tag, scope), scope, isNegative(value)) ?? known;
  }
  if (known !== undefined) return known;
  if (isItems(value)) return 'SQ';
  if (header?.kind === 'header' && value instanceof Uint8Array) return 'UN';
  throw misuse('argument_invalid', `no dictionary at hand knows the VR of ${formatTag(tag)}: give it as vr`);
}

function choicesOf(tag: number, scope: Scope): readonly string[] {
  const creator = privateCreatorTagOf(tag) === undefined ? undefined : scope.creatorOf(tag);
  if (creator === undefined) return dictionaryVrs(tag);
  const vr = privateNames()?.find(tag, creator)?.vr;
  return vr === undefined || vr === 'UN' ? [] : vr.split(' or ');
}

/** PS3.5 §A.1: OW for OB or OW, and for tables that may be longer than a header of US can say. */
function settled(choices: readonly string[], scope: Scope, negative: boolean): string | undefined {
  if (choices.includes('OW')) return 'OW';
  if (choices.includes('SS')) return scope.isSigned || negative ? 'SS' : 'US';
  return choices[0];
}

function isNegative(value: NewValue): boolean {
  if (value instanceof Uint8Array || isItems(value)) return false;
  const values = typeof value === 'string' ? value.split('\\') : Array.isArray(value) ? value : [value];
  return (values as readonly Value[]).some((one) => Number(one) < 0);
}

function placed(code: DicomError['code'], { position, parent }: Place, tag: number): DicomError {
  return new DicomError({ code, position, tag, path: new Path(parent, tag).toString() });
}
