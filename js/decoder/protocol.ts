// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a decoder and its workers say to each other. A worker has one frame at a time, so nothing needs a number.

import type { DicomErrorFields } from '../errors.js';
import type { DecodedFrame, FrameJob } from '../wasm/codec.js';
import type { ModuleName } from '../wasm/load.js';

/** Told by the worker first of all: one that was loaded from elsewhere may be of another version. */
export const protocolVersion = 1;

/** To the worker. */
export type Order =
  /** Comes once, before the first frame that needs it, so that workers fetch and compile nothing. */
  | { readonly kind: 'module'; readonly name: ModuleName; readonly module: WebAssembly.Module }
  /** The memory of `job.encoded` is transferred. */
  | { readonly kind: 'decode'; readonly job: FrameJob };

/** From the worker. */
export type Report =
  | { readonly kind: 'ready'; readonly version: number }
  /** The memory of `frame.bytes` is transferred. `memory`: bytes that the worker's wasm modules hold. */
  | { readonly kind: 'decoded'; readonly frame: DecodedFrame; readonly memory: number }
  | { readonly kind: 'refused'; readonly error: DicomErrorFields; readonly memory: number }
  /** The module is in the middle of something: the worker is of no use any more. */
  | { readonly kind: 'crashed' }
  /** An order did not arrive: this engine cannot post what it holds. */
  | { readonly kind: 'unfit' };
