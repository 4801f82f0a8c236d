// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#read-wasm` where there is no file system: browsers, workers, Deno, bundles.

/** Fetches a wasm module. */
export function readWasm(address: URL): Promise<Response | Uint8Array<ArrayBuffer>> {
  return fetch(address);
}
