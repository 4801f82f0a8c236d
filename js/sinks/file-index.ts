// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where everything is: the elements of a file, and for every frame the bytes that hold it, found in one pass without keeping
// a pixel. A source that can be read anywhere is read only where it must be.

import { Collector } from '../dataset/collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { FloatPixelData } from '../dictionary/tags.js';
import { DicomError, misuse } from '../errors.js';
import { openStepper, type ReadOptions } from '../parse/options.js';
import type { Stepper } from '../parse/stepper.js';
import { type Note, noteOf, type Part } from '../part.js';
import { formatTag } from '../path.js';
import { describeImage, type ImageDescription, largeAttributes, pixelTags } from '../pixels/describe.js';
import { isBareCodestream } from '../pixels/encoded/assemble.js';
import { encodingOf } from '../pixels/encoded/encoding.js';
import { extendedOffsetsOf } from '../pixels/encoded/extended-offsets.js';
import { FragmentMap } from '../pixels/encoded/fragment-map.js';
import { openSplitter } from '../pixels/encoded/fragments.js';
import { nativeRanges } from '../pixels/encoded/native.js';
import { type StoredImage, storeImage } from '../pixels/stored-image.js';
import { isSeekable, type RangeReader, rangeReaderOf } from '../range-reader.js';
import { chunksOf, type Source } from '../source.js';
import { loadImageModule } from '../wasm/image.js';

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
  /** Pixel Data, or Float or Double Float Pixel Data. */
  readonly tag: number;
  /** Of the element, and of what follows its header. */
  readonly position: number;
  readonly valuePosition: number;
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
  /** Absent where there is no image, and where it is not described as any image can be: a note says so. */
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
  /** A frame that would take more bytes decoded is an error: 1 GiB by default. */
  readonly maxFrameSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const maxValue = 262144;
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
  let indexer: Indexer | undefined;
  try {
    indexer = new Indexer(stepper, options);
    if (isSeekable(source)) await indexer.seek(rangeReaderOf(source), options.signal);
    else await indexer.read(chunksOf(source, options.signal));
    return indexer.index();
  } finally {
    indexer?.release();
    stepper.release();
  }
}

class Indexer {
  readonly #collector: Collector;
  readonly #behind: IndexedElement[] = [];
  readonly #notes: Note[] = [];
  /** Of the file. */
  #size = 0;
  readonly #maxFrameSize: number | undefined;
  #pixelData: IndexedPixelData | undefined;
  #image: ImageDescription | undefined;
  #fragments: FragmentMap | undefined;

  constructor(stepper: Stepper, { maxFrameSize }: IndexOptions) {
    this.#maxFrameSize = maxFrameSize;
    this.#collector = new Collector(stepper, { maxValue, larger: largeAttributes, stopAt: FloatPixelData });
  }

  release(): void {
    this.#fragments?.release();
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
    const image = this.#image;
    const frames = image === undefined || stepper.isInflating ? [] : this.#frames(image, dataset.transferSyntax);
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

  #frames(image: ImageDescription, transferSyntax: string): readonly ByteRange[] {
    const pixelData = this.#pixelData as IndexedPixelData;
    if (this.#fragments === undefined) {
      // What is declared beyond the end of the file is not there.
      const length = Math.min(pixelData.length, Math.max(0, this.#size - pixelData.valuePosition));
      const position = pixelData.valuePosition;
      if (isBareCodestream(image, { ...pixelData, transferSyntax })) return [{ position, length }];
      return nativeRanges(image, { ...pixelData, position, length });
    }
    const { position, tag } = pixelData;
    const isVideo = encodingOf(transferSyntax) === 'video';
    const { ranges, quirks } = this.#fragments.frames(isVideo ? 1 : image.numberOfFrames);
    for (const code of quirks) this.#notes.push({ code, position, tag, path: formatTag(tag) });
    return ranges;
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#collector.parser !== undefined) this.#collector.parser.write(chunk);
    else await this.#collector.write(chunk);
    await this.#drain();
  }

  async #end(): Promise<void> {
    if (this.#collector.parser !== undefined) this.#collector.parser.end();
    else await this.#collector.end();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const { parser } = this.#collector;
    if (parser === undefined) return;
    for (;;) {
      if (this.#isInFragments) parser.passFragments(this.#fragments as FragmentMap);
      const batch = parser.next();
      if (batch === undefined) return;
      for (const part of batch) {
        const opening = this.#take(part);
        if (opening !== undefined) await opening;
      }
    }
  }

  /** Whether the fragments of the pixel data are being read. */
  #isInFragments = false;

  #take(part: Part): Promise<void> | undefined {
    const { kind } = part;
    if (kind === 'note') this.#notes.push(noteOf(part) as Note);
    if (this.#isInFragments) {
      if (kind === 'fragment') this.#fragments?.fragment(part.position, part.length);
      else if (kind === 'value') this.#fragments?.value(part.base, part.offset, part.size);
      else if (kind === 'fragmentsEnd') this.#isInFragments = false;
      return undefined;
    }
    const isElement = kind === 'header' || kind === 'sequence' || kind === 'fragments';
    return part.depth === 0 && isElement ? this.#takeElement(part) : undefined;
  }

  async #takeElement(part: Part): Promise<void> {
    const { tag, vr, position, length, bigEndian } = part;
    this.#behind.push({ tag, vr, position, valuePosition: position + part.size, length });
    if (this.#pixelData !== undefined || !pixelTags.includes(tag)) return;
    const encapsulated = part.kind === 'fragments';
    this.#pixelData = { tag, position, valuePosition: position + part.size, vr, bigEndian, length, encapsulated };
    const { dataset } = this.#collector;
    this.#image = this.#describe(dataset, tag);
    if (!encapsulated || this.#image === undefined) return;
    const module = await loadImageModule();
    const splitter = openSplitter(module, dataset.transferSyntax, this.#image, extendedOffsetsOf(dataset));
    this.#fragments = new FragmentMap(splitter);
    this.#isInFragments = true;
  }

  /** Elements are of use even where the pixels cannot be. */
  #describe(dataset: Dataset, tag: number): ImageDescription | undefined {
    try {
      return describeImage(dataset, { maxFrameSize: this.#maxFrameSize, tag });
    } catch (error) {
      const isAttribute = error instanceof DicomError && error.code.startsWith('attribute_');
      if (!isAttribute) throw error;
      const { position = 0, tag: about = 0, path = '' } = error;
      this.#notes.push({ code: 'image_undescribed', position, tag: about, path });
      return undefined;
    }
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
  if (index.image !== undefined) throw new DicomError({ code: 'frame_missing' });
  const undescribed = index.notes.find(({ code }) => code === 'image_undescribed');
  if (undescribed === undefined) throw new DicomError({ code: 'pixel_data_missing' });
  throw new DicomError({ code: 'attribute_invalid', tag: undescribed.tag, path: undescribed.path });
}
