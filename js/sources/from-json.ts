// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set from its DICOM JSON Model object. PS3.18 Annex F

import { PartBuilder } from '../flow/part-builder.js';
import type { Part } from '../part.js';
import { openBase64Reader } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import { type BulkReader, type BulkValue, BulkValues } from './bulk-values.js';
import { malformed, readLevel } from './json/json-attributes.js';
import { JsonParts, type Pending, settledRoot, transferSyntaxOf } from './json/json-parts.js';
import { type JsonSource, readJson } from './json/json-source.js';
import { type ModelOptions, settledModel } from './model-options.js';
import { pulledParts } from './pulled-parts.js';

export interface FromJsonOptions extends ModelOptions {
  /** Gives the value that a `BulkDataURI` stands for, little endian; `undefined` where there is none. */
  readonly bulk?: BulkReader | undefined;
  /** How many bytes the document may have: 64 MiB by default. */
  readonly maxSize?: number | undefined;
  /** How many attributes, arrays of values and items there may be: 2 097 152 by default; and four times as many values. */
  readonly maxElements?: number | undefined;
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
  const settings = settled(options);
  return pulledParts(options.signal, (signal) => batchesOf(source, { ...settings, signal }));
}

type Settings = ReturnType<typeof settled> & { readonly signal: AbortSignal };

function settled(options: FromJsonOptions) {
  const { maxSize, maxElements, ...settings } = settledModel(options, { maxSize: 2 ** 26, maxElements: 2 ** 21 });
  // A sequence is an object in an array in an object; around all there may be an array, and at the bottom a name in its array.
  const limits = { maxSize, maxNesting: settings.maxDepth * 3 + 5, maxObjects: maxElements };
  return { ...settings, limits };
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
  const values = new BulkValues(builder, encoder, transferSyntax, settings);
  let batch: Part[] = [];
  for (const step of new JsonParts(builder, base64).walk(settledRoot(level, transferSyntax))) {
    signal.throwIfAborted();
    if (Array.isArray(step)) batch.push(...step);
    if (batch.length > 0 && (!Array.isArray(step) || batch.length >= batchSize)) {
      yield batch;
      batch = [];
    }
    if (!Array.isArray(step)) yield* values.parts(bulkValueOf(step));
  }
  if (batch.length > 0) yield batch;
}

function bulkValueOf({ attribute: { tag, vr, path, content }, bytes }: Pending): BulkValue {
  return { tag, vr, path, bytes, uri: content.kind === 'bulk' ? content.text : undefined };
}
