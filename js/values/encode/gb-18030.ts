// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// GBK and GB 18030 for writing: one, two or four bytes a character. PS3.5 §6.1.2.3 and Annex J

import { decoderOf } from '../graphic-sets.js';
import { addCodes, type CodeTable } from './repertoires.js';

const firstOfFour = 0x81308130;

/** Of one or two bytes in GBK, of all sizes in GB 18030 up to U+FFFF. */
let gbkTable: CodeTable | undefined;
let gb18030Table: CodeTable | undefined;

/**
 * The bytes of a character; `undefined` where the encoding does not have it. GBK is what all its editions share: without the
 * euro and what GB 18030 added.
 */
export function gbBytes(character: string, name: 'GBK' | 'GB18030'): readonly number[] | undefined {
  const point = character.codePointAt(0) as number;
  if (point < 0x80) return [point];
  if (name === 'GBK') {
    const code = (gbkTable ??= makeTable('gbk', isInGbk)).get(character);
    return code === undefined ? undefined : [code >> 8, code & 0xff];
  }
  // Above U+FFFF the codes of four bytes run with the numbers of the characters.
  if (point > 0xffff) return fourBytes(point - 0x10000 + 189000);
  const code = (gb18030Table ??= makeTable('gb18030', () => true)).get(character);
  if (code === undefined) return undefined;
  return code < 0x10000 ? [code >> 8, code & 0xff] : fourBytes(code - 0x10000);
}

/** The code of four bytes that is the `index`th. */
function fourBytes(index: number): number[] {
  const first = firstOfFour >>> 24;
  return [
    first + Math.floor(index / 12600),
    0x30 + (Math.floor(index / 1260) % 10),
    first + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ];
}

/** Codes of two bytes are themselves; those of four bytes are 0x10000 and more: their index. */
function makeTable(label: 'gbk' | 'gb18030', isIn: (code: number) => boolean): CodeTable {
  const decoder = decoderOf(label);
  const codes = new Map<string, number>();
  for (let first = 0x81; first < 0xff; first++) {
    const cells: number[] = [];
    for (let second = 0x40; second < 0xff; second++) {
      const code = (first << 8) | second;
      if (second !== 0x7f && isIn(code)) cells.push(code);
    }
    addCodes(codes, cells, (bytes) => decoder.decode(bytes), 2);
  }
  if (label === 'gb18030') addFourByteCodes(codes);
  else for (const character of [...codes.keys()]) if (isPrivateUse(character)) codes.delete(character);
  return codes;
}

// Below U+10000 there are 39 420 codes of four bytes.
function addFourByteCodes(codes: Map<string, number>): void {
  const bytes = new Uint8Array(39420 * 5);
  for (let index = 0; index < 39420; index++) bytes.set([...fourBytes(index), 10], index * 5);
  decoderOf('gb18030')
    .decode(bytes)
    .split('\n')
    .forEach((character, index) => {
      if (character.length === 1 && character !== '\ufffd' && !codes.has(character)) {
        codes.set(character, 0x10000 + index);
      }
    });
  // U+FFFD is what a decoder answers to all that is not there; it has a code of its own too.
  codes.set('\ufffd', 0x10000 + 39417);
}

/** Without what GB 18030 added, which some decoders of GBK know: the euro, and A6D9…, A8BC…, A989… and FE50…. */
function isInGbk(code: number): boolean {
  if (code === 0xa2e3 || code === 0xa3a0 || code === 0xa8bc || code === 0xa8bf) return false;
  if (code >= 0xa989 && code <= 0xa995) return false;
  return !(code >= 0xa6d9 && code <= 0xa6f5 && !isVerticalForm(code)) && code < 0xfe50;
}

function isVerticalForm(code: number): boolean {
  return (code >= 0xa6e0 && code <= 0xa6eb) || (code >= 0xa6ee && code <= 0xa6f2) || code >= 0xa6f4;
}

function isPrivateUse(character: string): boolean {
  return character >= '\ue000' && character <= '\uf8ff';
}
