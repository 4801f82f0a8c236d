// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Elements, items and sequences for flows that users write.

import type { Part } from '../part.js';
import { encodeValue, type Value } from '../values/encode/encode-value.js';
import type { CharacterSet } from '../values/text.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';
import {
  elementHeader,
  elementParts,
  insideItem,
  itemEnd,
  itemStart,
  type Place,
  placeOf,
  sequenceEnd,
  sequenceStart,
  valuePart,
} from './elements.js';

/** An element to be made: tag, VR, and the value as `encodeValue` takes it. */
export type MadeElement = readonly [tag: number, vr: string, value: Value | readonly Value[] | Uint8Array];

/**
 * Makes parts in the form of what stands beside them: VR stated or not, byte order, the same item. Values are padded. Text is in the
 * character set of the maker, so in the one that the data set declares.
 *
 * The methods throw DicomError with code `value_invalid`, `text_not_encodable` or `value_too_long`.
 */
export class PartMaker {
  readonly #encoder: Encoder;
  readonly #characterSet: CharacterSet | undefined;

  /** @internal `openPartMaker` makes it. */
  constructor(encoder: Encoder, characterSet: CharacterSet | undefined) {
    this.#encoder = encoder;
    this.#characterSet = characterSet;
  }

  /** An element to stand in front of or behind `beside`, in the same data set or item. */
  element(beside: Part, ...element: MadeElement): Part[] {
    return this.#element(placeOf(beside), element);
  }

  /** The header of the element that `header` begins, for a value of another length. Its value follows by `value`. */
  header(header: Part, length: number): Part {
    return elementHeader(this.#encoder, placeOf(header), header.tag, header.vr, length);
  }

  /** Some or all of the value that `header` begins, which is borrowed. */
  value(header: Part, bytes: Uint8Array, last: boolean): Part {
    return valuePart(header, bytes, last);
  }

  /** A sequence of undefined length, with its items. */
  sequence(beside: Part, tag: number, items: readonly (readonly MadeElement[])[]): Part[] {
    const place = placeOf(beside);
    const content = items.flatMap((elements, index) => this.#item(place, tag, index, elements));
    return [sequenceStart(this.#encoder, place, tag), ...content, sequenceEnd(this.#encoder, place, tag)];
  }

  /** An item for the end of a sequence, of which `end` is the `sequenceEnd` part and `index` the number of items so far. */
  item(end: Part, index: number, elements: readonly MadeElement[]): Part[] {
    return this.#item(placeOf(end), end.tag, index, elements);
  }

  #item(place: Place, tag: number, index: number, elements: readonly MadeElement[]): Part[] {
    const inside = insideItem(place, tag, index);
    return [
      itemStart(this.#encoder, place, tag, index),
      ...elements.flatMap((element) => this.#element(inside, element)),
      itemEnd(this.#encoder, place, tag, index),
    ];
  }

  #element(place: Place, [tag, vr, value]: MadeElement): Part[] {
    const bytes = encodeValue(vr, value, { bigEndian: place.bigEndian, characterSet: this.#characterSet });
    return elementParts(this.#encoder, place, tag, vr, bytes);
  }
}

/**
 * What makes parts in a flow of one's own; to be awaited in `start`. Text is written in `characterSet`, UTF-8 unless told otherwise.
 *
 *     async start() { maker = await openPartMaker(); }
 *     …
 *     for (const made of maker.element(part, PatientComments, 'LT', 'seen')) await emit(made);
 */
export async function openPartMaker(characterSet?: CharacterSet): Promise<PartMaker> {
  return new PartMaker(await openEncoder(), characterSet);
}
