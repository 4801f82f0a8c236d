// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which transfer syntax encodes frames how (PS3.5 §10, §A.4), and what becomes of those that are not decoded.

import type { StatusCode } from '../../codes.js';
import type { CodecName } from '../../wasm/codec.js';
import type { FragmentCoding, FrameKind } from '../../wasm/splitter.js';

/** How the bytes of a frame are encoded. `native`: samples one after the other. */
export type FrameEncoding = 'native' | CodecName | 'jpeg2000Part2' | 'jpegxl' | 'video' | 'unknown';

/** Transfer syntaxes of uncompressed pixel data; one of them in fragments. PS3.5 §A.1 to §A.5 */
const nativeSyntaxes: readonly string[] = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.2',
];

/** By the last numbers of 1.2.840.10008.1.2.4.…, from the first to the last of each. */
const compressedSyntaxes: readonly (readonly [first: number, last: number, encoding: FrameEncoding])[] = [
  [50, 66, 'jpeg'], // most of them retired
  [70, 70, 'jpeg'],
  [80, 81, 'jpegls'],
  [90, 91, 'jpeg2000'],
  [92, 93, 'jpeg2000Part2'],
  [100, 108, 'video'],
  [110, 112, 'jpegxl'],
  [201, 203, 'jpeg2000'],
];

/** What a transfer syntax says of the fragments. `unknown` where it is none whose frames are images in the file. */
export function encodingOf(transferSyntax: string): FrameEncoding {
  if (transferSyntax === '' || nativeSyntaxes.includes(transferSyntax)) return 'native';
  if (transferSyntax === '1.2.840.10008.1.2.5') return 'rle';
  if (transferSyntax === '1.2.840.10008.1.2.8.1') return 'deflated';
  // Video has a fragmentable form of each: 100.1 and so on.
  const number = Number(/^1\.2\.840\.10008\.1\.2\.4\.(\d+)(\.1)?$/.exec(transferSyntax)?.[1]);
  return compressedSyntaxes.find(([first, last]) => number >= first && number <= last)?.[2] ?? 'unknown';
}

/** Whether a transfer syntax is one whose pixel data stand in fragments. */
export function isCompressed(transferSyntax: string): boolean {
  return /^1\.2\.840\.10008\.1\.2\.(4\.|5$|8\.)/.test(transferSyntax);
}

/** How frames so encoded are told from each other. */
export function codingOf(encoding: FrameEncoding): FragmentCoding {
  switch (encoding) {
    case 'jpeg':
    case 'jpegls':
    case 'jpeg2000':
    case 'jpeg2000Part2':
      return 'jpeg';
    case 'deflated':
    case 'unknown':
      return 'opaque';
    default:
      return encoding;
  }
}

/** What a frame is that shows a kind, whatever the transfer syntax declares. */
export function encodingOfKind(kind: FrameKind, declared: FrameEncoding): FrameEncoding {
  switch (kind) {
    case 'jpeg':
    case 'jpegls':
      return kind;
    case 'jpegAny':
      return declared === 'jpegls' ? declared : 'jpeg';
    case 'jpeg2000':
      return declared === 'jpeg2000Part2' ? declared : kind;
    case 'jpegxl':
      return kind;
    case 'rle': // so weak a sign does not tell what nobody knows
      return declared === 'unknown' || declared === 'deflated' ? declared : kind;
    default:
      return declared;
  }
}

/** Why frames so encoded are not decoded; `undefined` where they are. */
export function unsupported(encoding: FrameEncoding): StatusCode | undefined {
  switch (encoding) {
    case 'jpeg2000Part2':
      return 'jpeg_2000_part_2_unsupported';
    case 'jpegxl':
      return 'jpeg_xl_unsupported';
    case 'video':
      return 'video_unsupported';
    case 'unknown':
      return 'transfer_syntax_unsupported';
    default:
      return undefined;
  }
}
