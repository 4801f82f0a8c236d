// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A part: the unit that flows through a pipeline. Concatenated, the bytes of all parts are the file.

import { type QuirkCode, quirkCodes } from './codes.js';
import { type ItemNode, Path } from './path.js';
import { depthWord, eventWords, formWord, indexWord, lengthWord, sizeWord, tagWord } from './wasm/parser.js';

/** What a part is, in the order of core/parse/event.hpp. docs/events.md explains each. */
export const partKinds = [
  'preamble',
  'header',
  'value',
  'sequence',
  'sequenceEnd',
  'item',
  'itemEnd',
  'fragments',
  'fragment',
  'fragmentsEnd',
  'note',
  'deflated',
  'unknown',
  'unparsed',
] as const;

export type PartKind = (typeof partKinds)[number];

/** The length of a sequence, item or pixel data that ends by a delimiter. PS3.5 §7.1.1 */
export const undefinedLength = 0xffffffff;

export const flagLast = 1;
export const flagExplicitVr = 2;
export const flagBigEndian = 4;
export const flagMeta = 8;
export const flagInflated = 16;

export const noIndex = 0xffffffff;

/** The events of one step, and the bytes that they are about. */
export class PartTable {
  constructor(
    /** As docs/events.md has them. */
    readonly words: Uint32Array,
    readonly base: Uint8Array,
    /** The position in the file of the first byte of `base`. */
    readonly origin: number,
    /** The same memory as doubles. */
    readonly positions = new Float64Array(words.buffer, words.byteOffset, words.length >> 1),
  ) {}
}

/**
 * A piece of a DICOM file: a header, some or all of a value, the beginning or end of a sequence or item, or a note.
 * Whatever starts, ends: a sequence and an item have an end part, of zero bytes where the file leaves it implicit, and
 * the final part of a value carries `last` (an empty value has no value part: its header carries `last`).
 * Views flow, sinks own: `bytes` is a view of the chunk that was read; who keeps it copies it.
 */
export class Part {
  /** @internal A part is a row of a table: what it says is read when it is asked for (measured: a quarter faster). */
  constructor(
    /** @internal */ readonly table: PartTable,
    /** @internal */ readonly row: number,
    /** The item that encloses it. */
    readonly parent: ItemNode | undefined,
  ) {}

  get kind(): PartKind {
    return partKinds[(this.word(formWord) >>> 16) & 0xff] as PartKind;
  }

  /** The element's tag; of items, fragments and their ends the tag of what holds them; 0 where there is none. */
  get tag(): number {
    return this.word(tagWord);
  }

  /** The VR as stated, or the dictionary's where the file states none; '' where there can be none. PS3.5 §6.2 */
  get vr(): string {
    return vrName(this.word(formWord) & 0xffff);
  }

  /** As declared in the header that this part is or belongs to; `undefinedLength` where it ends by a delimiter. */
  get length(): number {
    return this.word(lengthWord);
  }

  /** Of the part's first byte, from the beginning of the file. */
  get position(): number {
    return this.table.positions[this.row * (eventWords / 2)] as number;
  }

  /** How many bytes this part has. */
  get size(): number {
    return this.word(sizeWord);
  }

  /** Which item or fragment, from 0; of a note its number in the table; otherwise -1. */
  get index(): number {
    const index = this.word(indexWord);
    return index === noIndex ? -1 : index;
  }

  /** How many items enclose the element. */
  get depth(): number {
    return this.word(depthWord) & 0xffff;
  }

  /** The part's own bytes: a view, valid as long as the chunk that was read is left alone. */
  get bytes(): Uint8Array {
    // Twice as fast as `subarray`, and a plain view of a Buffer too (measured).
    const { base } = this.table;
    return new Uint8Array(base.buffer, base.byteOffset + this.offset, this.size);
  }

  /** @internal What `bytes` is a view of. */
  get base(): Uint8Array {
    return this.table.base;
  }

  /** @internal Where in it. */
  get offset(): number {
    return this.position - this.table.origin;
  }

  /** Whether nothing more of this value follows. */
  get last(): boolean {
    return (this.flags & flagLast) !== 0;
  }

  /** Whether the header states its VR. */
  get explicitVR(): boolean {
    return (this.flags & flagExplicitVr) !== 0;
  }

  get bigEndian(): boolean {
    return (this.flags & flagBigEndian) !== 0;
  }

  /** Whether it stands in the file meta information. PS3.10 §7.1 */
  get meta(): boolean {
    return (this.flags & flagMeta) !== 0;
  }

  /** Whether it is of a deflated data set: its bytes are not those of the file, and its position counts inflated bytes. PS3.5 §A.5 */
  get inflated(): boolean {
    return (this.flags & flagInflated) !== 0;
  }

  /** The same part with other bytes, which it borrows: for flows. The length that a header declares stays as it is. */
  withBytes(bytes: Uint8Array): Part {
    const at = this.row * eventWords;
    const words = this.table.words.slice(at, at + eventWords);
    words[sizeWord] = bytes.length;
    return new Part(new PartTable(words, bytes, this.position), 0, this.parent);
  }

  /** Where in the data set it stands. Made when read; the items on the way are shared. */
  get path(): Path {
    const isItem = this.kind === 'item' || this.kind === 'itemEnd' || this.kind === 'fragment';
    return new Path(this.parent, this.tag, isItem ? this.index : -1);
  }

  /** Which deviation a note is about; `undefined` on every other part. */
  get note(): QuirkCode | undefined {
    return this.kind === 'note' ? quirkCodes[this.index] : undefined;
  }

  private get flags(): number {
    return this.word(formWord) >>> 24;
  }

  private word(word: number): number {
    return this.table.words[this.row * eventWords + word] as number;
  }
}

/** A tolerated deviation. */
export interface Note {
  readonly code: QuirkCode;
  /** Of what it is about, from the beginning of the file. */
  readonly position: number;
  /** 0 where it is about no element. */
  readonly tag: number;
  /** The path of the element; '' where it is about none. */
  readonly path: string;
}

/** The note that a part of kind `note` carries. */
export function noteOf(part: Part): Note | undefined {
  const code = part.note;
  if (code === undefined) return undefined;
  return { code, position: part.position, tag: part.tag, path: part.tag === 0 ? '' : part.path.toString() };
}

/** VR names by five bits of each letter: a table beats a map (measured: 2 ns against 9). */
const vrNames: readonly string[] = (() => {
  const all =
    'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(' ');
  const table = new Array<string>(1024).fill('');
  for (const vr of all) table[(vr.charCodeAt(0) & 31) | ((vr.charCodeAt(1) & 31) << 5)] = vr;
  return table;
})();

/** The VR of an event's code: its two letters, the first in the lower byte. */
export function vrName(code: number): string {
  return vrNames[(code & 31) | ((code >> 3) & 0x3e0)] as string;
}
