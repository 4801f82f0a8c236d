// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Choosing what cuts the bytes of the pixel data, in whatever pieces they come, into frames. It holds one frame at a time.

import { PhotometricInterpretation, TransferSyntaxUID } from '../../dictionary/tags.js';
import { type ImageModule, loadImageModule } from '../../wasm/image.js';
import type { ImageDescription } from '../describe.js';
import { isCompressed } from './encoding.js';
import type { ExtendedOffsets } from './extended-offsets.js';
import { FragmentAssembler } from './fragments.js';
import type { EncodedFrame } from './encoded-frame.js';
import { type FrameAssembler, FrameContext, type PixelDataForm } from './frame-context.js';
import { NativeAssembler, nativeSize } from './native.js';

/** Whether a codestream was written without fragments; else the pixel data were decompressed, and the transfer syntax stayed. */
export function isBareCodestream(
  description: ImageDescription,
  { encapsulated, transferSyntax, length }: Pick<PixelDataForm, 'encapsulated' | 'transferSyntax' | 'length'>,
): boolean {
  return !encapsulated && isCompressed(transferSyntax) && length !== nativeSize(description);
}

export interface AssemblerOptions {
  /** Bytes that an encoded frame may have at most. */
  readonly maxEncodedSize: number;
  /** The bytes are those of this one frame, as an index has them. */
  readonly only?: number | undefined;
  readonly extended?: ExtendedOffsets | undefined;
}

/**
 * An assembler for one image; loads the image module where its frames take it.
 * @throws DicomError `transfer_syntax_unsupported`, or `attribute_invalid` where the attributes do not go together.
 */
export async function openAssembler(
  description: ImageDescription,
  form: PixelDataForm,
  { maxEncodedSize, only, extended }: AssemblerOptions,
): Promise<FrameAssembler> {
  const context = new FrameContext(description, form, maxEncodedSize);
  if (form.encapsulated) {
    return new FragmentAssembler(context, await loadImageModule(), { only, extended });
  }
  if (isBareCodestream(description, form)) return new ValueAssembler(context, await loadImageModule(), form.length);
  // No way to store them is defined but as MPEG has them. PS3.3 §C.7.6.3.1.2
  if (description.photometricInterpretation === 'YBR_PARTIAL_420' && form.length !== nativeSize(description)) {
    throw context.error('attribute_invalid', PhotometricInterpretation);
  }
  // One-bit frames are strung together, cut and drawn there.
  if (description.bitsAllocated === 1) await loadImageModule();
  return new NativeAssembler(context, form, only ?? 0);
}

/** A value that is one codestream, as its first bytes have to show. */
class ValueAssembler implements FrameAssembler {
  readonly lends = true;
  readonly #context: FrameContext;
  readonly #fragment: FragmentAssembler;
  readonly #length: number;
  #begun = false;

  constructor(context: FrameContext, module: ImageModule, length: number) {
    this.#context = context;
    this.#fragment = new FragmentAssembler(context, module, { only: 0 });
    this.#length = length;
  }

  begin(): Iterable<EncodedFrame> {
    throw this.#context.error('sequence_malformed');
  }

  *write(bytes: Uint8Array): Generator<EncodedFrame, void, undefined> {
    if (!this.#begun) {
      this.#begun = true;
      yield* this.#fragment.begin(0); // no offset table
      yield* this.#fragment.begin(this.#length);
    }
    yield* this.#fragment.write(bytes);
  }

  *end(): Generator<EncodedFrame, void, undefined> {
    for (const frame of this.#fragment.end()) {
      if (!this.#fragment.isRecognized) throw this.#context.error('transfer_syntax_unsupported', TransferSyntaxUID);
      yield { ...frame, notes: [...frame.notes, this.#context.note('fragments_missing')] };
    }
    if (this.#context.description.numberOfFrames > 1) throw this.#context.error('frame_missing');
  }

  release(): void {
    this.#fragment.release();
  }
}
