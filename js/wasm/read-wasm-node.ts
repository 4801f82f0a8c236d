// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#read-wasm` on Node, whose fetch takes no file: addresses.

import { readFile } from 'node:fs/promises';

/** Reads or fetches a wasm module. */
export async function readWasm(address: URL): Promise<Response | Uint8Array<ArrayBuffer>> {
  return address.protocol === 'file:' ? new Uint8Array(await readFile(address)) : fetch(address);
}
