// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts of values that come from elsewhere, and of pixel data, which may be encapsulated.

import '../pixel-messages.js';
import '../write-messages.js';
import { DicomError } from '../errors.js';
import type { PartBuilder } from '../flow/part-builder.js';
import { nativeForm } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import type { Path } from '../path.js';
import { paddingByte } from '../values/encode/encode-value.js';
import type { Encoder } from '../wasm/encode.js';
import { type BulkAttribute, bulkChunks, bulkLength, type BulkSource } from './bulk.js';
import { FragmentDivider } from './fragments.js';

/** Gives the value that a URI stands for; `undefined` where there is none. */
export type BulkReader = (
  uri: string,
  attribute: BulkAttribute,
) => BulkSource | undefined | Promise<BulkSource | undefined>;

/** An attribute whose value is there as bytes, or named by its URI. */
export interface BulkValue extends BulkAttribute {
  readonly bytes: Uint8Array | undefined;
  readonly uri: string | undefined;
}

export interface BulkSettings {
  readonly bulk: BulkReader | undefined;
  readonly onMissingBulk: 'error' | 'omit';
  readonly signal: AbortSignal | undefined;
}

const pixelData = 0x7fe00010;
const transferSyntaxTag = 0x00020010;
const longestValue = 0xfffffffe;

export class BulkValues {
  readonly #builder: PartBuilder;
  readonly #encoder: Encoder;
  readonly #transferSyntax: string;
  readonly #settings: BulkSettings;

  /** @param transferSyntax of the data set; '' where it is not known. */
  constructor(builder: PartBuilder, encoder: Encoder, transferSyntax: string, settings: BulkSettings) {
    this.#builder = builder;
    this.#encoder = encoder;
    this.#transferSyntax = transferSyntax;
    this.#settings = settings;
  }

  /** The parts of the attribute, in batches. */
  async *parts(value: BulkValue): AsyncGenerator<Part[], void, undefined> {
    const source = await this.sourceOf(value);
    if (source === undefined) yield this.#builder.element(value.tag, value.vr, new Uint8Array(0));
    else if (await this.#areFragments(value, source)) yield* this.#fragments(value, source);
    else yield* this.#value(value, source);
  }

  /** Where its bytes come from; `undefined` where it is left empty. */
  async sourceOf({ tag, vr, path, bytes, uri }: BulkValue): Promise<BulkSource | undefined> {
    const { bulk, onMissingBulk } = this.#settings;
    const source = bytes ?? (uri === undefined ? undefined : await bulk?.(uri, { tag, vr, path }));
    if (source !== undefined || onMissingBulk === 'omit') return source;
    throw failure('bulk_data_missing', path);
  }

  /**
   * Whether pixel data are encapsulated: in a transfer syntax that does so, if they are items. Icons may be native there (PS3.5 §A.4),
   * and other pixel data are so in some files, against the standard.
   */
  async #areFragments({ tag, path }: BulkValue, source: BulkSource): Promise<boolean> {
    const isKnown = this.#transferSyntax !== '';
    const isNative = isKnown && nativeForm(this.#transferSyntax) !== undefined;
    if (tag !== pixelData || isNative || bulkLength(source) === 0) return false;
    const canBeReadTwice = source instanceof Uint8Array || source instanceof ArrayBuffer || source instanceof Blob;
    if (!canBeReadTwice) return isKnown && path.parent === undefined;
    const divides = await this.#divides(source, path);
    if (!divides || isKnown) return divides;
    throw new DicomError({ code: 'attribute_missing', tag: transferSyntaxTag, path: '(0002,0010)' });
  }

  async #divides(source: BulkSource, path: Path): Promise<boolean> {
    const divider = await FragmentDivider.open(this.#encoder);
    try {
      for await (const chunk of bulkChunks(source, path, this.#settings.signal)) {
        for (const part of divider.write(chunk)) void part;
        if (divider.isWrong) return false;
      }
      for (const part of divider.end()) void part;
      return !divider.isWrong;
    } finally {
      divider.release();
    }
  }

  async *#fragments({ tag, vr, path }: BulkValue, source: BulkSource): AsyncGenerator<Part[], void, undefined> {
    const builder = this.#builder;
    const divider = await FragmentDivider.open(this.#encoder);
    let header: Part | undefined;
    const remake = (part: Part): Part => {
      if (part.kind === 'fragments') return builder.fragments(tag, vr);
      if (part.kind === 'fragment') return (header = builder.fragment(part.length));
      return part.kind === 'value' ? builder.value(header!, part.bytes, part.last) : builder.fragmentsEnd();
    };
    try {
      for await (const chunk of bulkChunks(source, path, this.#settings.signal)) {
        yield Array.from(divider.write(chunk), remake);
        if (divider.isWrong) throw failure('value_invalid', path);
      }
      yield Array.from(divider.end(), remake);
      // The parts before the break are out already: the stream has failed all the same.
      if (divider.isWrong) throw failure('value_invalid', path);
    } finally {
      divider.release();
    }
  }

  async *#value({ tag, vr, path }: BulkValue, source: BulkSource): AsyncGenerator<Part[], void, undefined> {
    const length = bulkLength(source);
    const isOdd = length % 2 === 1;
    const declared = isOdd ? length + 1 : length;
    if (declared > longestValue) throw failure('value_too_long', path);
    const header = this.#builder.header(tag, vr, declared);
    yield [header];
    let left = length;
    for await (const chunk of bulkChunks(source, path, this.#settings.signal)) {
      left -= chunk.length;
      yield [this.#builder.value(header, chunk, left === 0 && !isOdd)];
    }
    if (isOdd) yield [this.#builder.value(header, Uint8Array.of(paddingByte(vr)), true)];
  }
}

function failure(code: 'bulk_data_missing' | 'value_invalid' | 'value_too_long', path: Path): DicomError {
  return new DicomError({ code, tag: path.tag, path: path.toString() });
}
