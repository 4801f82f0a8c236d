// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A model to parts: in the order of the tags, text in UTF-8 and declared so, private attributes in blocks of their creators.

import { DicomError } from '../../errors.js';
import { PartBuilder } from '../../flow/part-builder.js';
import { nativeForm } from '../../flow/transfer-syntaxes.js';
import type { Part } from '../../part.js';
import { joinBytes } from '../../values/join-bytes.js';
import type { Encoder } from '../../wasm/encode.js';
import { type ItemNode, Path } from '../../path.js';
import { CharacterSet } from '../../values/text.js';
import { bulkChunks, bulkLength } from '../bulk.js';
import { type BulkSettings, type BulkValue, BulkValues } from '../bulk-values.js';
import type { ModelAttribute, ModelDataset, ModelValue } from './model.js';
import {
  isDeclaredText,
  needsUtf8,
  setOf,
  specificCharacterSet,
  utf8Term,
  written,
  writtenBytes,
  type WrittenValue,
} from './model-text.js';
import { placed } from './private-places.js';

const pixelData = 0x7fe00010;
const transferSyntaxTag = 0x00020010;
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const fileMetaGroup = 0x0002;
const batchSize = 512;

/** A value that is waited for, and the character set of its text. */
interface Pending extends BulkValue {
  readonly set: CharacterSet;
}

export interface ModelSettings extends BulkSettings {
  /** In place of what the file meta of the model says; '' leaves that as it is. */
  readonly syntax: string;
  /** How many bytes of a text are held that is given by reference. */
  readonly maxSize: number;
}

/** The parts of a data set, in batches. */
export async function* partsOfModel(
  dataset: ModelDataset,
  encoder: Encoder,
  settings: ModelSettings,
): AsyncGenerator<Part[], void, undefined> {
  const syntax = settings.syntax || syntaxOf(dataset);
  const builder = new PartBuilder(encoder);
  const values = new BulkValues(builder, encoder, syntax, settings);
  let batch: Part[] = [];
  for (const step of new ModelWalk(builder, needsUtf8(dataset)).walk(withSyntax(dataset, syntax))) {
    const isPending = !Array.isArray(step);
    if (!isPending) batch.push(...step);
    if (batch.length > 0 && (isPending || batch.length >= batchSize)) {
      yield batch;
      batch = [];
    }
    if (isPending) yield* isDeclaredText(step.vr) ? referredText(step, builder, values, settings) : values.parts(step);
  }
  if (batch.length > 0) yield batch;
}

/** Text that is given by reference has to be there as a whole before it is in UTF-8. */
async function* referredText(
  value: Pending,
  builder: PartBuilder,
  values: BulkValues,
  { maxSize, signal }: ModelSettings,
): AsyncGenerator<Part[], void, undefined> {
  const { tag, path, set } = value;
  const source = await values.sourceOf(value);
  const pieces: Uint8Array[] = [];
  if (source !== undefined) {
    if (bulkLength(source) > maxSize) throw new DicomError({ code: 'text_too_long', tag, path: path.toString() });
    for await (const chunk of bulkChunks(source, path, signal)) pieces.push(chunk.slice());
  }
  const { vr, bytes } = writtenBytes(joinBytes(pieces), value.vr, set);
  yield builder.element(tag, vr, bytes);
}

/** The transfer syntax that the file meta information of a model names; '' where there is none. */
function syntaxOf({ attributes }: ModelDataset): string {
  const value = attributes.find(({ tag }) => tag === transferSyntaxTag)?.value;
  return value?.kind === 'texts' ? (value.texts[0]?.trim() ?? '') : '';
}

/** What is native is explicit VR little endian now, whatever it was. */
function withSyntax(dataset: ModelDataset, transferSyntax: string): ModelDataset {
  if (transferSyntax === '') return dataset;
  const written = nativeForm(transferSyntax) === undefined ? transferSyntax : explicitLittleEndian;
  const others = dataset.attributes.filter(({ tag }) => tag !== transferSyntaxTag);
  return { ...dataset, attributes: [...others, textAttribute(transferSyntaxTag, 'UI', written)] };
}

class ModelWalk {
  readonly #builder: PartBuilder;
  readonly #isUtf8: boolean;

  constructor(builder: PartBuilder, isUtf8: boolean) {
    this.#builder = builder;
    this.#isUtf8 = isUtf8;
  }

  *walk(dataset: ModelDataset, around = CharacterSet.default): Generator<Part[] | Pending> {
    const builder = this.#builder;
    const { item } = dataset;
    const set = setOf(dataset, around);
    let last = -1;
    for (const attribute of this.#attributesOf(dataset)) {
      const { tag, vr, value } = attribute;
      if (tag === last) throw located(new DicomError({ code: 'xml_malformed' }), tag, item);
      last = tag;
      if (value.kind === 'items') {
        yield [builder.sequence(tag)];
        for (const inner of value.items) {
          yield [builder.item()];
          yield* this.walk(inner, set);
          yield [builder.itemEnd()];
        }
        yield [builder.sequenceEnd()];
      } else if (value.kind === 'reference' || (value.kind === 'bytes' && tag === pixelData)) {
        const [bytes, uri] = value.kind === 'bytes' ? [value.bytes, undefined] : [undefined, value.uri];
        yield { tag, vr, path: new Path(item, tag), bytes, uri, set };
      } else if (value.kind === 'empty') {
        yield builder.element(tag, vr, new Uint8Array(0));
      } else {
        const { vr: writtenVr, bytes } = writtenAt(attribute, value, item, set);
        yield builder.element(tag, writtenVr, bytes);
      }
    }
  }

  /** In order, with the declaration of the character set that counts now, without lengths that do not. */
  #attributesOf(dataset: ModelDataset): ModelAttribute[] {
    // What names a creator is no group length: only its block is not said.
    const kept = dataset.attributes.filter(({ tag, creator }) => (tag & 0xffff) !== 0 || creator !== undefined);
    const isDeclared = kept.some(({ tag }) => tag === specificCharacterSet);
    const declaration = textAttribute(specificCharacterSet, 'CS', utf8Term);
    if (this.#isUtf8 && !isDeclared && dataset.item === undefined) kept.push(declaration);
    const all = placed(kept).map((one) => (this.#isUtf8 && one.tag === specificCharacterSet ? declaration : one));
    if (dataset.item !== undefined || all[0]?.tag === undefined || all[0].tag >>> 16 >= fileMetaGroup) return all;
    // The file meta stands in front, also of groups that no data set should have. PS3.10 §7.1
    const isMeta = ({ tag }: ModelAttribute): boolean => tag >>> 16 === fileMetaGroup;
    return [...all.filter(isMeta), ...all.filter((one) => !isMeta(one))];
  }
}

function writtenAt(
  attribute: ModelAttribute,
  value: Extract<ModelValue, { kind: 'texts' | 'bytes' }>,
  item: ItemNode | undefined,
  set: CharacterSet,
): WrittenValue {
  try {
    return written(attribute, value, set);
  } catch (error) {
    throw located(error, attribute.tag, item);
  }
}

function textAttribute(tag: number, vr: string, text: string): ModelAttribute {
  return { tag, vr, creator: undefined, value: { kind: 'texts', texts: [text] } };
}

/** What encoding a value fails with, and where. */
function located(error: unknown, tag: number, item: ItemNode | undefined): unknown {
  if (!(error instanceof DicomError)) return error;
  return new DicomError({ code: error.code, tag, path: new Path(item, tag).toString() });
}
