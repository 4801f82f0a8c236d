// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values that stand where something must stand and the original may not (PS3.15 §E.1, actions D and Z).

import type { Value } from '../../values/encode/encode-value.js';
import { uidOfBits } from '../../values/uid.js';
import { parseMultiplicity } from '../../values/validate/multiplicity.js';
import { canonical } from './patient.js';
import { joinTexts, type Secret } from './secret.js';

/** What `encodeValue` takes: values, or the bytes of VR UN. */
export type Dummy = readonly Value[] | Uint8Array;

const unknown = 'UNKNOWN';

/** By VR: one value, valid for it (PS3.5 §6.2). UI is made by the secret; SQ has items, which are not values. */
const dummies: Readonly<Record<string, Value>> = {
  AE: unknown,
  AS: '000Y',
  AT: 0,
  CS: unknown,
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  FD: 0,
  FL: 0,
  IS: '0',
  LO: unknown,
  LT: unknown,
  OB: 0,
  OD: 0,
  OF: 0,
  OL: 0,
  OV: 0,
  OW: 0,
  PN: 'ANONYMOUS^UNKNOWN',
  SH: unknown,
  SL: 0,
  SS: 0,
  ST: unknown,
  SV: 0,
  TM: '000000',
  UC: unknown,
  UL: 0,
  UR: 'https://unknown.invalid/',
  US: 0,
  UT: unknown,
  UV: 0,
};

/** However many values a multiplicity asks for, no more are made. */
const mostValues = 1000;

/**
 * The dummy of a VR, always the same: text that says that it is unknown, the first day of 1900, zeros. `undefined` for SQ,
 * whose item is for the caller to make, and for what is no VR. The dummy of UI is for empty values; one that is there had better become what
 * `UidMap` makes of it, so that different ones stay different.
 * @param multiplicity That of the dictionary, such as `2-n`: the least number of values that it allows is given.
 * @throws TypeError with code `argument_invalid` where the multiplicity is none.
 */
export function dummyValue(vr: string, secret: Secret, multiplicity = '1'): Dummy | undefined {
  if (vr === 'UN') return new Uint8Array(2);
  const value = vr === 'UI' ? uidOfBits(secret.mac('dummies', 'UID'), 8) : dummies[vr];
  if (value === undefined) return undefined;
  return Array.from({ length: Math.min(parseMultiplicity(multiplicity).min, mostValues) }, () => value);
}

/** What action Z leaves: no value where the attribute may be empty, as that tells least, and otherwise its dummy. */
export function emptyOrDummy(vr: string, mayBeEmpty: boolean, secret: Secret, multiplicity = '1'): Dummy | undefined {
  return mayBeEmpty && vr !== 'SQ' ? [] : dummyValue(vr, secret, multiplicity);
}

/**
 * A dummy that stands for one label wherever it stands, such as a stack's ID or a segment's name: `LABEL-` and 50 bits of HMAC-SHA-256 over it,
 * in CS with an underscore; in IS and DS a number of at most nine digits. Padding and spaces around it do not matter; an empty value stays
 * empty. `undefined` for VRs that hold no labels.
 */
export function labelDummy(vr: string, label: string, secret: Secret): string | undefined {
  const text = canonical(label);
  const keyed = joinTexts(['label', text]);
  switch (vr) {
    case 'AE':
    case 'LO':
    case 'LT':
    case 'PN':
    case 'SH':
    case 'ST':
    case 'UC':
    case 'UT':
      return text && `LABEL-${secret.characters('dummies', keyed, 10)}`;
    case 'CS':
      return text && `LABEL_${secret.characters('dummies', keyed, 10)}`;
    case 'DS':
    case 'IS':
      return text && String(secret.number('dummies', keyed, 64) % 1_000_000_000n);
    default:
      return undefined;
  }
}
