// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Getting ready: where the wasm is, what to load before it is needed, and the names.

import { loadNames, loadPrivateNames } from './dictionary/registry.js';
import { loadInflating } from './parse/inflating.js';
import { loadModule, locateModule, type ModuleName, type WasmSource } from './wasm/load.js';

export interface InitOptions {
  /** Where the wasm modules are, if not beside the JavaScript: an address, the bytes, or the compiled module. */
  readonly wasm?: Readonly<Partial<Record<ModuleName, WasmSource>>> | undefined;
  /**
   * What to load now; by default `parser` and `image`, which `parseBuffer` and `render` need. The others,
   * which only some files need, are loaded when they are asked for, or when the first such file comes.
   */
  readonly modules?: readonly ModuleName[] | undefined;
  /** Whether to load the dictionary of names too: keywords as text need it. */
  readonly names?: boolean | undefined;
  /** Whether to load what is known of private attributes: their names and VRs, by creator. */
  readonly privateNames?: boolean | undefined;
}

const allModules: readonly ModuleName[] = ['parser', 'encode', 'image', 'zlib', 'jpeg', 'jpegls', 'jpeg2000'];
const commonModules: readonly ModuleName[] = ['parser', 'image'];

/**
 * Loads what the synchronous calls need. Optional: everything asynchronous loads what it needs by itself. May be called again
 * to load more; `wasm` counts for modules that are not loaded yet.
 */
export async function init({
  wasm = {},
  modules = commonModules,
  names = false,
  privateNames = false,
}: InitOptions = {}): Promise<void> {
  for (const name of allModules) {
    const source = wasm[name];
    if (source !== undefined) locateModule(name, source);
  }
  const loads: Promise<unknown>[] = modules.map((name) => (name === 'zlib' ? loadInflating() : loadModule(name)));
  if (names) loads.push(loadNames());
  if (privateNames) loads.push(loadPrivateNames());
  await Promise.all(loads);
}
