// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Choosing what cuts the bytes of the pixel data, in whatever pieces they come, into frames. It holds one frame at a time.

import { PhotometricInterpretation, TransferSyntaxUID } from '../../dictionary/tags.js';
import { loadImageModule } from '../../wasm/image.js';
import type { ImageDescription } from '../describe.js';
import { isCompressed } from './encoding.js';
import type { ExtendedOffsets } from './extended-offsets.js';
import { FragmentAssembler } from './fragments.js';
import { type FrameAssembler, FrameContext, type PixelDataForm } from './frame-context.js';
import { NativeAssembler, nativeSize } from './native.js';

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
  // The pixel data were decompressed and the transfer syntax left as it was, or a codestream was written without fragments.
  if (isCompressed(form.transferSyntax) && form.length !== nativeSize(description)) {
    throw context.error('transfer_syntax_unsupported', TransferSyntaxUID);
  }
  // No way to store them is defined but as MPEG has them. PS3.3 §C.7.6.3.1.2
  if (description.photometricInterpretation === 'YBR_PARTIAL_420' && form.length !== nativeSize(description)) {
    throw context.error('attribute_invalid', PhotometricInterpretation);
  }
  // One-bit frames are strung together, cut and drawn there.
  if (description.bitsAllocated === 1) await loadImageModule();
  return new NativeAssembler(context, form, only ?? 0);
}
