// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The value that an edit replaces, decoded when it is asked for.

import type { Part } from '../../part.js';
import { formatTag } from '../../path.js';
import { bigintsOf, isNumericVr, numbersOf } from '../../values/numbers.js';
import { type CharacterSet, isTextVr } from '../../values/text.js';

/** What an element holds before it is changed. Valid while the function runs that is given it. */
export class OldValue {
  readonly #header: Part;
  readonly #characterSet: CharacterSet;
  readonly #bigEndian: boolean;

  /** @internal */
  constructor(
    header: Part,
    /** The VR: as the file has it, or else as the rule or a dictionary does; UN where none knows. */
    readonly vr: string,
    /** The bytes as they stand in the file, padding included. */
    readonly bytes: Uint8Array,
    characterSet: CharacterSet,
  ) {
    this.#header = header;
    this.#characterSet = characterSet;
    // UN is little endian whatever the transfer syntax: PS3.5 §6.2.2.
    this.#bigEndian = header.bigEndian && header.vr !== 'UN';
  }

  get tag(): number {
    return this.#header.tag;
  }

  /** The path of the element, such as `(0008,1140)[0].(0008,1155)`. */
  get path(): string {
    return this.#header.path.toString();
  }

  /** The whole value as one text, trimmed; backslashes stay. '' of what is neither text nor numbers. */
  get text(): string {
    return isTextVr(this.vr) ? this.#characterSet.decode(this.bytes, this.vr) : this.strings.join('\\');
  }

  /** All values as text, each trimmed, in the character set that counts where they stand; numbers in decimal, AT as `(0010,0020)`. */
  get strings(): string[] {
    const { vr, bytes } = this;
    if (isTextVr(vr)) return this.#characterSet.decodeValues(bytes, vr);
    if (vr === 'AT') return this.numbers.map(formatTag);
    if (vr === 'SV' || vr === 'UV') return this.bigints.map(String);
    return isNumericVr(vr) ? this.numbers.map(String) : [];
  }

  /** All values as numbers, of a binary VR, DS or IS; 64-bit integers are rounded to the nearest double. */
  get numbers(): number[] {
    return numbersOf(this.bytes, this.vr, this.#bigEndian);
  }

  /** All values of an integer VR, exactly. */
  get bigints(): bigint[] {
    return bigintsOf(this.bytes, this.vr, this.#bigEndian);
  }
}
