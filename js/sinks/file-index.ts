// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where everything is: the elements of a file, and for every frame the bytes that hold it, found in one pass without keeping
// a pixel. A source that can be read anywhere is read only where it must be.

import { Collector } from '../dataset/collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { ExtendedOffsetTable, FloatPixelData, PixelData } from '../dictionary/tags.js';
import { DicomError, misuse } from '../errors.js';
import { openStepper, type ReadOptions } from '../parse/options.js';
import type { Stepper } from '../parse/stepper.js';
import type { Note, Part } from '../part.js';
import { noteOf } from '../part.js';
import { describeImage, type ImageDescription } from '../pixels/describe.js';
import { largeDisplayTags } from '../pixels/display/displays.js';
import { FragmentMap, nativeRanges } from '../pixels/frame-ranges.js';
import { type StoredImage, storeImage } from '../pixels/stored-image.js';
import { isSeekable, type RangeReader, rangeReaderOf } from '../range-reader.js';
import { chunksOf, type Source } from '../source.js';

/** An element of the root data set, or of the file meta. Positions count from the beginning of the file. */
export interface IndexedElement {
  readonly tag: number;
  readonly vr: string;
  readonly position: number;
  readonly valuePosition: number;
  /** As declared; 0xFFFFFFFF where the element ends by a delimiter. */
  readonly length: number;
}

/** Bytes of a file. */
export interface ByteRange {
  readonly position: number;
  readonly length: number;
}

export interface IndexedPixelData {
  readonly position: number;
  readonly vr: string;
  readonly bigEndian: boolean;
  /** Of a native value, as declared. */
  readonly length: number;
  readonly encapsulated: boolean;
}

/** Plain JSON: keep it, and read frames by it later. */
export interface FileIndex {
  readonly version: 1;
  readonly transferSyntax: string;
  /** Why there are no ranges: the data set is one deflated stream, which can only be read from its beginning. */
  readonly deflated: boolean;
  /** In the order of the file. */
  readonly elements: readonly IndexedElement[];
  /** Absent where there is no image. */
  readonly image?: StoredImage | undefined;
  readonly pixelData?: IndexedPixelData | undefined;
  /**
   * For each frame one range that holds it. Of encapsulated pixel data it begins with the item header of the frame's first
   * fragment and ends with its last; of one-bit frames it begins with the byte that holds the first bit.
   */
  readonly frames: readonly ByteRange[];
  readonly notes: readonly Note[];
}

export interface IndexOptions extends ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

const maxValue = 262144;
/** A table of eight million frames; of more, it is taken for none. */
const larger = { tags: [ExtendedOffsetTable, ...largeDisplayTags], maxValue: 64 * 1024 * 1024 };
/** A read of headers. */
const blockSize = 65536;
/** A read among fragments: an item header, and the beginning of what it holds. */
const fragmentBlockSize = 64;

/**
 * Indexes a file. Of a Blob or a range reader, long values are skipped by seeking; of every other source they are read and
 * dropped. Memory grows with the elements and the frames, not with the pixels.
 * @throws DicomError where the data cannot be read.
 */
export async function indexFile(source: Source | RangeReader, options: IndexOptions = {}): Promise<FileIndex> {
  const stepper = await openStepper(options);
  try {
    const indexer = new Indexer(stepper);
    if (isSeekable(source)) await indexer.seek(rangeReaderOf(source), options.signal);
    else await indexer.read(chunksOf(source, options.signal));
    return indexer.index();
  } finally {
    stepper.release();
  }
}

class Indexer {
  readonly #collector: Collector;
  readonly #behind: IndexedElement[] = [];
  readonly #notes: Note[] = [];
  /** Of the file. */
  #size = 0;
  #pixelData: IndexedPixelData | undefined;
  readonly #fragments = new FragmentMap();

  constructor(stepper: Stepper) {
    this.#collector = new Collector(stepper, { maxValue, larger, stopAt: FloatPixelData });
  }

  async read(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      this.#size += chunk.length;
      await this.#write(chunk);
    }
    await this.#end();
  }

  /** Reads block by block, and jumps over what the parser need not see. */
  async seek(reader: RangeReader, signal: AbortSignal | undefined): Promise<void> {
    this.#size = reader.size;
    let position = 0;
    for (;;) {
      position += this.#collector.jump(reader.size - position);
      if (position >= reader.size) break;
      const block = this.#pixelData?.encapsulated === true ? fragmentBlockSize : blockSize;
      const chunk = await reader.read(position, Math.min(block, reader.size - position), signal);
      if (chunk.length === 0) break;
      position += chunk.length;
      await this.#write(chunk);
    }
    await this.#end();
  }

  index(): FileIndex {
    const { dataset, stepper } = this.#collector;
    const image = this.#pixelData === undefined ? undefined : describeImage(dataset);
    const frames = image === undefined || stepper.isInflating ? [] : this.#frames(image, dataset);
    return {
      version: 1,
      transferSyntax: dataset.transferSyntax,
      deflated: stepper.isInflating,
      elements: [...elementsOf(dataset), ...this.#behind],
      image: image && storeImage(image, frames.length),
      pixelData: this.#pixelData,
      frames,
      notes: [...dataset.notes, ...this.#notes],
    };
  }

  #frames(image: ImageDescription, dataset: Dataset): readonly ByteRange[] {
    const pixelData = this.#pixelData as IndexedPixelData;
    if (!pixelData.encapsulated) {
      // What is declared beyond the end of the file is not there.
      const length = Math.min(pixelData.length, Math.max(0, this.#size - pixelData.position));
      return nativeRanges(image, { ...pixelData, length });
    }
    return this.#fragments.frames(image.numberOfFrames, dataset.bigints(ExtendedOffsetTable).map(Number));
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#collector.parser !== undefined) this.#collector.parser.write(chunk);
    else await this.#collector.write(chunk);
    this.#drain();
  }

  async #end(): Promise<void> {
    if (this.#collector.parser !== undefined) this.#collector.parser.end();
    else await this.#collector.end();
    this.#drain();
  }

  #drain(): void {
    for (let batch; (batch = this.#collector.parser?.next()) !== undefined;) for (const part of batch) this.#take(part);
  }

  #take(part: Part): void {
    if (part.tag === PixelData && part.depth === 0 && part.index >= 0) {
      if (part.kind === 'fragment') this.#fragments.begin(part.position, part.length);
      else if (part.kind === 'value' && this.#fragments.isCurious) this.#fragments.value(part.bytes);
    }
    const note = noteOf(part);
    if (note !== undefined) this.#notes.push(note);
    const { kind } = part;
    if (part.depth > 0 || !(kind === 'header' || kind === 'sequence' || kind === 'fragments')) return;
    const { tag, vr, position, length } = part;
    this.#behind.push({ tag, vr, position, valuePosition: position + part.size, length });
    if (tag !== PixelData || this.#pixelData !== undefined) return;
    const encapsulated = kind === 'fragments';
    this.#pixelData = { position: position + part.size, vr, bigEndian: part.bigEndian, length, encapsulated };
  }
}

function elementsOf(dataset: Dataset): IndexedElement[] {
  return Array.from(dataset.elements(), ({ tag, vr, position, valuePosition, length }) => {
    return { tag, vr, position, valuePosition, length };
  });
}

/** @throws DicomError where there are no ranges, or no such frame. */
export function frameRange(index: FileIndex, frame: number): ByteRange {
  if (!Number.isInteger(frame) || frame < 0) throw misuse('argument_invalid', 'a frame is an integer, at least 0');
  if (index.deflated) throw new DicomError({ code: 'ranges_missing' });
  const range = index.frames[frame];
  if (range !== undefined) return range;
  throw new DicomError({ code: index.image === undefined ? 'pixel_data_missing' : 'frame_missing' });
}
