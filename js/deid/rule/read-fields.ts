// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads the fields of a JSON object whose origin nobody vouches for.

import { misuse, type MisuseError } from '../../errors.js';

const longestText = 1024;

/** The error for what stands at a place in the profile; it says what is asked for, not what stands there. */
export function invalidAt(place: string, reason: string): MisuseError {
  return misuse('argument_invalid', `${place} ${reason}`);
}

/** The fields of one object. */
export interface Fields {
  /** `undefined` where it is absent. */
  value(name: string): unknown;
  /** `undefined` where it is absent. */
  text(name: string): string | undefined;
  /** Empty where it is absent. */
  list(name: string, most: number): readonly unknown[];
}

/**
 * The fields of the object at `place`, which has none but those in `allowed`.
 * @throws TypeError with code `argument_invalid`, here or when a field is read that is of another type.
 */
export function readFields(json: unknown, place: string, allowed: readonly string[]): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalidAt(place, 'is no object');
  const values = new Map<string, unknown>(Object.entries(json));
  for (const name of values.keys()) {
    if (!allowed.includes(name)) throw invalidAt(place, `has a field that is none of ${allowed.join(', ')}`);
  }
  return {
    value: (name) => values.get(name),
    text(name) {
      const value = values.get(name);
      if (value === undefined) return undefined;
      if (typeof value !== 'string' || value === '' || value.length > longestText) {
        throw invalidAt(`${place}.${name}`, `is no text of 1 to ${longestText} characters`);
      }
      return value;
    },
    list(name, most) {
      const value = values.get(name);
      if (value === undefined) return [];
      if (!Array.isArray(value) || value.length > most)
        throw invalidAt(`${place}.${name}`, `is no list of up to ${most}`);
      return value;
    },
  };
}
