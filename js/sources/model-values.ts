// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values of a model that have to be waited for: bulk data, and pixel data, which may be encapsulated.

import '../pixel-messages.js';
import '../write-messages.js';
import { DicomError } from '../errors.js';
import type { PartBuilder } from '../flow/part-builder.js';
import { nativeForm } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { type ItemNode, Path } from '../path.js';
import { paddingByte } from '../values/encode/encode-value.js';
import { joinBytes } from '../values/join-bytes.js';
import type { CharacterSet } from '../values/text.js';
import type { Encoder } from '../wasm/encode.js';
import { type BulkAttribute, bulkChunks, bulkLength, type BulkSource } from './bulk.js';
import { FragmentDivider } from './fragments.js';
import type { ModelAttribute } from './model.js';
import { isDeclaredText, writtenBytes } from './model-text.js';

/** Gives a value by its URI. */
export type BulkReader = (
  uri: string,
  attribute: BulkAttribute,
) => BulkSource | undefined | Promise<BulkSource | undefined>;

/** An attribute whose value is waited for, where it stands, and in which character set. */
export interface Pending {
  readonly attribute: ModelAttribute;
  readonly item: ItemNode | undefined;
  readonly set: CharacterSet;
}

export interface ModelValueSettings {
  readonly bulk: BulkReader | undefined;
  readonly onMissingBulk: 'error' | 'omit';
  /** How many bytes of a text are held that is to be converted. */
  readonly maxSize: number;
  readonly signal: AbortSignal | undefined;
}

export const pixelData = 0x7fe00010;
const transferSyntaxTag = 0x00020010;
const longestValue = 0xfffffffe;

export class ModelValues {
  /** Of the data set; '' where it is not known. */
  transferSyntax = '';
  readonly #builder: PartBuilder;
  readonly #encoder: Encoder;
  readonly #settings: ModelValueSettings;

  constructor(builder: PartBuilder, encoder: Encoder, settings: ModelValueSettings) {
    this.#builder = builder;
    this.#encoder = encoder;
    this.#settings = settings;
  }

  /** The parts of the attribute, in batches. */
  async *parts({ attribute, item, set }: Pending): AsyncGenerator<Part[]> {
    const { tag, vr, value } = attribute;
    const path = new Path(item, tag);
    const source = value.kind === 'bytes' ? value.bytes : await this.#bulk(attribute, path);
    if (source === undefined) yield this.#builder.element(tag, vr, new Uint8Array(0));
    else if (tag === pixelData && (await this.#areFragments(source, path))) yield* this.#fragments(vr, source, path);
    else if (isDeclaredText(vr)) {
      const written = writtenBytes(await this.#whole(source, path), vr, set);
      yield this.#builder.element(tag, written.vr, written.bytes);
    } else yield* this.#value(vr, source, path);
  }

  async #bulk({ tag, vr, value }: ModelAttribute, path: Path): Promise<BulkSource | undefined> {
    const { bulk, onMissingBulk } = this.#settings;
    const source = value.kind === 'reference' ? await bulk?.(value.uri, { tag, vr, path }) : undefined;
    if (source !== undefined || onMissingBulk === 'omit') return source;
    throw failure('bulk_data_missing', path);
  }

  /**
   * Whether pixel data are encapsulated: in a transfer syntax that does so, if they are items. Icons may be native there (PS3.5 §A.4).
   * @throws DicomError with code `attribute_missing` where they are items, and no transfer syntax says how they are encoded.
   */
  async #areFragments(source: BulkSource, path: Path): Promise<boolean> {
    const isKnown = this.transferSyntax !== '';
    if ((isKnown && nativeForm(this.transferSyntax) !== undefined) || bulkLength(source) === 0) return false;
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

  async *#fragments(vr: string, source: BulkSource, path: Path): AsyncGenerator<Part[]> {
    const builder = this.#builder;
    const divider = await FragmentDivider.open(this.#encoder);
    let header: Part | undefined;
    const remake = (part: Part): Part => {
      if (part.kind === 'fragments') return builder.fragments(path.tag, vr);
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

  async #whole(source: BulkSource, path: Path): Promise<Uint8Array> {
    if (source instanceof Uint8Array) return source;
    if (bulkLength(source) > this.#settings.maxSize) throw failure('lookahead_exceeded', path);
    const pieces: Uint8Array[] = [];
    for await (const chunk of bulkChunks(source, path, this.#settings.signal)) pieces.push(chunk.slice());
    return joinBytes(pieces);
  }

  async *#value(vr: string, source: BulkSource, path: Path): AsyncGenerator<Part[]> {
    const length = bulkLength(source);
    const isOdd = length % 2 === 1;
    if (length > longestValue) throw failure('value_too_long', path);
    const header = this.#builder.header(path.tag, vr, isOdd ? length + 1 : length);
    yield [header];
    let left = length;
    for await (const chunk of bulkChunks(source, path, this.#settings.signal)) {
      left -= chunk.length;
      yield [this.#builder.value(header, chunk, left === 0 && !isOdd)];
    }
    if (isOdd) yield [this.#builder.value(header, Uint8Array.of(paddingByte(vr)), true)];
  }
}

function failure(
  code: 'bulk_data_missing' | 'value_invalid' | 'value_too_long' | 'lookahead_exceeded',
  path: Path,
): DicomError {
  return new DicomError({ code, tag: path.tag, path: path.toString() });
}
