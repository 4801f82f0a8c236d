// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Another transfer syntax: what `toTransferSyntax` does.

import { DicomError } from '../errors.js';
import { elementParts, placeOf } from './elements.js';
import { emitAll, HeldMeta } from './file-meta.js';
import type { Emit, FlowStage } from './flow.js';
import { Reencoder } from './reencoder.js';
import { isSameForm, nativeForm, nativeSyntaxOf } from './transfer-syntaxes.js';
import type { Part } from '../part.js';
import { padValue } from '../values/encode/value-bytes.js';
import { type Encoder, openEncoder } from '../wasm/encode.js';

const transferSyntaxTag = 0x00020010;

export class SyntaxConverter implements FlowStage {
  readonly #uid: string;
  readonly #meta = new HeldMeta();
  #encoder: Encoder | undefined;
  #isBegun = false;
  /** `undefined` where the data set is in the target's syntax already. */
  #reencoder: Reencoder | undefined;

  constructor(uid: string) {
    this.#uid = uid;
  }

  async start(): Promise<void> {
    this.#encoder = await openEncoder();
  }

  readonly resizes = (): boolean => this.#reencoder !== undefined;

  part(part: Part, emit: Emit): void | Promise<void> {
    if (!this.#isBegun) {
      if (this.#meta.hold(part)) return undefined;
      const pending = this.#begin(part, emit);
      if (pending !== undefined) return pending.then(() => this.#pass(part, emit));
    }
    return this.#pass(part, emit);
  }

  end(emit: Emit): void | Promise<void> {
    return this.#isBegun ? undefined : this.#begin(undefined, emit);
  }

  #pass(part: Part, emit: Emit): void | Promise<void> {
    const converted = this.#reencoder === undefined ? part : this.#reencoder.convert(part);
    return converted === undefined ? undefined : emit(converted);
  }

  /** The file meta is whole, and what follows it is written as `first` is. */
  #begin(first: Part | undefined, emit: Emit): void | Promise<void> {
    this.#isBegun = true;
    const target = nativeForm(this.#uid);
    const isMeta = this.#meta.parts.some(({ meta }) => meta);
    const declared = this.#meta.uid(transferSyntaxTag);
    const actual = declared ?? (first === undefined ? undefined : nativeSyntaxOf(first));
    const isDeflated = first?.kind === 'deflated';
    const isAsDeclared = target === undefined || first === undefined || isDeflated || isSameForm(first, target);
    if (actual === this.#uid && isAsDeclared) return emitAll(this.#meta.take(), emit);
    if (!isMeta && first === undefined) return emitAll(this.#meta.take(), emit);
    if (target === undefined || (target.inflated && !isMeta)) {
      throw new DicomError({ code: 'transfer_syntax_unsupported', position: first?.position, tag: transferSyntaxTag });
    }
    this.#reencoder = new Reencoder(this.#encoder as Encoder, target);
    return emitAll(isMeta ? this.#declare() : this.#meta.take(), emit);
  }

  /** The file meta with the new transfer syntax. */
  #declare(): Part[] {
    const parts = this.#meta.take();
    const rest = parts.filter(({ tag, kind }) => tag !== transferSyntaxTag || kind === 'note');
    const isHeader = ({ kind, meta }: Part): boolean => meta && kind === 'header';
    const old = parts.find((part) => isHeader(part) && part.tag === transferSyntaxTag) ?? parts.find(isHeader);
    if (old === undefined) return rest;
    const value = padValue(new TextEncoder().encode(this.#uid), 'UI');
    const behind = rest.findIndex((part) => isHeader(part) && part.tag > transferSyntaxTag);
    const at = behind < 0 ? lastMeta(rest) + 1 : behind;
    const element = elementParts(this.#encoder as Encoder, placeOf(old), transferSyntaxTag, 'UI', value);
    return [...rest.slice(0, at), ...element, ...rest.slice(at)];
  }
}

function lastMeta(parts: readonly Part[]): number {
  for (let i = parts.length - 1; i >= 0; i--) if (parts[i]?.meta === true) return i;
  return -1;
}
