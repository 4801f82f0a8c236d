// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One frame of a file that has been indexed: one range is read, and nothing else.

import { DicomError } from '../errors.js';
import { checkRequest, type DecodeOptions, decodeWith } from '../pixels/decode.js';
import { defaultMaxFrameSize } from '../pixels/describe.js';
import { openAssembler } from '../pixels/encoded/assemble.js';
import type { EncodedFrame } from '../pixels/encoded/encoded-frame.js';
import { fragmentsIn } from '../pixels/encoded/fragment-map.js';
import type { Frame } from '../pixels/frame.js';
import { imageOf } from '../pixels/stored-image.js';
import { type RangeReader, rangeReaderOf } from '../range-reader.js';
import { type FrameDecoder, localDecoder } from '../wasm/codec.js';
import { type FileIndex, frameRange } from './file-index.js';

export type ReadFrameOptions = DecodeOptions;

/**
 * Reads and decodes frame `frame`, from 0, of the file that `index` was made of.
 * @throws DicomError `frame_missing` where there is no such frame, `truncated` where the file ends in it, and where it cannot
 * be decoded; TypeError with code `argument_invalid` where the options are wrong.
 */
export function readFrame(
  source: Blob | RangeReader,
  index: FileIndex,
  frame: number,
  options: ReadFrameOptions = {},
): Promise<Frame> {
  return frameOf(source, index, frame, options, localDecoder);
}

/** The same, decoded by a decoder of the caller's. */
export async function frameOf(
  source: Blob | RangeReader,
  index: FileIndex,
  frame: number,
  options: ReadFrameOptions,
  decoder: FrameDecoder,
): Promise<Frame> {
  checkRequest(options);
  return decodeWith(decoder, await encodedFrameOf(source, index, frame, options), options);
}

async function encodedFrameOf(
  source: Blob | RangeReader,
  index: FileIndex,
  frame: number,
  { maxFrameSize = defaultMaxFrameSize, signal }: ReadFrameOptions,
): Promise<EncodedFrame> {
  const { position, length } = frameRange(index, frame);
  const { image, pixelData, transferSyntax } = index;
  if (image === undefined || pixelData === undefined) throw new DicomError({ code: 'pixel_data_missing' });
  const maxEncodedSize = 2 * maxFrameSize + 64;
  const assembler = await openAssembler(
    imageOf(image, maxFrameSize),
    { ...pixelData, transferSyntax },
    { maxEncodedSize, only: frame },
  );
  try {
    const bytes = await rangeReaderOf(source).read(position, length, signal);
    if (bytes.length < length) throw new DicomError({ code: 'truncated', position: position + bytes.length });
    for (const found of pixelData.encapsulated ? readItems(bytes) : readNative(bytes)) return found;
  } finally {
    assembler.release();
  }
  throw new DicomError({ code: 'frame_missing', position });

  function* readItems(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
    yield* assembler.begin(0); // no offset table
    for (const fragment of fragmentsIn(bytes)) {
      yield* assembler.begin(fragment.length);
      yield* assembler.write(fragment);
    }
    yield* assembler.end();
  }

  function* readNative(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
    yield* assembler.write(bytes);
    yield* assembler.end();
  }
}
