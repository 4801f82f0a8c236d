// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The file meta information, held back until it is whole: what decides, or changes, stands at its end. PS3.10 §7.1

import { DicomError } from '../errors.js';
import type { Part } from '../part.js';
import { latin1Text } from '../values/ascii.js';

/** Room for any file meta: certificates may stand in it. */
const maxMetaSize = 1024 * 1024;

/** What flows may hold back, in bytes, unless told otherwise. */
export const defaultMaxSize = 16 * 1024 * 1024;

/** What a held part costs beside its bytes. */
const partCost = 64;

/** Parts held back, up to a limit. */
export class HeldParts {
  parts: Part[] = [];
  #size = 0;

  constructor(readonly maxSize: number) {}

  /** @throws DicomError with code `lookahead_exceeded`, of where the element begins that is one too many. */
  add(part: Part): void {
    this.parts.push(part);
    this.#size += part.size + partCost;
    if (this.#size > this.maxSize) throw lookaheadExceeded(part);
  }

  /** Gives them away. */
  take(): Part[] {
    const { parts } = this;
    this.parts = [];
    this.#size = 0;
    return parts;
  }
}

export function lookaheadExceeded(part: Part): DicomError {
  const { position, tag, path } = part;
  return new DicomError({ code: 'lookahead_exceeded', position, tag, path: path.toString() });
}

/** The preamble and the file meta, with the notes among them. */
export class HeldMeta extends HeldParts {
  constructor() {
    super(maxMetaSize);
  }

  /** Whether the part stands in front of the data set, and is held now. */
  hold(part: Part): boolean {
    if (!part.meta && part.kind !== 'preamble' && part.kind !== 'note') return false;
    this.add(part);
    return true;
  }

  /** A UID of it; `undefined` where it is not there. */
  uid(tag: number): string | undefined {
    return this.parts.some((part) => part.tag === tag && part.kind === 'header')
      ? uidOf(wholeValue(this.parts, tag))
      : undefined;
  }
}

/** The bytes of an element's value, whose pieces are among the parts; of several elements of one tag the first counts. */
export function wholeValue(parts: readonly Part[], tag: number): Uint8Array {
  const begin = parts.findIndex((part) => part.kind === 'header' && part.tag === tag);
  if (begin < 0) return new Uint8Array(0);
  const next = parts.findIndex((part, i) => i > begin && part.kind === 'header');
  return joined(parts.slice(begin, next < 0 ? undefined : next).filter(({ kind }) => kind === 'value'));
}

/** The bytes of some parts one after the other: a copy, or where there is one part its own. */
export function joined(parts: readonly Part[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first.bytes;
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.size, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part.bytes, offset);
    offset += part.size;
  }
  return bytes;
}

/** A UID without its padding; no more than any UID may have of what is longer. PS3.5 §9.1 */
export function uidOf(bytes: Uint8Array): string {
  return latin1Text(bytes, 0, Math.min(bytes.length, 64)).replace(/[\0 ]+$/, '');
}

/** Emits parts one after the other, without waiting where nothing asks for it. */
export function emitAll(parts: readonly Part[], emit: (part: Part) => void | Promise<void>): void | Promise<void> {
  for (let i = 0; i < parts.length; i++) {
    const pending = emit(parts[i] as Part);
    if (pending !== undefined) return pending.then(() => emitAll(parts.slice(i + 1), emit));
  }
}
