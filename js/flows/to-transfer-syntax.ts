// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Another transfer syntax.

import { misuse } from '../errors.js';
import { declareFlow, type Flow } from '../flow/flow.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import { SyntaxConverter, type TransferSyntaxOptions } from './converting/syntax-converter.js';
import { sizeLimit } from './to-defined-lengths.js';

export type { TransferSyntaxOptions } from './converting/syntax-converter.js';

/**
 * Writes the data set in another transfer syntax: implicit VR little endian, explicit VR little endian or big endian, or deflated, which
 * are named by their UIDs, by the keywords of PS3.6 (`ImplicitVRLittleEndian`, `ExplicitVRLittleEndian`, `ExplicitVRBigEndian`,
 * `DeflatedExplicitVRLittleEndian`) or by `ILE`, `ELE`, `EBE` and `DELE`; or `EncapsulatedUncompressedExplicitVRLittleEndian`. What is
 * in that syntax already passes byte for byte.
 *
 *     through(toTransferSyntax('ExplicitVRLittleEndian'))
 *
 * Encapsulated pixel data are decoded, frame by frame, those of icons too, and what describes them is put right: Photometric
 * Interpretation, Planar Configuration, samples, rows, columns and bits, as the codestream has them; tables of offsets go. All else
 * stays. Until the first frame is decoded, what stands in front of it is held back; then one frame at a time. What is to be explicit VR
 * little endian and has more than 4 GiB of pixels becomes Encapsulated Uncompressed. What decoding tolerates goes along as notes.
 *
 * Values get the byte order of their VR, whatever the chunks; UN keeps its bytes (PS3.5 §6.2.2). In implicit VR the VRs of private
 * elements get lost: they are UN when they come back, but with `privateVrs`. Sequences and items end by delimiters. Bytes that have no
 * meaning where they stand are left out. Without file meta the data set alone is converted, but neither to deflated nor from or to
 * encapsulated pixel data, which nothing would then tell: `withMeta()` in front gives it one.
 *
 * Fails with DicomError `transfer_syntax_unsupported` where the target is another one, and the data set is not in it; at encapsulated
 * pixel data that nothing declares, or that are elsewhere (JPIP), or in an encoding that is not decoded (`video_unsupported`, `jpeg_xl_unsupported`); where a data set
 * has not been inflated. With `lookahead_exceeded` where too much stands in front of the first frame; `value_too_long` where the pixels
 * are more than 4 GiB and the target has no form for them; `attribute_invalid` where frames differ in form, or there are more than
 * Number of Frames says; `frame_missing`, and what else decoding fails with.
 * @throws TypeError with code `argument_invalid` where `syntax` names no transfer syntax, or a limit is none.
 */
export function toTransferSyntax(syntax: string, options: TransferSyntaxOptions = {}): Flow {
  const uid = transferSyntaxUid(syntax);
  const maxSize = sizeLimit(options.maxSize);
  if (!(options.maxFrameSize === undefined || options.maxFrameSize > 0)) {
    throw misuse('argument_invalid', 'maxFrameSize is a positive number of bytes');
  }
  return declareFlow(() => new SyntaxConverter(uid, { ...options, maxSize }), {});
}
