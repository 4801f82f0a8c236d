// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The frames that the decoders are timed with: one a transfer syntax family and kind of image, from the corpus.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EncodedFrame, readEncodedFrames } from 'dcmstream';
import { corpus } from '../support/corpus.js';

export interface FrameChoice {
  readonly title: string;
  /** How the path of its file in the corpus ends. */
  readonly file: string;
  /** The peer's command that encodes it first; it takes the input and the output. */
  readonly encodedBy?: readonly [string, ...string[]];
}

export const choices = {
  jpegColor: { title: 'JPEG baseline, 2048 × 1536, color', file: 'dicom-cookies/image7.dcm' },
  jpegGray: {
    title: 'JPEG baseline, 1024 × 768, gray',
    file: 'ultrasounds/GREYSCALE_IMAGE.dcm',
    encodedBy: ['dcmcjpeg', '--encode-baseline', '--quality', '90'],
  },
  jpeg12: { title: 'JPEG extended, 12 bits', file: 'JPLY/MR1_JPLY' },
  jpegLossless: { title: 'JPEG lossless, 1024², 12 bits', file: 'JPEGLossless_1s_1f_u_16_12.dcm' },
  jpegLosslessCt: { title: 'JPEG lossless, 512², 16 bits', file: 'JPLL/MR1_JPLL' },
  jpegLs: { title: 'JPEG-LS lossless, 1024²', file: 'JLSL/XA1_JLSL' },
  jpegLsNear: { title: 'JPEG-LS near-lossless, 1024²', file: 'JLSN/MR2_JLSN' },
  jpeg2000: { title: 'JPEG 2000 lossless, 1024²', file: 'J2KR/XA1_J2KR' },
  jpeg2000Color: { title: 'JPEG 2000 lossless, 756 × 486, color', file: 'J2KR/VL1_J2KR' },
  jpeg2000Lossy: { title: 'JPEG 2000 lossy, 1841 × 1955', file: 'data/RG1_J2KI.dcm' },
  htj2k: { title: 'HTJ2K lossless RPCL, 1024²', file: 'htj2k/MR2_JPH' },
  rle: { title: 'RLE, 1024²', file: 'RLE/XA1_RLE' },
  rleColor: { title: 'RLE, 640 × 480, color', file: 'RLE/US1_RLE' },
} as const satisfies Record<string, FrameChoice>;

/** The first frame of a file, as it is encoded. */
export async function firstFrame(choice: FrameChoice): Promise<EncodedFrame> {
  for await (const frame of readEncodedFrames(bytesOf(choice))) return frame;
  throw new Error(`${choice.file} has no frame`);
}

function bytesOf({ file, encodedBy }: FrameChoice): Uint8Array {
  const { location } = corpus.file(file);
  if (encodedBy === undefined) return readFileSync(location);
  const folder = mkdtempSync(join(tmpdir(), 'dcmstream-bench-'));
  try {
    const [command, ...args] = encodedBy;
    const encoded = join(folder, 'encoded.dcm');
    execFileSync(command, [...args, location, encoded], { stdio: 'ignore' });
    return readFileSync(encoded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
