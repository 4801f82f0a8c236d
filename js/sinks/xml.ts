// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A data set as XML: the Native DICOM Model of PS3.19 Annex A.1. One element after the other, so memory does not grow with the file.

import { loadNames } from '../dictionary/registry.js';
import type { Part } from '../part.js';
import { openBase64Writer } from '../wasm/base64.js';
import { openEncoder } from '../wasm/encode.js';
import { texts } from './lines.js';
import { XmlWriter } from './xml-writer.js';

/** A value that `xml` asks for a URI of. */
export interface XmlBulkValue {
  /** Of the element: `(7FE0,0010)`. */
  readonly path: string;
  readonly tag: number;
  readonly vr: string;
  /** Of its first byte, in the file; in what has been inflated where `inflated` says so. */
  readonly position: number;
  /** In bytes; `undefined` where it is encapsulated pixel data, whose items end by a delimiter. PS3.5 §A.4 */
  readonly length: number | undefined;
  readonly bigEndian: boolean;
  readonly inflated: boolean;
}

/** What becomes of bulk data: written as base64, left out with their element, or referred to by the URI that a function gives. */
export type XmlBulk = 'inline' | 'omit' | ((value: XmlBulkValue) => string | undefined);

export interface XmlOptions {
  /**
   * What becomes of values of more than `maxInline` bytes, and of encapsulated pixel data. `inline` (default) writes them as
   * `InlineBinary`, piece by piece; `omit` leaves their elements out; a function gives the URI for a `BulkData` element, or `undefined` for
   * what is to be inline after all.
   */
  readonly bulk?: XmlBulk | undefined;
  /** How many bytes a value may have that is no bulk data; 1 MiB by default. As many are held. */
  readonly maxInline?: number | undefined;
  /** Whether the root element names the namespace; true by default. */
  readonly namespace?: boolean | undefined;
  /** Whether the file meta information is written as well, which is no part of the model; false by default. */
  readonly meta?: boolean | undefined;
  /**
   * How private attributes are numbered. `keep` (default) leaves their tags as they are, `00191030`: nothing gets lost where a creator has
   * reserved several blocks, or none. `zero` writes `00190030`, as PS3.19 Table A.1.5-2 has it and dcm2xml does. `fromXml` reads both.
   */
  readonly privateBlocks?: 'keep' | 'zero' | undefined;
}

/** Values of more bytes are bulk data unless told otherwise. */
const defaultMaxInline = 1024 * 1024;

/**
 * A pair for `pipeThrough`: parts to the text of an XML document in UTF-8, the Native DICOM Model of PS3.19 Annex A.1.
 *
 *     source.pipeThrough(parse()).pipeThrough(xml({ bulk: () => 'https://example.org/bulk/1' }))
 *
 * Text is decoded in the character set that its data set or item declares: run `toUtf8()` in front of it where declarations may be
 * wrong. Values stand as `InlineBinary`, in the character set and with the VR that they have but always little endian, where they are
 * bytes, longer than `maxInline`, or not what XML text can hold: control characters, bytes that are no characters, numbers with bytes
 * missing. Group lengths are left out, as PS3.19 §A.1.1 has it. Bytes that are no elements are told of in comments. Loads the names.
 */
export function xml(options: XmlOptions = {}): ReadableWritablePair<string, readonly Part[]> {
  const { bulk = 'inline', maxInline = defaultMaxInline, namespace = true, meta = false, privateBlocks } = options;
  return texts(async (print) => {
    const [encoder, base64] = await Promise.all([openEncoder(), openBase64Writer(), loadNames()]);
    return new XmlWriter(print, encoder, base64, { bulk, maxInline, namespace, meta, zeroBlocks: privateBlocks === 'zero' });
  });
}
