// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Values of VR AT as text; `formatTag` writes them.

/** The tag of `(0010,0020)` or `00100020`; `undefined` where the text is none. Keywords are read by `parsePath`. */
export function parseTag(text: string): number | undefined {
  const match = /^ *(?:\(([\dA-F]{4}),([\dA-F]{4})\)|([\dA-F]{8})) *$/i.exec(text);
  return match === null ? undefined : Number.parseInt(match[3] ?? `${match[1]}${match[2]}`, 16);
}
