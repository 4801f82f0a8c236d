// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoders written in JavaScript: of lossless JPEG, and daikon's of RLE.

import daikon from 'daikon';
import { Decoder } from 'jpeg-lossless-decoder-js';
import type { PeerDecode } from './peer.js';

/** One frame, as the package's documentation decodes it. */
export function openJpegLossless(bytesPerSample: 1 | 2): PeerDecode {
  return ({ buffer, byteOffset, byteLength }) => {
    const output = new Decoder().decode(buffer as ArrayBuffer, byteOffset, byteLength, bytesPerSample);
    return new Uint8Array(output.buffer, output.byteOffset, output.byteLength);
  };
}

/** It takes an ArrayBuffer that holds the frame and nothing else. */
export function openDaikonRle(samples: number): PeerDecode {
  return (encoded) => {
    const output = new daikon.RLE().decode(encoded.slice().buffer, true, samples);
    return new Uint8Array(output.buffer, output.byteOffset, output.byteLength);
  };
}
