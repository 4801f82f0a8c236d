// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The one engine of all that edits: a stage that changes, inserts and leaves out what its rules name. Of several rules about the same
// element the first counts. What no rule names passes as it is.

import { DicomError, misuse } from '../../errors.js';
import { insideItem, type Place, placeOf } from '../../flow/elements.js';
import { emitAll, joined, lookaheadExceeded } from '../../flow/file-meta.js';
import type { Emit, FlowStage } from '../../flow/flow.js';
import { implicitLittle } from '../../flow/transfer-syntaxes.js';
import type { Part, PartKind } from '../../part.js';
import { Path } from '../../path.js';
import { openEncoder } from '../../wasm/encode.js';
import { Declarations } from './declarations.js';
import { ElementMaker, knownVr } from './element-maker.js';
import { emptyRoot, Inserter } from './inserter.js';
import { Level } from './level.js';
import { OldValue } from './old-value.js';
import { insertionsInto, type ReadyRule, RuleSet } from './rule-set.js';
import { hasValue, type NewValue, type ValueFunction } from './rules.js';
import { RulesPart } from './rules-part.js';

export interface EditorOptions {
  readonly maxSize: number;
  readonly onOverflow: 'un' | 'error';
  /** Whether rules that arrive in the stream are for this stage. */
  readonly takesRules: boolean;
}

/** How what begins so ends. */
const ends: Partial<Record<PartKind, PartKind>> = {
  header: 'value',
  sequence: 'sequenceEnd',
  item: 'itemEnd',
  fragments: 'fragmentsEnd',
};

const transferSyntaxTag = 0x00020010;
const nothing: readonly Part[] = [];

/** A sequence that is not over. */
interface OpenSequence {
  readonly tag: number;
  /** Where its items stand. */
  readonly place: Place;
  /** How many items it has had. */
  items: number;
}

/** An element whose value a function is to be given. */
interface HeldElement {
  readonly header: Part;
  readonly level: Level;
  readonly rule: ReadyRule;
  readonly change: ValueFunction;
  readonly pieces: Part[];
}

export class Editor implements FlowStage {
  readonly #options: EditorOptions;
  readonly #declarations = new Declarations();
  #rules: RuleSet;
  #inserter: Inserter | undefined;
  /** Rules that have come and do not count yet. */
  #incoming: RulesPart[] = [];

  readonly #meta: Level;
  #isInMeta = false;
  readonly #root: Level;
  /** The data set under way: the root, or the innermost item. */
  #level: Level;
  readonly #levels: Level[] = [];
  readonly #sequences: OpenSequence[] = [];

  /** What is left out as a whole: which part ends it, at which depth. */
  #skipEnd: PartKind | undefined;
  #skipDepth = 0;
  #held: HeldElement | undefined;
  /** Whether the input ends inside a value: what were inserted behind that would be taken for a piece of it. */
  #isCut = false;
  /** The group at the root whose length went out last. */
  #measuredGroup = -1;

  constructor(rules: RuleSet, options: EditorOptions) {
    this.#rules = rules;
    this.#options = options;
    this.#meta = new Level(rules.metaInsertions, 0);
    this.#root = this.#level = new Level(rules.insertions, 0);
  }

  readonly resizes = (path: Path): boolean => this.#rules.resizes(path);

  async start(): Promise<void> {
    this.#inserter = new Inserter(new ElementMaker(await openEncoder(), this.#options.onOverflow));
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    const { kind } = part;
    if (kind === 'value') return this.#value(part, emit);
    if (kind === 'note') return this.#note(part, emit);
    if (this.#skipEnd !== undefined) return this.#skip(part);
    switch (kind) {
      case 'header':
      case 'sequence':
      case 'fragments':
        return this.#element(part, emit);
      case 'item':
        return this.#item(part, emit);
      case 'itemEnd':
        return this.#itemEnd(part, emit);
      case 'sequenceEnd':
        return this.#sequenceEnd(part, emit);
      case 'preamble':
        this.#adopt(part);
        return emit(part);
      case 'deflated':
      case 'unparsed':
        return this.#unread(part, emit);
      default:
        return emit(part);
    }
  }

  end(emit: Emit): void | Promise<void> {
    if (this.#root.last === undefined && this.#meta.last === undefined) return undefined;
    this.#adopt(undefined);
    return emitAll([...this.#endMeta(), ...this.#insertRest(this.#root, undefined)], emit);
  }

  /** Some or all of a value. */
  #value(part: Part, emit: Emit): void | Promise<void> {
    this.#declarations.value(part);
    if (this.#skipEnd !== undefined) return this.#skip(part);
    const held = this.#held;
    if (held !== undefined) {
      held.pieces.push(part);
      return part.last ? this.#change(held, emit) : undefined;
    }
    if (part.last && part.size === 0) this.#isCut = true;
    return emit(part);
  }

  #note(part: Part, emit: Emit): void | Promise<void> {
    if (!this.#options.takesRules || !(part instanceof RulesPart)) return emit(part);
    this.#incoming.push(part);
    return undefined;
  }

  #skip(part: Part): void {
    if (part.kind !== this.#skipEnd || part.depth !== this.#skipDepth) return;
    if (part.kind !== 'value' || part.last) this.#skipEnd = undefined;
  }

  /** Leaves out what the part begins. */
  #skipAll(part: Part): void {
    if (part.kind === 'header' && part.last) return;
    this.#skipEnd = ends[part.kind];
    this.#skipDepth = part.depth;
  }

  /** A part that begins an element, with what is to stand in front of it. */
  #element(part: Part, emit: Emit): void | Promise<void> {
    if (this.#incoming.length > 0) this.#adopt(part);
    const level = part.meta ? this.#meta : this.#level;
    let inserted = nothing;
    if (part.meta !== this.#isInMeta) {
      if (this.#isInMeta) inserted = this.#endMeta();
      this.#isInMeta = part.meta;
    }
    if (level.due < part.tag && !this.#isCut) {
      inserted = [...inserted, ...this.#insert.before(part.tag, level, placeOf(part))];
    }
    const pending = inserted.length === 0 ? undefined : emitAll(inserted, emit);
    return pending === undefined ? this.#apply(level, part, emit) : pending.then(() => this.#apply(level, part, emit));
  }

  #apply(level: Level, part: Part, emit: Emit): void | Promise<void> {
    const { tag } = part;
    level.last = part;
    if (level.done?.has(tag) === true) return this.#skipAll(part);
    const rule = this.#rules.find(part);
    this.#declarations.header(part, level, rule === undefined);
    if (rule?.kind === 'remove') {
      this.#declarations.removed(tag, level);
      return this.#skipAll(part);
    }
    if (level.due <= tag) level.pass(tag);
    return rule === undefined ? this.#pass(level, part, emit) : this.#set(level, rule, part, emit);
  }

  /** An element that stays as it is; of a sequence what is in it may not. */
  #pass(level: Level, part: Part, emit: Emit): void | Promise<void> {
    if (part.kind === 'sequence') {
      // What a sequence of UN holds is implicit VR little endian: PS3.5 §6.2.2.
      const place = part.vr === 'UN' ? { ...placeOf(part), ...implicitLittle } : placeOf(part);
      this.#sequences.push({ tag: part.tag, place, items: 0 });
    } else if ((part.tag & 0xffff) === 0 && level === this.#root) {
      this.#measuredGroup = part.tag >>> 16;
    }
    return emit(part);
  }

  /** An element that gets a new value. */
  #set(level: Level, rule: ReadyRule, part: Part, emit: Emit): void | Promise<void> {
    const { value } = rule;
    if (typeof value !== 'function') {
      this.#skipAll(part);
      return emitAll(this.#made(level, rule, part, value), emit);
    }
    if (!hasValue(part)) {
      const made = value(undefined);
      if (made === undefined) return this.#pass(level, part, emit);
      this.#skipAll(part);
      return emitAll(this.#made(level, rule, part, made), emit);
    }
    if (part.length > this.#options.maxSize) throw lookaheadExceeded(part);
    const held = { header: part, level, rule, change: value, pieces: [] };
    if (part.last) return this.#change(held, emit);
    this.#held = held;
    return undefined;
  }

  /** The value that a function is given is whole. */
  #change({ header, level, rule, change, pieces }: HeldElement, emit: Emit): void | Promise<void> {
    this.#held = undefined;
    const vr = knownVr(header.tag, rule.vr, level, header) ?? 'UN';
    const value = change(new OldValue(header, vr, joined(pieces), level.read));
    if (value !== undefined) return emitAll(this.#made(level, rule, header, value), emit);
    this.#declarations.kept(header.tag, level);
    return emitAll([header, ...pieces], emit);
  }

  #made(level: Level, { kind, vr }: ReadyRule, part: Part, value: NewValue): Part[] {
    if (kind === 'insert') (level.done ??= new Set()).add(part.tag);
    return this.#insert.maker.make(placeOf(part), level, part.tag, vr, value, part);
  }

  #item(part: Part, emit: Emit): void | Promise<void> {
    const sequence = this.#sequences[this.#sequences.length - 1];
    if (sequence !== undefined) sequence.items = part.index + 1;
    if (this.#rules.find(part) !== undefined) return this.#skipAll(part);
    const { all, depth } = this.#level;
    this.#levels.push(this.#level);
    this.#level = new Level(insertionsInto(all, depth, part.tag, part.index), depth + 1, this.#level);
    return emit(part);
  }

  #itemEnd(part: Part, emit: Emit): void | Promise<void> {
    const inserted = this.#insertRest(this.#level, insideItem(placeOf(part), part.tag, part.index));
    this.#level = this.#levels.pop() ?? this.#root;
    return emitBefore(inserted, part, emit);
  }

  #sequenceEnd(part: Part, emit: Emit): void | Promise<void> {
    const sequence = this.#sequences.pop();
    if (sequence === undefined || this.#isCut) return emit(part);
    const { tag, items, place } = sequence;
    return emitBefore(this.#insert.items(tag, items, this.#level, place), part, emit);
  }

  /** What is no element, or was not read. Root elements that are to be inserted stand in front of it. */
  #unread(part: Part, emit: Emit): void | Promise<void> {
    this.#adopt(part);
    if (part.kind === 'deflated' && this.#rules.reachesDataSet) {
      const { position } = part;
      throw new DicomError({ code: 'transfer_syntax_unsupported', position, tag: transferSyntaxTag });
    }
    const rest = this.#levels.length > 0 ? nothing : this.#insertRest(this.#root, undefined);
    return emitBefore([...this.#endMeta(), ...rest], part, emit);
  }

  /** What is still to be inserted into the file meta. */
  #endMeta(): readonly Part[] {
    this.#isInMeta = false;
    const { last } = this.#meta;
    return last === undefined ? nothing : this.#insertRest(this.#meta, placeOf(last));
  }

  /** What is still to be inserted into a data set: behind its last element, or at the place where it has none. */
  #insertRest(level: Level, empty: Place | undefined): readonly Part[] {
    if (level.due === Infinity || this.#isCut) return nothing;
    const { last } = level;
    const place = last === undefined ? empty : placeOf(last);
    const position = this.#meta.last?.position ?? 0;
    return this.#insert.before(Infinity, level, place ?? emptyRoot(this.#declarations.transferSyntax, position));
  }

  /** Lets the rules count that have come, where the part stands at the root. */
  #adopt(part: Part | undefined): void {
    if (this.#incoming.length === 0 || this.#levels.length > 0 || this.#sequences.length > 0) return;
    const [only] = this.#incoming;
    let { rules } = this.#rules;
    for (const { ruleSet, replace } of this.#incoming) rules = replace ? ruleSet.rules : [...rules, ...ruleSet.rules];
    const next = only?.ruleSet.rules === rules ? only.ruleSet : new RuleSet(rules);
    this.#incoming = [];
    const measured = new Path(undefined, (this.#measuredGroup << 16) >>> 0);
    if (part !== undefined && part.tag >>> 16 === this.#measuredGroup && !this.resizes(measured)) {
      if (next.resizes(measured)) {
        throw misuse('length_changed', `rules came behind ${measured.toString()}, which they make wrong`);
      }
    }
    this.#rules = next;
    this.#root.replace(next.insertions, this.#root.last?.tag);
    this.#meta.replace(this.#root.last === undefined ? next.metaInsertions : [], this.#meta.last?.tag);
  }

  get #insert(): Inserter {
    return this.#inserter as Inserter;
  }
}

function emitBefore(inserted: readonly Part[], part: Part, emit: Emit): void | Promise<void> {
  return inserted.length === 0 ? emit(part) : emitAll([...inserted, part], emit);
}
