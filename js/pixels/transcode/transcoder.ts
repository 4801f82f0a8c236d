// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts whose pixel data are encoded, to parts whose pixel data are decoded. What describes the pixels stands in front of them and
// depends on them: so all is held back until the first frame has been decoded.

import { FloatPixelData, PixelData } from '../../dictionary/tags.js';
import { DicomError } from '../../errors.js';
import { emitAll, HeldParts } from '../../flow/file-meta.js';
import type { Emit } from '../../flow/flow.js';
import type { Part } from '../../part.js';
import { formatTag, Path } from '../../path.js';
import { type FrameDecoder, localDecoder } from '../../wasm/codec.js';
import type { Encoder } from '../../wasm/encode.js';
import { defaultMaxFrameSize, describePixels, type ImageDescription } from '../describe.js';
import type { Display } from '../display/display.js';
import { isBareCodestream, openAssembler } from '../encoded/assemble.js';
import { encodingOf } from '../encoded/encoding.js';
import { offsetTableTags } from '../encoded/extended-offsets.js';
import type { PixelDataForm } from '../encoded/frame-context.js';
import { HeldLevel } from './held-level.js';
import type { PartMaker } from './part-maker.js';
import { type PixelForm, PixelRun } from './pixel-run.js';

export interface TranscoderOptions {
  readonly maker: PartMaker;
  /** As the file declares it. */
  readonly transferSyntax: string;
  readonly form: PixelForm;
  /** Bytes that may be held back. */
  readonly maxSize: number;
  readonly maxFrameSize?: number | undefined;
  readonly decoder?: FrameDecoder | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes that one value may have. PS3.5 §7.1.2 */
  readonly maxLength?: number | undefined;
}

/** Frames that are decoded at a time beside this thread, and bytes that they may take. */
const maxAhead = 8;
const maxAheadSize = 2 ** 28;

/** Nobody sees these frames. */
const noDisplay: Display = {
  rescale: { slope: 1, intercept: 0 },
  windows: [],
  voiFunction: 'LINEAR',
  voiLuts: [],
  overlays: [],
  pixelAspectRatio: 1,
};

export class Transcoder {
  /** Whether Pixel Data are written a fragment a frame: known with the first part that is emitted. */
  isEncapsulated: boolean;
  readonly #encoder: Encoder;
  readonly #options: TranscoderOptions;
  readonly #held: HeldParts;
  /** The data set, and the items that are open, while something is held back. */
  readonly #levels: HeldLevel[];
  /** Whether nothing is held back any more. */
  #isFree = false;
  #run: PixelRun | undefined;

  constructor(encoder: Encoder, options: TranscoderOptions) {
    this.#encoder = encoder;
    this.#options = options;
    this.isEncapsulated = options.form === 'encapsulated';
    this.#held = new HeldParts(options.maxSize);
    this.#levels = [new HeldLevel(this.#held)];
  }

  release(): void {
    this.#run?.release();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#run !== undefined) return this.#runOn(this.#run, part, emit);
    if (this.#isFree) return emit(part);
    switch (part.kind) {
      case 'fragments':
        if (part.tag === PixelData) return this.#begin(part, emit);
        break;
      case 'header':
      case 'sequence':
        if (part.depth > 0 || part.meta || part.tag < FloatPixelData) break;
        return part.tag === PixelData ? this.#beginNative(part, emit) : this.#free(part, emit);
      case 'deflated':
      case 'unparsed':
        return this.#free(part, emit);
      case 'item':
        this.#held.add(part);
        this.#levels.push(new HeldLevel(this.#held));
        return undefined;
      case 'itemEnd':
        this.#levels.pop();
        break;
      default:
    }
    this.#hold(part);
    return undefined;
  }

  end(emit: Emit): void | Promise<void> {
    return this.#isFree ? undefined : this.#free(undefined, emit);
  }

  get #level(): HeldLevel {
    return this.#levels[this.#levels.length - 1] as HeldLevel;
  }

  #hold(part: Part): void {
    this.#held.add(part);
    this.#level.note(part);
  }

  /** There are no encoded pixel data to come at the root. */
  #free(part: Part | undefined, emit: Emit): void | Promise<void> {
    this.#isFree = true;
    const parts = this.#held.take();
    return emitAll(part === undefined ? parts : [...parts, part], emit);
  }

  /** Native Pixel Data pass as they are, unless they are to be encapsulated, or are encoded all the same. */
  #beginNative(part: Part, emit: Emit): void | Promise<void> {
    const { transferSyntax } = this.#options;
    const { length } = part;
    if (this.#options.form === 'encapsulated') return this.#begin(part, emit);
    try {
      const description = this.#describe(part);
      if (isBareCodestream(description, { encapsulated: false, transferSyntax, length }))
        return this.#begin(part, emit);
    } catch {
      // What is no image is no codestream.
    }
    return this.#free(part, emit);
  }

  async #begin(part: Part, emit: Emit): Promise<void> {
    const { transferSyntax, maxFrameSize = defaultMaxFrameSize, decoder = localDecoder, signal } = this.#options;
    const { position, tag, bigEndian, vr, length } = part;
    const isRoot = part.depth === 0;
    const encapsulated = part.kind === 'fragments';
    try {
      if (encapsulated && encodingOf(transferSyntax) === 'video')
        throw new DicomError({ code: 'video_unsupported', tag });
      const description = this.#describe(part);
      const form: PixelDataForm = { tag, encapsulated, transferSyntax, bigEndian, vr, length, position };
      const level = this.#level;
      const [offsets, lengths] = offsetTableTags.map((tableTag) => level.bytes(tableTag));
      const assembler = await openAssembler(description, form, {
        // Runs of one byte each make an RLE frame twice its size.
        maxEncodedSize: 2 * maxFrameSize + 64,
        extended: offsets?.length ? { offsets, lengths: lengths as Uint8Array } : undefined,
      });
      this.#run = new PixelRun(part, description, assembler, level, {
        ...{
          maker: this.#options.maker,
          encoder: this.#encoder,
          decoder,
          ahead: this.#aheadFor(description),
          maxFrameSize,
          signal,
        },
        form: isRoot ? this.#options.form : 'native',
        maxLength: this.#options.maxLength ?? 0xfffffffe,
        release: (isEncapsulated) => {
          if (!isRoot) return undefined;
          this.isEncapsulated = isEncapsulated;
          return this.#free(undefined, emit);
        },
      });
    } catch (error) {
      throw located(error, part);
    }
    await this.#runOn(this.#run, part, emit);
  }

  #runOn(run: PixelRun, part: Part, emit: Emit): void | Promise<void> {
    const out: Emit = run.first.depth === 0 ? emit : (made) => this.#hold(made);
    try {
      return run.take(part, out)?.then(
        () => {
          if (run.isOver) this.#run = undefined;
        },
        (error: unknown) => {
          throw located(error, run.first);
        },
      );
    } catch (error) {
      throw located(error, run.first);
    }
  }

  /** This thread decodes one frame after the other; beside it several are decoded, as long as they are not large. */
  #aheadFor({ rows, columns, samplesPerPixel, bitsAllocated }: ImageDescription): number {
    const size = (rows * columns * samplesPerPixel * bitsAllocated) / 8;
    return this.#options.decoder === undefined ? 0 : Math.min(maxAhead, Math.floor(maxAheadSize / size));
  }

  #describe(part: Part): ImageDescription {
    const { maxFrameSize } = this.#options;
    return { ...describePixels(this.#level, { maxFrameSize, tag: part.tag }), displayOf: () => noDisplay };
  }
}

/** With the place of the pixel data, where the error has none of its own. */
function located(error: unknown, { position, tag: pixelData, parent }: Part): unknown {
  if (!(error instanceof DicomError)) return error;
  const { code, tag = pixelData, quirk } = error;
  const path = tag === 0x00020010 ? formatTag(tag) : new Path(parent, tag).toString();
  return new DicomError({ code, quirk, tag, path, position: error.position ?? position });
}
