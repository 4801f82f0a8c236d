// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The attributes of one data set or item among the parts that are held back, and their correction.

import type { Place } from '../../flow/elements.js';
import { type HeldParts, joined } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';
import { latin1Text } from '../../values/ascii.js';
import { encodeNumbers } from '../../values/encode/encode-numbers.js';
import { padValue } from '../../values/encode/encode-value.js';
import { firstNumber } from '../../values/numbers.js';
import type { Encoder } from '../../wasm/encode.js';
import type { ImageAttributes } from '../describe.js';
import type { PartMaker } from './part-maker.js';

/** An attribute as it has to be. */
export interface Correction {
  readonly tag: number;
  readonly vr: string;
  /** `undefined`: it is not to be there. Bytes are those of the place, whatever they say. */
  readonly value: number | string | Uint8Array | undefined;
}

interface HeldElement {
  readonly tag: number;
  /** Its parts among the held ones: from this on, up to that. */
  readonly first: number;
  end: number;
}

/** No attribute of an image that is read here is longer. */
const maxText = 64;

export class HeldLevel implements ImageAttributes {
  readonly #held: HeldParts;
  readonly #elements: HeldElement[] = [];

  constructor(held: HeldParts) {
    this.#held = held;
  }

  /** Takes note of the part that was held last, which is of this level. */
  note({ kind, tag }: Part): void {
    const end = this.#held.parts.length;
    if (kind === 'value') {
      const element = this.#elements[this.#elements.length - 1];
      if (element !== undefined) element.end = end;
    } else if (kind === 'header' || kind === 'sequence' || kind === 'fragments') {
      this.#elements.push({ tag, first: end - 1, end });
    }
  }

  has(tag: number): boolean {
    return this.#find(tag) !== undefined;
  }

  number(tag: number): number | undefined {
    const header = this.header(tag);
    return header === undefined ? undefined : firstNumber(this.bytes(tag), header.vr, header.bigEndian);
  }

  string(tag: number): string | undefined {
    if (!this.has(tag)) return undefined;
    const bytes = this.bytes(tag);
    const text = latin1Text(bytes, 0, Math.min(bytes.length, maxText));
    return (text.split('\\')[0] as string).replace(/^ +|[ \0]+$/g, '');
  }

  header(tag: number): Part | undefined {
    const element = this.#find(tag);
    return element === undefined ? undefined : this.#held.parts[element.first];
  }

  bytes(tag: number): Uint8Array {
    const element = this.#find(tag);
    const parts = element === undefined ? [] : this.#held.parts.slice(element.first + 1, element.end);
    return joined(parts.filter(({ kind }) => kind === 'value'));
  }

  /** Puts attributes right, in their places; those that are right stay as they are. Called once, when all have come. */
  correct(corrections: readonly Correction[], place: Place, maker: PartMaker, encoder: Encoder): void {
    const { parts } = this.#held;
    const edits = corrections
      .filter((correction) => !this.#isRight(correction))
      .map((correction) => ({ ...correction, ...this.#placeFor(correction.tag) }));
    // From the last on: what stands in front stays where it is, also where tags do not ascend.
    edits.sort((a, b) => b.at - a.at || b.tag - a.tag);
    for (const { tag, vr, value, at, size } of edits) {
      const bytes = encoded(vr, value ?? '', place);
      parts.splice(at, size, ...(value === undefined ? [] : maker.elementParts(encoder, place, tag, vr, bytes)));
    }
  }

  /** Where among the held parts an element stands, or would; and how many parts of it there are. */
  #placeFor(tag: number): { at: number; size: number } {
    const old = this.#find(tag);
    if (old !== undefined) return { at: old.first, size: old.end - old.first };
    const next = this.#elements.find((element) => element.tag > tag);
    return { at: next?.first ?? this.#held.parts.length, size: 0 };
  }

  #isRight({ tag, vr, value }: Correction): boolean {
    if (value === undefined) return !this.has(tag);
    if (typeof value === 'object') return this.header(tag)?.vr === vr;
    return (typeof value === 'number' ? this.number(tag) : this.string(tag)) === value;
  }

  #find(tag: number): HeldElement | undefined {
    return this.#elements.find((element) => element.tag === tag);
  }
}

function encoded(vr: string, value: number | string | Uint8Array, { bigEndian }: Place): Uint8Array {
  if (typeof value === 'object') return value;
  if (typeof value === 'number') return encodeNumbers(vr, [value], bigEndian);
  return padValue(new TextEncoder().encode(value), vr); // CS, which is ASCII
}
