// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Where the lines of a dump stand in each other. Delimiters say where sequences and items end; where they are left out, the next item
// does, or a line that is indented no more than the item, if items are indented more than their sequences.

import type { PartBuilder } from '../../flow/part-builder.js';
import type { Part } from '../../part.js';
import { CharacterSet } from '../../values/text.js';

interface Level {
  readonly kind: 'root' | 'sequence' | 'item' | 'fragments';
  readonly indent: number;
  /** Whether the indentation of lines tells what stands in it. */
  readonly isIndented: boolean;
  /** In force where it stands. */
  characterSet: CharacterSet;
  /** Of the last element in it. */
  lastTag: number;
}

export class DumpNesting {
  readonly #builder: PartBuilder;
  readonly #emit: (part: Part) => void;
  readonly #levels: Level[] = [
    { kind: 'root', indent: -1, isIndented: false, characterSet: CharacterSet.default, lastTag: -1 },
  ];

  constructor(builder: PartBuilder, emit: (part: Part) => void) {
    this.#builder = builder;
    this.#emit = emit;
  }

  /** How many sequences, items and pixel data are open. */
  get depth(): number {
    return this.#levels.length - 1;
  }

  get isInFragments(): boolean {
    return this.#top.kind === 'fragments';
  }

  get characterSet(): CharacterSet {
    return this.#top.characterSet;
  }

  set characterSet(set: CharacterSet) {
    this.#top.characterSet = set;
  }

  /** Closes what ends in front of an element. False where its tag does not follow the one before it. */
  enter(tag: number, indent: number): boolean {
    for (;;) {
      const { kind, isIndented, indent: own } = this.#top;
      if (kind === 'root' || (kind === 'item' && !(isIndented && indent <= own))) break;
      this.#close();
    }
    const follows = tag > this.#top.lastTag;
    this.#top.lastTag = tag;
    return follows;
  }

  sequence(tag: number, indent: number): void {
    this.#emit(this.#builder.sequence(tag));
    this.#push('sequence', indent, false);
  }

  fragments(tag: number, vr: string, indent: number): void {
    this.#emit(this.#builder.fragments(tag, vr));
    this.#push('fragments', indent, false);
  }

  /** Begins an item; false where there is no sequence for it. */
  item(indent: number): boolean {
    for (;;) {
      const { kind, isIndented, indent: own } = this.#top;
      if (kind === 'root' || kind === 'fragments') return false;
      if (kind === 'sequence' && !(indent < own && this.#isInIndented)) break;
      const isSibling = kind === 'item' && !(isIndented && indent < own);
      this.#close();
      if (isSibling) break;
    }
    this.#emit(this.#builder.item());
    this.#push('item', indent, indent > this.#top.indent);
    return true;
  }

  /** Ends an item; false where there is none. */
  itemEnd(indent: number): boolean {
    for (;;) {
      const { kind, isIndented, indent: own } = this.#top;
      if (kind === 'root' || kind === 'fragments') return false;
      this.#close();
      if (kind === 'item' && !(isIndented && indent < own)) return true;
    }
  }

  /** Ends a sequence or pixel data; false where there is nothing to end. */
  sequenceEnd(indent: number): boolean {
    for (;;) {
      const { kind, indent: own } = this.#top;
      if (kind === 'root') return false;
      const isInner = kind === 'sequence' && indent < own && this.#isInIndented;
      this.#close();
      if (kind === 'fragments' || (kind === 'sequence' && !isInner)) return true;
    }
  }

  end(): void {
    while (this.depth > 0) this.#close();
  }

  get #top(): Level {
    return this.#levels.at(-1)!;
  }

  /** Whether the sequence on top stands in an item whose lines are indented. */
  get #isInIndented(): boolean {
    return this.#levels.at(-2)?.isIndented === true;
  }

  #push(kind: Level['kind'], indent: number, isIndented: boolean): void {
    this.#levels.push({ kind, indent, isIndented, characterSet: this.characterSet, lastTag: -1 });
  }

  #close(): void {
    const { kind } = this.#levels.pop()!;
    const builder = this.#builder;
    if (kind === 'sequence') this.#emit(builder.sequenceEnd());
    else if (kind === 'item') this.#emit(builder.itemEnd());
    else this.#emit(builder.fragmentsEnd());
  }
}
