// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Private attributes that name their creator instead of a block, as PS3.19 Table A.1.5-2 has them, `gggg00ee`: each gets a place in a
// block of its creator, which is reserved where it is not yet. PS3.5 §7.8.1

import { isPrivate, isPrivateCreator, trimCreator } from '../../dictionary/private-blocks.js';
import { DicomError } from '../../errors.js';
import { CharacterSet } from '../../values/text.js';
import type { ModelAttribute, ModelValue } from './model.js';

const firstBlock = 0x10;
const lastBlock = 0xff;

/** The attributes of one data set, in the order of their tags, with their private creators. */
export function placed(attributes: readonly ModelAttribute[]): ModelAttribute[] {
  const isOwned = ({ tag, creator }: ModelAttribute): boolean => creator !== undefined && isPrivate(tag);
  if (!attributes.some(isOwned)) return sorted([...attributes]);
  const blocks = new Blocks();
  const result: ModelAttribute[] = [];
  for (const attribute of attributes) {
    if (isOwned(attribute)) continue;
    blocks.look(attribute);
    result.push(attribute);
  }
  // Those that have a place first: the others find theirs beside them.
  const homeless: ModelAttribute[] = [];
  for (const attribute of attributes) {
    if (isOwned(attribute)) (blocks.keep(attribute) ? result : homeless).push(attribute);
  }
  for (const attribute of homeless) result.push({ ...attribute, tag: blocks.placeFor(attribute) });
  return sorted(result.concat(blocks.added));
}

function sorted(attributes: ModelAttribute[]): ModelAttribute[] {
  return attributes.sort((a, b) => a.tag - b.tag);
}

class Blocks {
  /** The creator elements that have to be added. */
  readonly added: ModelAttribute[] = [];
  /** By the tag of the creator element. An occupied block that nobody has reserved has ''. */
  readonly #creators = new Map<number, string>();

  /** Blocks that have been found, by group and creator: each search goes through all. */
  readonly #found = new Map<string, number>();

  /** There is an attribute that names no creator, or is one. */
  look({ tag, value }: ModelAttribute): void {
    if (!isPrivate(tag)) return;
    const creatorTag = isPrivateCreator(tag) ? tag : creatorTagOf(tag);
    const name = isPrivateCreator(tag) ? nameIn(value) : '';
    if (name !== '' || !this.#creators.has(creatorTag)) this.#creators.set(creatorTag, name);
  }

  /** Whether the attribute stands in a block already, and may stay there. */
  keep({ tag, creator = '' }: ModelAttribute): boolean {
    if ((tag & 0xffff) <= lastBlock) return false;
    const creatorTag = creatorTagOf(tag);
    const present = this.#creators.get(creatorTag);
    if (present === undefined) this.#add(creatorTag, creator);
    return present === undefined || present === trimCreator(creator);
  }

  /** @throws DicomError where all blocks of the group are taken. */
  placeFor({ tag, creator = '' }: ModelAttribute): number {
    const group = (tag & 0xffff0000) >>> 0;
    const key = `${group} ${trimCreator(creator)}`;
    const block = this.#found.get(key) ?? this.#find(group, creator);
    this.#found.set(key, block);
    return group + block * 0x100 + (tag & 0xff);
  }

  #find(group: number, creator: string): number {
    let free = 0;
    for (let block = firstBlock; block <= lastBlock; block++) {
      const present = this.#creators.get(group + block);
      if (present === trimCreator(creator)) return block;
      if (present === undefined && free === 0) free = block;
    }
    if (free === 0) throw new DicomError({ code: 'value_invalid', tag: group });
    this.#add(group + free, creator);
    return free;
  }

  #add(tag: number, creator: string): void {
    this.#creators.set(tag, trimCreator(creator));
    this.added.push({ tag, vr: 'LO', creator: undefined, value: { kind: 'texts', texts: [creator] } });
  }
}

/** The creator that an element names, be it of VR UN. */
function nameIn(value: ModelValue): string {
  if (value.kind === 'texts') return trimCreator(value.texts[0] ?? '');
  return value.kind === 'bytes' ? trimCreator(CharacterSet.default.decodeFirst(value.bytes, 'LO')) : '';
}

function creatorTagOf(tag: number): number {
  return ((tag & 0xffff0000) >>> 0) + ((tag >>> 8) & 0xff);
}
