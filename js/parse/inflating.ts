// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What inflates, loaded with the first deflated data set: few files are, so nobody else should download it.

import { loadModule } from '../wasm/load.js';
import type { Inflater, InflaterOptions } from '../wasm/zlib.js';

let open: ((options: InflaterOptions) => Inflater) | undefined;

/** Loads the module and its TypeScript once. */
export async function loadInflating(): Promise<void> {
  const [{ inflaterNow }] = await Promise.all([import('../wasm/zlib.js'), loadModule('zlib')]);
  open = inflaterNow;
}

/** Makes an inflater; `undefined` before `loadInflating` is done. */
export function inflating(): typeof open {
  return open;
}
