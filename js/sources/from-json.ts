// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set from its DICOM JSON Model object. PS3.18 Annex F

import { DicomError, misuse } from '../errors.js';
import { PartBuilder } from '../flow/part-builder.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { paddingByte } from '../values/encode/encode-value.js';
import { openBase64Reader } from '../wasm/base64.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import { type BulkAttribute, bulkChunks, bulkLength, type BulkSource } from './bulk.js';
import { FragmentDivider } from './fragments.js';
import { type Attribute, malformed, readLevel } from './json-attributes.js';
import {
  encodingUnknown,
  isEncapsulated,
  JsonParts,
  type Pending,
  settledRoot,
  transferSyntaxOf,
} from './json-parts.js';
import { type JsonSource, readJson } from './json-source.js';

export interface FromJsonOptions {
  /** Gives the value that a `BulkDataURI` stands for, little endian; `undefined` where there is none. */
  readonly bulk?:
    ((uri: string, attribute: BulkAttribute) => BulkSource | undefined | Promise<BulkSource | undefined>) | undefined;
  /** What becomes of a value that `bulk` does not give: an `error` (default), or `omit` leaves its attribute empty. */
  readonly onMissingBulk?: 'error' | 'omit' | undefined;
  /**
   * How pixel data are encoded, a UID: in place of the document's own (0002,0010). Pixel data of a transfer syntax that encapsulates are
   * the items of their fragments.
   */
  readonly transferSyntax?: string | undefined;
  /** How many bytes the document may have: 64 MiB by default. */
  readonly maxSize?: number | undefined;
  /** How deep sequences may nest: 128 by default, at most 256. */
  readonly maxDepth?: number | undefined;
  /** How many attributes, items and names there may be: 1 048 576 by default. */
  readonly maxElements?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The parts of the data set that a DICOM JSON Model object describes, in explicit VR little endian; text is in UTF-8. Put `withMeta()`
 * behind it to have a file.
 *
 *     fromJson(await response.text(), { bulk: async (uri) => (await fetch(uri)).blob() })
 *       .pipeThrough(through(withMeta()))
 *       .pipeThrough(bytes())
 *
 * The document is text, bytes, a stream of either, or an object that `JSON.parse` has made; an array of one object is taken for the object.
 * The digits of numbers in text are kept, also where JavaScript's numbers would lose them. Attributes are put in order; group lengths are
 * left out; where a VR is missing, it is the dictionary's.
 *
 * The stream fails with DicomError `json_malformed` where the document is no JSON (`position`) or not of the model (`path`);
 * `value_invalid` and `text_not_encodable` where a value is not one of its VR; `bulk_data_missing`, `text_too_long`, `nesting_too_deep`,
 * `too_many_elements`; and with `attribute_missing` where inline pixel data are encapsulated and no transfer syntax says how.
 */
export function fromJson(source: JsonSource, options: FromJsonOptions = {}): ReadableStream<readonly Part[]> {
  const batches = batchesOf(source, settled(options));
  return new ReadableStream<readonly Part[]>(
    {
      async pull(controller) {
        const { done, value } = await batches.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await batches.return();
      },
    },
    { highWaterMark: 0 },
  );
}

type Settings = ReturnType<typeof settled>;

function settled(options: FromJsonOptions) {
  const { bulk, onMissingBulk = 'error', transferSyntax, signal } = options;
  const { maxSize = 2 ** 26, maxDepth = 128, maxElements = 2 ** 20 } = options;
  if (!(maxSize > 0)) throw misuse('argument_invalid', 'maxSize is a positive number of bytes');
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > 256) {
    throw misuse('argument_invalid', 'maxDepth is an integer from 0 to 256');
  }
  if (!(maxElements > 0)) throw misuse('argument_invalid', 'maxElements is a positive number');
  const syntax = transferSyntax === undefined ? undefined : transferSyntaxUid(transferSyntax);
  // A sequence is an object in an array in an object; around all there may be an array, and at the bottom a name in its array.
  const limits = { maxSize, maxNesting: maxDepth * 3 + 5, maxObjects: maxElements };
  return { bulk, onMissingBulk, syntax, maxDepth, limits, signal };
}

/** A batch is handed on once it has this many parts. */
const batchSize = 512;

async function* batchesOf(source: JsonSource, settings: Settings): AsyncGenerator<Part[], void, undefined> {
  const { limits, signal } = settings;
  const document = await readJson(source, limits, signal);
  const object = Array.isArray(document) && document.length === 1 ? document[0] : document;
  if (!(object instanceof Map)) throw malformed(undefined);
  const [encoder, base64] = await Promise.all([openEncoder(), openBase64Reader(), loadModule('parser')]);
  const level = readLevel(object, settings.maxDepth);
  const transferSyntax = settings.syntax ?? transferSyntaxOf(level);
  const builder = new PartBuilder(encoder);
  const values = new PendingValues(builder, encoder, transferSyntax, settings);
  let batch: Part[] = [];
  for (const step of new JsonParts(builder, base64).walk(settledRoot(level, transferSyntax))) {
    signal?.throwIfAborted();
    if (Array.isArray(step)) batch.push(...step);
    if (batch.length > 0 && (!Array.isArray(step) || batch.length >= batchSize)) {
      yield batch;
      batch = [];
    }
    if (!Array.isArray(step)) yield* values.parts(step);
  }
  if (batch.length > 0) yield batch;
}

/** Makes parts of values that come from elsewhere, and of pixel data. */
class PendingValues {
  readonly #builder: PartBuilder;
  readonly #encoder: Encoder;
  readonly #transferSyntax: string;
  readonly #settings: Settings;

  constructor(builder: PartBuilder, encoder: Encoder, transferSyntax: string, settings: Settings) {
    this.#builder = builder;
    this.#encoder = encoder;
    this.#transferSyntax = transferSyntax;
    this.#settings = settings;
  }

  async *parts({ attribute, bytes }: Pending): AsyncGenerator<Part[], void, undefined> {
    const source = bytes ?? (await this.#bulk(attribute));
    if (source === undefined) yield this.#builder.element(attribute.tag, attribute.vr, new Uint8Array(0));
    else if (await this.#areFragments(attribute, source)) yield* this.#fragments(attribute, source);
    else yield* this.#value(attribute, source);
  }

  async #bulk(attribute: Attribute): Promise<BulkSource | undefined> {
    const { tag, vr, path, content } = attribute;
    const { bulk, onMissingBulk } = this.#settings;
    const source = content.kind === 'bulk' ? await bulk?.(content.text, { tag, vr, path }) : undefined;
    if (source !== undefined || onMissingBulk === 'omit') return source;
    throw new DicomError({ code: 'bulk_data_missing', tag, path: path.toString() });
  }

  /**
   * Whether pixel data are encapsulated: in a transfer syntax that does so, if they are items. Icons may be native there (PS3.5 §A.4),
   * and other pixel data are so in some files, against the standard.
   */
  async #areFragments({ tag, path }: Attribute, source: BulkSource): Promise<boolean> {
    const isNative = this.#transferSyntax !== '' && !isEncapsulated(this.#transferSyntax);
    if (tag !== 0x7fe00010 || isNative || bulkLength(source) === 0) return false;
    const canBeReadTwice = source instanceof Uint8Array || source instanceof ArrayBuffer || source instanceof Blob;
    if (!canBeReadTwice) return this.#transferSyntax !== '' && path.parent === undefined;
    const divides = await this.#divides(source, path);
    if (divides && this.#transferSyntax === '') throw encodingUnknown();
    return divides;
  }

  async #divides(source: BulkSource, path: Attribute['path']): Promise<boolean> {
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

  async *#fragments(attribute: Attribute, source: BulkSource): AsyncGenerator<Part[], void, undefined> {
    const divider = await FragmentDivider.open(this.#encoder);
    const remake = this.#remaker(attribute);
    try {
      for await (const chunk of bulkChunks(source, attribute.path, this.#settings.signal)) {
        yield Array.from(divider.write(chunk), remake);
        if (divider.isWrong) throw malformed(attribute.path);
      }
      yield Array.from(divider.end(), remake);
      // The parts before the break are out already: the stream has failed all the same.
      if (divider.isWrong) throw malformed(attribute.path);
    } finally {
      divider.release();
    }
  }

  #remaker({ tag, vr }: Attribute): (part: Part) => Part {
    const builder = this.#builder;
    let header: Part | undefined;
    return (part) => {
      if (part.kind === 'fragments') return builder.fragments(tag, vr);
      if (part.kind === 'fragment') return (header = builder.fragment(part.length));
      return part.kind === 'value' ? builder.value(header!, part.bytes, part.last) : builder.fragmentsEnd();
    };
  }

  async *#value({ tag, vr, path }: Attribute, source: BulkSource): AsyncGenerator<Part[], void, undefined> {
    const length = bulkLength(source);
    const isOdd = length % 2 === 1;
    const declared = isOdd ? length + 1 : length;
    if (declared > 0xfffffffe) throw new DicomError({ code: 'value_too_long', tag, path: path.toString() });
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
