// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the bench asks of a decoder, whoever wrote it.

/** An encoded frame in, its samples out, in memory of their own. */
export type PeerDecode = (encoded: Uint8Array) => Uint8Array;

/** What decoders that do not read it from the codestream have to be told. */
export interface DeclaredFrame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
  readonly photometricInterpretation: string;
}
