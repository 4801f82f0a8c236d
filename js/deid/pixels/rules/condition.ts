// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Which data sets a rule is about.

import type { Dataset } from '../../../dataset/dataset.js';
import { parseDecimal } from '../../../values/strings/decimal.js';
import { invalidAt, readFields } from '../../rule/read-fields.js';
import { AttributeReference, textOf } from './attribute.js';
import { TextPattern } from './pattern.js';

/**
 * What is asked of a data set. An attribute's values are one text, with `\` between them and '' where there are none; of several items one that
 * fits is enough.
 */
export type PixelCondition =
  | { readonly all: readonly PixelCondition[] }
  | { readonly any: readonly PixelCondition[] }
  | { readonly not: PixelCondition }
  | AttributeCondition;

/** One thing asked of one attribute. */
export interface AttributeCondition {
  /** `Manufacturer`, `(0008,0070)`, `(0019,"SIEMENS MR HEADER",0F)`, `SequenceOfUltrasoundRegions[0].RegionFlags`. */
  readonly attribute: string;
  /** A number is compared with the first value as a number. */
  readonly equals?: string | number;
  readonly contains?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
  /** A pattern that the whole text fits; docs/pixel-rules.md says what it may hold. */
  readonly matches?: string;
  /** Of texts: whether upper and lower case are the same. */
  readonly ignoreCase?: boolean;
  /** Of the first value as a number. */
  readonly greaterThan?: number;
  readonly lessThan?: number;
  /** Whether the attribute is there, with a value or without. */
  readonly exists?: boolean;
  /** Whether there is no value, or no attribute. */
  readonly empty?: boolean;
}

/** A condition that has been read. */
export type Check = (seen: SeenDataset) => boolean;

/** What conditions ask of one data set, each attribute read once. */
export class SeenDataset {
  readonly #dataset: Dataset;
  readonly #texts = new Map<AttributeReference, readonly string[]>();

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  texts(attribute: AttributeReference): readonly string[] {
    let texts = this.#texts.get(attribute);
    if (texts === undefined) {
      texts = attribute.find(this.#dataset).map(textOf);
      this.#texts.set(attribute, texts);
    }
    return texts;
  }
}

const comparisons = ['equals', 'contains', 'startsWith', 'endsWith', 'matches'] as const;
const questions = [...comparisons, 'greaterThan', 'lessThan', 'exists', 'empty'] as const;
const deepest = 32;
const mostTogether = 1000;

/** Reads conditions; attributes that are named alike are one. */
export class ConditionReader {
  readonly #attributes = new Map<string, AttributeReference>();
  #left: number;

  /** `most` conditions, those within others counted. */
  constructor(most: number) {
    this.#left = most;
  }

  /** @throws TypeError with code `argument_invalid` that names the place. */
  read(json: unknown, place: string, depth = 0): Check {
    if (depth > deepest) throw invalidAt(place, `is more than ${deepest} deep`);
    if (--this.#left < 0) throw invalidAt(place, 'is one condition too many');
    const fields = readFields(json, place, ['all', 'any', 'not', 'attribute', 'ignoreCase', ...questions]);
    const [name, ...others] = (['all', 'any', 'not', 'attribute'] as const).filter(
      (each) => fields.value(each) !== undefined,
    );
    if (name === undefined || others.length > 0) throw invalidAt(place, 'needs one of all, any, not, attribute');
    if (name === 'attribute') return this.#readAttribute(json, place);
    if (Object.keys(json as object).length > 1) throw invalidAt(place, `has more beside ${name}`);
    if (name === 'not') {
      const check = this.read(fields.value('not'), `${place}.not`, depth + 1);
      return (seen) => !check(seen);
    }
    if (!Array.isArray(fields.value(name))) throw invalidAt(`${place}.${name}`, 'is no list');
    const checks = fields
      .list(name, mostTogether)
      .map((each, i) => this.read(each, `${place}.${name}[${i}]`, depth + 1));
    return name === 'all'
      ? (seen) => checks.every((check) => check(seen))
      : (seen) => checks.some((check) => check(seen));
  }

  #readAttribute(json: unknown, place: string): Check {
    const fields = readFields(json, place, ['attribute', 'ignoreCase', ...questions]);
    const text = fields.text('attribute') ?? '';
    let attribute = this.#attributes.get(text);
    if (attribute === undefined) {
      attribute = AttributeReference.read(text, `${place}.attribute`);
      this.#attributes.set(text, attribute);
    }
    const of = attribute;
    const [question, ...others] = questions.filter((each) => fields.value(each) !== undefined);
    if (question === undefined || others.length > 0) throw invalidAt(place, `needs one of ${questions.join(', ')}`);
    const at = `${place}.${question}`;
    const value = fields.value(question);
    const ignoreCase = fields.value('ignoreCase') ?? false;
    const isText = typeof value === 'string' && comparisons.some((each) => each === question);
    if (typeof ignoreCase !== 'boolean') throw invalidAt(`${place}.ignoreCase`, 'is neither true nor false');
    if (ignoreCase && !isText) throw invalidAt(`${place}.ignoreCase`, 'belongs to a text');
    switch (question) {
      case 'exists':
      case 'empty': {
        if (typeof value !== 'boolean') throw invalidAt(at, 'is neither true nor false');
        if (question === 'exists') return (seen) => seen.texts(of).length > 0 === value;
        return (seen) => seen.texts(of).every((each) => each === '') === value;
      }
      case 'greaterThan':
      case 'lessThan': {
        const limit = numberAt(value, at);
        return numeric(of, question === 'lessThan' ? (number) => number < limit : (number) => number > limit);
      }
      case 'equals':
        if (typeof value !== 'number') break;
        return numeric(of, (number) => number === value);
      default:
    }
    if (typeof value !== 'string' || value.length > 1024) throw invalidAt(at, 'is no text of up to 1024 characters');
    const test = textTest(question, value, ignoreCase, at);
    return (seen) => {
      const texts = seen.texts(of);
      return texts.length === 0 ? test('') : texts.some(test);
    };
  }
}

function textTest(
  question: (typeof comparisons)[number],
  value: string,
  ignoreCase: boolean,
  place: string,
): (text: string) => boolean {
  if (question === 'matches') {
    const pattern = new TextPattern(value, ignoreCase, place);
    return (text) => pattern.matches(text);
  }
  const folded = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = folded(value);
  switch (question) {
    case 'equals':
      return (text) => folded(text) === wanted;
    case 'contains':
      return (text) => folded(text).includes(wanted);
    case 'startsWith':
      return (text) => folded(text).startsWith(wanted);
    case 'endsWith':
      return (text) => folded(text).endsWith(wanted);
  }
}

function numberAt(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalidAt(place, 'is no number');
}

/** Of the first value of each element; what is no number is not compared. */
function numeric(attribute: AttributeReference, test: (number: number) => boolean): Check {
  return (seen) =>
    seen.texts(attribute).some((text) => {
      const number = parseDecimal(text.split('\\', 1)[0] as string);
      return number !== undefined && test(number);
    });
}
