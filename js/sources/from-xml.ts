// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set out of the XML of the Native DICOM Model. PS3.19 Annex A.1

import '../write-messages.js';
import { misuse } from '../errors.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { openBase64Reader } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { loadModule } from '../wasm/load.js';
import type { BulkReader } from './bulk-values.js';
import { partsOfModel } from './xml/model-parts.js';

import { pulledParts } from './pulled-parts.js';
import { chunksOfText, type TextSource } from './text-source.js';
import { XmlReader } from './xml/xml-reader.js';
import { textPieces } from './xml/xml-text-source.js';

export interface FromXmlOptions {
  /** Gives the value that a `BulkData` element stands for, little endian; a UUID comes as `urn:uuid:…`. `undefined` where there is none. */
  readonly bulk?: BulkReader | undefined;
  /** What becomes of a value that `bulk` does not give: an `error` (default), or `omit` leaves its attribute empty. */
  readonly onMissingBulk?: 'error' | 'omit' | undefined;
  /**
   * How pixel data are encoded, a UID: in place of the document's own (0002,0010). Pixel data of a transfer syntax that encapsulates are
   * the items of their fragments.
   */
  readonly transferSyntax?: string | undefined;
  /** How many characters the document may have: 268 435 456 by default. It is held until the data set is written. */
  readonly maxSize?: number | undefined;
  /** How deep sequences may nest: 128 by default, at most 256. */
  readonly maxDepth?: number | undefined;
  /** How many attributes and items there may be, with what numbers leave out: 1 048 576 by default. */
  readonly maxElements?: number | undefined;
  /** Ends the reading with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
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
  const { bulk, onMissingBulk = 'error', transferSyntax } = options;
  const { maxSize = 2 ** 28, maxDepth = 128, maxElements = 2 ** 20 } = options;
  if (!(maxSize > 0)) throw misuse('argument_invalid', 'maxSize is a positive number of characters');
  if (!Number.isInteger(maxDepth) || maxDepth < 0 || maxDepth > 256) {
    throw misuse('argument_invalid', 'maxDepth is an integer from 0 to 256');
  }
  if (!(maxElements > 0)) throw misuse('argument_invalid', 'maxElements is a positive number');
  const syntax = transferSyntax === undefined ? '' : transferSyntaxUid(transferSyntax);
  return { bulk, onMissingBulk, syntax, maxSize, maxDepth, maxElements };
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
