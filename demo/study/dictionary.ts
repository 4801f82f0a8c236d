// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Names for tags and for the UIDs that say how an image is stored.

import * as tags from 'dcmstream/tags';

let byTag: Map<number, string> | undefined;

/** The attributes of overlays and curves repeat in even groups; the constants name the first (PS3.5 §7.6). */
function firstOfRepeating(tag: number): number {
  const group = tag >>> 24;
  return group === 0x50 || group === 0x60 ? (tag & 0xff00ffff) >>> 0 : tag;
}

/** `PatientName` of 0x00100010; '' where the standard has no name. */
export function keywordOf(tag: number): string {
  if ((tag & 0x10000) !== 0) return (tag & 0xff00) === 0 && (tag & 0xff) >= 0x10 ? 'PrivateCreator' : '';
  if ((tag & 0xffff) === 0 && tag > 0x2ffff) return 'GenericGroupLength';
  byTag ??= new Map(Object.entries(tags).map(([keyword, number]) => [number, keyword]));
  return byTag.get(tag) ?? byTag.get(firstOfRepeating(tag)) ?? '';
}

/** PS3.6 table A-1, those met in files. */
const transferSyntaxes: Readonly<Record<string, string>> = {
  '': 'Implicit Little Endian',
  '1.2.840.10008.1.2': 'Implicit Little Endian',
  '1.2.840.10008.1.2.1': 'Explicit Little Endian',
  '1.2.840.10008.1.2.1.98': 'Encapsulated Uncompressed',
  '1.2.840.10008.1.2.1.99': 'Deflated Explicit Little Endian',
  '1.2.840.10008.1.2.2': 'Explicit Big Endian',
  '1.2.840.10008.1.2.4.50': 'JPEG Baseline',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended',
  '1.2.840.10008.1.2.4.57': 'JPEG Lossless',
  '1.2.840.10008.1.2.4.70': 'JPEG Lossless (first-order)',
  '1.2.840.10008.1.2.4.80': 'JPEG-LS Lossless',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS Near-Lossless',
  '1.2.840.10008.1.2.4.90': 'JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000',
  '1.2.840.10008.1.2.4.100': 'MPEG-2',
  '1.2.840.10008.1.2.4.102': 'MPEG-4 AVC/H.264',
  '1.2.840.10008.1.2.4.107': 'HEVC/H.265',
  '1.2.840.10008.1.2.4.110': 'JPEG XL Lossless',
  '1.2.840.10008.1.2.4.112': 'JPEG XL',
  '1.2.840.10008.1.2.4.201': 'HTJ2K Lossless',
  '1.2.840.10008.1.2.4.202': 'HTJ2K Lossless RPCL',
  '1.2.840.10008.1.2.4.203': 'HTJ2K',
  '1.2.840.10008.1.2.5': 'RLE Lossless',
  '1.2.840.10008.1.2.8.1': 'Deflated Image Frames',
};

/** The name of a transfer syntax; the UID itself where it is not listed. */
export function transferSyntaxName(uid: string): string {
  // Other UIDs are not looked up: each would become a name of a property (measured).
  return uid === '' || uid.startsWith('1.2.840.10008.1.2') ? (transferSyntaxes[uid] ?? uid) : uid;
}
