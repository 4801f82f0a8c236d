// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Another transfer syntax.

import { declareFlow, type Flow } from '../flow/flow.js';
import { SyntaxConverter } from '../flow/syntax-converter.js';
import { transferSyntaxUid } from '../flow/transfer-syntaxes.js';

/**
 * Writes the data set in another transfer syntax: implicit VR little endian, explicit VR little endian or big endian, or deflated, which
 * are named by their UIDs, by the keywords of PS3.6 (`ImplicitVRLittleEndian`, `ExplicitVRLittleEndian`, `ExplicitVRBigEndian`,
 * `DeflatedExplicitVRLittleEndian`) or by `ILE`, `ELE`, `EBE` and `DELE`. What is in that syntax already passes byte for byte.
 *
 *     through(toTransferSyntax('ExplicitVRLittleEndian'))
 *
 * Values get the byte order of their VR, whatever the chunks; UN keeps its bytes (PS3.5 §6.2.2). In implicit VR the VRs of private
 * elements get lost: they are UN when they come back. Sequences and items end by delimiters. Bytes that have no meaning where
 * they stand are left out. Without file meta the data set alone is converted, but not to deflated, which nothing would then tell:
 * `withMeta()` in front gives it one.
 *
 * Fails with DicomError `transfer_syntax_unsupported` at encapsulated pixel data, unless they are in the target's syntax; where the
 * target is another one than the four, and the data set is not in it; where a data set has not been inflated.
 * @throws TypeError with code `argument_invalid` where `syntax` names no transfer syntax.
 */
export function toTransferSyntax(syntax: string): Flow {
  const uid = transferSyntaxUid(syntax);
  return declareFlow(() => new SyntaxConverter(uid), {});
}
