// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Goes through a data set, the original as the output, and says of each element what is allowed of it where it stands: in sequences
// that go, in the one item of dummies, in content items.

import { isPrivate, isPrivateCreator } from '../../dictionary/private-blocks.js';
import type { Part } from '../../part.js';
import { type ElementContext, ElementReader, type ElementVisitor } from '../../sinks/element-reader.js';
import type { Expectation, Expectations } from './rule/expectation.js';

/** What is allowed of an element here. */
export interface Verdict extends Expectation {
  /** The VR to read it by. */
  readonly vr: string;
  /** The tags that lead to it. Items have no numbers in it: some of them go, and then the others have new ones. */
  readonly place: string;
  /** Whether a sequence around it goes, so that nothing is allowed. */
  readonly isInside: boolean;
  /** Whether it is at the root and says how the data set was de-identified, or of the file meta information. */
  readonly isOwn: boolean;
}

/** What is told, in the order of the stream. */
export interface JudgedVisitor {
  element(verdict: Verdict, context: ElementContext, bytes: Uint8Array, start: number, end: number): void;
  /** Pieces follow. */
  longElement(verdict: Verdict, context: ElementContext): void;
  piece(bytes: Uint8Array, last: boolean): void;
  sequence(verdict: Verdict, context: ElementContext): void;
  /** Pixel data in fragments; pieces follow. */
  fragments(verdict: Verdict, context: ElementContext): void;
  fragment(part: Part): void;
  fragmentsEnd(): void;
  /** Something that must not be here, said of an item or private creator whose end has come. */
  present(part: Part, rule: string): void;
  other(part: Part): void;
}

/** How the items of a sequence are judged. */
type Mode = 'plain' | 'content' | 'dummy' | 'none' | 'inside';

interface OpenSequence {
  readonly tag: number;
  readonly place: string;
  readonly mode: Mode;
  readonly rule: string;
  readonly isOwn: boolean;
}

interface OpenItem {
  readonly sequence: OpenSequence | undefined;
  /** Of a content item: what is known of it. */
  type: string;
  scheme: string;
  code: string;
  /** Whether the content item goes as a whole. */
  isGone: boolean;
  /** Private creators, and whether something stands in their blocks. */
  readonly creators: Map<number, { readonly part: Part; isUsed: boolean }>;
}

const contentSequences = new Set([0x0040a730, 0x00400555, 0x00400612]);
const conceptName = 0x0040a043;
const valueType = 0x0040a040;
/** Where the values of content items stand. PS3.3 §C.17.3 */
const typeOfValue = new Map([
  [0x0040a120, 'DATETIME'],
  [0x0040a121, 'DATE'],
  [0x0040a122, 'TIME'],
  [0x0040a123, 'PNAME'],
  [0x0040a124, 'UIDREF'],
  [0x0040a160, 'TEXT'],
  [0x0040a168, 'CODE'],
  [0x0040a300, 'NUM'],
  [0x0040a30a, 'NUM'],
]);
/** Their VRs, where they are no sequences. */
const vrOfValue: Readonly<Record<string, string>> = {
  ...{ DATETIME: 'DT', DATE: 'DA', TIME: 'TM', PNAME: 'PN', UIDREF: 'UI', TEXT: 'UT', NUM: 'DS' },
};
const markers = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303]);

export class JudgedReader implements ElementVisitor {
  readonly #expectations: Expectations;
  readonly #visitor: JudgedVisitor;
  readonly #reader: ElementReader;
  readonly #sequences: OpenSequence[] = [];
  readonly #items: OpenItem[] = [newItem(undefined)];

  /** Values of more bytes than `limit` come in pieces. */
  constructor(expectations: Expectations, visitor: JudgedVisitor, limit: number) {
    this.#expectations = expectations;
    this.#visitor = visitor;
    this.#reader = new ElementReader(this, limit);
  }

  part(part: Part): void {
    this.#reader.part(part);
  }

  /** All parts have been. */
  end(): void {
    while (this.#items.length > 0) this.#closeItem();
  }

  element(context: ElementContext, bytes: Uint8Array, start: number, end: number): void {
    const { tag } = context.header;
    const item = this.#items.at(-1);
    const verdict = this.#verdict(context);
    if (item !== undefined) {
      const text = (): string => context.characterSet.decodeFirst(bytes, 'LO', start, end);
      const outer = this.#items.at(-2);
      if (item.sequence?.mode === 'content' && tag === valueType) item.type = text();
      if (item.sequence?.tag === conceptName && outer?.sequence?.mode === 'content') {
        if (tag === 0x00080102) outer.scheme ||= text();
        if (tag === 0x00080100 || tag === 0x00080119 || tag === 0x00080120) outer.code ||= text();
      }
      if (isPrivateCreator(tag)) item.creators.set(tag, { part: context.header, isUsed: false });
    }
    this.#visitor.element(verdict, context, bytes, start, end);
  }

  longElement(context: ElementContext): void {
    this.#visitor.longElement(this.#verdict(context), context);
  }

  piece(bytes: Uint8Array, last: boolean): void {
    this.#visitor.piece(bytes, last);
  }

  sequence(context: ElementContext): void {
    const verdict = this.#verdict(context);
    const { letters, place, rule, isOwn, isInside } = verdict;
    const { tag } = context.header;
    const mode: Mode = isInside
      ? 'inside'
      : letters.includes('C') && contentSequences.has(tag)
        ? 'content'
        : /[KCU]/.test(letters)
          ? 'plain'
          : /[DZ]/.test(letters) // Z is no value, or a dummy: PS3.15 Table E.1-1a
            ? 'dummy'
            : 'none';
    this.#sequences.push({ tag, place, mode, rule, isOwn });
    this.#visitor.sequence(verdict, context);
  }

  sequenceEnd(): void {
    const ended = this.#sequences.pop();
    const item = this.#items.at(-1);
    // The concept is known: it may be one that goes.
    if (ended?.tag === conceptName && item?.sequence?.mode === 'content') {
      const { letters } = this.#expectations.ofContent(item.scheme, item.code, item.type);
      item.isGone = letters === 'X';
    }
  }

  item(part: Part): void {
    const sequence = this.#sequences.at(-1);
    if (sequence?.mode === 'none' || (sequence?.mode === 'dummy' && part.index > 0)) {
      this.#visitor.present(part, `${sequence.rule}: items`);
    }
    this.#items.push(newItem(sequence));
  }

  itemEnd(part: Part): void {
    const item = this.#items.at(-1);
    if (item?.isGone === true) {
      this.#visitor.present(part, `E.3.4-1 (${item.code}, ${item.scheme}) ${item.type}`);
    }
    this.#closeItem();
  }

  fragments(context: ElementContext): void {
    this.#visitor.fragments(this.#verdict(context), context);
  }

  fragment(part: Part): void {
    this.#visitor.fragment(part);
  }

  fragmentsEnd(): void {
    this.#visitor.fragmentsEnd();
  }

  other(part: Part): void {
    this.#visitor.other(part);
  }

  #closeItem(): void {
    const item = this.#items.pop();
    const isJudged = item?.sequence === undefined || (item.sequence.mode !== 'inside' && item.sequence.mode !== 'none');
    if (item === undefined || !isJudged) return;
    for (const { part, isUsed } of item.creators.values()) {
      if (!isUsed) this.#visitor.present(part, 'private creator of nothing that is kept');
    }
  }

  #verdict(context: ElementContext): Verdict {
    const { tag, meta, parent } = context.header;
    const item = this.#items.at(-1);
    const sequence = item?.sequence;
    const place = `${sequence?.place ?? ''}.${tag.toString(36)}`;
    const vr = context.header.kind === 'sequence' ? 'SQ' : this.#expectations.vrOf(context);
    const isOwn = meta || (parent === undefined ? markers.has(tag) : sequence?.isOwn === true);
    const isInside = sequence?.mode === 'inside' || sequence?.mode === 'none' || item?.isGone === true;
    const at = { vr, place, isOwn, isInside };
    if (isPrivate(tag) && !isPrivateCreator(tag)) {
      const used = item?.creators.get(((tag & 0xffff0000) | ((tag >>> 8) & 0xff)) >>> 0);
      if (used !== undefined) used.isUsed = true;
    }
    const said = this.#said(context, vr, item);
    if (isInside) return { ...said, ...at, letters: '', rule: sequence?.rule ?? said.rule };
    return { ...(sequence?.mode === 'dummy' ? inDummies(said, vr, tag) : said), ...at };
  }

  #said(context: ElementContext, vr: string, item: OpenItem | undefined): Expectation {
    const { tag, parent } = context.header;
    const said = this.#expectations.of(context, vr);
    const kind = typeOfValue.get(tag);
    if (item?.sequence?.mode !== 'content' || kind === undefined || parent === undefined) return said;
    const type = item.type || kind;
    const ofContent = this.#expectations.ofContent(item.scheme, item.code, type);
    // Of a code that is not kept one item of dummies is left.
    if (vr === 'SQ' && !/[KU]/.test(ofContent.letters)) return { ...ofContent, letters: 'DX' };
    // The rule is about a value of that type, not about whatever stands under its tag.
    const isOther = vr !== (isSequenceOfValue(tag) ? 'SQ' : vrOfValue[kind]);
    return isOther ? { ...ofContent, letters: ofContent.letters.replace(/[KC]/g, '') || 'X' } : ofContent;
  }
}

/** In an item of dummies counts and codes may stay, as there is no dummy that an enumeration has; all else is replaced or goes. */
function inDummies(said: Expectation, vr: string, tag: number): Expectation {
  if (isPrivate(tag)) return { ...said, letters: 'X' };
  const others = said.letters.replace(/[KC]/g, '');
  const isCode = (vr === 'CS' || vr === 'US') && said.rule.startsWith('unnamed');
  const mayStay = isCode && said.letters.includes('K') ? 'K' : '';
  const isEmptied = /^[XZU]*$/.test(said.letters);
  return { ...said, letters: mayStay + (isEmptied ? others : `D${others.replace('D', '')}`) };
}

/** Concept Code Sequence and Measured Value Sequence. */
function isSequenceOfValue(tag: number): boolean {
  return tag === 0x0040a168 || tag === 0x0040a300;
}

function newItem(sequence: OpenSequence | undefined): OpenItem {
  return { sequence, type: '', scheme: '', code: '', isGone: false, creators: new Map() };
}
