// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The parser module seen from TypeScript: slots, each one parser; a step is one call. Its memory is fixed, so the views
// below never detach. A step is over before the next begins, so all slots of an instance share its window and its tables:
// what must outlive a step is copied, or asked for again (`holdsWindow`).

import { misuse } from '../errors.js';
import { instantiateModule, loadModule, moduleNow } from './load.js';
import type { ParserModule } from './parser-glue.js';

/** How a parser is set: as `parse_options` in core/parse/parser.hpp. */
export interface SlotOptions {
  readonly strict: boolean;
  readonly tolerant: boolean;
  /** Whether a value of VR UN that begins with an item is read as a sequence. */
  readonly openUnknown: boolean;
  /** Whether the parser stops where a deflated data set begins, for `inflate`. */
  readonly inflate: boolean;
  /** Whether value events are written: who has the whole file needs none. */
  readonly values: boolean;
  readonly maxDepth: number;
  readonly maxElements: number;
  /** Two words of bits, one bit a quirk. */
  readonly allowed: readonly [number, number];
}

/** The switches, as bits in this order. */
const switches = ['strict', 'tolerant', 'openUnknown', 'inflate', 'values'] as const;

/** Where the fields of an event stand, in 32-bit words; docs/events.md. The position is the double at words 0 and 1. */
export const eventWords = 8;
export const sizeWord = 2;
export const lengthWord = 3;
export const tagWord = 4;
/** VR in the lower half, then kind and flags, a byte each. */
export const formWord = 5;
export const indexWord = 6;
export const depthWord = 7;

// Where the fields of `answer` in bindings/parser.cpp stand, in words.
const answerWords = 16;
const answerConsumed = 0;
const answerEvents = 1;
const answerTag = 2;
const answerRefused = 3;
const answerPosition = 2; // in doubles
const answerSkip = 3; // in doubles
const answerRun = 8;

/** An event's index where it is neither of an item nor of a fragment. */
export const noIndex = 0xffffffff;
/** Never handed to a stream, so that a synchronous call always finds one. */
const reservedSlot = 0;

class ParserInstance {
  readonly module: ParserModule;
  readonly window: Uint8Array;
  /** The events of the last step, `eventWords` each. */
  readonly words: Uint32Array;
  readonly positions: Float64Array;
  readonly answer: Uint32Array;
  readonly answerDoubles: Float64Array;
  /** Of the answer, the event that skipped bytes are. */
  readonly run: Uint32Array;
  readonly free: number[];
  /** Whose bytes the window has. */
  filledBy: ParserSlot | undefined;

  constructor(module: ParserModule) {
    if (module.eventSize() !== eventWords * 4) throw new Error('parser.wasm is not of this version of dcmstream');
    const memory = module.HEAPU8.buffer;
    const [events, answer] = [module.eventsAddress(), module.answerAddress()];
    const wordCount = module.eventCapacity() * eventWords;
    this.module = module;
    this.window = new Uint8Array(memory, module.windowAddress(), module.windowSize());
    this.words = new Uint32Array(memory, events, wordCount);
    this.positions = new Float64Array(memory, events, wordCount >> 1);
    this.answer = new Uint32Array(memory, answer, answerWords);
    this.answerDoubles = new Float64Array(memory, answer, answerWords >> 1);
    this.run = this.answer.subarray(answerRun, answerRun + eventWords);
    this.free = Array.from({ length: module.slotCount() - 1 }, (_, i) => i + 1);
  }
}

let instances: ParserInstance[] = [];
let adding: Promise<ParserInstance> | undefined;

function sharedInstance(module: ParserModule): ParserInstance {
  if (instances[0] === undefined) instances = [new ParserInstance(module)];
  return instances[0] as ParserInstance;
}

/** A parser for a stream: one of the slots, of a further instance when all are used. Give it back by `release`. */
export async function acquireSlot(options: SlotOptions): Promise<ParserSlot> {
  sharedInstance(await loadModule<ParserModule>('parser'));
  for (;;) {
    const instance = instances.find(({ free }) => free.length > 0);
    const slot = instance?.free.pop();
    if (instance !== undefined && slot !== undefined) return new ParserSlot(instance, slot, options);
    adding ??= instantiateModule<ParserModule>('parser')
      .then((module) => {
        const added = new ParserInstance(module);
        instances.push(added);
        return added;
      })
      .finally(() => (adding = undefined));
    await adding;
  }
}

/**
 * A parser for one synchronous call, which must be over before the next begins.
 * @throws TypeError with code `not_ready` before `await init()`.
 */
export function immediateSlot(options: SlotOptions): ParserSlot {
  return new ParserSlot(sharedInstance(moduleNow<ParserModule>('parser')), reservedSlot, options);
}

/** Gives back the slots of parsers that were dropped half-way. */
const dropped = new FinalizationRegistry<{ instance: ParserInstance; slot: number }>(({ instance, slot }) => {
  instance.free.push(slot);
});

/** One parser. */
export class ParserSlot {
  readonly windowSize: number;
  /** The event that the bytes to skip are, its position and size aside; set where `skip` is not 0. */
  readonly run = new Uint32Array(eventWords);
  readonly #slot: number;
  #instance: ParserInstance | undefined;

  constructor(instance: ParserInstance, slot: number, options: SlotOptions) {
    this.#instance = instance;
    this.#slot = slot;
    this.windowSize = instance.window.length;
    const flags = switches.reduce((bits, name, i) => bits | (options[name] ? 1 << i : 0), 0);
    const { maxDepth, maxElements, allowed } = options;
    instance.module.reset(slot, flags, maxDepth, maxElements, allowed[0], allowed[1]);
    if (slot !== reservedSlot) dropped.register(this, { instance, slot }, this);
  }

  /** Copies bytes to the window's beginning: copy 1, headers only. */
  fill(bytes: Uint8Array): void {
    const instance = this.#live;
    instance.window.set(bytes);
    instance.filledBy = this;
  }

  /** Whether the window still has what this slot filled it with: another one may have used it since. */
  get holdsWindow(): boolean {
    return this.#live.filledBy === this;
  }

  /** Parses `begin` to `end` of the window after `skipped` bytes that were passed on unread; returns the status. */
  parse(skipped: number, begin: number, end: number, final: boolean): number {
    const { module, answerDoubles, run } = this.#live;
    const status = module.parse(this.#slot, skipped, begin, end, final);
    if ((answerDoubles[answerSkip] as number) > 0) this.run.set(run);
    return status;
  }

  /** What is given from here on are the inflated bytes of the deflated run. */
  inflate(): void {
    this.#live.module.inflate(this.#slot);
  }

  /** Has a quirk noted, by its number, in front of what is parsed next. */
  remark(quirk: number): void {
    this.#live.module.remark(this.#slot, quirk);
  }

  /** The events of the last step: valid until the next step of any slot. */
  get words(): Uint32Array {
    return this.#live.words;
  }

  /** The same memory as doubles: an event's position is `positions[row * 4]`. */
  get positions(): Float64Array {
    return this.#live.positions;
  }

  get consumed(): number {
    return this.#live.answer[answerConsumed] as number;
  }

  get events(): number {
    return this.#live.answer[answerEvents] as number;
  }

  /** How many bytes from here on need not be given; may be larger than any file. Valid until the next step of any slot. */
  get skip(): number {
    return this.#live.answerDoubles[answerSkip] as number;
  }

  get failure(): { position: number; tag: number; refused: number | undefined } {
    const { answer, answerDoubles } = this.#live;
    const refused = answer[answerRefused] as number;
    return {
      position: answerDoubles[answerPosition] as number,
      tag: answer[answerTag] as number,
      refused: refused === noIndex ? undefined : refused,
    };
  }

  /** Gives the slot back; a second call does nothing. */
  release(): void {
    const instance = this.#instance;
    if (instance === undefined) return;
    this.#instance = undefined;
    if (instance.filledBy === this) instance.filledBy = undefined;
    if (this.#slot === reservedSlot) return;
    dropped.unregister(this);
    instance.free.push(this.#slot);
  }

  get #live(): ParserInstance {
    if (this.#instance === undefined) throw misuse('argument_invalid', 'the parser has been released');
    return this.#instance;
  }
}

/**
 * The VR that the dictionary gives a tag; '' where it knows none, or leaves a choice.
 * @throws TypeError with code `not_ready` before the module is loaded: it is wherever parts come from.
 */
export function dictionaryVr(tag: number): string {
  const [vr = '', ...others] = dictionaryVrs(tag);
  return others.length === 0 ? vr : '';
}

/** The choices that core/dicom/dictionary.hpp has. */
const choices: Readonly<Record<string, readonly string[]>> = {
  xs: ['US', 'SS'],
  ox: ['OB', 'OW'],
  lt: ['US', 'OW'],
  up: ['US', 'SS', 'OW'],
};

/** The VRs that the dictionary gives a tag to choose from: one as a rule, none where it knows none. Throws as `dictionaryVr` does. */
export function dictionaryVrs(tag: number): readonly string[] {
  const code = moduleNow<ParserModule>('parser').dictionaryVr(tag);
  if (code === 0) return [];
  const vr = String.fromCharCode(code & 0xff, code >> 8);
  return choices[vr] ?? [vr];
}
