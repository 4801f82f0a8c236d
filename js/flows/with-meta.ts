// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The file meta information, made or repaired. PS3.10 §7.1

import { declareFlow, type Flow } from '../flow/flow.js';
import { type MetaOptions, MetaWriter } from '../flow/meta-writer.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import { sizeLimit } from './to-defined-lengths.js';

export type { MetaOptions } from '../flow/meta-writer.js';

/**
 * Gives the file a preamble and right file meta information: version, SOP class and instance as the data set has them, the transfer
 * syntax that it is written in, the implementation. Other attributes of a file meta that is there stay; a preamble too.
 *
 *     through(toUtf8(), withMeta())
 *
 * Type 1 UIDs that neither the data set nor the options give are left out.
 * Fails with DicomError `lookahead_exceeded` where the UIDs come too late; `attribute_missing` where encapsulated pixel data come
 * and no transfer syntax says what they are; `directory_offsets_stale` on a DICOMDIR whose file meta would change its size.
 */
export function withMeta(options: MetaOptions = {}): Flow {
  const maxSize = sizeLimit(options.maxSize);
  const transferSyntax = options.transferSyntax === undefined ? undefined : transferSyntaxUid(options.transferSyntax);
  const settled = { ...options, transferSyntax };
  return declareFlow(() => new MetaWriter(settled, maxSize), { resizes: () => false });
}
