// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A model to parts: in the order of the tags, text in UTF-8 and declared so, private attributes in blocks of their creators.

import '../write-messages.js';
import { DicomError } from '../errors.js';
import type { PartBuilder } from '../flow/part-builder.js';
import { nativeForm } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { type ItemNode, Path } from '../path.js';
import { padValue, paddingByte } from '../values/encode/encode-value.js';
import { joinBytes } from '../values/join-bytes.js';
import { CharacterSet } from '../values/text.js';
import type { Encoder } from '../wasm/encode.js';
import type { BulkData, BulkDataReader } from './bulk-data.js';
import { areFragments, fragmentParts } from './encapsulated.js';
import type { ModelAttribute, ModelDataset } from './model.js';
import { bytesOf, inUtf8, isDeclaredText, needsUtf8, setOf, specificCharacterSet, utf8Term } from './model-text.js';
import { placed } from './private-places.js';

const transferSyntaxTag = 0x00020010;
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const pixelData = 0x7fe00010;
const batchSize = 1024;

/** An attribute whose value is still to be got or to be divided. */
interface Pending {
  readonly attribute: ModelAttribute;
  readonly item: ItemNode | undefined;
  readonly set: CharacterSet;
}

export class ModelParts {
  readonly #encoder: Encoder;
  readonly #builder: PartBuilder;
  readonly #read: BulkDataReader | undefined;
  /** How many bytes of a text are held that is to be converted. */
  readonly #maxSize: number;
  #isUtf8 = false;
  /** As the file meta of the model has it. */
  #transferSyntax: string | undefined;

  constructor(encoder: Encoder, builder: PartBuilder, read: BulkDataReader | undefined, maxSize: number) {
    this.#encoder = encoder;
    this.#builder = builder;
    this.#read = read;
    this.#maxSize = maxSize;
  }

  /** The parts of a data set, in batches. */
  async *of(dataset: ModelDataset): AsyncGenerator<Part[]> {
    this.#isUtf8 = needsUtf8(dataset);
    let batch: Part[] = [];
    for (const made of this.#dataset(dataset, CharacterSet.default)) {
      if ('attribute' in made) {
        if (batch.length > 0) yield batch;
        batch = [];
        yield* this.#pending(made);
        continue;
      }
      batch.push(made);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  *#dataset(dataset: ModelDataset, around: CharacterSet): Generator<Part | Pending> {
    const set = setOf(dataset, around);
    let last = -1;
    for (const attribute of this.#attributesOf(dataset)) {
      const { tag, vr, value } = attribute;
      if (tag === last) throw located(new DicomError({ code: 'xml_malformed' }), tag, dataset.item);
      last = tag;
      switch (value.kind) {
        case 'empty':
          yield* this.#builder.element(tag, vr, new Uint8Array(0));
          break;
        case 'items':
          yield this.#builder.sequence(tag);
          for (const item of value.items) {
            yield this.#builder.item();
            yield* this.#dataset(item, set);
            yield this.#builder.itemEnd();
          }
          yield this.#builder.sequenceEnd();
          break;
        case 'bytes':
        case 'texts':
          if (value.kind === 'bytes' && tag === pixelData && dataset.item === undefined) {
            yield { attribute, item: undefined, set };
          } else {
            yield* this.#builder.element(tag, vr, this.#bytes(attribute, dataset.item, set));
          }
          break;
        case 'reference':
          yield { attribute, item: dataset.item, set };
      }
    }
  }

  /** In order, with the declaration of the character set that counts now, without lengths that do not. */
  #attributesOf(dataset: ModelDataset): ModelAttribute[] {
    const isRoot = dataset.item === undefined;
    const kept = dataset.attributes.filter(({ tag }) => (tag & 0xffff) !== 0);
    const declares = kept.some(({ tag }) => tag === specificCharacterSet);
    const declaration = textAttribute(specificCharacterSet, 'CS', utf8Term);
    if (this.#isUtf8 && isRoot && !declares) kept.push(declaration);
    return placed(kept).map((attribute) => {
      if (attribute.tag === specificCharacterSet && this.#isUtf8) return declaration;
      return attribute.tag === transferSyntaxTag && isRoot ? this.#syntaxAttribute(attribute) : attribute;
    });
  }

  /** What is native is explicit VR little endian now, whatever it was. */
  #syntaxAttribute(attribute: ModelAttribute): ModelAttribute {
    if (attribute.value.kind !== 'texts') return attribute;
    const uid = attribute.value.texts[0]?.trim() ?? '';
    this.#transferSyntax = uid;
    return nativeForm(uid) === undefined ? attribute : textAttribute(transferSyntaxTag, 'UI', explicitLittleEndian);
  }

  #bytes(attribute: ModelAttribute, item: ItemNode | undefined, set: CharacterSet): Uint8Array {
    const { value, tag } = attribute;
    if (value.kind !== 'texts' && value.kind !== 'bytes') return new Uint8Array(0);
    try {
      return bytesOf(attribute, value, set);
    } catch (error) {
      throw located(error, tag, item);
    }
  }

  async *#pending({ attribute, item, set }: Pending): AsyncGenerator<Part[]> {
    const { tag, vr, value } = attribute;
    try {
      const data = value.kind === 'bytes' ? value.bytes : await this.#get(attribute, item);
      if (tag === pixelData && item === undefined && (await this.#isEncapsulated(data))) {
        const chunks = data instanceof Uint8Array ? [data] : data.chunks;
        yield* fragmentParts(this.#encoder, this.#builder, { tag, vr: vr === 'OW' ? 'OW' : 'OB' }, chunks);
      } else if (isDeclaredText(vr)) {
        yield this.#builder.element(tag, vr, inUtf8(await this.#held(data), vr, set));
      } else if (data instanceof Uint8Array) {
        yield this.#builder.element(tag, vr, padValue(data, vr));
      } else {
        yield* this.#pieces(attribute, data);
      }
    } catch (error) {
      throw located(error, tag, item);
    }
  }

  async #get({ tag, vr, value }: ModelAttribute, item: ItemNode | undefined): Promise<BulkData> {
    const uri = value.kind === 'reference' ? value.uri : '';
    const data = await this.#read?.(uri, { tag, vr, path: new Path(item, tag).toString() });
    if (data === undefined) throw new DicomError({ code: 'bulk_data_missing' });
    return data;
  }

  /** As the transfer syntax says; where none does, what consists of items is taken for fragments. */
  async #isEncapsulated(data: BulkData): Promise<boolean> {
    const syntax = this.#transferSyntax;
    if (syntax !== undefined && syntax !== '') return nativeForm(syntax) === undefined;
    if (data instanceof Uint8Array) return areFragments(this.#encoder, pixelData, data);
    return data.length === undefined;
  }

  async #held(data: BulkData): Promise<Uint8Array> {
    if (data instanceof Uint8Array) return data;
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of data.chunks) {
      size += chunk.length;
      if (size > this.#maxSize) throw new DicomError({ code: 'lookahead_exceeded' });
      pieces.push(chunk.slice());
    }
    return joinBytes(pieces);
  }

  /** A value in pieces, which are counted: a length that were not kept would break all behind it. */
  async *#pieces({ tag, vr }: ModelAttribute, data: Exclude<BulkData, Uint8Array>): AsyncGenerator<Part[]> {
    const { length } = data;
    if (length === undefined) throw new DicomError({ code: 'bulk_data_missing' });
    const isOdd = length % 2 === 1;
    const header = this.#builder.header(tag, vr, isOdd ? length + 1 : length);
    yield [header];
    let missing = length;
    for await (const chunk of data.chunks) {
      missing -= chunk.length;
      if (missing < 0) break;
      if (chunk.length > 0) yield [this.#builder.value(header, chunk, missing === 0 && !isOdd)];
    }
    if (missing !== 0) throw new DicomError({ code: 'bulk_data_missing' });
    if (isOdd) yield [this.#builder.value(header, Uint8Array.of(paddingByte(vr)), true)];
  }
}

function textAttribute(tag: number, vr: string, text: string): ModelAttribute {
  return { tag, vr, creator: undefined, value: { kind: 'texts', texts: [text] } };
}

/** The error with where it is, unless it says so. */
function located(error: unknown, tag: number, item: ItemNode | undefined): unknown {
  if (!(error instanceof DicomError) || error.path !== undefined) return error;
  return new DicomError({ ...error.toJSON(), tag, path: new Path(item, tag).toString() });
}
