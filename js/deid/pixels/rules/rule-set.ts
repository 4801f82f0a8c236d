// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Rules that say which pixels of which device's images are blanked. docs/pixel-rules.schema.json is the same for editors and other
// programs.

import type { Dataset } from '../../../dataset/dataset.js';
import { invalidAt, readFields } from '../../rule/read-fields.js';
import type { BlankRegion } from '../regions.js';
import { type Check, ConditionReader, type PixelCondition, SeenDataset } from './condition.js';
import {
  boxOf,
  type ImageSize,
  keptBoxes,
  outside,
  readBlank,
  readKeep,
  regionOf,
  type RuleBlank,
  type RuleKeep,
} from './rectangles.js';

/** What is done with images of one kind. */
export interface PixelRule {
  /** For reports, which call it by its number otherwise. */
  readonly name?: string;
  /** Which data sets it is about: all where it is absent. */
  readonly when?: PixelCondition;
  /** Rectangles that are blanked. */
  readonly blank?: readonly RuleBlank[];
  /** Rectangles that stay: all else is blanked too. */
  readonly keep?: readonly RuleKeep[];
  /** Whether a person should look all the same where there is suspicion of text in the pixels. */
  readonly review?: boolean;
}

/** A rule set as it is written down. JSON. */
export interface PixelRulesInput {
  readonly $schema?: string;
  readonly name?: string;
  /** `first`, as it is where this is absent: of the rules that are about a data set, only the first counts. `all`: each of them does. */
  readonly apply?: 'first' | 'all';
  readonly rules: readonly PixelRule[];
}

/** What a rule set says of one data set. */
export interface PixelMatch {
  /** The rules that are about it, by name or number. */
  readonly rules: readonly string[];
  /** In the image, where its size is known. */
  readonly regions: readonly BlankRegion[];
  /** Whether all text in the pixels is in the regions, or there is none, as far as the rules know. */
  readonly coversText: boolean;
}

/** @internal */
export const mostRules = 10_000;
const mostConditions = 100_000;
const mostRegions = 64;
const rows = 0x00280010;
const columns = 0x00280011;

interface ReadRule {
  readonly name: string;
  readonly check: Check;
  readonly blank: readonly RuleBlank[];
  readonly keep: readonly RuleKeep[];
  readonly needsReview: boolean;
}

/** A rule set that has been read. Made by `readPixelRules`. */
export class PixelRules {
  readonly #rules: readonly ReadRule[];
  readonly #appliesAll: boolean;

  /** @internal */
  constructor(json: unknown) {
    const fields = readFields(json, '$', ['$schema', 'name', 'apply', 'rules']);
    fields.text('$schema');
    fields.text('name');
    const apply = fields.text('apply') ?? 'first';
    if (apply !== 'first' && apply !== 'all') throw invalidAt('$.apply', 'is neither first nor all');
    this.#appliesAll = apply === 'all';
    if (!Array.isArray(fields.value('rules'))) throw invalidAt('$.rules', 'is no list');
    const conditions = new ConditionReader(mostConditions);
    this.#rules = fields.list('rules', mostRules).map((each, i) => readRule(each, i, conditions));
  }

  /** The rectangles to blank in a data set, as it is in the input: [] where no rule is about it. */
  regionsOf(dataset: Dataset): readonly BlankRegion[] {
    return this.match(dataset).regions;
  }

  /** What the rules say of a data set, as it is in the input. */
  match(dataset: Dataset): PixelMatch {
    const seen = new SeenDataset(dataset);
    const size = sizeOf(dataset);
    const matched: { readonly rule: ReadRule; readonly regions: readonly BlankRegion[] }[] = [];
    for (const rule of this.#rules) {
      const regions = rule.check(seen) ? regionsOfRule(rule, dataset, size) : undefined;
      if (regions === undefined) continue;
      matched.push({ rule, regions });
      if (!this.#appliesAll) break;
    }
    // What says where text is, and finds no pixel of it here, knows another kind of image.
    const fits = matched.every(({ rule, regions }) => regions.length > 0 || !blanks(rule));
    return {
      rules: matched.map(({ rule }) => rule.name),
      regions: matched.flatMap(({ regions }) => regions),
      coversText: matched.length > 0 && size !== undefined && fits && !matched.some(({ rule }) => rule.needsReview),
    };
  }
}

function readRule(json: unknown, index: number, conditions: ConditionReader): ReadRule {
  const place = `$.rules[${index}]`;
  const fields = readFields(json, place, ['name', 'when', 'blank', 'keep', 'review']);
  const when = fields.value('when');
  const review = fields.value('review') ?? false;
  if (typeof review !== 'boolean') throw invalidAt(`${place}.review`, 'is neither true nor false');
  const keep = fields.list('keep', mostRegions);
  if (fields.value('keep') !== undefined && keep.length === 0) throw invalidAt(`${place}.keep`, 'is empty');
  return {
    name: fields.text('name') ?? `rule ${index + 1}`,
    check: when === undefined ? () => true : conditions.read(when, `${place}.when`),
    blank: fields.list('blank', mostRegions).map((each, i) => readBlank(each, `${place}.blank[${i}]`)),
    keep: keep.map((each, i) => readKeep(each, `${place}.keep[${i}]`)),
    needsReview: review,
  };
}

function blanks({ blank, keep }: ReadRule): boolean {
  return blank.length > 0 || keep.length > 0;
}

/** `undefined` where the data set does not tell what the rule asks of it. */
function regionsOfRule(
  rule: ReadRule,
  dataset: Dataset,
  size: ImageSize | undefined,
): readonly BlankRegion[] | undefined {
  // Where nobody can say what lies where, all of it; and where there are pixels after all, they are an error.
  if (size === undefined) return blanks(rule) ? [everything] : [];
  const kept = keptBoxes(rule.keep, dataset, size);
  if (kept === undefined) return undefined;
  const rest = rule.keep.length === 0 ? [] : outside(kept, size).map(regionOf);
  const blanked = rule.blank.flatMap((region) => {
    const { firstFrame, lastFrame } = region;
    const box = boxOf(region, size);
    return box === undefined ? [] : [{ ...regionOf(box), firstFrame, lastFrame }];
  });
  return [...blanked, ...rest];
}

const everything: BlankRegion = Object.freeze({ left: 0, top: 0, columns: 0xffff, rows: 0xffff });

function sizeOf(dataset: Dataset): ImageSize | undefined {
  const size = { columns: dataset.number(columns) ?? 0, rows: dataset.number(rows) ?? 0 };
  return size.columns > 0 && size.rows > 0 ? size : undefined;
}

/**
 * Reads a rule set, a value such as `JSON.parse` gives, for the option `regions` of `deidentify`.
 *
 * ```ts
 * const rules = readPixelRules({
 *   rules: [{ when: { attribute: 'ManufacturerModelName', contains: 'LOGIQE9' }, blank: [{ rows: 70 }] }],
 * });
 * deidentify(profile, { secret, regions: rules });
 * ```
 * @throws TypeError with code `argument_invalid` that names the place in the JSON, `$.rules[0].when`.
 */
export function readPixelRules(json: unknown): PixelRules {
  return new PixelRules(json);
}
