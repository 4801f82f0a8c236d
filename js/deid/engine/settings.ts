// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What all de-identification of a run shares, made of the options once.

import type { ReadOptions } from '../../parse/options.js';
import { misuse } from '../../errors.js';
import { defaultMaxSize } from '../../flow/file-meta.js';
import type { ShiftRange } from '../replacement/dates.js';
import { readProfile } from '../profile.js';
import { type PseudonymSource, Pseudonyms } from '../replacement/pseudonyms.js';
import { Rules } from '../rules.js';
import { Secret } from '../replacement/secret.js';
import { UidMap, type UidSource } from '../replacement/uids.js';
import type { RegionSource } from '../pixels/regions.js';
import { CollectedValues } from '../text/collected-values.js';
import { commonWords } from '../text/common-words.js';
import { IdentifyingAttributes, type RulesInView } from '../values/identifying-attributes.js';

/** How data sets are de-identified, beside the rules. */
export interface DeidentifyOptions {
  /**
   * What new UIDs, pseudonyms, shifts of dates and labels come from: the same secret gives the same ones everywhere. Without it one is
   * drawn, and the report says so. Text or bytes have at least 16 bytes.
   */
  readonly secret?: Secret | string | Uint8Array | undefined;
  /** UIDs that are given for others; all others come from the secret. */
  readonly uids?: UidSource | undefined;
  /** Whether all UIDs that are replaced are remembered, for `uidMapping()`. */
  readonly keepsUidMapping?: boolean | undefined;
  /** The user's names for patients: `readPseudonyms` makes it of a table. Without it they come from the secret. */
  readonly pseudonyms?: PseudonymSource | undefined;
  /** What becomes of a patient whom `pseudonyms` does not name: `error`, the default, or a pseudonym by the secret. */
  readonly missingPseudonyms?: 'error' | 'keyed' | undefined;
  /** What pseudonyms by the secret begin with: `P-`. */
  readonly pseudonymPrefix?: string | undefined;
  /** By which days dates are shifted with `retainLongitudinalModifiedDates`: by 1 to 365 into the past unless told otherwise. */
  readonly dateShift?:
    { readonly days?: ShiftRange | undefined; readonly keepsWeekday?: boolean | undefined } | undefined;
  /** Which words of free text may stay with `cleanDescriptors`; without both, none do. */
  readonly text?: {
    readonly allow?: ReadonlySet<string> | undefined;
    readonly accept?: ((text: string) => boolean) | undefined;
  };
  /** Rectangles that are blanked in the pixels: `readPixelRules` makes rules of them that look at the device. */
  readonly regions?: RegionSource | undefined;
  /**
   * Whether somebody has looked and found that all text lies in `regions`, where these are no rules: then suspicion of text in the pixels
   * does not make an image that they touch need review.
   */
  readonly regionsCoverText?: boolean | undefined;
  /** How many bytes may be held back until all is decided, each part counted with 64 more; and how long a value may be that is looked at. 16 MiB by default. */
  readonly maxSize?: number | undefined;
  /** How many entries a report has at most; all are counted. 10 000 by default. */
  readonly maxEntries?: number | undefined;
  /** Whether the report says which instance became which: it re-identifies then. */
  readonly namesInstances?: boolean | undefined;
  /** How the input is read; never tolerantly: what is cut short is no data set to release. */
  readonly read?: Omit<ReadOptions, 'tolerant' | 'openUnknown'> | undefined;
}

export interface Settings {
  readonly options: DeidentifyOptions;
  readonly rules: Rules;
  /** The Basic Profile alone: what is done with what cannot be cleaned. */
  readonly basicRules: Rules;
  /** With the Clean Descriptors Option: which attributes are free text. */
  readonly cleaningRules: Rules;
  readonly identifying: IdentifyingAttributes;
  /** Of the data sets under way: all values, and those without words that products are called by too. */
  readonly collected: CollectedValues;
  readonly collectedNames: CollectedValues;
  readonly secret: Secret;
  readonly uids: UidMap;
  readonly pseudonyms: Pseudonyms;
  readonly dateShift: NonNullable<DeidentifyOptions['dateShift']>;
  readonly text: NonNullable<DeidentifyOptions['text']>;
  readonly maxSize: number;
  readonly maxEntries: number;
}

/** @throws TypeError with code `argument_invalid` where an option is none. */
export function settingsOf(profile: unknown, options: DeidentifyOptions): Settings {
  const { maxSize = defaultMaxSize, maxEntries = 10_000, text = {}, dateShift = {} } = options;
  if (!(maxSize > 0)) throw misuse('argument_invalid', 'maxSize is a positive number of bytes');
  if (!(maxEntries >= 0)) throw misuse('argument_invalid', 'maxEntries is a number, at least 0');
  const secret = secretOf(options.secret);
  const allRules: RulesInView = {
    rules: new Rules(readProfile(profile)),
    basicRules: new Rules(readProfile()),
    cleaningRules: new Rules(readProfile({ options: { cleanDescriptors: true } })),
  };
  return {
    options,
    ...allRules,
    identifying: new IdentifyingAttributes(allRules),
    collected: new CollectedValues(),
    collectedNames: new CollectedValues(commonWords()),
    secret,
    uids: new UidMap({ secret, mapping: options.uids, keepsMapping: options.keepsUidMapping }),
    pseudonyms: new Pseudonyms({
      secret,
      source: options.pseudonyms,
      missing: options.missingPseudonyms,
      prefix: options.pseudonymPrefix,
    }),
    dateShift,
    text,
    maxSize,
    maxEntries,
  };
}

function secretOf(given: DeidentifyOptions['secret']): Secret {
  if (given === undefined) return Secret.draw();
  return given instanceof Secret ? given : Secret.from(given);
}
