// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that another form gives by their URI: whoever reads the form gets them.

import type { ModelAttribute } from './model.js';

/**
 * The Value Field, little endian: bytes, or chunks of them with how many there are. Of encapsulated pixel data it is the items of the
 * fragments with their headers; there `length` may be left out where a delimiter ends them. Text is in the character set that the form
 * declares.
 */
export type BulkData = Uint8Array | { readonly length?: number | undefined; readonly chunks: AsyncIterable<Uint8Array> };

/** Gets a value by its URI. The URI is input: look what it names before anything is opened or asked. */
export type BulkDataReader = (
  uri: string,
  element: Pick<ModelAttribute, 'tag' | 'vr'> & { readonly path: string },
) => BulkData | undefined | Promise<BulkData | undefined>;
