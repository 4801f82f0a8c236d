// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The transfer syntaxes whose pixel data are not compressed, and what each says about the bytes of a data set. PS3.5 Annex A

import { misuse } from '../errors.js';
import type { HeaderForm } from '../wasm/encode.js';

/** How a data set is written. */
export interface DataForm extends HeaderForm {
  /** Whether it is deflated, or was: PS3.5 §A.5. */
  readonly inflated: boolean;
}

export const implicitLittle: DataForm = { explicitVR: false, bigEndian: false, inflated: false };
const explicitLittle: DataForm = { explicitVR: true, bigEndian: false, inflated: false };

interface NativeSyntax {
  readonly uid: string;
  /** As PS3.6 has it, and the usual abbreviation. */
  readonly names: readonly string[];
  readonly form: DataForm;
}

const nativeSyntaxes: readonly NativeSyntax[] = [
  { uid: '1.2.840.10008.1.2', names: ['ImplicitVRLittleEndian', 'ILE'], form: implicitLittle },
  { uid: '1.2.840.10008.1.2.1', names: ['ExplicitVRLittleEndian', 'ELE'], form: explicitLittle },
  {
    uid: '1.2.840.10008.1.2.2',
    names: ['ExplicitVRBigEndian', 'EBE'],
    form: { explicitVR: true, bigEndian: true, inflated: false },
  },
  {
    uid: '1.2.840.10008.1.2.1.99',
    names: ['DeflatedExplicitVRLittleEndian', 'DELE'],
    form: { explicitVR: true, bigEndian: false, inflated: true },
  },
];

/** Encapsulated Uncompressed Explicit VR Little Endian: samples as they are, a fragment a frame. PS3.5 §A.4.11 */
export const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';

/** Whether the data set names a server that has its pixels: JPIP. */
export function isReferenced(uid = ''): boolean {
  return /^1\.2\.840\.10008\.1\.2\.4\.(9[45]|20[45])$/.test(uid);
}

/** The form of a data set that is written in a transfer syntax; `undefined` where it is none that is written. */
export function writtenForm(uid: string): DataForm | undefined {
  return uid === encapsulatedUncompressed ? explicitLittle : nativeForm(uid);
}

/** The form of a native transfer syntax; `undefined` where the UID is none of the four. */
export function nativeForm(uid: string): DataForm | undefined {
  return nativeSyntaxes.find((syntax) => syntax.uid === uid)?.form;
}

/** The native transfer syntax of a data set that is written so; implicit VR big endian is none. */
export function nativeSyntaxOf({ explicitVR, bigEndian, inflated }: DataForm): string | undefined {
  return nativeSyntaxes.find(({ form }) => isSameForm(form, { explicitVR, bigEndian, inflated }))?.uid;
}

export function isSameForm(a: DataForm, b: DataForm): boolean {
  return a.explicitVR === b.explicitVR && a.bigEndian === b.bigEndian && a.inflated === b.inflated;
}

/**
 * The UID that a UID, a keyword of PS3.6 or an abbreviation names.
 * @throws TypeError with code `argument_invalid` where it names none.
 */
export function transferSyntaxUid(name: string): string {
  const isEncapsulated = name === 'EncapsulatedUncompressedExplicitVRLittleEndian';
  const native = nativeSyntaxes.find(({ names }) => names.includes(name))?.uid;
  const uid = isEncapsulated ? encapsulatedUncompressed : (native ?? name);
  if (/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(uid)) return uid;
  throw misuse('argument_invalid', `"${name}" is no transfer syntax: a UID, ExplicitVRLittleEndian, ELE …`);
}
