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
import { type BlankedRegion, type RegionBlanker, SegmentRedactor } from '../../wasm/redact.js';
import type { Recorder } from '../report.js';
import { frameSize, openBlanker } from './regions.js';
import { offsetsOf } from './offset-table.js';

const rle = '1.2.840.10008.1.2.5';
/** JPEG, JPEG-LS, JPEG 2000 with part 2, HTJ2K. PS3.5 §10 */
const codestreams = /^1\.2\.840\.10008\.1\.2\.4\.(?:5\d|6[0-6]|70|8[01]|9[0-3]|20[1-3])$/;

/** Whether the frames of the transfer syntax are codestreams that segments are known of. */
export function hasSegments(transferSyntax: string): boolean {
  return codestreams.test(transferSyntax);
}

export class PixelGuard {
  readonly #module: ImageModule | undefined;
  readonly #transferSyntax: string;
  readonly #regions: readonly BlankedRegion[];
  readonly #recorder: Recorder;
  /** Group 0028 of the root, as it stands in front of the pixels. */
  readonly #attributes = new PartCollector();
  #redactor: SegmentRedactor | undefined;
  #blanker: RegionBlanker | undefined;
  /** Of the next byte in the value, or of the next fragment's first in the pixels. */
  #offset = 0;
  #frameSize = 0;
  /** Where the last frame ends in a value that has more; Infinity where it is not to be cut. */
  #end = Infinity;
  /** Positions of fragments at which frames begin, behind the table. */
  #offsets: ReadonlySet<number> | undefined;
  #position = 0;
  #isInFrame = false;

  constructor(
    module: ImageModule | undefined,
    transferSyntax: string,
    regions: readonly BlankedRegion[],
    recorder: Recorder,
  ) {
    this.#module = module;
    this.#transferSyntax = transferSyntax;
    this.#regions = regions;
    this.#recorder = recorder;
  }

  /** Shown everything in front of the pixels. */
  look(part: Part): void {
    if (part.tag >>> 16 === 0x0028 && part.depth === 0 && !part.meta) this.#attributes.add(part);
  }

  /** An element that holds native pixels begins. */
  beginNative(header: Part): void {
    this.#offset = 0;
    this.#end = Infinity;
    if (this.#transferSyntax !== '' && nativeForm(this.#transferSyntax) === undefined) {
      // Nobody can tell fragments without their headers, or samples that are not compressed, from what is hidden among them.
      throw new DicomError({ code: 'transfer_syntax_unsupported', position: header.position, tag: header.tag });
    }
    const description = this.#describe(header);
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
    if (this.#blanker === undefined && !isBehind) return part;
    const bytes = this.#blanker?.blank(part.bytes, begin) ?? part.bytes.slice();
    if (isBehind) bytes.fill(0, Math.max(0, this.#end - begin));
    return part.withBytes(bytes);
  }

  /** Encapsulated data begin; `isPixels` at the root. */
  beginFragments(part: Part, isPixels: boolean): void {
    this.#release();
    this.#isInFrame = false;
    this.#offsets = undefined;
    this.#position = 0;
    const syntax = this.#transferSyntax;
    if (hasSegments(syntax)) this.#redactor = new SegmentRedactor(this.#module as ImageModule);
    else if (syntax !== rle && syntax !== encapsulatedUncompressed && nativeForm(syntax) === undefined)
      this.#recorder.review('codestream_not_searched');
    if (!isPixels || this.#regions.length === 0) return;
    // What is decoded is native, or where that is too long for one value a fragment for each frame.
    const description = this.#describe(part);
    if (syntax !== encapsulatedUncompressed || description === undefined) throw attributeMissing(part);
    this.#frameSize = Math.ceil(frameSize(description));
    this.#openBlanker(part, description);
  }

  /** The offsets of the Basic Offset Table as they may stand; nothing where they are none. */
  offsets(bytes: Uint8Array): Uint8Array {
    const offsets = offsetsOf(bytes);
    if (offsets === undefined) return bytes.subarray(0, 0);
    this.#offsets = new Set(offsets);
    return bytes;
  }

  beginFragment(part: Part): void {
    const beginsFrame = this.#offsets?.has(this.#position) === true;
    if (beginsFrame && this.#isInFrame) this.#redactor?.endFrame();
    this.#isInFrame = true;
    this.#position += 8 + part.length;
    this.#offset = (part.index - 1) * this.#frameSize;
  }

  /** The next bytes of a fragment. */
  fragment(part: Part): Part {
    const begin = this.#offset;
    this.#offset += part.size;
    if (this.#redactor !== undefined) return part.withBytes(this.#redactor.redact(part.bytes));
    return this.#blanker === undefined ? part : part.withBytes(this.#blanker.blank(part.bytes, begin));
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
  }

  #openBlanker(part: Part, description: PixelDescription): void {
    this.#release();
    if (this.#regions.length === 0) return;
    this.#blanker = openBlanker(this.#module as ImageModule, description, this.#regions, part.bigEndian);
  }

  /** `undefined` where nobody can say, which matters where there are regions to be found. */
  #describe(part: Part): PixelDescription | undefined {
    try {
      return describePixels(this.#attributes.dataset, { tag: part.tag });
    } catch (error) {
      if (this.#regions.length > 0) throw error instanceof DicomError ? error : attributeMissing(part);
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
