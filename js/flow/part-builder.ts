// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts of a data set that no file had, element after element.

import { makePart } from '../made-part.js';
import { type Part, undefinedLength } from '../part.js';
import type { ItemNode } from '../path.js';
import type { Encoder } from '../wasm/encode.js';
import {
  elementHeader,
  insideItem,
  itemEnd,
  itemStart,
  type Place,
  sequenceEnd,
  sequenceStart,
  valuePart,
} from './elements.js';
import type { DataForm } from './transfer-syntaxes.js';

const fileMetaGroup = 0x0002;
const itemTag = 0xfffee000;
const sequenceDelimitation = 0xfffee0dd;

/** What is open: a sequence, or one of its items; or encapsulated pixel data. */
interface Open {
  readonly kind: 'sequence' | 'item' | 'fragments';
  readonly tag: number;
  readonly vr: string;
  /** The item around it. */
  readonly parent: ItemNode | undefined;
  /** Of the item, or how many there have been. */
  index: number;
}

/**
 * Makes parts. Elements come in the order of their tags, those of the file meta first (which are explicit VR little endian whatever the
 * form: PS3.10 §7.1); sequences, items and pixel data end by delimiters. Positions count the bytes that have been made.
 */
export class PartBuilder {
  readonly #encoder: Encoder;
  readonly #form: DataForm;
  readonly #open: Open[] = [];
  #position = 0;
  #parent: ItemNode | undefined;

  /** @param form of the data set: explicit VR little endian unless told otherwise. */
  constructor(encoder: Encoder, form: DataForm = { explicitVR: true, bigEndian: false, inflated: false }) {
    this.#encoder = encoder;
    this.#form = form;
  }

  /** How many items and sequences are open. */
  get depth(): number {
    return this.#open.length;
  }

  /** An element and its value, which is padded already and borrowed. */
  element(tag: number, vr: string, value: Uint8Array): Part[] {
    const header = this.header(tag, vr, value.length);
    return value.length === 0 ? [header] : [header, this.value(header, value, true)];
  }

  /** The header of an element whose value follows in pieces. A value too long for the header of its VR is UN. PS3.5 §6.2.2 */
  header(tag: number, vr: string, length: number): Part {
    return this.#placed(elementHeader(this.#encoder, this.#place(tag), tag, vr, length));
  }

  /** Some or all of the value of what `header` begins: of an element, or of a fragment. */
  value(header: Part, bytes: Uint8Array, last: boolean): Part {
    this.#position += bytes.length;
    return valuePart(header, bytes, last);
  }

  sequence(tag: number): Part {
    const part = sequenceStart(this.#encoder, this.#place(tag), tag);
    this.#open.push({ kind: 'sequence', tag, vr: 'SQ', parent: this.#parent, index: 0 });
    return this.#placed(part);
  }

  sequenceEnd(): Part {
    const { tag } = this.#close('sequence');
    return this.#placed(sequenceEnd(this.#encoder, this.#place(tag), tag));
  }

  item(): Part {
    const { tag, index } = this.#top('sequence');
    const place = this.#place(tag);
    const part = itemStart(this.#encoder, place, tag, index);
    this.#open.push({ kind: 'item', tag, vr: '', parent: this.#parent, index });
    this.#parent = insideItem(place, tag, index).parent;
    return this.#placed(part);
  }

  itemEnd(): Part {
    const { tag, index, parent } = this.#close('item');
    this.#parent = parent;
    this.#top('sequence').index++;
    return this.#placed(itemEnd(this.#encoder, this.#place(tag), tag, index));
  }

  /** Encapsulated pixel data, whose first fragment is the Basic Offset Table, be it empty. PS3.5 §A.4 */
  fragments(tag: number, vr = 'OB'): Part {
    const place = this.#place(tag);
    const bytes = this.#encoder.header(tag, vr, undefinedLength, place);
    this.#open.push({ kind: 'fragments', tag, vr, parent: this.#parent, index: 0 });
    return this.#placed(makePart({ ...place, kind: 'fragments', tag, vr, length: undefinedLength, bytes }));
  }

  /** The header of a fragment, whose value follows in pieces. */
  fragment(length: number): Part {
    const open = this.#top('fragments');
    const { tag, vr } = open;
    const index = open.index++;
    const place = this.#place(tag);
    const bytes = this.#encoder.header(itemTag, '', length, place);
    const last = length === 0;
    return this.#placed(makePart({ ...place, kind: 'fragment', tag, vr, index, length, bytes, last }));
  }

  fragmentsEnd(): Part {
    const { tag, vr } = this.#close('fragments');
    const place = this.#place(tag);
    const bytes = this.#encoder.header(sequenceDelimitation, '', 0, place);
    return this.#placed(makePart({ ...place, kind: 'fragmentsEnd', tag, vr, bytes }));
  }

  #place(tag: number): Place {
    const meta = tag >>> 16 === fileMetaGroup && this.#parent === undefined;
    const { explicitVR, bigEndian, inflated } = meta
      ? { explicitVR: true, bigEndian: false, inflated: false }
      : this.#form;
    return { explicitVR, bigEndian, inflated, meta, parent: this.#parent, position: this.#position };
  }

  #placed(part: Part): Part {
    this.#position += part.size;
    return part;
  }

  #top(kind: Open['kind']): Open {
    const top = this.#open[this.#open.length - 1];
    if (top?.kind !== kind) throw new Error(`no ${kind} is open`);
    return top;
  }

  #close(kind: Open['kind']): Open {
    const top = this.#top(kind);
    this.#open.pop();
    return top;
  }
}
