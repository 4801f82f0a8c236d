// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set out of the XML of the Native DICOM Model. PS3.19 Annex A.1

import '../write-messages.js';
import { misuse } from '../errors.js';
import { PartBuilder } from '../flow/part-builder.js';
import type { Part } from '../part.js';
import { openBase64Reader } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import type { BulkDataReader } from './bulk-data.js';
import { ModelParts } from './model-parts.js';
import { chunksOfText, type TextSource } from './text-source.js';
import { type XmlLimits, XmlReader } from './xml-reader.js';
import { textPieces } from './xml-text-source.js';

export interface FromXmlOptions {
  /**
   * Gives the value of a `BulkData` element by its URI; a UUID comes as `urn:uuid:…`. Without it, or where it gives `undefined`, such an
   * element is an error.
   */
  readonly bulkData?: BulkDataReader | undefined;
  /** How many characters the document may have: 268 435 456 by default. It is held as a whole until the data set is written. */
  readonly maxSize?: number | undefined;
  /** How deep sequences may nest: 128 by default. */
  readonly maxDepth?: number | undefined;
  /** How many attributes and items there may be, with what numbers leave out: 4 194 304 by default. */
  readonly maxElements?: number | undefined;
  /** Ends the reading with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an XML document of the Native DICOM Model, as text or as bytes, and gives the parts of the data set in explicit VR little endian.
 *
 *     fromXml(blob.stream()).pipeThrough(through(withMeta())).pipeThrough(bytes())
 *
 * - Attributes, values and items may come in any order: tags and their numbers say which is right; values that no number names are empty.
 * - Text becomes UTF-8, and Specific Character Set says so wherever it is declared or needed.
 * - Private attributes with a creator keep their block if it is said; if not, `00190030`, they get one, which is reserved where it is not yet.
 * - VRs that are not stated are those of the dictionary. Group lengths are left out. File meta information, which is no part of the
 *   model, passes: put `withMeta()` behind it.
 * - Pixel data are encapsulated where the file meta says so, or where there is none and they consist of items.
 *
 * Fails with DicomError: `xml_malformed` where it is not well-formed, has a DOCTYPE, or is no such document; `value_invalid`,
 * `text_not_encodable` where a value is not one of its VR; `bulk_data_missing`; `lookahead_exceeded`, `nesting_too_deep`, `too_many_elements`
 * where a limit is exceeded. Positions count the bytes of the document.
 */
export function fromXml(source: TextSource, options: FromXmlOptions = {}): ReadableStream<readonly Part[]> {
  const limits = limitsOf(options);
  const batches = partsOf(source, limits, options);
  return new ReadableStream<readonly Part[]>(
    {
      async pull(controller) {
        const { done, value } = await batches.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await batches.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

function limitsOf({ maxSize = 2 ** 28, maxDepth = 128, maxElements = 2 ** 22 }: FromXmlOptions): XmlLimits {
  if (!(maxSize >= 0)) throw misuse('argument_invalid', 'maxSize is a number of characters');
  if (!(maxDepth >= 0 && maxDepth <= 256)) throw misuse('argument_invalid', 'maxDepth is a number from 0 to 256');
  if (!(maxElements >= 0)) throw misuse('argument_invalid', 'maxElements is a number, at least 0');
  return { maxSize, maxDepth, maxElements };
}

async function* partsOf(
  source: TextSource,
  limits: XmlLimits,
  { bulkData, signal }: FromXmlOptions,
): AsyncGenerator<Part[], void, undefined> {
  const [{ SaxesParser }, base64, encoder] = await Promise.all([
    import('saxes'),
    openBase64Reader(),
    openEncoder(),
    loadModule('parser'), // which has the dictionary
  ]);
  const reader = new XmlReader(new SaxesParser({ xmlns: true }), base64, limits);
  for await (const piece of textPieces(chunksOfText(source, signal))) reader.write(piece);
  const dataset = reader.end();
  for await (const batch of new ModelParts(encoder, new PartBuilder(encoder), bulkData, limits.maxSize).of(dataset)) {
    signal?.throwIfAborted();
    if (batch.length > 0) yield batch;
  }
}
