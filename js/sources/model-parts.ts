// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A model to parts: in the order of the tags, text in UTF-8 and declared so, private attributes in blocks of their creators.

import { DicomError } from '../errors.js';
import type { PartBuilder } from '../flow/part-builder.js';
import { nativeForm } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { type ItemNode, Path } from '../path.js';
import { CharacterSet } from '../values/text.js';
import type { ModelAttribute, ModelDataset, ModelValue } from './model.js';
import { needsUtf8, setOf, specificCharacterSet, utf8Term, written, type WrittenValue } from './model-text.js';
import { type ModelValues, type Pending, pixelData } from './model-values.js';
import { placed } from './private-places.js';

const transferSyntaxTag = 0x00020010;
const explicitLittleEndian = '1.2.840.10008.1.2.1';
const fileMetaGroup = 0x0002;
const batchSize = 512;

/**
 * The parts of a data set, in batches.
 * @param transferSyntax in place of what its file meta says; '' leaves that as it is.
 */
export async function* partsOfModel(
  dataset: ModelDataset,
  builder: PartBuilder,
  values: ModelValues,
  transferSyntax: string,
): AsyncGenerator<Part[]> {
  const stated = dataset.attributes.find(({ tag }) => tag === transferSyntaxTag)?.value;
  const meant = transferSyntax || (stated?.kind === 'texts' ? (stated.texts[0]?.trim() ?? '') : '');
  values.transferSyntax = meant;
  let batch: Part[] = [];
  for (const step of new ModelWalk(builder, needsUtf8(dataset)).walk(withSyntax(dataset, meant))) {
    const isPending = !Array.isArray(step);
    if (!isPending) batch.push(...step);
    if (batch.length > 0 && (isPending || batch.length >= batchSize)) {
      yield batch;
      batch = [];
    }
    if (isPending) yield* values.parts(step);
  }
  if (batch.length > 0) yield batch;
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
        yield { attribute, item, set };
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
