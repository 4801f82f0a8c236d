// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether the names are loaded, and where they are. They are large, so they are fetched only when asked for; those of private
// attributes apart, since they are larger yet.

import { misuse } from '../errors.js';
import type { Names } from './names.js';
import type { PrivateNames } from './private-attributes.js';

let loaded: Names | undefined;
let loadedPrivate: PrivateNames | undefined;

/** Loads the dictionary of names once; `init({ names: true })` calls it. */
export async function loadNames(): Promise<void> {
  loaded ??= (await import('./names.js')).names;
}

/** The dictionary of names, where it has been loaded. */
export function names(): Names | undefined {
  return loaded;
}

/**
 * The dictionary of names.
 * @throws TypeError with code `names_not_loaded` before `await init({ names: true })`.
 */
export function requireNames(): Names {
  if (loaded === undefined) throw misuse('names_not_loaded');
  return loaded;
}

/** Loads the dictionary of private attributes once; `init({ privateNames: true })` calls it. */
export async function loadPrivateNames(): Promise<void> {
  loadedPrivate ??= (await import('./private-attributes.js')).privateNames;
}

/** The dictionary of private attributes, where it has been loaded. */
export function privateNames(): PrivateNames | undefined {
  return loadedPrivate;
}
