// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Sequences and items that declare their lengths.

import { misuse } from '../errors.js';
import { DirectoryGuard } from '../flow/directory-guard.js';
import { remade } from '../flow/elements.js';
import { defaultMaxSize, emitAll, HeldParts, lookaheadExceeded } from '../flow/file-meta.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import { type Part, undefinedLength } from '../part.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';
import { isGroupLength } from './kinds.js';

export interface DefinedLengthsOptions {
  /** How many bytes of a sequence at the root may be held back, each part counted with 64 more; 16 MiB by default. */
  readonly maxSize?: number | undefined;
}

/**
 * Declares the lengths of all sequences and items, so that no delimiters are needed, and leaves out group lengths, which that
 * makes wrong. Each sequence at the root is held back until it is whole. Encapsulated pixel data stay as they are, and sequences of
 * VR UN, which only their undefined length tells from bytes (PS3.5 §6.2.2).
 *
 *     through(toDefinedLengths({ maxSize: 64 * 1024 * 1024 }))
 *
 * A flow behind it that resizes what is in a sequence gives that sequence a delimiter again: so it stands last.
 * Fails with DicomError `lookahead_exceeded` where a sequence is larger than `maxSize`, and with `directory_offsets_stale` on a
 * DICOMDIR whose records would move.
 */
export function toDefinedLengths(options: DefinedLengthsOptions = {}): Flow {
  const maxSize = sizeLimit(options.maxSize);
  return declareFlow(() => new LengthDefiner(maxSize), { resizes: 'nothing', needsLengths: true });
}

/** @internal A limit that the caller gives. */
export function sizeLimit(maxSize = defaultMaxSize): number {
  if (maxSize > 0) return maxSize;
  throw misuse('argument_invalid', 'maxSize is a positive number of bytes');
}

/** A sequence or item that is not over. */
interface Level {
  /** Of its header among the held parts. */
  readonly index: number;
  /** How many bytes were held when its content began. */
  readonly size: number;
}

class LengthDefiner implements FlowStage {
  readonly #held: HeldParts;
  readonly #guard = new DirectoryGuard();
  readonly #levels: Level[] = [];
  /** What the held parts come from. */
  #originals: Part[] = [];
  /** Bytes of the held parts, as they go out. */
  #size = 0;
  #encoder: Encoder | undefined;
  #droppingGroupLength = false;

  constructor(maxSize: number) {
    this.#held = new HeldParts(maxSize);
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#dropsGroupLength(part)) return undefined;
    if (this.#levels.length === 0 && part.kind !== 'sequence') {
      this.#guard.pass(part, part);
      return emit(part);
    }
    switch (part.kind) {
      case 'sequence':
      case 'item':
        this.#levels.push({ index: this.#originals.length, size: this.#size + part.size });
        this.#hold(part, part);
        return undefined;
      case 'sequenceEnd':
      case 'itemEnd':
        this.#close(part);
        return this.#levels.length > 0 ? undefined : this.#release(emit);
      default:
        this.#hold(part, part);
        return undefined;
    }
  }

  #hold(part: Part, original: Part): void {
    this.#held.add(part);
    this.#originals.push(original);
    this.#size += part.size;
  }

  #close(end: Part): void {
    const { index, size } = this.#levels.pop() as Level;
    const header = this.#held.parts[index] as Part;
    if (header.vr === 'UN') return this.#hold(end, end);
    const length = this.#size - size;
    if (length >= undefinedLength) throw lookaheadExceeded(header);
    if (header.length !== length) {
      const bytes = this.#header(header, length);
      this.#held.parts[index] = remade(header, { length, bytes });
    }
    this.#hold(end.size === 0 ? end : end.withBytes(new Uint8Array()), end);
  }

  #header(part: Part, length: number): Uint8Array {
    const isItem = part.kind === 'item';
    const encoder = this.#encoder as Encoder;
    return encoder.header(isItem ? 0xfffee000 : part.tag, isItem ? '' : part.vr, length, part);
  }

  #release(emit: Emit): void | Promise<void> {
    const parts = this.#held.take();
    parts.forEach((part, i) => this.#guard.pass(part, this.#originals[i] as Part));
    this.#originals = [];
    this.#size = 0;
    return emitAll(parts, emit);
  }

  #dropsGroupLength(part: Part): boolean {
    if (this.#droppingGroupLength) {
      this.#droppingGroupLength = !part.last;
      return true;
    }
    if (part.kind !== 'header' || !isGroupLength(part)) return false;
    this.#droppingGroupLength = !part.last;
    return true;
  }
}
