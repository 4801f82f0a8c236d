// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Private blocks (PS3.5 §7.8.1): the private creator element (gggg,00bb) reserves the elements (gggg,bb00) to (gggg,bbFF).

/** Whether the tag's group is odd: private attributes, their creators, their group lengths, and groups that are not allowed. */
export function isPrivate(tag: number): boolean {
  return (tag & 0x10000) !== 0;
}

/** Whether the tag is that of a private creator, (gggg,0010) to (gggg,00FF) of an odd group. */
export function isPrivateCreator(tag: number): boolean {
  const element = tag & 0xffff;
  return isPrivate(tag) && element >= 0x0010 && element <= 0x00ff;
}

/** The tag of the private creator in whose block a private attribute stands; `undefined` where the tag stands in no block. */
export function privateCreatorTagOf(tag: number): number | undefined {
  const block = (tag >>> 8) & 0xff;
  return isPrivate(tag) && block >= 0x10 ? ((tag & 0xffff0000) | block) >>> 0 : undefined;
}

/** A private creator as it is compared: without the spaces, or NUL bytes, that pad it. Upper and lower case differ. */
export function trimCreator(creator: string): string {
  return creator.replace(/^[ \0]+|[ \0]+$/g, '');
}

/** Which creators have reserved which blocks of one data set. The items of sequences reserve their own: keep one for each. */
export class PrivateBlocks {
  readonly #creators = new Map<number, string>();

  /** Notes the value of a private creator element. An empty one reserves nothing; of two for one block the later counts. */
  reserve(tag: number, creator: string): void {
    this.#creators.set(tag, trimCreator(creator));
  }

  /** Who has reserved the block that the tag stands in; `undefined` where nobody has. */
  creatorOf(tag: number): string | undefined {
    const creatorTag = privateCreatorTagOf(tag);
    return creatorTag === undefined ? undefined : this.#creators.get(creatorTag) || undefined;
  }
}
