// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Choosing what turns the bytes of the pixel data, cut anywhere, into frames. It holds one frame, whatever the file's size.

import { TransferSyntaxUID } from '../dictionary/tags.js';
import { loadImageModule } from '../wasm/image.js';
import type { ImageDescription } from './describe.js';
import { FragmentAssembler } from './fragments.js';
import { type FrameAssembler, FrameContext, type PixelDataForm } from './frame-context.js';
import { swapsWords } from './frame-ranges.js';
import { NativeAssembler, nativeSize } from './native.js';

/** RLE Lossless. PS3.5 §A.4.2 */
const rleSyntax = '1.2.840.10008.1.2.5';

/** JPEG in all its kinds, MPEG, RLE. PS3.5 §A.4 */
const compressedSyntax = /^1\.2\.840\.10008\.1\.2\.(4\.|5$)/;

/**
 * An assembler for one image; loads the image module where its frames take one to decode. `only`: the bytes are those of this
 * one frame, as `frameRanges` has them.
 * @throws DicomError `transfer_syntax_unsupported`, or `attribute_invalid` where the attributes do not go together.
 */
export async function openAssembler(
  description: ImageDescription,
  form: PixelDataForm,
  only?: number,
): Promise<FrameAssembler> {
  const context = new FrameContext(description, form.position);
  if (form.encapsulated) {
    if (form.transferSyntax !== rleSyntax) throw context.error('transfer_syntax_unsupported', TransferSyntaxUID);
    return new FragmentAssembler(context, await loadImageModule(), only);
  }
  // The pixel data were decompressed and the transfer syntax left as it was, or a codestream was written without fragments.
  if (compressedSyntax.test(form.transferSyntax) && form.length !== nativeSize(description)) {
    throw context.error('transfer_syntax_unsupported', TransferSyntaxUID);
  }
  const swapWords = swapsWords(description, form);
  const arranged = swapWords || description.planar;
  return new NativeAssembler(
    context,
    form.length,
    swapWords,
    arranged ? await loadImageModule() : undefined,
    only ?? 0,
  );
}
