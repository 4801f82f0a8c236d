// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Looking ahead: what stands later decides what becomes of what stands in front.

import { PartCollector } from '../dataset/part-collector.js';
import type { Dataset } from '../dataset/dataset.js';
import { emitAll, HeldParts } from '../flow/file-meta.js';
import { declareFlow, type Emit, type Flow, type FlowStage } from '../flow/flow.js';
import type { Part } from '../part.js';
import { rulesPart } from './editing/rules-part.js';
import type { Rule } from './editing/rules.js';
import { ElementFilter } from './element-filter.js';
import { keepNamed } from './keep.js';
import { parsePattern, Selection, type Selector } from './selector.js';
import { sizeLimit } from './to-defined-lengths.js';

/** Is given the elements that were named; may answer rules for the next `edit` behind it. */
export type OnCollected = (dataset: Dataset) => readonly Rule[] | undefined | Promise<readonly Rule[] | undefined>;

export interface CollectOptions {
  /** The first tag at the root that need not be waited for; by default the one behind the highest that the selectors name. */
  readonly stopAt?: number | undefined;
  /** How many bytes may be held back, each part counted with 64 more; 1 MiB by default. */
  readonly maxSize?: number | undefined;
}

/**
 * Holds the stream back until the elements that are named have come, hands them on as a data set, and then lets all go on as it was.
 * The function may be asynchronous, and fails the stream where it throws. What it answers are rules for the `edit` behind it, which
 * count from the first part on: so what stands later decides.
 *
 *     through(
 *       collect([PatientID, StudyDate], async (dataset) => [{ modify: PatientName, value: await nameOf(dataset.string(PatientID)) }]),
 *       edit(),
 *     )
 *
 * The data set has what was there, with the sequences and items on the way to it and Specific Character Set; it may have nothing. A
 * selector that may name anything, by a function or `**.`, is waited for until the end, unless `stopAt` says where it is enough.
 * Fails with DicomError `lookahead_exceeded` where more than `maxSize` would have to be held back.
 * @throws TypeError with code `argument_invalid` or `names_not_loaded` where a selector names nothing.
 */
export function collect(selectors: readonly Selector[], onCollected: OnCollected, options: CollectOptions = {}): Flow {
  const maxSize = sizeLimit(options.maxSize ?? 1024 * 1024);
  const named = new Selection(selectors);
  const { stopAt = Math.max(-1, ...selectors.map(highestRootTag)) + 1 } = options;
  return declareFlow(() => new LookAhead(named, onCollected, stopAt, maxSize), { resizes: 'nothing' });
}

function highestRootTag(selector: Selector): number {
  if (typeof selector === 'number') return selector;
  if (typeof selector === 'function') return Infinity;
  const { anyDepth, steps } = parsePattern(selector);
  const [first] = steps;
  return anyDepth || first === undefined ? Infinity : (first.tag | ~first.mask) >>> 0;
}

class LookAhead implements FlowStage {
  readonly #onCollected: OnCollected;
  readonly #stopAt: number;
  readonly #held: HeldParts;
  readonly #collector: PartCollector;
  readonly #filter: ElementFilter;
  readonly #keep: Emit;
  #isOver = false;

  constructor(named: Selection, onCollected: OnCollected, stopAt: number, maxSize: number) {
    this.#onCollected = onCollected;
    this.#stopAt = stopAt;
    this.#held = new HeldParts(maxSize);
    // Whatever is held may be asked for.
    this.#collector = new PartCollector({ maxValue: maxSize });
    this.#keep = (part) => this.#collector.add(part);
    const judge = keepNamed(named);
    this.#filter = new ElementFilter((part) => {
      const verdict = judge(part);
      // Items that hold nothing of it are there, empty: so that all have the indices that they had.
      return part.kind === 'item' && verdict === 'drop' ? 'enter' : verdict;
    });
  }

  part(part: Part, emit: Emit): void | Promise<void> {
    if (this.#isOver) return emit(part);
    if (this.#isEnough(part)) return this.#release(part, emit);
    this.#held.add(part);
    void this.#filter.part(part, this.#keep);
    return undefined;
  }

  end(emit: Emit): void | Promise<void> {
    return this.#isOver ? undefined : this.#release(undefined, emit);
  }

  #isEnough({ kind, depth, tag }: Part): boolean {
    if (kind === 'deflated' || kind === 'unparsed') return true;
    return depth === 0 && tag >= this.#stopAt && (kind === 'header' || kind === 'sequence' || kind === 'fragments');
  }

  async #release(part: Part | undefined, emit: Emit): Promise<void> {
    this.#isOver = true;
    const rules = (await this.#onCollected(this.#collector.dataset)) ?? [];
    const held = this.#held.take();
    if (part !== undefined) held.push(part);
    if (rules.length > 0 && held.length > 0) await emit(rulesPart(rules));
    await emitAll(held, emit);
  }
}
