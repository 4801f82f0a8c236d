// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Group lengths (gggg,0000): retired, but some old readers want them. PS3.5 §7.2

import { DirectoryGuard } from '../flow/directory-guard.js';
import { elementParts, placeOf } from '../flow/elements.js';
import { emitAll, HeldParts, lookaheadExceeded } from '../flow/file-meta.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import { type Part, undefinedLength } from '../part.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';
import { drop } from './drop.js';
import { isGroupLength } from './kinds.js';
import { sizeLimit } from './to-defined-lengths.js';

export interface GroupLengthsOptions {
  /** With `compute`, how many bytes of a group may be held back, each part counted with 64 more; 16 MiB by default. */
  readonly maxSize?: number | undefined;
}

/**
 * `remove`: leaves out the group lengths, in items too. `compute`: gives each group at the root the length that it has, whether
 * it had one or not; a group is held back until it is whole, or until its Pixel Data of defined length, which stand last in theirs.
 * The length of the file meta is always right, whatever flows there are.
 *
 *     through(toTransferSyntax('ELE'), groupLengths('compute'))
 *
 * A flow behind `compute` that changes sizes drops them again: so it stands last. `compute` fails with DicomError
 * `lookahead_exceeded` where a group is larger than `maxSize`, as one with encapsulated pixel data may be.
 */
export function groupLengths(action: 'remove' | 'compute', options: GroupLengthsOptions = {}): Flow {
  if (action === 'remove') return drop(isGroupLength);
  const maxSize = sizeLimit(options.maxSize);
  return declareFlow(() => new GroupMeasurer(maxSize), { resizes: 'nothing', needsLengths: true });
}

const pixelData = 0x7fe00010;
/** Data Set Trailing Padding (FFFC,FFFC) has no group length. PS3.10 §7.2 */
const paddingGroup = 0xfffc;
const noGroup = -1;

class GroupMeasurer implements FlowStage {
  readonly #held: HeldParts;
  readonly #guard = new DirectoryGuard();
  #encoder: Encoder | undefined;
  /** The group under way at the root. */
  #group = noGroup;
  #size = 0;
  /** The first part of it. */
  #first: Part | undefined;
  /** Whether its length has been written, so that the rest passes. */
  #isWritten = false;
  #droppingGroupLength = false;

  constructor(maxSize: number) {
    this.#held = new HeldParts(maxSize);
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#droppingGroupLength) {
      this.#droppingGroupLength = !part.last;
      return undefined;
    }
    const { kind } = part;
    const begins = part.depth === 0 && !part.meta && (kind === 'header' || kind === 'sequence' || kind === 'fragments');
    if (!begins) return this.#pass(part, emit);
    const group = part.tag >>> 16;
    const flushed = group === this.#group ? undefined : this.#flush(0, emit);
    return flushed === undefined ? this.#begin(part, emit) : flushed.then(() => this.#begin(part, emit));
  }

  end(emit: Emit): void | Promise<void> {
    return this.#flush(0, emit);
  }

  /** An element at the root. */
  #begin(part: Part, emit: Emit): void | Promise<void> {
    const group = part.tag >>> 16;
    if (group !== this.#group) {
      this.#group = group;
      this.#first = undefined;
      this.#size = 0;
      this.#isWritten = group === paddingGroup;
    }
    if (isGroupLength(part)) {
      this.#droppingGroupLength = !part.last;
      return undefined;
    }
    if (this.#isWritten && group !== paddingGroup) throw lookaheadExceeded(part);
    this.#first ??= part;
    const passed = this.#pass(part, emit);
    return part.tag === pixelData && part.kind === 'header' ? this.#flush(part.length, emit) : passed;
  }

  #pass(part: Part, emit: Emit): void | Promise<void> {
    if (this.#group === noGroup || this.#isWritten) return this.#emit(part, emit);
    this.#held.add(part);
    this.#size += part.size;
    return undefined;
  }

  /** The group's length, with `rest` bytes of it that are to come, and what is held of it. */
  #flush(rest: number, emit: Emit): void | Promise<void> {
    const parts = this.#held.take();
    const written = this.#isWritten || this.#first === undefined ? [] : this.#length(this.#first, this.#size + rest);
    this.#isWritten = true;
    for (const part of written) this.#guard.written += part.size;
    const pending = emitAll(written, emit);
    const emitHeld = (): void | Promise<void> => emitAll(parts, (part) => this.#emit(part, emit));
    return pending === undefined ? emitHeld() : pending.then(emitHeld);
  }

  /** Nothing where 32 bits do not hold it. */
  #length(first: Part, size: number): Part[] {
    if (size >= undefinedLength) return [];
    const encoder = this.#encoder as Encoder;
    const value = encoder.u32(size, first.bigEndian);
    return elementParts(encoder, placeOf(first), (this.#group << 16) >>> 0, 'UL', value);
  }

  #emit(part: Part, emit: Emit): void | Promise<void> {
    this.#guard.pass(part, part);
    return emit(part);
  }
}
