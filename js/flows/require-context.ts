// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Only data sets of certain SOP classes and transfer syntaxes.

import { DicomError } from '../errors.js';
import { emitAll, HeldMeta, HeldParts, joined, uidOf } from '../flow/file-meta.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import { nativeSyntaxOf, transferSyntaxUid } from '../flow/transfer-syntaxes.js';
import type { Part } from '../part.js';
import { sizeLimit } from './to-defined-lengths.js';

/** What is allowed together: a SOP class in a transfer syntax. What is left out may be any. */
export interface AllowedContext {
  /** A UID. */
  readonly sopClass?: string | undefined;
  /** A UID, a keyword of PS3.6 or an abbreviation of a native one: `ExplicitVRLittleEndian`, `ELE`. */
  readonly transferSyntax?: string | undefined;
}

export interface RequireContextOptions {
  /** How many bytes may be held back until the SOP class is known, each part counted with 64 more; 16 MiB by default. */
  readonly maxSize?: number | undefined;
}

/**
 * Passes a data set of one of the contexts as it is, and fails with DicomError `context_not_allowed` on any other. Its SOP class is
 * that of the file meta (Media Storage SOP Class UID), or else SOP Class UID (0008,0016); its transfer syntax that of the file meta, or
 * else the one that its first element is written in. Nothing goes out before that is decided. No contexts allow nothing.
 *
 *     through(requireContext([{ sopClass: '1.2.840.10008.5.1.4.1.1.2' }, { transferSyntax: 'ELE' }]))
 *
 * @throws TypeError with code `argument_invalid` where a transfer syntax is none.
 */
export function requireContext(contexts: readonly AllowedContext[], options: RequireContextOptions = {}): Flow {
  const maxSize = sizeLimit(options.maxSize);
  const allowed = contexts.map(({ sopClass, transferSyntax }) => ({
    sopClass,
    transferSyntax: transferSyntax === undefined ? undefined : transferSyntaxUid(transferSyntax),
  }));
  return declareFlow(() => new ContextGate(allowed, maxSize), { resizes: 'nothing' });
}

const mediaStorageSopClass = 0x00020002;
const transferSyntaxTag = 0x00020010;
const sopClassTag = 0x00080016;

class ContextGate implements FlowStage {
  readonly #allowed: readonly AllowedContext[];
  readonly #meta = new HeldMeta();
  readonly #held: HeldParts;
  #isOpen = false;
  #transferSyntax: string | undefined;
  /** The contexts that the transfer syntax leaves; `undefined` before it is known. */
  #left: readonly AllowedContext[] | undefined;
  #sopClass: Part[] | undefined;

  constructor(allowed: readonly AllowedContext[], maxSize: number) {
    this.#allowed = allowed;
    this.#held = new HeldParts(maxSize);
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#isOpen) return emit(part);
    if (this.#left === undefined) {
      if (this.#meta.hold(part)) return undefined;
      if (this.#readMeta(part)) return this.#open(part, emit);
    }
    return this.#look(part, emit);
  }

  end(emit: Emit): void | Promise<void> {
    if (this.#isOpen || (this.#meta.parts.length === 0 && this.#held.parts.length === 0)) return undefined;
    const [first] = this.#meta.parts;
    if (this.#left !== undefined || first === undefined || !this.#readMeta(first)) this.#decide(undefined, first);
    return this.#open(undefined, emit);
  }

  /** Whether the file meta alone, and how `part` behind it is written, are enough: then it is decided. */
  #readMeta(part: Part): boolean {
    const { explicitVR, bigEndian, inflated } = part;
    this.#transferSyntax = this.#meta.uid(transferSyntaxTag) ?? nativeSyntaxOf({ explicitVR, bigEndian, inflated });
    this.#left = this.#allowed.filter(
      ({ transferSyntax }) => transferSyntax === undefined || transferSyntax === this.#transferSyntax,
    );
    const sopClass = this.#meta.uid(mediaStorageSopClass);
    const isEnough = sopClass !== undefined || this.#left.every((context) => context.sopClass === undefined);
    if (isEnough) this.#decide(sopClass, part);
    return isEnough;
  }

  /** Holds the data set back up to its SOP class. */
  #look(part: Part, emit: Emit): void | Promise<void> {
    if (this.#sopClass !== undefined) {
      this.#sopClass.push(part);
      if (part.last) {
        this.#decide(uidOf(joined(this.#sopClass)), part);
        return this.#open(part, emit);
      }
    } else if (part.kind === 'deflated' || (part.depth === 0 && part.tag >= sopClassTag && part.kind !== 'note')) {
      if (part.tag === sopClassTag && part.kind === 'header' && !part.last) this.#sopClass = [];
      else {
        this.#decide(undefined, part);
        return this.#open(part, emit);
      }
    }
    this.#held.add(part);
    return undefined;
  }

  #decide(sopClass: string | undefined, part: Part | undefined): void {
    const isAllowed = this.#left?.some((context) => context.sopClass === undefined || context.sopClass === sopClass);
    if (isAllowed !== true) throw new DicomError({ code: 'context_not_allowed', position: part?.position });
    this.#isOpen = true;
  }

  #open(part: Part | undefined, emit: Emit): void | Promise<void> {
    return emitAll([...this.#meta.take(), ...this.#held.take(), ...(part === undefined ? [] : [part])], emit);
  }
}
