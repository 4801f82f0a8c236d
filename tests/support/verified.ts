// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A file, and what PS3.15 Annex E makes of it with the Basic Profile, both written by hand: what verification is tried on.

import { type Verification, verifyDeidentified, type VerifyOptions } from 'dcmstream';
import { type DicomBuilder, dicom, explicitLittleEndian, type MetaOptions } from './dicom-builder.js';
import { latin1 } from './dicom-values.js';

type More = (file: DicomBuilder) => DicomBuilder;

const ct = '1.2.840.10008.5.1.4.1.1.2';
const same: More = (file) => file;

export interface Written {
  /** At the end of the data set, or where the tags of `middle` would stand: in front of (0018,0015). */
  readonly end?: More;
  readonly middle?: More;
  readonly meta?: MetaOptions;
  readonly preamble?: Uint8Array;
}

/** The letters of Иванов in ISO 8859-5, of 山田^太郎 in ISO 2022 IR 87 and of Müller^Jörg in UTF-8. */
export const ivanov = Uint8Array.of(0xb8, 0xd2, 0xd0, 0xdd, 0xde, 0xd2);
export const yamadaTaro = latin1('\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B');
const mueller = latin1('M\xc3\xbcller^J\xc3\xb6rg');

/** A patient called Anastasia Zwetkowa, with other people beside her. */
export function original({ end = same, middle = same, meta, preamble }: Written = {}): Uint8Array {
  const sopInstance = '1.2.3.4.56789012.1';
  const file = dicom()
    .preamble(preamble)
    .meta({ transferSyntax: explicitLittleEndian, sopClass: ct, sopInstance, ...meta });
  file.element(0x00080005, 'CS', 'ISO_IR 192').element(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL');
  file.element(0x00080016, 'UI', ct).element(0x00080018, 'UI', sopInstance);
  file.element(0x00080020, 'DA', '20190417').element(0x00080060, 'CS', 'CT');
  file.element(0x00080090, 'PN', mueller).element(0x00081030, 'LO', 'Skull of spring');
  file.element(0x00100010, 'PN', 'Zwetkowa^Anastasia').element(0x00100020, 'LO', 'QX7734512');
  file.sequence(0x00101002, (s) =>
    s
      .item((i) => i.element(0x00080005, 'CS', 'ISO_IR 144').element(0x00100010, 'PN', ivanov))
      .item((i) => i.element(0x00080005, 'CS', '\\ISO 2022 IR 87').element(0x00100010, 'PN', yamadaTaro)),
  );
  middle(file);
  file.element(0x00180015, 'CS', 'HEAD').element(0x00180050, 'DS', '2.5').element(0x0020000d, 'UI', '1.2.3.99');
  return end(file).bytes();
}

export interface Released extends Written {
  /** What stands in (0028,0303), or leave the markers out. */
  readonly dates?: string | false;
  readonly codes?: readonly (readonly [value: string, meaning: string])[];
  /** Attributes by tag that have another value, or are left out. */
  readonly instead?: Readonly<Record<number, string | Uint8Array | undefined>>;
}

export const basicCode = ['113100', 'Basic Application Confidentiality Profile'] as const;

/** What the Basic Profile may make of it, with something more. */
export function released(written: Released = {}): Uint8Array {
  const { end = same, middle = same, meta, preamble, dates = 'REMOVED', codes = [basicCode], instead = {} } = written;
  const sopInstance = '2.25.123';
  const file = dicom()
    .preamble(preamble)
    .meta({ transferSyntax: explicitLittleEndian, sopClass: ct, sopInstance, ...meta });
  const put = (tag: number, vr: string, value: string): void => {
    const used = tag in instead ? instead[tag] : value;
    if (used !== undefined) file.element(tag, vr, used);
  };
  put(0x00080005, 'CS', 'ISO_IR 192');
  put(0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL');
  put(0x00080016, 'UI', ct);
  put(0x00080018, 'UI', sopInstance);
  put(0x00080020, 'DA', '');
  put(0x00080060, 'CS', 'CT');
  put(0x00080090, 'PN', '');
  put(0x00100010, 'PN', 'ANONYMOUS^UNKNOWN');
  put(0x00100020, 'LO', 'P-0123456789ABCDEF');
  if (dates !== false) {
    file.element(0x00120062, 'CS', 'YES').element(0x00120063, 'LO', codes.map(([, meaning]) => meaning).join('\\'));
    file.sequence(0x00120064, (s) => {
      for (const [value, meaning] of codes)
        s.item((i) =>
          i.element(0x00080100, 'SH', value).element(0x00080102, 'SH', 'DCM').element(0x00080104, 'LO', meaning),
        );
      return s;
    });
  }
  middle(file);
  put(0x00180015, 'CS', 'HEAD');
  put(0x00180050, 'DS', '2.5');
  put(0x0020000d, 'UI', '2.25.456');
  if (dates !== false) file.element(0x00280303, 'CS', dates);
  return end(file).bytes();
}

export const verify = (from: Uint8Array, to: Uint8Array, options?: VerifyOptions): Promise<Verification> =>
  verifyDeidentified(from, to, options);

/** The findings in few words: `token (0010,0010)`. */
export function told({ findings }: Verification): string[] {
  return findings.map(({ kind, path }) => (path === undefined ? kind : `${kind} ${path}`));
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
export const joined = (...all: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(all));
export const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
