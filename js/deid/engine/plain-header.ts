// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Headers and delimiters whose bytes carry more than they mean: reserved bytes, lengths of delimiters.

import type { Part } from '../../part.js';
import type { Encoder } from '../../wasm/encode.js';

const itemTag = 0xfffee000;
const itemDelimitation = 0xfffee00d;
const sequenceDelimitation = 0xfffee0dd;

/** The part with what it means and nothing else, in as many bytes; what is no header stays as it is. */
export function plainHeader(encoder: Encoder, part: Part): Part {
  if (part.size === 0) return part;
  const bytes = headerOf(encoder, part);
  return bytes?.length === part.size ? part.withBytes(bytes) : part;
}

function headerOf(encoder: Encoder, part: Part): Uint8Array | undefined {
  switch (part.kind) {
    case 'header':
    case 'sequence':
    case 'fragments':
      return encoder.header(part.tag, part.vr, part.length, part);
    case 'item':
    case 'fragment':
      return encoder.header(itemTag, '', part.length, part);
    case 'itemEnd':
      return encoder.header(itemDelimitation, '', 0, part);
    case 'sequenceEnd':
    case 'fragmentsEnd':
      return encoder.header(sequenceDelimitation, '', 0, part);
    default:
      return undefined;
  }
}
