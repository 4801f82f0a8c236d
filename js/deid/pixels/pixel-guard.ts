// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What stands beside the samples in pixel data is overwritten, and so are the regions that are to be blanked. Sizes stay.

import '../../pixel-messages.js';
import { PartCollector } from '../../dataset/part-collector.js';
import { DicomError } from '../../errors.js';
import { encapsulatedUncompressed, nativeForm } from '../../flow/transfer-syntaxes.js';
import type { Part } from '../../part.js';
import { describePixels, pixelTags, type PixelDescription } from '../../pixels/describe.js';
import type { ImageModule } from '../../wasm/image.js';
import {
  type BlankedRegion,
  type ClearedBits,
  type RegionBlanker,
  SegmentRedactor,
  withoutBits,
} from '../../wasm/redact.js';
import type { Recorder } from '../report.js';
import { frameSize, openBlanker } from './regions.js';
import { offsetsOf } from './offset-table.js';
import { clearedBitsOf } from './overlay-bits.js';

const rle = '1.2.840.10008.1.2.5';
/** JPEG, JPEG-LS, JPEG 2000 with part 2, HTJ2K. PS3.5 §10 */
const codestreams = /^1\.2\.840\.10008\.1\.2\.4\.(?:5\d|6[0-6]|70|8[01]|9[0-3]|20[1-3])$/;

/** Whether the frames of the transfer syntax are codestreams that segments are known of. */
export function hasSegments(transferSyntax: string): boolean {
  return transferSyntax === rle || codestreams.test(transferSyntax);
}

/** What the pixels lose, decided before they come. */
export interface PixelPlan {
  readonly regions: readonly BlankedRegion[];
  /** Bits of the samples that overlays stand in, which go; -1 where nobody says which. */
  readonly overlays: readonly number[];
}

export class PixelGuard {
  readonly #module: ImageModule | undefined;
  readonly #transferSyntax: string;
  readonly #plan: PixelPlan;
  readonly #recorder: Recorder;
  /** Group 0028 of the root, as it stands in front of the pixels. */
  readonly #attributes = new PartCollector();
  #redactor: SegmentRedactor | undefined;
  #blanker: RegionBlanker | undefined;
  #cleared: ClearedBits | undefined;
  /** Of the next byte in the value, or of the next fragment's first in the pixels. */
  #offset = 0;
  #frameSize = 0;
  /** Where the last frame ends in a value that has more; Infinity where it is not to be cut. */
  #end = Infinity;
  /** Positions of fragments at which frames begin, behind the table. */
  #offsets: ReadonlySet<number> | undefined;
  #position = 0;
  #isInFrame = false;
  /** Whether a fragment is a frame where no offsets tell. */
  #isFrameEach = false;
  /** How many frames there are by the image; Infinity where it does not say. */
  #frames = Infinity;
  /** Of the next byte in its fragment, and where the frame ends in a fragment that has more; Infinity where it is not to be cut. */
  #inFragment = 0;
  #fragmentEnd = Infinity;
  #hasPixels = false;

  constructor(module: ImageModule | undefined, transferSyntax: string, plan: PixelPlan, recorder: Recorder) {
    this.#module = module;
    this.#transferSyntax = transferSyntax;
    this.#plan = plan;
    this.#recorder = recorder;
  }

  /** Whether pixels of the root have begun. */
  get hasPixels(): boolean {
    return this.#hasPixels;
  }

  /** Shown everything of the root. */
  look(part: Part): void {
    if (part.depth > 0 || part.meta) return;
    const group = part.tag >>> 16;
    if (group === 0x0028) this.#attributes.add(part);
    // It may tell of bits that have gone out already.
    if (this.#hasPixels && group >>> 8 === 0x60) this.#recorder.review('overlay_in_pixel_data');
  }

  /** An element that holds native pixels begins. */
  beginNative(header: Part): void {
    this.#release();
    this.#offset = 0;
    this.#end = Infinity;
    this.#hasPixels = true;
    if (this.#transferSyntax !== '' && nativeForm(this.#transferSyntax) === undefined) {
      // Nobody can tell fragments without their headers, or samples that are not compressed, from what is hidden among them.
      throw new DicomError({ code: 'transfer_syntax_unsupported', position: header.position, tag: header.tag });
    }
    const description = this.#describe(header);
    this.#clearOverlays(header, description);
    if (description === undefined) return this.#recorder.review('pixel_data_undescribed');
    const size = frameSize(description);
    const all = Math.ceil(size * description.numberOfFrames);
    const excess = header.length - all;
    // Less than a frame is no frame that was not counted.
    // Of words that are turned round the last byte may stand in front of the padding.
    if (excess > 0 && excess < size) this.#end = header.bigEndian ? all + (all % 2) : all;
    else if (excess > 0) this.#recorder.review('pixel_data_longer');
    this.#openBlanker(header, description);
  }

  /** The next bytes of native pixels. */
  native(part: Part): Part {
    const { size } = part;
    const begin = this.#offset;
    this.#offset += size;
    const isBehind = this.#offset > this.#end;
    if (this.#blanker === undefined && this.#cleared === undefined && !isBehind) return part;
    const bytes = this.#redacted(part.bytes, begin) ?? part.bytes.slice();
    if (isBehind) bytes.fill(0, Math.max(0, this.#end - begin));
    return part.withBytes(bytes);
  }

  /** Encapsulated data begin; `isPixels` at the root. */
  beginFragments(part: Part, isPixels: boolean): void {
    this.#release();
    this.#isInFrame = false;
    this.#offsets = undefined;
    this.#position = 0;
    this.#isFrameEach = false;
    this.#frameSize = 0;
    this.#frames = (isPixels ? this.#describe(part)?.numberOfFrames : undefined) ?? Infinity;
    const { regions, overlays } = this.#plan;
    const syntax = this.#transferSyntax;
    if (isPixels) this.#hasPixels = true;
    if (syntax === encapsulatedUncompressed && isPixels) return this.#beginUncompressed(part);
    if (syntax === rle) this.#beginRle(part, isPixels);
    else if (hasSegments(syntax)) this.#redactor = new SegmentRedactor(this.#module as ImageModule);
    else if (syntax !== encapsulatedUncompressed && nativeForm(syntax) === undefined)
      this.#recorder.review('codestream_not_searched');
    if (!isPixels) return;
    // What is decoded is native, or where that is too long for one value a fragment for each frame.
    if (regions.length > 0) throw attributeMissing(part);
    if (overlays.length > 0) this.#recorder.review('overlay_in_pixel_data');
  }

  #beginUncompressed(part: Part): void {
    const description = this.#describe(part);
    this.#clearOverlays(part, description);
    if (description === undefined) return this.#recorder.review('pixel_data_undescribed');
    this.#frameSize = Math.ceil(frameSize(description));
    this.#openBlanker(part, description);
  }

  #beginRle(part: Part, isPixels: boolean): void {
    const description = isPixels ? this.#describe(part) : undefined;
    if (description === undefined) return this.#recorder.review('codestream_not_searched');
    const { rows, columns, samplesPerPixel, bitsAllocated, numberOfFrames } = description;
    const segments = samplesPerPixel * Math.ceil(bitsAllocated / 8);
    const unpacked = bitsAllocated === 1 ? Math.ceil((rows * columns) / 8) : rows * columns;
    this.#redactor = new SegmentRedactor(this.#module as ImageModule, { segments, unpacked });
    this.#isFrameEach = numberOfFrames > 1;
  }

  /** The offsets of the Basic Offset Table as they may stand; nothing where they are none. */
  offsets(bytes: Uint8Array): Uint8Array {
    const offsets = offsetsOf(bytes);
    if (offsets === undefined) return bytes.subarray(0, 0);
    this.#offsets = new Set(offsets);
    if (offsets.length > this.#frames) this.#recorder.review('pixel_data_longer');
    return bytes;
  }

  beginFragment(part: Part): void {
    const beginsFrame = this.#offsets?.has(this.#position) ?? this.#isFrameEach;
    if (beginsFrame && this.#isInFrame) this.#redactor?.endFrame();
    // Of these each fragment is a frame. PS3.5 §A.4.2, §A.4.11
    const isOneEach = this.#frameSize > 0 || this.#transferSyntax === rle;
    if (isOneEach && part.index > this.#frames) this.#recorder.review('pixel_data_longer');
    this.#isInFrame = true;
    this.#position += 8 + part.length;
    this.#offset = (part.index - 1) * this.#frameSize;
    this.#inFragment = 0;
    const excess = this.#frameSize > 0 ? part.length - this.#frameSize : 0;
    this.#fragmentEnd = excess > 0 && excess < this.#frameSize ? this.#frameSize : Infinity;
    if (excess >= this.#frameSize && excess > 0) this.#recorder.review('pixel_data_longer');
  }

  /** The next bytes of a fragment. */
  fragment(part: Part): Part {
    if (this.#redactor !== undefined) return part.withBytes(this.#redactor.redact(part.bytes));
    const begin = this.#inFragment;
    this.#inFragment += part.size;
    const isBehind = this.#inFragment > this.#fragmentEnd;
    if (this.#blanker === undefined && this.#cleared === undefined && !isBehind) return part;
    const bytes = this.#redacted(part.bytes, this.#offset + begin) ?? part.bytes.slice();
    if (isBehind) bytes.fill(0, Math.max(0, this.#fragmentEnd - begin));
    return part.withBytes(bytes);
  }

  endFragments(): void {
    this.#redactor?.endFrame();
    if (this.#redactor?.isRecognised === false) this.#recorder.review('codestream_unknown');
    this.#release();
  }

  release(): void {
    this.#release();
  }

  #release(): void {
    this.#redactor?.release();
    this.#blanker?.release();
    this.#redactor = undefined;
    this.#blanker = undefined;
    this.#cleared = undefined;
  }

  /** The next bytes of samples without regions and overlays, in memory of their own; `undefined` where there are neither. */
  #redacted(bytes: Uint8Array, offset: number): Uint8Array<ArrayBuffer> | undefined {
    const blanked = this.#blanker?.blank(bytes, offset);
    if (this.#cleared === undefined) return blanked;
    return withoutBits(this.#module as ImageModule, blanked ?? bytes, offset, this.#cleared);
  }

  #clearOverlays(part: Part, description: PixelDescription | undefined): void {
    const { overlays } = this.#plan;
    if (overlays.length === 0) return;
    this.#cleared = description && clearedBitsOf(overlays, description, part.bigEndian);
    if (this.#cleared === undefined) this.#recorder.review('overlay_in_pixel_data');
  }

  #openBlanker(part: Part, description: PixelDescription): void {
    const { regions } = this.#plan;
    this.#blanker?.release();
    this.#blanker = undefined;
    if (regions.length === 0) return;
    this.#blanker = openBlanker(this.#module as ImageModule, description, regions, part.bigEndian);
  }

  /** `undefined` where nobody can say, which matters where there are regions to be found. */
  #describe(part: Part): PixelDescription | undefined {
    try {
      return describePixels(this.#attributes.dataset, { tag: part.tag });
    } catch (error) {
      if (this.#plan.regions.length > 0) throw error instanceof DicomError ? error : attributeMissing(part);
      return undefined;
    }
  }
}

export function isPixelTag(tag: number): boolean {
  return pixelTags.includes(tag);
}

function attributeMissing({ position, tag, path }: Part): DicomError {
  return new DicomError({ code: 'attribute_missing', position, tag, path: path.toString() });
}
