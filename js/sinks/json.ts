// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as a DICOM JSON Model object, the form of DICOMweb. PS3.18 Annex F

import { pullPair } from '../parse/pull-pair.js';
import type { Part } from '../part.js';
import { openBase64Writer } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { type JsonSettings, JsonWriter } from './json-writer.js';
import { settledText, TextStage } from './text-stage.js';

export interface JsonOptions {
  /**
   * The `BulkDataURI` of a value that has more than `inlineLimit` bytes, or of encapsulated pixel data; it is written inline where
   * there is none. The part is the one that begins the element: `position + size` is where its value begins.
   */
  readonly bulkDataUri?: ((element: Part) => string | undefined) | undefined;
  /** How many bytes a value may have that `bulkDataUri` is not asked about: 65 536 by default. */
  readonly inlineLimit?: number | undefined;
  /** What becomes of larger values that have no URI: they are written `inline` (default), or `omit` leaves their attributes empty. */
  readonly onLarge?: 'inline' | 'omit' | undefined;
  /** How many bytes of a value are held that is no `InlineBinary`, such as text: 16 MiB by default. Longer ones need a URI. */
  readonly maxValue?: number | undefined;
  /** Whether the file meta information is written too: DICOMweb does not. Encapsulated pixel data cannot be read back without it. */
  readonly meta?: boolean | undefined;
  /** Whether each attribute has a line of its own. */
  readonly pretty?: boolean | undefined;
  /** Whether the object is in an array, as results of DICOMweb are. PS3.18 §F.2.1 */
  readonly array?: boolean | undefined;
  /** Ends the stream with the signal's reason, at both ends. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A pair for `pipeThrough`: parts to the text of one object of the DICOM JSON Model, in constant memory.
 *
 *     source.pipeThrough(parse()).pipeThrough(json({ bulkDataUri: ({ tag }) => `bulk/${tag}` }))
 *
 * - Text is decoded, and Specific Character Set is `ISO_IR 192` wherever one is declared. Numbers that JSON's doubles do not hold
 *   are strings: DS with too many digits, SV and UV beyond 2^53, and `NaN`, `Infinity` and `-Infinity` of FL and FD.
 * - `InlineBinary` is little endian. A value that is cut within a number is of VR UN, so that nothing is lost. Encapsulated pixel data
 *   are the items of its fragments, with their headers.
 * - Attributes are in the order of the file, which is the ascending order that the model asks for. Notes, and bytes that are no
 *   elements, have no place in it.
 *
 * Fails with DicomError `lookahead_exceeded` on a text or an array of numbers that is longer than `maxValue`.
 */
export function json(options: JsonOptions = {}): ReadableWritablePair<string, readonly Part[]> {
  const settings = settled(options);
  return pullPair(async () => {
    const [base64, encoder] = await Promise.all([openBase64Writer(), openEncoder()]);
    return new TextStage(new JsonWriter(settings, base64, encoder));
  }, options.signal);
}

function settled(options: JsonOptions): JsonSettings {
  const { pretty = false, array = false } = options;
  return { ...settledText(options), pretty, array };
}
