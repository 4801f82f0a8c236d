// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Tags as the tables' rows and people write them.

/** A tag of which not all digits need count. */
export interface TagPattern {
  readonly tag: number;
  /** The digits that count. */
  readonly mask: number;
  /** `(60xx,3000)`. */
  readonly text: string;
}

/** Reads eight hexadecimal digits; `x` is any. */
export function tagPattern(digits: string): TagPattern {
  const text = digits.replace(/[^x]/gi, (digit) => digit.toUpperCase()).replace(/x/gi, 'x');
  return {
    tag: Number.parseInt(text.replaceAll('x', '0'), 16),
    mask: Number.parseInt(text.replace(/[^x]/g, 'F').replaceAll('x', '0'), 16),
    text: `(${text.slice(0, 4)},${text.slice(4)})`,
  };
}

/** Whether the pattern stands for the tag. */
export function isTagOf({ tag, mask }: TagPattern, other: number): boolean {
  return ((tag ^ other) & mask) === 0;
}

/** Whether all digits count. */
export function isExact({ mask }: TagPattern): boolean {
  return mask === 0xffffffff;
}

/** Reads `0008:0020,0021 60xx:3000`. */
export function readTagList(text: string): TagPattern[] {
  return text.split(' ').flatMap((group) => {
    const [number = '', elements = ''] = group.split(':');
    return elements.split(',').map((element) => tagPattern(number + element));
  });
}
