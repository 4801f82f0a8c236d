// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification part by part, once all that metadata decide is decided. Parts in, parts out; nothing waits, and what is held is bounded.

import { isPrivate, isPrivateCreator } from '../../dictionary/private-blocks.js';
import { elementHeader, elementParts, placeOf, sequenceEnd, valuePart } from '../../flow/elements.js';
import { joined } from '../../flow/file-meta.js';
import type { Part } from '../../part.js';
import type { ItemNode } from '../../path.js';
import { isTextVr } from '../../values/text.js';
import { padValue } from '../../values/encode/encode-value.js';
import type { Encoder } from '../../wasm/encode.js';
import type { Recorder } from '../report.js';
import type { Action } from '../rule/action.js';
import type { Decision } from '../rule/decision.js';
import type { Rules } from '../rules.js';
import { HeldContent, isContentKey } from '../content/held-content.js';
import { textsOf } from '../values/kept-value.js';
import { inUtf8, isKey, isNoElement, isOffset, isOwn } from './fixed.js';
import { inContent, inDummy, Level, modeOf, mustHaveItems, ofPixels, type OpenSequence, ofSequence } from './level.js';
import { Levels } from './levels.js';
import type { Outlet } from './outlet.js';
import { plainHeader } from './plain-header.js';
import { meantVr } from '../values/meant-vr.js';
import { checkedTable } from '../pixels/offset-table.js';
import { isPixelTag, type PixelGuard } from '../pixels/pixel-guard.js';
import { fits, type ValueWorker, type WholeValue } from '../values/value-worker.js';

const characterSet = 0x00080005;
const utf8Term = padValue(new TextEncoder().encode('ISO_IR 192'), 'CS');

/** What the machine is made of. */
export interface MachineParts {
  readonly rules: Rules;
  readonly worker: ValueWorker;
  readonly recorder: Recorder;
  readonly encoder: Encoder;
  readonly guard: PixelGuard;
  readonly out: Outlet;
  readonly maxSize: number;
  /** Attributes of the root that are written anew, and so are dropped. */
  readonly own: ReadonlySet<number>;
}

/** The element whose value is gathered. */
interface Gathered {
  readonly header: Part;
  readonly vr: string;
  readonly decision: Decision;
  pieces: Part[];
}

export class Machine {
  readonly #with: MachineParts;
  readonly #levels: Levels;
  readonly #sequences: OpenSequence[] = [];
  /** How many sequences, items and pixel data are open that go as a whole. */
  #dropping = 0;
  /** What becomes of the pieces of the present value. */
  #mode: 'pass' | 'drop' | 'gather' | 'native' | 'offsets' | 'fragment' = 'drop';
  #gathered: Gathered | undefined;
  #table: Part[] = [];
  #content: HeldContent | undefined;
  /** Of the last thing that is odd: headers up to there are written anew. */
  #noted = -1;

  constructor(parts: MachineParts) {
    this.#with = parts;
    this.#levels = new Levels(parts.out, parts.maxSize);
  }

  /** What is left at the end. */
  end(): void {
    this.#levels.leaveGroup();
  }

  /** What the part becomes goes out, behind what was held and is free now. */
  part(part: Part): void {
    if (this.#content !== undefined) {
      if (this.#content.hold(part)) return;
      this.#decideContent(this.#content, part);
    }
    const { kind } = part;
    if (this.#dropping > 0) {
      if (kind === 'sequence' || kind === 'item' || kind === 'fragments') this.#dropping++;
      else if (kind === 'sequenceEnd' || kind === 'itemEnd' || kind === 'fragmentsEnd') this.#dropping--;
      return;
    }
    if (kind === 'note') {
      this.#noted = part.position;
      return;
    }
    if (part.position <= this.#noted) part = plainHeader(this.#with.encoder, part);
    switch (kind) {
      case 'header':
        return this.#header(part);
      case 'value':
        return this.#value(part);
      case 'sequence':
        return this.#sequence(part);
      case 'sequenceEnd':
        // Without an item that is left there is no content. PS3.3 §C.17.3
        return this.#sequences.pop()?.held === undefined ? this.#levels.emit(part) : undefined;
      case 'item':
        return this.#item(part);
      case 'itemEnd':
        this.#levels.pop();
        return this.#levels.emit(part);
      case 'fragments':
        return this.#fragments(part);
      case 'fragment':
        return this.#fragment(part);
      case 'fragmentsEnd':
        this.#with.guard.endFragments();
        return this.#levels.emit(part);
      case 'unknown':
      case 'unparsed':
        return this.#record(part.tag, part.parent, 'X', isNoElement);
      default:
    }
  }

  #header(part: Part): void {
    const { tag } = part;
    const level = this.#levels.top;
    this.#mode = 'drop';
    this.#levels.enter(tag);
    if (part.depth === 0 && this.#with.own.has(tag)) return this.#record(tag, part.parent, 'X', isOwn);
    if (tag === characterSet) return this.#characterSet(part);
    const isCreator = isPrivateCreator(tag);
    const creator = isPrivate(tag) ? level.blocks.creatorOf(tag) : undefined;
    const vr = isCreator ? 'LO' : meantVr(part, creator);
    if (isCreator) return this.#gather(part, vr, inUtf8);
    const decision = this.#decide(part, level, vr, part.vr, creator);
    if (decision === undefined) return;
    if (part.last) return this.#finish({ header: part, vr, decision, pieces: [] });
    if (this.#with.worker.needsValue(decision, tag, vr)) return this.#gather(part, vr, decision);
    const streams = decision.action === 'K' && fits(decision, tag, vr, part.length);
    if (!streams) return this.#finish({ header: part, vr, decision, pieces: [] }, part.length);
    this.#record(tag, part.parent, 'K', decision);
    this.#levels.use(tag);
    this.#levels.emit(part);
    this.#mode = 'pass';
    if (part.depth > 0 || !isPixelTag(tag)) return;
    this.#mode = 'native';
    this.#with.guard.beginNative(part);
  }

  #gather(header: Part, vr: string, decision: Decision): void {
    this.#mode = 'drop';
    const gathered = { header, vr, decision, pieces: [] };
    if (header.last) return this.#finish(gathered);
    if (header.length > this.#with.maxSize) return this.#finish(gathered, header.length);
    this.#mode = 'gather';
    this.#gathered = gathered;
  }

  #value(part: Part): void {
    switch (this.#mode) {
      case 'pass':
        return this.#levels.emit(part);
      case 'drop':
        return;
      case 'native':
        return this.#levels.emit(this.#with.guard.native(part));
      case 'fragment':
        return this.#levels.emit(this.#with.guard.fragment(part));
      case 'offsets':
        this.#table.push(part);
        return part.last ? this.#offsets() : undefined;
      case 'gather': {
        const gathered = this.#gathered as Gathered;
        // One, as a rule: appending to an empty list makes room for many (measured).
        if (gathered.pieces.length === 0) gathered.pieces = [part];
        else gathered.pieces.push(part);
        if (part.last) this.#finish(gathered);
      }
    }
  }

  /** An element whose value is there, or `unseen` bytes long and neither looked at nor kept. */
  #finish({ header, vr, decision, pieces }: Gathered, unseen = 0): void {
    const { tag, parent } = header;
    const bytes = joined(pieces);
    if (isPrivateCreator(tag)) return this.#creator(header, bytes);
    const bigEndian = header.bigEndian && header.vr !== 'UN';
    const isRequired = this.#levels.top.content?.valueTags.includes(tag) === true;
    const value: WholeValue = { tag, vr, bytes, length: header.length, bigEndian, isRequired };
    const { worker } = this.#with;
    const isLost = unseen > 0 && decision.action !== 'X' && decision.action !== 'Z' && decision.action !== 'D';
    const outcome = isLost ? worker.otherwise(decision, value) : worker.apply(decision, value);
    this.#record(tag, parent, outcome.action, outcome.decision);
    if (outcome.bytes === undefined) return;
    this.#levels.use(tag);
    if (unseen === 0 && outcome.bytes === bytes) {
      this.#levels.emit(header);
      for (const piece of pieces) this.#levels.emit(piece);
    } else {
      this.#emitElement(header, padValue(outcome.bytes, isTextVr(vr) ? vr : header.vr));
    }
  }

  #emitElement(header: Part, value: Uint8Array): void {
    const made = elementHeader(this.#with.encoder, placeOf(header), header.tag, header.vr, value.length);
    this.#levels.emit(made);
    if (value.length > 0) this.#levels.emit(valuePart(made, value, true));
  }

  /** Reserves its block; it is kept once something of the block is. PS3.5 §7.8.1 */
  #creator(header: Part, bytes: Uint8Array): void {
    const { tag, parent } = header;
    const level = this.#levels.top;
    const [text = ''] = textsOf('LO', bytes);
    level.blocks.reserve(tag, text);
    const decision = this.#with.rules.ruleFor(tag, 'LO', parent, text);
    const isKept = decision.action === 'K' && level.mode !== 'dummy' && text !== '';
    this.#record(tag, parent, isKept ? 'K' : 'X', decision);
    if (!isKept) return;
    const value = padValue(new TextEncoder().encode(text), 'LO');
    level.group?.addCreator(tag, elementParts(this.#with.encoder, placeOf(header), tag, header.vr, value));
  }

  #characterSet(header: Part): void {
    this.#record(header.tag, header.parent, 'K', inUtf8);
    this.#emitElement(header, utf8Term);
  }

  #sequence(part: Part): void {
    const { tag, parent } = part;
    const level = this.#levels.top;
    this.#levels.enter(tag);
    const isOwnElement = part.depth === 0 && this.#with.own.has(tag);
    const creator = isPrivate(tag) ? level.blocks.creatorOf(tag) : undefined;
    const decision = isOwnElement ? isOwn : this.#decide(part, level, 'SQ', 'SQ', creator);
    const action = decision?.action ?? 'X';
    if (decision !== undefined) this.#record(tag, parent, action, decision);
    if (action === 'X') {
      this.#dropping = 1;
      return;
    }
    this.#levels.use(tag);
    if (action === 'Z' && modeOf(action, tag) !== 'dummy') {
      this.#levels.emit(part);
      // Of undefined length now, whatever it was.
      this.#levels.emit(sequenceEnd(this.#with.encoder, placeOf(part), tag));
      this.#dropping = 1;
      return;
    }
    const isHeld = mustHaveItems(action, tag);
    this.#sequences.push({ mode: modeOf(action, tag), items: 0, held: isHeld ? part : undefined });
    if (!isHeld) this.#levels.emit(part);
  }

  #item(part: Part): void {
    const sequence = this.#sequences[this.#sequences.length - 1] as OpenSequence;
    sequence.items++;
    if (sequence.mode === 'dummy' && sequence.items > 1) {
      this.#dropping = 1;
      return;
    }
    if (sequence.mode === 'content') {
      this.#content = new HeldContent(part, this.#with.maxSize);
      return;
    }
    this.#levels.push(new Level(sequence.mode));
    this.#levels.emit(part);
  }

  /** The rule of a content item is known now that `next` has come. */
  #decideContent(content: HeldContent, next: Part): void {
    this.#content = undefined;
    const { rules, recorder, worker } = this.#with;
    const decided = content.decide(rules, next, worker.contentPaths);
    const [item, ...rest] = content.take();
    if (item === undefined) return;
    const { action } = decided.decision;
    recorder.record(item.tag, item.parent, action, decided.decision, item.index);
    if (action === 'X') {
      this.#dropping = 1;
      // A sequence may be open where the item is cut short.
      for (const part of rest) this.part(part);
      return;
    }
    const sequence = this.#sequences[this.#sequences.length - 1] as OpenSequence;
    if (sequence.held !== undefined) this.#levels.emit(sequence.held);
    sequence.held = undefined;
    this.#levels.push(new Level('plain', decided));
    this.#levels.emit(item);
    for (const part of rest) this.part(part);
  }

  #fragments(part: Part): void {
    const { tag, parent, depth } = part;
    const level = this.#levels.top;
    this.#levels.enter(tag);
    const creator = isPrivate(tag) ? level.blocks.creatorOf(tag) : undefined;
    const decision = this.#decide(part, level, meantVr(part, creator), part.vr, creator);
    const isKept = decision?.action === 'K' && decision.condition === undefined;
    if (decision !== undefined) this.#record(tag, parent, isKept ? 'K' : 'X', decision);
    if (!isKept) {
      this.#dropping = 1;
      return;
    }
    this.#levels.use(tag);
    this.#with.guard.beginFragments(part, depth === 0 && isPixelTag(tag));
    this.#levels.emit(part);
  }

  #fragment(part: Part): void {
    this.#mode = 'fragment';
    if (part.index > 0) {
      this.#with.guard.beginFragment(part);
      return this.#levels.emit(part);
    }
    this.#table = [part];
    this.#mode = part.length > this.#with.maxSize ? 'drop' : 'offsets';
    if (part.last || this.#mode === 'drop') this.#offsets();
  }

  /** The Basic Offset Table, empty where it says what it need not. */
  #offsets(): void {
    const [fragment] = this.#table as [Part];
    const { parts, isKept } = checkedTable(this.#with.encoder, this.#table, (bytes) => this.#with.guard.offsets(bytes));
    this.#table = [];
    if (!isKept) this.#record(fragment.tag, fragment.parent, 'Z', isOffset);
    for (const part of parts) this.#levels.emit(part);
  }

  /** What the rules say; `undefined` where the element goes without their being asked. */
  #decide(part: Part, level: Level, vr: string, fileVr: string, creator: string | undefined): Decision | undefined {
    const { tag, parent } = part;
    if (level.content !== undefined) {
      if (isContentKey(tag) && level.keys.has(tag)) {
        this.#record(tag, parent, 'X', isKey);
        return undefined;
      }
      level.keys.add(tag);
      const said = inContent(level.content, tag, fileVr);
      if (said !== undefined) return vr === 'SQ' ? ofSequence(said) : said;
    }
    const decision = ofPixels(part, this.#with.rules.ruleFor(tag, fileVr, parent, creator), this.#with.guard);
    return level.mode === 'dummy' ? inDummy(decision, vr, isPrivate(tag)) : decision;
  }

  #record(tag: number, parent: ItemNode | undefined, action: Action, decision: Decision): void {
    this.#with.recorder.record(tag, parent, action, decision);
  }
}
