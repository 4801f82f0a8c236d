// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Reads which options a profile uses.

import { type OptionName, optionNames, type ProfileOptions } from './option.js';
import { invalidAt, readFields } from './read-fields.js';

const features = 'cleanRecognizableVisualFeatures';

/**
 * The options in a JSON object of booleans; those that are absent are not used.
 * @throws TypeError with code `argument_invalid`: also where two options contradict each other, or one cannot be done.
 */
export function readOptions(json: unknown, place: string): ProfileOptions {
  const fields = readFields(json ?? {}, place, [...optionNames, features]);
  const isUsed = (name: string): boolean => {
    const value = fields.value(name) ?? false;
    if (typeof value !== 'boolean') throw invalidAt(`${place}.${name}`, 'is neither true nor false');
    return value;
  };
  if (isUsed(features)) {
    throw invalidAt(`${place}.${features}`, 'is not supported: faces and the like are not removed from images here');
  }
  const options = Object.fromEntries(optionNames.map((name) => [name, isUsed(name)])) as Record<OptionName, boolean>;
  // PS3.15 §E.3.6: dates are either left or modified.
  if (options.retainLongitudinalFullDates && options.retainLongitudinalModifiedDates) {
    const other = 'retainLongitudinalFullDates';
    throw invalidAt(`${place}.retainLongitudinalModifiedDates`, `cannot be used together with ${other}`);
  }
  return Object.freeze(options);
}
