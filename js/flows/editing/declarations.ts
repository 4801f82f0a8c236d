// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The few values that others depend on, read as they go by.

import { isPrivateCreator } from '../../dictionary/private-blocks.js';
import { privateNames } from '../../dictionary/registry.js';
import { joined, lookaheadExceeded, uidOf } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';
import { CharacterSet } from '../../values/text.js';
import type { Scope } from './level.js';

const specificCharacterSet = 0x00080005;
const pixelRepresentation = 0x00280103;
const transferSyntaxTag = 0x00020010;
const maxDeclaration = 65536;

export class Declarations {
  /** Transfer Syntax UID (0002,0010); '' where there is none. */
  transferSyntax = '';
  #header: Part | undefined;
  #scope: Scope | undefined;
  /** Whether the element goes out as it came in. */
  #passes = true;
  /** What Pixel Representation (0028,0103) said last. */
  #isSigned = false;
  #pieces: Part[] = [];

  /** The header of an element of a data set. */
  header(part: Part, scope: Scope, passes: boolean): void {
    const { tag } = part;
    const isOne =
      tag === specificCharacterSet ||
      tag === pixelRepresentation ||
      tag === transferSyntaxTag ||
      ((tag & 0x10000) !== 0 && isPrivateCreator(tag) && privateNames() !== undefined);
    if (!isOne || part.kind !== 'header') return;
    if (part.length > maxDeclaration) {
      if (tag === specificCharacterSet) throw lookaheadExceeded(part);
      return;
    }
    this.#header = part;
    this.#scope = scope;
    this.#passes = passes;
    if (part.last) this.#settle();
  }

  /** Some or all of a value, of whatever element. */
  value(part: Part): void {
    if (this.#header === undefined) return;
    this.#pieces.push(part);
    if (part.last) this.#settle();
  }

  /** What was not to pass does so. */
  kept(tag: number, scope: Scope): void {
    if (tag === specificCharacterSet) scope.written = scope.read;
    if (tag === pixelRepresentation) scope.isSigned = this.#isSigned;
  }

  /** The element goes out no more. */
  removed(tag: number, scope: Scope): void {
    if (tag === specificCharacterSet) scope.written = scope.outer?.written ?? CharacterSet.default;
  }

  #settle(): void {
    const { tag } = this.#header as Part;
    const scope = this.#scope as Scope;
    const bytes = joined(this.#pieces);
    this.#header = undefined;
    this.#pieces = [];
    if (tag === specificCharacterSet) {
      scope.read = CharacterSet.of(CharacterSet.default.decodeValues(bytes, 'CS'));
      if (this.#passes) scope.written = scope.read;
    } else if (tag === transferSyntaxTag) {
      this.transferSyntax = uidOf(bytes);
    } else if (tag === pixelRepresentation) {
      this.#isSigned = bytes.some((byte) => byte !== 0);
      if (this.#passes) scope.isSigned = this.#isSigned;
    } else {
      scope.reserve(tag, CharacterSet.default.decodeFirst(bytes, 'LO'));
    }
  }
}
