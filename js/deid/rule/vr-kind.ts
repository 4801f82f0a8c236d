// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// VRs by what may stand in their values.

/** `code` is CS, AS and AT: few characters or bytes, each of which says something. `bytes` is what nobody can look through. */
export type VrKind = 'number' | 'code' | 'date' | 'uid' | 'text' | 'bytes' | 'sequence';

const kinds: ReadonlyMap<string, VrKind> = new Map(
  Object.entries({
    number: 'DS IS US SS UL SL UV SV FL FD',
    code: 'CS AS AT',
    date: 'DA TM DT',
    uid: 'UI',
    text: 'AE LO SH PN ST LT UT UC UR',
    bytes: 'UN OB OW OF OD OL OV',
    sequence: 'SQ',
  } satisfies Record<VrKind, string>).flatMap(([kind, vrs]) =>
    vrs.split(' ').map((vr): [string, VrKind] => [vr, kind as VrKind]),
  ),
);

/** What values of the VR hold; what the standard does not know is bytes. */
export function kindOf(vr: string): VrKind {
  return kinds.get(vr) ?? 'bytes';
}

/** The VR if the standard has it, otherwise '': two letters out of a file are no key to remember something by. */
export function knownVr(vr: string): string {
  return kinds.has(vr) ? vr : '';
}

/**
 * Whether a value that the file calls `vr` can be what an attribute with one of the `allowed` VRs holds. UN can be everything but
 * a sequence, whose items nobody has read; a code only what it is; a VR that the standard does not have nothing.
 */
export function canBe(vr: string, allowed: readonly string[]): boolean {
  if (allowed.includes(vr)) return true;
  const kind = kindOf(vr);
  if (vr === 'UN') return !allowed.includes('SQ');
  return kinds.has(vr) && kind !== 'code' && allowed.some((each) => kindOf(each) === kind);
}
