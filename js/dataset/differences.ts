// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Whether two data sets say the same, however they are written: byte order, padding, character set and lengths do not count.

import type { Path } from '../path.js';
import { bigintsOf, numbersOf, numberSizes } from '../values/numbers.js';
import { isSameName, parsePersonName } from '../values/person-name.js';
import { isSameDecimal } from '../values/strings/decimal.js';
import { isTextVr } from '../values/text.js';
import type { Dataset } from './dataset.js';
import type { Element } from './element.js';

export interface DifferenceOptions {
  /** Whether the file meta information counts, but for its group length: true unless told otherwise. */
  readonly meta?: boolean | undefined;
  /**
   * Whether the VR counts where one of two is UN, as implicit VR makes of private attributes, and where OB and OW stand for the same bytes.
   * Without it the value of UN is read in the VR of the other one.
   */
  readonly exactVr?: boolean | undefined;
}

/** One way in which two data sets differ. It holds nothing of a value. */
export interface Difference {
  readonly path: Path;
  /**
   * `missing`: only the first data set has the element; `added`: only the second. `vr`; `value`; `items`: the number of items, or of
   * fragments.
   */
  readonly kind: 'missing' | 'added' | 'vr' | 'value' | 'items';
}

/**
 * In what `b` differs from `a`, element by element, in the order of the tags. Text is compared as it is read, trimmed as its VR asks, DS and IS as
 * numbers, names by their components, binary values in either byte order. Group lengths never count. A value that is not at hand on
 * one side is compared by its length.
 *
 *     for (const { path, kind } of differences(before, after)) console.log(kind, path.toString())
 */
export function* differences(
  a: Dataset,
  b: Dataset,
  options: DifferenceOptions = {},
): Generator<Difference, void, undefined> {
  const others = byTag(b, options);
  const ours = byTag(a, options);
  const tags = [...new Set([...ours.keys(), ...others.keys()])].sort((x, y) => x - y);
  for (const tag of tags) {
    const [one, other] = [ours.get(tag), others.get(tag)];
    if (one === undefined) yield { path: other!.path, kind: 'added' };
    else if (other === undefined) yield { path: one.path, kind: 'missing' };
    else yield* compared(one, other, options);
  }
}

/** Whether there are no `differences`. */
export function sameDataset(a: Dataset, b: Dataset, options: DifferenceOptions = {}): boolean {
  return differences(a, b, options).next().done === true;
}

/** The elements that count; of several of one tag the first, which `get` gives. */
function byTag(dataset: Dataset, { meta = true }: DifferenceOptions): Map<number, Element> {
  const elements = new Map<number, Element>();
  for (const element of dataset.elements()) {
    const { tag } = element;
    const counts = (tag & 0xffff) !== 0 && (meta || tag >>> 16 !== 0x0002) && !elements.has(tag);
    if (counts) elements.set(tag, element);
  }
  return elements;
}

function* compared(a: Element, b: Element, options: DifferenceOptions): Generator<Difference, void, undefined> {
  const { path } = a;
  const vr = commonVr(a, b, options.exactVr === true);
  if (vr === undefined || a.isFragments !== b.isFragments) yield { path, kind: 'vr' };
  else if (a.isSequence || b.isSequence) {
    const [items, others] = [a.items, b.items];
    if (a.isSequence !== b.isSequence) yield { path, kind: 'value' };
    else if (items.length !== others.length) yield { path, kind: 'items' };
    else for (const [index, item] of items.entries()) yield* differences(item, others[index]!, options);
  } else if (a.isFragments) yield* comparedFragments(a, b);
  else if (!isSameValue(a, b, vr)) yield { path, kind: 'value' };
}

/** The VR that both values are read in; `undefined` where they are of different ones. */
function commonVr(a: Element, b: Element, isExact: boolean): string | undefined {
  if (a.vr === b.vr) return a.vr;
  if (isExact) return undefined;
  if (a.vr === 'UN') return b.vr;
  if (b.vr === 'UN') return a.vr;
  return isBytes(a.vr) && isBytes(b.vr) ? 'OW' : undefined;
}

function isBytes(vr: string): boolean {
  return vr === 'OB' || vr === 'OW';
}

function isSameValue(a: Element, b: Element, vr: string): boolean {
  const [bytes, others] = [a.bytes, b.bytes];
  if (bytes === undefined || others === undefined) return a.length === b.length;
  if (isTextVr(vr)) return isSameText(textsOf(a, bytes, vr), textsOf(b, others, vr), vr);
  const [isBig, isOtherBig] = [isBigEndian(a), isBigEndian(b)];
  const size = numberSizes[vr] ?? 1;
  if (isBig === isOtherBig || size === 1) return isSameBytes(bytes, others);
  if (bytes.length !== others.length) return false;
  return size === 8 && !vr.endsWith('D')
    ? isSameList(bigintsOf(bytes, vr, isBig), bigintsOf(others, vr, isOtherBig))
    : isSameList(numbersOf(bytes, vr, isBig), numbersOf(others, vr, isOtherBig));
}

/** The bytes of OB have no order, those of UN are little endian. PS3.5 §6.2.2 */
function isBigEndian({ vr, bigEndian }: Element): boolean {
  return bigEndian && vr !== 'OB' && vr !== 'UN';
}

function textsOf(element: Element, bytes: Uint8Array, vr: string): string[] {
  return element.characterSet.decodeValues(bytes, vr);
}

function isSameText(texts: readonly string[], others: readonly string[], vr: string): boolean {
  // An empty value and one that is all padding are the same; so is a name of delimiters alone: PS3.5 §6.2.1.1.
  const isEmpty = (text = ''): boolean => text === '' || (vr === 'PN' && /^[\^=]*$/.test(text));
  const [one, other] = [texts, others].map((list) => (list.length === 1 && isEmpty(list[0]) ? [] : list)) as [
    readonly string[],
    readonly string[],
  ];
  if (one.length !== other.length) return false;
  return one.every((text, i) => {
    const rival = other[i] as string;
    if (text === rival) return true;
    if (vr === 'DS' || vr === 'IS') return isSameDecimal(text, rival);
    return vr === 'PN' && isSameName(parsePersonName(text), parsePersonName(rival));
  });
}

/** Bytes that pad a value to even length count for nothing. */
function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const isPadded = long.length === short.length + 1 && short.length % 2 === 1 && long[short.length] === 0;
  if (long.length !== short.length && !isPadded) return false;
  for (let i = 0; i < short.length; i++) if (short[i] !== long[i]) return false;
  return true;
}

function isSameList(a: readonly (number | bigint)[], b: readonly (number | bigint)[]): boolean {
  return a.every((one, i) => Object.is(one, b[i]));
}

function* comparedFragments(a: Element, b: Element): Generator<Difference, void, undefined> {
  const { path } = a;
  const [ours, others] = [a.fragments, b.fragments];
  if (ours.length !== others.length) return yield { path, kind: 'items' };
  for (const [index, { position, length }] of ours.entries()) {
    const other = others[index]!;
    const [start, otherStart] = [
      a.table.bytes.find(position, length),
      b.table.bytes.find(other.position, other.length),
    ];
    const isSame =
      start < 0 || otherStart < 0
        ? length === other.length
        : isSameBytes(
            a.table.bytes.arena.subarray(start, start + length),
            b.table.bytes.arena.subarray(otherStart, otherStart + other.length),
          );
    if (!isSame) return yield { path, kind: 'value' };
  }
}
