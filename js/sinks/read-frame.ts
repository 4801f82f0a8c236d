// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One frame of a file that has been indexed: one range is read, and nothing else.

import { DicomError } from '../errors.js';
import { openAssembler } from '../pixels/assemble.js';
import type { Frame } from '../pixels/frame.js';
import { fragmentsIn } from '../pixels/frame-ranges.js';
import { imageOf } from '../pixels/stored-image.js';
import { type RangeReader, rangeReaderOf } from '../range-reader.js';
import { type FileIndex, frameRange } from './file-index.js';

export interface ReadFrameOptions {
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads and decodes frame `frame`, from 0, of the file that `index` was made of.
 * @throws DicomError `frame_missing` where there is no such frame, `truncated` where the file ends in it, and where it cannot
 * be decoded.
 */
export async function readFrame(
  source: Blob | RangeReader,
  index: FileIndex,
  frame: number,
  { maxFrameSize = 2 ** 30, signal }: ReadFrameOptions = {},
): Promise<Frame> {
  const { position, length } = frameRange(index, frame);
  const { image, pixelData, transferSyntax } = index;
  if (image === undefined || pixelData === undefined) throw new DicomError({ code: 'pixel_data_missing' });
  const assembler = await openAssembler(imageOf(image, maxFrameSize), { ...pixelData, transferSyntax }, frame);
  const bytes = await rangeReaderOf(source).read(position, length, signal);
  if (bytes.length < length) throw new DicomError({ code: 'truncated', position: position + bytes.length });
  for (const decoded of pixelData.encapsulated ? decodeItems() : decodeNative()) return decoded;
  throw new DicomError({ code: 'frame_missing', position });

  function* decodeItems(): Generator<Frame, void, undefined> {
    yield* assembler.begin(0); // no offset table
    for (const fragment of fragmentsIn(bytes)) {
      yield* assembler.begin(fragment.length);
      yield* assembler.write(fragment);
    }
    yield* assembler.end();
  }

  function* decodeNative(): Generator<Frame, void, undefined> {
    yield* assembler.write(bytes);
    yield* assembler.end();
  }
}
