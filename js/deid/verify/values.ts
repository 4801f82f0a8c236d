// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values as they are compared: what is the same value in another form has the same key.

import type { CharacterSet } from '../../values/text.js';
import type { ImageModule } from '../../wasm/image.js';
import { ValueDigest } from '../../wasm/value-digest.js';

/** How many bytes a number of a VR has, where their order may differ. */
const widths: Readonly<Record<string, number>> = {
  ...{ AT: 2, OW: 2, SS: 2, US: 2 },
  ...{ FL: 4, OF: 4, OL: 4, SL: 4, UL: 4 },
  ...{ FD: 8, OD: 8, OV: 8, SV: 8, UV: 8 },
};

/** A digest for a value of the VR. */
export function digestOf(module: ImageModule, vr: string, bigEndian: boolean): ValueDigest {
  return new ValueDigest(module, widths[vr] ?? 1, bigEndian);
}

const longestHeld = 128;
const utf8 = new TextEncoder();

/** A text that is not longer than a digest, or the digest. */
export function keyOfText(module: ImageModule, text: string): string {
  return text.length <= longestHeld ? text : `#${new ValueDigest(module).add(utf8.encode(text)).text}`;
}

const controls = /[\0-\x1f\x7f-\x9f]/g;

/**
 * A text value as the original means it: nothing behind a NUL counts, nor do control characters or padding. Of the output `isStrict`:
 * all that stands there counts.
 */
export function textOf(characterSet: CharacterSet, vr: string, bytes: Uint8Array, isStrict: boolean): string {
  const whole = characterSet.decode(bytes, vr);
  const values = isSingle(vr) ? [whole] : characterSet.decodeValues(bytes, vr);
  return values
    .map((value) => {
      const end = isStrict ? -1 : value.indexOf('\0');
      const shown = end < 0 ? value : value.slice(0, end);
      const plain = isStrict ? shown.replace(/[\r\n\f\t]/g, '') : shown.replace(controls, '');
      // As they were written before DICOM: 2020.12.31, 23:59:59. PS3.5 §6.2
      return (vr === 'TM' ? plain.replaceAll(':', '') : vr === 'DA' ? plain.replaceAll('.', '') : plain).trim();
    })
    .join('\\');
}

function isSingle(vr: string): boolean {
  return vr === 'ST' || vr === 'LT' || vr === 'UT' || vr === 'UR';
}

/** What is valid for a VR whose values are nothing else: PS3.5 §6.2. */
const repertoires: Readonly<Record<string, RegExp>> = {
  AS: /^(\d{3}[DWMY])?$/,
  CS: /^[A-Z0-9 _]{0,16}$/,
  DA: /^[\d.-]{0,21}$/,
  DS: /^[\d+\-Ee. ]{0,64}$/,
  DT: /^[\d+\-. ]{0,54}$/,
  IS: /^[\d+\- ]{0,12}$/,
  TM: /^[\d:.\- ]{0,28}$/,
  UI: /^[\d.]{0,64}$/,
};

/** Whether a value is within the repertoire of its VR. */
export function isWithinRepertoire(vr: string, text: string): boolean {
  const repertoire = repertoires[vr];
  return repertoire === undefined || text.split('\\').every((value) => repertoire.test(value));
}

/** Numbers that were written with more characters than DS has, by what they say. */
export function roundedText(text: string): string {
  return text
    .split('\\')
    .map((value) => (Number.isFinite(Number(value)) ? Number(value).toPrecision(8) : value))
    .join('\\');
}

/** Whether all values say nothing: empty, zeros, or a dummy that says that it is one. */
export function isNeutral(text: string): boolean {
  return text.split('\\').every((value) => neutral.test(value));
}

const neutral =
  /^([0\s.:+-]*|UNKNOWN|ANONYMOUS|ANONYMOUS\^UNKNOWN|19000101(000000)?|000Y|https:\/\/unknown\.invalid\/)$/;

/** Whether all values have the form of keyed labels and pseudonyms, in which short words stand by chance. */
export function isKeyed(text: string): boolean {
  return text
    .split('\\')
    .every((value) => /^(LABEL[-_][0-9A-V]{10}|[\w.-]{0,32}[0-9A-V]{16}|\d{1,9}|2\.25\.\d+)$/.test(value));
}
