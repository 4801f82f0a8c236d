// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is put into a data set: its VR, whether that takes the value, and the block of a private attribute.

import { privateNames } from '../dictionary/registry.js';
import { misuse } from '../errors.js';
import { vrName } from '../part.js';
import { formatTag } from '../path.js';
import { utf8Bytes, type Value, valueBytes } from '../values/encode/value-bytes.js';
import { dictionaryVr } from '../wasm/parser.js';
import { vrCode } from '../wasm/vr-code.js';
import { Change } from './changes.js';
import type { Dataset } from './dataset.js';
import { EventTable } from './event-table.js';

/** Names a private attribute of the data set that is asked, or of an item where that is asked, in whichever block its creator has. PS3.5 §7.8.1 */
export interface PrivateKey {
  /** As the private creator element has it; padding does not count. */
  readonly creator: string;
  /** An odd number. */
  readonly group: number;
  /** The last two digits of the element: 0x10 of (0019,xx10). */
  readonly element: number;
}

/** What an element can be given: text, numbers, bytes, or the data sets that are a sequence's items. */
export type ElementValue = Value | readonly Value[] | Uint8Array | Dataset | readonly Dataset[];

/** The element of tag `tag` in `holder`. @throws as `Dataset.with` does. */
export function changeOf(holder: Dataset, tag: number, value: ElementValue, stated?: string): Change {
  const old = holder.get(tag);
  const known = old === undefined || old.vr === 'UN' ? knownVr(holder, tag) : old.vr;
  const vr = stated ?? (known || old?.vr) ?? '';
  // Of an item, a delimiter or what is no tag at all there can be no element.
  if (tag >>> 0 !== tag || tag >>> 16 === 0xfffe || vr.length !== 2 || vrName(vrCode(vr)) !== vr) {
    throw misuse('argument_invalid', `${formatTag(tag)} needs a VR: state it in options.vr`);
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isItem = (one: unknown): one is Dataset => (one as Dataset | undefined)?.table instanceof EventTable;
  if (vr === 'SQ' && list.every(isItem)) return new Change(tag, vr, list.map(asItem));
  const isRight = value instanceof Uint8Array || list.every((one) => /^(?:string|number|bigint)$/.test(typeof one));
  if (vr === 'SQ' || !isRight) throw misuse('argument_invalid', `${formatTag(tag)} does not take such a value`);
  return new Change(tag, vr, valueBytes(vr, value as Value, false, utf8Bytes));
}

/** A data set as an item is kept: without what is around it. A whole file is none. */
export function asItem(item: Dataset): Dataset {
  const { value } = item.elements().next();
  if (value !== undefined && value.tag >>> 16 === 2) throw misuse('argument_invalid', 'an item has no file meta');
  return item.detached;
}

function knownVr(holder: Dataset, tag: number): string | undefined {
  if ((tag & 0x10000) === 0 || (tag & 0xff00) === 0) return dictionaryVr(tag);
  const creator = holder.string(((tag & 0xffff0000) | ((tag >>> 8) & 0xff)) >>> 0) ?? '';
  const vr = privateNames()?.find(tag, creator)?.vr;
  return vr === 'UN' || vr?.length !== 2 ? undefined : vr;
}

const firstBlock = 0x10;
const lastBlock = 0xff;

const tagIn = (group: number, block: number, element: number): number =>
  ((group << 16) | (block << 8) | (element & 0xff)) >>> 0;

/** The tag that a private attribute has in a data set; -1 where its creator has no block. */
export function privateTag(holder: Dataset, { creator, group, element }: PrivateKey): number {
  for (let block = firstBlock; block <= lastBlock; block++) {
    if (holder.string(tagIn(group, 0, block)) === creator.trim()) return tagIn(group, block, element);
  }
  return -1;
}

/** The data set with a block for the creator, and the tag in it. */
export function reservePrivate(holder: Dataset, key: PrivateKey): [Dataset, number] {
  const { creator, group, element } = key;
  const tag = privateTag(holder, key);
  if (tag >= 0) return [holder, tag];
  const used = new Set<number>();
  for (const { tag: other } of holder.elements()) {
    // Either a creator, (gggg,00bb), or in a block, (gggg,bbxx).
    if (other >>> 16 === group) used.add((other >>> 8) & 0xff || other & 0xff);
  }
  let block = firstBlock;
  while (used.has(block)) block++;
  if (group % 2 !== 1 || element >>> 8 !== 0 || creator.trim() === '' || block > lastBlock) {
    throw misuse(
      'argument_invalid',
      'a private attribute has a creator, an odd group, an element up to 0xFF and a free block',
    );
  }
  return [holder.with(tagIn(group, 0, block), [creator.trim()], { vr: 'LO' }), tagIn(group, block, element)];
}
