// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Encapsulated pixel data (PS3.5 §A.4): fragments are strung together to the frames that the splitter finds. The first item is
// the Basic Offset Table.

import type { QuirkCode } from '../../codes.js';
import { FrameSplitter, kindOfFrame, role } from '../../wasm/splitter.js';
import type { ImageModule } from '../../wasm/image.js';
import { nativeFrameBits } from '../native-frame.js';
import type { ImageDescription } from '../describe.js';
import type { EncodedFrame } from './encoded-frame.js';
import { codingOf, encodingOf, encodingOfKind, type FrameEncoding } from './encoding.js';
import type { ExtendedOffsets } from './extended-offsets.js';
import type { FrameAssembler, FrameContext } from './frame-context.js';

export const itemHeaderSize = 8;

/** A Basic Offset Table of 16 million frames; more is no table. */
export const maxTableSize = 64 * 1024 * 1024;

/** What finds the frames of an image. */
export function openSplitter(
  module: ImageModule,
  transferSyntax: string,
  description: ImageDescription,
  extended: ExtendedOffsets | undefined,
): FrameSplitter {
  const { numberOfFrames } = description;
  const splitter = new FrameSplitter(module, {
    coding: codingOf(encodingOf(transferSyntax)),
    numberOfFrames,
    rleSegments: rleSegmentsOf(description),
    nativeSize: nativeSizeOf(description),
  });
  try {
    if (extended !== undefined) splitter.setExtendedOffsets(extended.offsets, extended.lengths);
  } catch (error) {
    splitter.close();
    throw error;
  }
  return splitter;
}

/** Bytes of a pixel: each is a segment. PS3.5 §G.2 */
function rleSegmentsOf({ samplesPerPixel, bitsAllocated }: ImageDescription): number {
  return samplesPerPixel * Math.ceil(bitsAllocated / 8);
}

function nativeSizeOf(description: ImageDescription): number {
  return Math.ceil(nativeFrameBits(description) / 8);
}

export class FragmentAssembler implements FrameAssembler {
  readonly lends = true;
  /** Whether the last frame began like one that is encoded. */
  isRecognized = false;
  readonly #context: FrameContext;
  readonly #module: ImageModule;
  /** Nothing, where all fragments are of one frame. */
  readonly #splitter: FrameSplitter | undefined;
  readonly #declared: FrameEncoding;
  /** Items begun, the Basic Offset Table among them. */
  #items = 0;
  /** Bytes that the present item still lacks. */
  #missing = 0;
  #length = 0;
  /** Of the present fragment's header, counted like the offsets of the table. */
  #offset = 0;
  /** The present frame, and behind it what has come of the present item. */
  readonly #collected = new GrowingBytes();
  /** Bytes of the present frame, without the present item. */
  #frameSize = 0;
  #frameBegun = false;
  #index: number;
  #quirks: QuirkCode[] = [];

  constructor(
    context: FrameContext,
    module: ImageModule,
    { only, extended }: { only?: number | undefined; extended?: ExtendedOffsets | undefined },
  ) {
    const { description, transferSyntax } = context;
    this.#context = context;
    this.#module = module;
    this.#declared = encodingOf(transferSyntax);
    this.#splitter = only === undefined ? openSplitter(module, transferSyntax, description, extended) : undefined;
    this.#index = only ?? 0;
  }

  release(): void {
    this.#splitter?.close();
  }

  *begin(length: number): Generator<EncodedFrame, void, undefined> {
    if (this.#items > 1) this.#offset += itemHeaderSize + this.#length;
    this.#items++;
    this.#length = length;
    this.#missing = length;
    if (length > (this.#items === 1 ? maxTableSize : this.#context.maxEncodedSize)) {
      throw this.#context.error('frame_too_large');
    }
    if (length === 0) yield* this.#endItem(new Uint8Array(0));
  }

  *write(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
    const piece = bytes.length > this.#missing ? bytes.subarray(0, this.#missing) : bytes;
    if (piece.length === 0) return;
    this.#missing -= piece.length;
    if (this.#missing === 0) yield* this.#endItem(piece);
    else this.#collected.append(piece, piece.length + this.#missing);
  }

  *end(): Generator<EncodedFrame, void, undefined> {
    if (this.#missing > 0 && this.#items > 1) yield* this.#endItem(new Uint8Array(0));
    if (this.#frameBegun) {
      const padding = this.#splitter?.lastIsPadding === true ? 1 : 0;
      yield this.#makeFrame(this.#collected.bytes(0, this.#frameSize - padding));
    }
    const isShort = this.#index < this.#context.description.numberOfFrames;
    if (this.#splitter !== undefined && isShort && this.#declared !== 'video')
      throw this.#context.error('frame_missing');
  }

  /** `tail`: what of the item has not been collected; all of it, where it came in one piece. */
  *#endItem(tail: Uint8Array): Generator<EncodedFrame, void, undefined> {
    const inOnePiece = this.#collected.size === this.#frameSize;
    if (!inOnePiece) this.#collected.append(tail, tail.length);
    const item = inOnePiece ? tail : this.#collected.bytes(this.#frameSize, this.#collected.size);
    if (this.#items === 1) {
      this.#splitter?.setOffsets(item);
      this.#collected.drop(this.#collected.size);
      return;
    }
    const found = this.#splitter?.add(this.#offset, item) ?? (this.#frameBegun ? 0 : role.starts);
    if ((found & role.starts) !== 0) {
      if (this.#frameBegun) {
        const padding = (found & role.paddedBefore) !== 0 ? 1 : 0;
        yield this.#makeFrame(this.#collected.bytes(0, this.#frameSize - padding));
      }
      this.#collected.drop(this.#frameSize);
      this.#frameSize = 0;
      this.#frameBegun = true;
    }
    if ((found & role.tableWrong) !== 0) this.#quirks.push('offset_table_wrong');
    if ((found & role.skipped) !== 0) {
      this.#collected.cut(this.#frameSize);
      return;
    }
    if (this.#frameSize + item.length > this.#context.maxEncodedSize) throw this.#context.error('frame_too_large');
    const ends = (found & role.ends) !== 0;
    if (ends && inOnePiece && this.#frameSize === 0) {
      yield this.#makeFrame((found & role.padded) !== 0 ? item.subarray(0, -1) : item);
      return;
    }
    if (inOnePiece) this.#collected.append(item, item.length);
    this.#frameSize = this.#collected.size;
    if (!ends) return;
    yield this.#makeFrame(this.#collected.bytes(0, this.#frameSize - ((found & role.padded) !== 0 ? 1 : 0)));
    this.#collected.drop(this.#frameSize);
    this.#frameSize = 0;
  }

  #makeFrame(data: Uint8Array): EncodedFrame {
    const { description } = this.#context;
    const index = this.#index++;
    this.#frameBegun = false;
    const quirks = this.#quirks;
    this.#quirks = [];
    if (index === description.numberOfFrames) quirks.push('number_of_frames_wrong');
    const encoding = this.#encodingOf(data);
    if (encoding !== this.#declared) quirks.push('codestream_contradicts');
    if (encoding !== 'native') return this.#context.frame(index, data, encoding, undefined, quirks);
    const missing = nativeSizeOf(description) - data.length;
    if (missing > 0) quirks.push('pixel_data_short');
    if (missing < -1) quirks.push('pixel_data_long');
    return this.#context.frame(index, data, encoding, { swap: 1, bitOffset: 0 }, quirks);
  }

  /** What the frame shows, whatever is declared. */
  #encodingOf(data: Uint8Array): FrameEncoding {
    if (this.#declared === 'video') return this.#declared;
    const kind = kindOfFrame(this.#module, data, rleSegmentsOf(this.#context.description));
    this.isRecognized = kind !== 'none';
    return encodingOfKind(kind, this.#declared);
  }
}

/** Bytes that come in pieces. */
class GrowingBytes {
  #bytes = new Uint8Array(0);
  size = 0;

  /** Copies `piece`; `expected` more bytes, those of `piece` included, are to come. */
  append(piece: Uint8Array, expected: number): void {
    const needed = this.size + piece.length;
    if (needed > this.#bytes.length) {
      // No more than twice what has really come, whatever is promised.
      const grown = new Uint8Array(Math.max(needed, Math.min(this.size + expected, 2 * needed)));
      grown.set(this.#bytes.subarray(0, this.size));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.size);
    this.size = needed;
  }

  /** A view, valid until something is appended or dropped. */
  bytes(begin: number, end: number): Uint8Array {
    return this.#bytes.subarray(begin, end);
  }

  /** Drops the first bytes; what follows them moves to the front. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.size);
    this.size -= count;
  }

  /** Drops the last bytes. */
  cut(size: number): void {
    this.size = size;
  }
}
