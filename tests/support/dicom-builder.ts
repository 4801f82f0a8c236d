// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A fluent builder of DICOM bytes, right ones and broken ones, for tests and for tools/sample. Plain TypeScript: no
// DOM, no Node, nothing of the library.
//
//   const file = dicom()
//     .preamble()
//     .meta({ transferSyntax: explicitLittleEndian })
//     .element(0x00100010, 'PN', 'Phantom^Shepp')
//     .sequence(0x00081140, (s) => s.item((i) => i.element(0x00081155, 'UI', '2.25.1')), { undefined: true })
//     .fragments(0x7fe00010, 'OB', [firstFrame, secondFrame])
//     .bytes();
//
// `meta` sets the encoding of what follows it from the transfer syntax; `encoding` sets it where there is no meta.

import {
  type ByteOrder,
  concatenate,
  encodeValue,
  latin1,
  longHeaderVrs,
  padValue,
  type Value,
} from './dicom-values.js';

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedExplicitLittleEndian = '1.2.840.10008.1.2.1.99';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
export const rleLossless = '1.2.840.10008.1.2.5';

export type Encoding = 'implicit' | 'explicit' | 'explicit-big';

export const undefinedLength = 0xffffffff;

const itemTag = 0xfffee000;
const itemEndTag = 0xfffee00d;
const sequenceEndTag = 0xfffee0dd;

export interface ElementOptions {
  /** Declared instead of the actual length: for broken input. */
  length?: number;
  /** `false` leaves an odd value odd. */
  pad?: boolean;
}

export interface NestingOptions {
  /** Undefined length with a delimiter, instead of a defined one. */
  undefined?: boolean;
  /** `false` leaves the delimiter out (only with `undefined`). */
  delimited?: boolean;
  /** Declared instead of the actual length: for broken input. */
  length?: number;
}

export interface SequenceOptions extends NestingOptions {
  /** `UN`: the items are implicit little endian whatever the transfer syntax (PS3.5 §6.2.2, CP-246). */
  vr?: 'SQ' | 'UN';
}

export interface FragmentsOptions {
  /** Basic Offset Table (PS3.5 §A.4); empty by default, `false` leaves its item out. */
  offsets?: readonly number[] | false;
  /** `false` leaves the sequence delimiter out. */
  delimited?: boolean;
}

export interface MetaOptions {
  transferSyntax?: string;
  sopClass?: string;
  sopInstance?: string;
  /** `false` leaves (0002,0000) out, a number declares that length instead of the right one. */
  groupLength?: false | number;
  /** Adds elements after the others. */
  more?: (meta: DicomBuilder) => DicomBuilder;
}

/** Starts an empty builder, explicit little endian until told otherwise. */
export function dicom(encoding: Encoding = 'explicit'): DicomBuilder {
  return new DicomBuilder(encoding);
}

/** The encoding that a transfer syntax gives to the data set (PS3.5 §10, annex A). */
export function encodingOf(transferSyntax: string): Encoding {
  if (transferSyntax === implicitLittleEndian) return 'implicit';
  return transferSyntax === explicitBigEndian ? 'explicit-big' : 'explicit';
}

export class DicomBuilder {
  private readonly pieces_: Uint8Array[] = [];
  private size_ = 0;
  private encoding_: Encoding;

  constructor(encoding: Encoding) {
    this.encoding_ = encoding;
  }

  /** Bytes so far: the position of what is added next, counted from this builder's beginning. */
  get size(): number {
    return this.size_;
  }

  /** 128 bytes and `DICM` (PS3.10 §7.1). */
  preamble(content: Uint8Array = new Uint8Array(128)): this {
    return this.raw(content).raw(latin1('DICM'));
  }

  /** File meta information, always explicit little endian (PS3.10 §7.1). What follows it is in `transferSyntax`. */
  meta(options: MetaOptions = {}): this {
    const transferSyntax = options.transferSyntax ?? explicitLittleEndian;
    const group = new DicomBuilder('explicit').element(0x00020001, 'OB', Uint8Array.of(0, 1));
    if (options.sopClass !== undefined) group.element(0x00020002, 'UI', options.sopClass);
    if (options.sopInstance !== undefined) group.element(0x00020003, 'UI', options.sopInstance);
    group.element(0x00020010, 'UI', transferSyntax);
    options.more?.(group);
    this.encoding_ = 'explicit';
    const length = options.groupLength ?? group.size;
    if (length !== false) this.element(0x00020000, 'UL', length);
    return this.raw(group.bytes()).encoding(encodingOf(transferSyntax));
  }

  /** Sets the encoding of what is added from here on. */
  encoding(encoding: Encoding): this {
    this.encoding_ = encoding;
    return this;
  }

  /** One element: the value is encoded and padded by its VR; bytes are taken as they are, whatever the byte order. */
  element(tag: number, vr: string, value: Value = '', options: ElementOptions = {}): this {
    const encoded = encodeValue(vr, value, this.order());
    const bytes = options.pad === false ? encoded : padValue(vr, encoded);
    return this.header(tag, vr, options.length ?? bytes.length).raw(bytes);
  }

  /** A header alone: tag, VR where the encoding has one, and the length as declared. */
  header(tag: number, vr: string, length: number): this {
    if (this.encoding_ === 'implicit') return this.tag(tag).number(length, 4);
    this.tag(tag).raw(latin1(vr));
    return longHeaderVrs.has(vr) ? this.number(0, 2).number(length, 4) : this.number(length, 2);
  }

  sequence(
    tag: number,
    build: (sequence: SequenceBuilder) => SequenceBuilder = (sequence) => sequence,
    options: SequenceOptions = {},
  ): this {
    const vr = options.vr ?? 'SQ';
    const sequence = new SequenceBuilder(vr === 'UN' ? 'implicit' : this.encoding_);
    build(sequence);
    const content = sequence.bytes();
    const open = options.undefined ?? false;
    this.header(tag, vr, options.length ?? (open ? undefinedLength : content.length)).raw(content);
    return open && options.delimited !== false ? this.delimiter(sequenceEndTag, vr === 'UN') : this;
  }

  /** Encapsulated pixel data: the Basic Offset Table, one item a fragment, and the delimiter (PS3.5 §A.4). */
  fragments(tag: number, vr: string, fragments: readonly Uint8Array[], options: FragmentsOptions = {}): this {
    this.header(tag, vr, undefinedLength);
    const offsets = options.offsets ?? [];
    if (offsets !== false) this.fragment(encodeValue('UL', offsets, this.order()));
    for (const fragment of fragments) this.fragment(padValue('OB', fragment));
    return options.delimited === false ? this : this.delimiter(sequenceEndTag);
  }

  /** One fragment item, its bytes as given: to build fragment sequences by hand. */
  fragment(bytes: Uint8Array, length = bytes.length): this {
    return this.tag(itemTag).number(length, 4).raw(bytes);
  }

  /** A sequence delimiter by hand. */
  sequenceEnd(): this {
    return this.delimiter(sequenceEndTag);
  }

  /** An item delimiter by hand. */
  itemEnd(): this {
    return this.delimiter(itemEndTag);
  }

  /** Any bytes; a string is taken as one byte a character. */
  raw(bytes: Uint8Array | readonly number[] | string): this {
    const piece =
      typeof bytes === 'string' ? latin1(bytes) : bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
    this.pieces_.push(piece);
    this.size_ += piece.length;
    return this;
  }

  /** Everything so far, in one new array. */
  bytes(): Uint8Array {
    return concatenate(this.pieces_);
  }

  private order(): ByteOrder {
    return this.encoding_ === 'explicit-big' ? 'big' : 'little';
  }

  private tag(tag: number): this {
    return this.raw(encodeValue('AT', tag, this.order()));
  }

  private number(value: number, size: 2 | 4): this {
    return this.raw(encodeValue(size === 2 ? 'US' : 'UL', value, this.order()));
  }

  private delimiter(tag: number, littleEndian = false): this {
    const order = littleEndian ? 'little' : this.order();
    return this.raw(encodeValue('AT', tag, order)).raw(new Uint8Array(4));
  }
}

/** The items of one sequence. */
export class SequenceBuilder {
  private readonly pieces_: Uint8Array[] = [];
  private readonly encoding_: Encoding;

  constructor(encoding: Encoding) {
    this.encoding_ = encoding;
  }

  item(build: (item: DicomBuilder) => DicomBuilder = (item) => item, options: NestingOptions = {}): this {
    const content = new DicomBuilder(this.encoding_);
    build(content);
    const open = options.undefined ?? false;
    const item = new DicomBuilder(this.encoding_).fragment(
      content.bytes(),
      options.length ?? (open ? undefinedLength : content.size),
    );
    if (open && options.delimited !== false) item.itemEnd();
    return this.raw(item.bytes());
  }

  /** Any bytes between items: for broken input. */
  raw(bytes: Uint8Array | readonly number[]): this {
    this.pieces_.push(bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes));
    return this;
  }

  bytes(): Uint8Array {
    return concatenate(this.pieces_);
  }
}
