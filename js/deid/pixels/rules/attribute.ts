// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How rules name attributes, and what they see of their values.

import type { Dataset } from '../../../dataset/dataset.js';
import type { Element } from '../../../dataset/element.js';
import { names } from '../../../dictionary/names.js';
import { isPrivate, isPrivateCreator, trimCreator } from '../../../dictionary/private-blocks.js';
import { invalidAt } from '../../rule/read-fields.js';

/** A longer text is compared by its beginning. */
const longestText = 1024;
const mostSteps = 16;

interface Step {
  /** Of a private attribute with the block that is its creator's left out. */
  readonly tag: number;
  readonly creator: string | undefined;
  /** Of the items of a sequence; `all` are looked at one after the other. */
  readonly item: number | 'all' | undefined;
}

const stepForm =
  /^(?:\(([\dA-F]{4}),([\dA-F]{4})\)|\(([\dA-F]{4}),"([^"]{1,64})",([\dA-F]{2})\)|([A-Za-z]\w*))(?:\[(\d{1,4}|\*)\])?(?:\.(?=.)|$)/i;

/** An attribute of a data set, or of items in it. */
export class AttributeReference {
  readonly #steps: readonly Step[];

  private constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /**
   * Reads `Manufacturer`, `(0008,0070)`, `(0019,"SIEMENS MR HEADER",0F)`, and in items `SequenceOfUltrasoundRegions[0].(0018,6018)`, with `[*]` for
   * all of them.
   * @throws TypeError with code `argument_invalid`
   */
  static read(text: string, place: string): AttributeReference {
    const steps: Step[] = [];
    for (let rest = text; rest !== '' || steps.length === 0;) {
      const found = stepForm.exec(rest);
      if (found === null || steps.length >= mostSteps) throw invalidAt(place, 'is no attribute');
      rest = rest.slice(found[0].length);
      steps.push(stepOf(found, place));
      const isSequence = steps.at(-1)?.item !== undefined;
      if (isSequence !== (rest !== ''))
        throw invalidAt(place, isSequence ? 'names an item' : 'needs [0] or [*] for items');
    }
    return new AttributeReference(steps);
  }

  /** The elements that it names. */
  find(dataset: Dataset): readonly Element[] {
    let datasets: readonly Dataset[] = [dataset];
    for (const step of this.#steps) {
      const elements = datasets.flatMap((each) => elementOf(each, step) ?? []);
      const { item } = step;
      if (item === undefined) return elements;
      datasets = elements.flatMap(({ items }) => (item === 'all' ? items : items.slice(item, item + 1)));
    }
    return [];
  }
}

function stepOf(found: RegExpExecArray, place: string): Step {
  const [, group, element, privateGroup, creator = '', low, keyword, item] = found;
  const rest = { item: item === undefined ? undefined : item === '*' ? ('all' as const) : Number(item) };
  if (keyword !== undefined) {
    const tag = names.tagOf(keyword);
    if (tag === undefined) throw invalidAt(place, 'is neither a tag, (gggg,eeee), nor a keyword of the standard');
    return { tag, creator: undefined, ...rest };
  }
  if (group !== undefined) return { tag: Number.parseInt(`${group}${element}`, 16), creator: undefined, ...rest };
  const tag = Number.parseInt(`${privateGroup}00${low}`, 16);
  if (!isPrivate(tag)) throw invalidAt(place, 'has a creator, but its group is even');
  return { tag, creator: trimCreator(creator), ...rest };
}

function elementOf(dataset: Dataset, { tag, creator }: Step): Element | undefined {
  if (creator === undefined) return dataset.get(tag);
  const group = tag >>> 16;
  for (const element of dataset.elements()) {
    const isOfGroup = element.tag >>> 16 === group && isPrivateCreator(element.tag);
    if (!isOfGroup || trimCreator(element.string ?? '') !== creator) continue;
    return dataset.get((tag | ((element.tag & 0xff) << 8)) >>> 0);
  }
  return undefined;
}

/** All values of an element as one text, with `\` between them. */
export function textOf(element: Element): string {
  const { vr } = element;
  // Of private attributes, often nobody says what they are.
  const values = vr === 'UN' ? element.characterSet.decodeValues(element.bytes ?? none, 'LO') : element.strings;
  return values.join('\\').slice(0, longestText);
}

const none = new Uint8Array(0);
