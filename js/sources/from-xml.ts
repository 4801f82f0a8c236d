// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set out of the XML of the Native DICOM Model. PS3.19 Annex A.1

import '../write-messages.js';
import type { Part } from '../part.js';
import { openBase64Reader } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import type { BulkReader } from './bulk-values.js';
import { type ModelOptions, settledModel } from './model-options.js';
import { pulledParts } from './pulled-parts.js';
import { chunksOfText, type TextSource } from './text-source.js';
import { partsOfModel } from './xml/model-parts.js';
import { XmlReader } from './xml/xml-reader.js';
import { textPieces } from './xml/xml-text-source.js';

export interface FromXmlOptions extends ModelOptions {
  /** Gives the value that a `BulkData` element stands for, little endian; a UUID comes as `urn:uuid:…`. `undefined` where there is none. */
  readonly bulk?: BulkReader | undefined;
  /** How many characters the document may have: 268 435 456 by default. It is held until the data set is written. */
  readonly maxSize?: number | undefined;
  /** How many attributes and items there may be, with what numbers leave out: 1 048 576 by default. */
  readonly maxElements?: number | undefined;
}

/**
 * The parts of the data set that an XML document of the Native DICOM Model describes, in explicit VR little endian; text is in UTF-8. Put
 * `withMeta()` behind it to have a file.
 *
 *     fromXml(blob.stream(), { bulk: async (uri) => (await fetch(uri)).blob() })
 *       .pipeThrough(through(withMeta()))
 *       .pipeThrough(bytes())
 *
 * - The document is text, bytes, or a stream of either. Attributes, values and items may come in any order: tags and numbers say which is
 *   right; values and items that no number names are empty.
 * - Specific Character Set is `ISO_IR 192` wherever one is declared or needed. Group lengths are left out. VRs that are not stated are
 *   those of the dictionary.
 * - Private attributes keep their block where it is said; where it is not, `00190030`, they get one of their creator, which is reserved
 *   where it is not yet. PS3.19 Table A.1.5-2
 *
 * The stream fails with DicomError `xml_malformed` where the document is not well-formed, has a DOCTYPE or is none of the model, with its
 * `position` in bytes; `value_invalid` and `text_not_encodable` where a value is not one of its VR; `bulk_data_missing`, `text_too_long`,
 * `nesting_too_deep`, `too_many_elements`; and with `attribute_missing` where pixel data are encapsulated and no transfer syntax says how.
 */
export function fromXml(source: TextSource, options: FromXmlOptions = {}): ReadableStream<readonly Part[]> {
  const settings = settled(options);
  return pulledParts(options.signal, (signal) => batchesOf(source, { ...settings, signal }));
}

type Settings = ReturnType<typeof settled> & { readonly signal: AbortSignal };

function settled(options: FromXmlOptions) {
  const { syntax = '', ...settings } = settledModel(options, { maxSize: 2 ** 28, maxElements: 2 ** 20 });
  return { ...settings, syntax };
}

async function* batchesOf(source: TextSource, settings: Settings): AsyncGenerator<Part[], void, undefined> {
  const { signal } = settings;
  signal.throwIfAborted();
  const [{ SaxesParser }, base64, encoder] = await Promise.all([
    import('saxes'), // who reads no XML does not load it
    openBase64Reader(),
    openEncoder(),
    loadModule('parser'), // which has the dictionary
  ]);
  const reader = new XmlReader(new SaxesParser({ xmlns: true }), base64, settings);
  for await (const piece of textPieces(chunksOfText(source, signal))) reader.write(piece);
  for await (const batch of partsOfModel(reader.end(), encoder, settings)) {
    signal.throwIfAborted();
    if (batch.length > 0) yield batch;
  }
}
