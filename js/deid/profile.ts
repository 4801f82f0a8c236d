// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a user asks of de-identification: the Basic Profile, options, and rules of their own. docs/deid-profile.schema.json is
// the same for editors and other programs.

import type { Action } from './rule/action.js';
import type { OptionName, ProfileOptions } from './rule/option.js';
import { readFields } from './rule/read-fields.js';
import { readOptions } from './rule/read-options.js';
import { readOverride } from './rule/read-override.js';

interface OverrideFields {
  readonly action: Action;
  /** Goes into the report. */
  readonly reason?: string;
}

/** Attributes of the standard: `(0010,4000)`, `00104000` or a keyword; `x` is any digit. At every depth. */
export interface TagOverride extends OverrideFields {
  readonly tag: string;
}

/** Attributes of the standard by a path as `Selector` has it: `**.(0040,0275)[*].(0040,0007)`. */
export interface PathOverride extends OverrideFields {
  readonly path: string;
}

/** All attributes of a VR. What Table E.1-1 names, what is private and what is unknown is never left more than without it. */
export interface VrOverride extends OverrideFields {
  readonly vr: string;
}

/** Private attributes of a creator: all, those of a group, or those with a lower byte in their element. */
export interface CreatorOverride extends OverrideFields {
  readonly creator: string;
  /** Four hexadecimal digits. */
  readonly group?: string;
  /** Two hexadecimal digits: `27` of (0043,xx27). */
  readonly element?: string;
}

/** A rule that goes before those of the tables. A path goes before a tag, that before a VR; of equals the later counts. */
export type Override = TagOverride | PathOverride | VrOverride | CreatorOverride;

/** A profile as it is written down: all fields may be absent. JSON. */
export interface ProfileInput {
  readonly $schema?: string;
  /** For reports. */
  readonly name?: string;
  readonly options?: Readonly<Partial<Record<OptionName, boolean>>>;
  readonly overrides?: readonly Override[];
}

/** A profile that has been read: checked, complete and frozen. Tags and paths are written with digits. */
export interface Profile {
  readonly name?: string;
  readonly options: ProfileOptions;
  readonly overrides: readonly Override[];
}

const mostOverrides = 10_000;

/**
 * Reads a profile: the Basic Application Level Confidentiality Profile of PS3.15 Annex E with the options and overrides in
 * `json`, a value such as `JSON.parse` gives. Without any it is the Basic Profile alone.
 *
 * ```ts
 * const profile = readProfile({
 *   options: { retainLongitudinalModifiedDates: true, cleanDescriptors: true },
 *   overrides: [{ tag: 'StudyDescription', action: 'X', reason: 'our protocol' }],
 * });
 * ```
 * @throws TypeError with code `argument_invalid` that names the place in the JSON, `$.overrides[0].action`.
 */
export function readProfile(json: unknown = {}): Profile {
  const fields = readFields(json, '$', ['$schema', 'name', 'options', 'overrides']);
  fields.text('$schema');
  const name = fields.text('name');
  const options = readOptions(fields.value('options'), '$.options');
  const overrides = fields.list('overrides', mostOverrides).map((each, i) => readOverride(each, `$.overrides[${i}]`));
  return Object.freeze({ ...(name === undefined ? {} : { name }), options, overrides: Object.freeze(overrides) });
}
