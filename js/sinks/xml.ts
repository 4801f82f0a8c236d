// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as XML: the Native DICOM Model of PS3.19 Annex A.1. One element after the other, so memory does not grow with the file.

import { loadNames } from '../dictionary/registry.js';
import { pullPair } from '../parse/pull-pair.js';
import type { Part } from '../part.js';
import { openBase64Writer } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { type XmlSettings, XmlWriter } from './xml-writer.js';
import { settledText, TextStage } from './text-stage.js';

export interface XmlOptions {
  /**
   * The URI of a value that has more than `inlineLimit` bytes, or of encapsulated pixel data, for a `BulkData` element; it is written inline
   * where there is none. The part is the one that begins the element: `position + size` is where its value begins.
   */
  readonly bulkDataUri?: ((element: Part) => string | undefined) | undefined;
  /** How many bytes a value may have that `bulkDataUri` is not asked about: 65 536 by default. */
  readonly inlineLimit?: number | undefined;
  /** What becomes of larger values that have no URI: they are written `inline` (default), or `omit` leaves their elements out. */
  readonly onLarge?: 'inline' | 'omit' | undefined;
  /** How many bytes of a value are held that stands as text: 16 MiB by default. Longer ones are `InlineBinary`. */
  readonly maxValue?: number | undefined;
  /** Whether the file meta information is written too, which is no part of the model; false by default. */
  readonly meta?: boolean | undefined;
  /** Whether the root element names the namespace; true by default. */
  readonly namespace?: boolean | undefined;
  /**
   * How private attributes are numbered. `keep` (default) leaves their tags as they are, `00191030`: nothing gets lost where a creator has
   * reserved several blocks, or none. `zero` writes `00190030`, as PS3.19 Table A.1.5-2 has it and dcm2xml does. `fromXml` reads both.
   */
  readonly privateBlocks?: 'keep' | 'zero' | undefined;
  /** Ends the stream with the signal's reason, at both ends. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A pair for `pipeThrough`: parts to the text of an XML document in UTF-8, the Native DICOM Model of PS3.19 Annex A.1.
 *
 *     source.pipeThrough(parse()).pipeThrough(xml({ bulkDataUri: ({ tag }) => `https://example.org/bulk/${tag}` }))
 *
 * - Text is decoded in the character set that its data set or item declares: run `toUtf8()` in front of it where declarations may be wrong.
 * - `InlineBinary` is little endian. It also holds values of other VRs that XML text cannot: with control characters, with bytes that
 *   are no characters, cut within a number, or longer than `maxValue`; text is in the declared character set there. Encapsulated pixel data are
 *   the items of their fragments, with their headers.
 * - Group lengths are left out, as PS3.19 §A.1.1 has it. Bytes that are no elements are told of in comments; notes have no place in it.
 *
 * Loads the names.
 */
export function xml(options: XmlOptions = {}): ReadableWritablePair<string, readonly Part[]> {
  const settings = settled(options);
  return pullPair(async () => {
    const [base64, encoder] = await Promise.all([openBase64Writer(), openEncoder(), loadNames()]);
    return new TextStage(new XmlWriter(settings, base64, encoder));
  }, options.signal);
}

function settled(options: XmlOptions): XmlSettings {
  const { namespace = true, privateBlocks } = options;
  return { ...settledText(options), namespace, zeroBlocks: privateBlocks === 'zero' };
}
