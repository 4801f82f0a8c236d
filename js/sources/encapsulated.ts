// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data out of their Value Field: items with their headers, which the parser divides. PS3.5 §A.4

import { DicomError } from '../errors.js';
import type { PartBuilder } from '../flow/part-builder.js';
import { createPartParser } from '../parse/parse.js';
import type { Part } from '../part.js';
import { undefinedLength } from '../part.js';
import type { Encoder } from '../wasm/encode.js';

const form = { explicitVR: true, bigEndian: false };
const sequenceDelimitation = 0xfffee0dd;

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * The parts of pixel data, in batches. The delimiter may end the bytes or not.
 * @throws DicomError with code `value_invalid` where they are something else than items.
 */
export async function* fragmentParts(
  encoder: Encoder,
  builder: PartBuilder,
  { tag, vr }: { readonly tag: number; readonly vr: string },
  chunks: Chunks,
): AsyncGenerator<Part[]> {
  let header = builder.fragments(tag, vr);
  yield [header];
  for await (const parts of itemParts(encoder, tag, chunks)) {
    yield parts.map((part) => {
      if (part.kind === 'value') return builder.value(header, part.bytes, part.last);
      header = builder.fragment(part.length);
      return header;
    });
  }
  yield [builder.fragmentsEnd()];
}

/** Whether bytes are nothing else than fragments: items that fill them. */
export async function areFragments(encoder: Encoder, tag: number, bytes: Uint8Array): Promise<boolean> {
  let count = 0;
  try {
    for await (const parts of itemParts(encoder, tag, [bytes])) count += parts.length;
  } catch (error) {
    if (error instanceof DicomError) return false;
    throw error;
  }
  return count > 0;
}

/** The `fragment` and `value` parts of the items. */
async function* itemParts(encoder: Encoder, tag: number, chunks: Chunks): AsyncGenerator<Part[]> {
  const parser = await createPartParser();
  try {
    for await (const chunk of framed(encoder, tag, chunks)) {
      parser.write(chunk);
      for (let parts = parser.next(); parts !== undefined; parts = parser.next()) {
        const end = parts.findIndex(({ kind }) => kind === 'fragmentsEnd');
        const before = end < 0 ? parts : parts.slice(0, end);
        const items = before.filter(({ kind }) => kind === 'fragment' || kind === 'value');
        // Notes are of the preamble that is missing here; others are told when the parts are read again.
        const others = before.filter(({ kind }) => kind === 'fragments' || kind === 'note');
        if (items.length + others.length < before.length) throw new DicomError({ code: 'value_invalid' });
        yield items;
        if (end >= 0) return;
      }
    }
    throw new DicomError({ code: 'value_invalid' });
  } finally {
    parser.release();
  }
}

/** The bytes between the header and the delimiter of an element that holds them. */
async function* framed(encoder: Encoder, tag: number, chunks: Chunks): AsyncGenerator<Uint8Array> {
  yield encoder.header(tag, 'OB', undefinedLength, form);
  yield* chunks;
  yield encoder.header(sequenceDelimitation, '', 0, form);
}
