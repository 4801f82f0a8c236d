// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What a content item consists of. PS3.3 §C.17.3, §C.7.6.14

export const contentSequence = 0x0040a730;
export const valueType = 0x0040a040;
export const conceptName = 0x0040a043;
/** Referenced Content Item Identifier, of an item that is another one. */
export const referencedItem = 0x0040db73;

/** Where the value stands, by the value type; types that are not here have no value that could be replaced. */
export const valueTags: Readonly<Record<string, readonly number[]>> = {
  TEXT: [0x0040a160],
  PNAME: [0x0040a123],
  DATE: [0x0040a121],
  TIME: [0x0040a122],
  DATETIME: [0x0040a120],
  UIDREF: [0x0040a124],
  CODE: [0x0040a168],
  NUM: [0x0040a300, 0x0040a30a],
};

/** In acquisition contexts the value type may be absent; what value there is tells it. */
export const typeByTag: ReadonlyMap<number, string> = new Map([
  ...Object.entries(valueTags).flatMap(([type, tags]) => tags.map((tag): [number, string] => [tag, type])),
]);

/** The code of a concept name, of which `textOf` gives the first value of an attribute; '' where there is none. */
export function codeOf(textOf: (tag: number) => string): { readonly scheme: string; readonly code: string } {
  const codes = [0x00080100, 0x00080119, 0x00080120].map(textOf);
  return { scheme: textOf(0x00080102), code: codes.find((code) => code !== '') ?? '' };
}
