// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Parts to whole elements, for the sinks that write a data set in another form: each with its value, the character set that counts
// where it stands, and the creator of its private block. Of long values nothing is held: they come in pieces.

import { SpecificCharacterSet } from '../dictionary/tags.js';
import { isPrivateCreator, PrivateBlocks } from '../dictionary/private-blocks.js';
import type { Part } from '../part.js';
import { joinBytes } from '../values/join-bytes.js';
import { CharacterSet } from '../values/text.js';

/** Where an element stands, whatever it holds. */
export interface ElementContext {
  /** Its `header`, `sequence` or `fragments` part. */
  readonly header: Part;
  /** As declared in its data set or item, or around it; in the file meta the default. PS3.3 §C.12.1.1.2 */
  readonly characterSet: CharacterSet;
  /** Of a private attribute: who has reserved its block; `undefined` where nobody has. PS3.5 §7.8.1 */
  readonly creator: string | undefined;
}

/** What is told of the elements, in the order of the stream. */
export interface ElementVisitor {
  /** An element with its whole value: the bytes from `start` to `end`, valid during the call. A view would cost more than most values (measured). */
  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void;
  /** An element whose value is longer than the limit: its pieces follow by `piece`. */
  longElement(context: ElementContext): void;
  /** A piece of a long value, or of the value of a fragment; valid during the call. */
  piece(bytes: Uint8Array, last: boolean): void;
  sequence(context: ElementContext): void;
  sequenceEnd(part: Part): void;
  item(part: Part): void;
  itemEnd(part: Part): void;
  /** Encapsulated pixel data: fragments follow, the first of them the Basic Offset Table. PS3.5 §A.4 */
  fragments(context: ElementContext): void;
  /** A fragment; its value follows by `piece`, also where it is empty. */
  fragment(part: Part): void;
  fragmentsEnd(part: Part): void;
  /** A deviation, which may stand inside a value; and bytes that are no elements: `deflated`, `unknown`, `unparsed`. */
  other(part: Part): void;
}

const nothing = new Uint8Array(0);

export class ElementReader {
  readonly #visitor: ElementVisitor;
  /** Values of more bytes come in pieces. */
  readonly #limit: number;
  /** At the root, then in the items that are open. */
  readonly #sets: CharacterSet[] = [CharacterSet.default];
  readonly #blocks: PrivateBlocks[] = [new PrivateBlocks()];
  /** The element whose value is gathered. */
  #open: ElementContext | undefined;
  /** Copies: the chunk that they came in may be gone when the value is whole. */
  #pieces: Uint8Array[] = [];

  constructor(visitor: ElementVisitor, limit: number) {
    this.#visitor = visitor;
    this.#limit = limit;
  }

  part(part: Part): void {
    const visitor = this.#visitor;
    switch (part.kind) {
      case 'header':
        return this.#header(part);
      case 'value':
        return this.#value(part);
      case 'sequence':
        return visitor.sequence(this.#contextOf(part));
      case 'sequenceEnd':
        return visitor.sequenceEnd(part);
      case 'item':
        this.#sets.push(this.#sets.at(-1)!);
        this.#blocks.push(new PrivateBlocks());
        return visitor.item(part);
      case 'itemEnd':
        this.#sets.pop();
        this.#blocks.pop();
        return visitor.itemEnd(part);
      case 'fragments':
        return visitor.fragments(this.#contextOf(part));
      case 'fragment':
        visitor.fragment(part);
        return part.last ? visitor.piece(nothing, true) : undefined;
      case 'fragmentsEnd':
        return visitor.fragmentsEnd(part);
      case 'preamble':
        return;
      default:
        visitor.other(part);
    }
  }

  #contextOf(header: Part): ElementContext {
    const { tag, meta } = header;
    const characterSet = meta ? CharacterSet.default : this.#sets.at(-1)!;
    return { header, characterSet, creator: this.#blocks.at(-1)!.creatorOf(tag) };
  }

  #header(part: Part): void {
    const context = this.#contextOf(part);
    if (part.length > this.#limit) return this.#visitor.longElement(context);
    if (part.last) return this.#whole(context, nothing, 0, 0);
    this.#open = context;
    this.#pieces = [];
  }

  #value(part: Part): void {
    const open = this.#open;
    if (open === undefined) return this.#visitor.piece(part.bytes, part.last);
    if (!part.last) {
      this.#pieces.push(part.bytes.slice());
      return;
    }
    this.#open = undefined;
    if (this.#pieces.length === 0) return this.#whole(open, part.base, part.offset, part.offset + part.size);
    const bytes = joinBytes([...this.#pieces, part.bytes]);
    this.#whole(open, bytes, 0, bytes.length);
  }

  #whole(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { tag } = context.header;
    if (isPrivateCreator(tag)) {
      this.#blocks.at(-1)!.reserve(tag, context.characterSet.decodeFirst(bytes, 'LO', start, end));
    } else if (tag === SpecificCharacterSet) {
      this.#sets[this.#sets.length - 1] = CharacterSet.of(CharacterSet.default.decodeValues(bytes, 'CS', start, end));
    }
    this.#visitor.element(context, bytes, start, end);
  }
}
