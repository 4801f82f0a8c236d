// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The parser's wasm inside JavaScript, for places without asset URLs: `await init({ wasm: { parser: parserWasm() } })`.

import { parserBase64 } from './wasm/parser-base64.js';

/** The bytes of parser.wasm. */
export function parserWasm(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(parserBase64), (character) => character.charCodeAt(0));
}
