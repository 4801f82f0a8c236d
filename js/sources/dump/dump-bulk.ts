// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that a dump only refers to.

import { DicomError } from '../../errors.js';
import { ValueOrder } from '../../flow/value-order.js';
import { undefinedLength } from '../../part.js';
import { chunksOf } from '../../source.js';
import type { Encoder } from '../../wasm/encode.js';
import type { PlacedLine } from './dump-reader.js';

/** Where a value stands that is not in the text. */
export interface BulkReference {
  /** As in `=pixels.raw`; '' where it stands in the file that was dumped. */
  readonly name: string;
  /** In that file, its first byte, and how many there are; 0 and `undefined` of a name. */
  readonly position: number;
  readonly length: number | undefined;
  /** Whether `position` counts the bytes of the data set after inflating. */
  readonly inflated: boolean;
}

/** A value: bytes, or what is read when its turn comes, whose length is known. */
export type BulkData =
  | Blob
  | ArrayBuffer
  | Uint8Array
  | { readonly length: number; readonly stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> };

/** Gives values that a dump refers to; `undefined` where there is none. */
export type FindBulk = (reference: BulkReference) => BulkData | undefined | Promise<BulkData | undefined>;

/** A value on its way. */
export interface OpenBulk {
  readonly size: number;
  /** Exactly so many bytes. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

export class BulkReader {
  readonly #find: FindBulk | undefined;
  readonly #encoder: Encoder;
  readonly #signal: AbortSignal | undefined;

  constructor(find: FindBulk | undefined, encoder: Encoder, signal: AbortSignal | undefined) {
    this.#find = find;
    this.#encoder = encoder;
    this.#signal = signal;
  }

  /**
   * The value that a line refers to, in the byte order that is asked for.
   * @throws DicomError with code `bulk_data_missing` where it is not given, or not as long as the line says.
   */
  async open(line: PlacedLine, vr: string, bigEndian: boolean): Promise<OpenBulk> {
    const { value } = line;
    const reference: BulkReference | undefined =
      value.form === 'range'
        ? { name: '', position: value.position, length: value.length, inflated: value.flags.includes('inflated') }
        : value.form === 'name'
          ? { name: value.text, position: 0, length: undefined, inflated: false }
          : undefined;
    const data = reference === undefined ? undefined : await this.#find?.(reference);
    if (data === undefined) throw missing(line);
    const size = sizeOf(data);
    if (reference?.length !== undefined && reference.length !== size) throw missing(line);
    if (size + (size % 2) >= undefinedLength) throw failed('value_too_long', line);
    const isBigEndian = value.form === 'range' && value.flags.includes('big-endian');
    const unit = isBigEndian === bigEndian ? 1 : this.#encoder.unitSize(vr);
    return { size, pieces: this.#pieces(line, data, size, unit) };
  }

  async *#pieces(line: PlacedLine, data: BulkData, size: number, unit: number): AsyncGenerator<Uint8Array> {
    const order = new ValueOrder(this.#encoder);
    order.begin(unit);
    let rest = size;
    for await (const chunk of chunksOf(
      'stream' in data && !(data instanceof Blob) ? data.stream : data,
      this.#signal,
    )) {
      rest -= chunk.length;
      if (rest < 0) break;
      yield order.next(chunk, rest === 0);
    }
    if (rest !== 0) throw missing(line);
  }
}

function sizeOf(data: BulkData): number {
  if (data instanceof Blob) return data.size;
  return data instanceof ArrayBuffer ? data.byteLength : data.length;
}

function missing(line: PlacedLine): DicomError {
  return failed('bulk_data_missing', line);
}

function failed(code: 'bulk_data_missing' | 'value_too_long', { number, position, tag }: PlacedLine): DicomError {
  return new DicomError({ code, position, tag, path: `line ${number}` });
}
