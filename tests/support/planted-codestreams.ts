// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Compressed frames with text beside the samples: comments, application data, and bytes behind the end.

import { latin1 } from './dicom-values.js';

const segment = (code: number, text: string): number[] => [0xff, code, 0, text.length + 2, ...latin1(text)];

/** A JPEG file with a comment, application data, and bytes behind its end. It has no pixels, and no decoder sees it. */
export function plantedJpeg(word = 'Planted'): Uint8Array {
  const pieces = [
    [0xff, 0xd8],
    segment(0xe0, `JFIF\0\u0001\u0002\0\0\u0001\0\u0001\0\0${word}`),
    segment(0xfe, `${word} comment`),
    segment(0xe1, `Exif\0\0${word}`),
    segment(0xed, `Photoshop 3.0\0${word}`),
    [0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
    [...latin1(word)],
  ];
  return Uint8Array.from(pieces.flat());
}

/** A JPEG-LS file of that kind. ISO/IEC 14495-1 Annex C */
function plantedJpegLs(word: string): Uint8Array {
  const pieces = [
    [0xff, 0xd8],
    segment(0xe8, `SPIFF\0${word}`),
    segment(0xfe, word),
    [0xff, 0xf7, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0],
    [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 1, 2, 3, 0xff, 0xd9],
    [...latin1(word)],
  ];
  return Uint8Array.from(pieces.flat());
}

/** A JPEG 2000 codestream with comments in the main header and in a tile-part's. ISO/IEC 15444-1 Annex A */
function plantedJpeg2000(word: string): Uint8Array {
  const comment = [0xff, 0x64, 0, word.length + 4, 0, 1, ...latin1(word)];
  const size = [0, 0, 0, 0, 0, 1, 0, 0, 0, 1, ...Array<number>(8).fill(0), 0, 0, 0, 1, 0, 0, 0, 1];
  const data = [0xff, 0x93, 1, 2, 3, 4];
  const tileSize = 12 + comment.length + data.length;
  const pieces = [
    [0xff, 0x4f],
    [0xff, 0x51, 0, 41, ...size, ...Array<number>(8).fill(0), 0, 1, 7, 1, 1],
    [0xff, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1],
    [0xff, 0x5c, 0, 4, 0x40, 0x40],
    comment,
    [0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, tileSize, 0, 1],
    comment,
    data,
    [0xff, 0xd9],
    [...latin1(word)],
  ];
  return Uint8Array.from(pieces.flat());
}

/** A frame of the transfer syntax with `word` beside its samples. */
export function plantedCodestream(transferSyntax: string, word: string): Uint8Array {
  if (/\.4\.8[01]$/.test(transferSyntax)) return plantedJpegLs(word);
  if (/\.4\.(?:9[0-3]|20[1-3])$/.test(transferSyntax)) return plantedJpeg2000(word);
  return plantedJpeg(word);
}
