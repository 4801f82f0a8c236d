// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The character sets of PS3.3 §C.12.1.1.2, as what stands in the lower (G0) and upper (G1) half of the code table.

import { asciiText, latin1Text } from './ascii.js';

/** Decodes a run of bytes: all below 0x80 for a set in G0; for a set in G1 ASCII may stand between its characters. */
export type DecodeRun = (bytes: Uint8Array, start: number, end: number) => string;

/** One set of graphic characters, and the half of the code table that it is designated to. */
export interface GraphicSet {
  readonly half: 'G0' | 'G1';
  readonly decode: DecodeRun;
  /** Whether a character takes two bytes. */
  readonly double: boolean;
}

const decoders = new Map<string, TextDecoder>();

/** One cached decoder a label; a byte order mark is a character like any other in a value. */
export function decoderOf(label: string): TextDecoder {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label, { ignoreBOM: true });
    decoders.set(label, decoder);
  }
  return decoder;
}

function g1(label: string, double = false): GraphicSet {
  return { half: 'G1', double, decode: (bytes, start, end) => decoderOf(label).decode(bytes.subarray(start, end)) };
}

/**
 * A set that the Encoding standard has only as the Windows code page that extends it. Where the page has characters of its
 * own, at 0x80 to 0x9F, ISO 8859 has the C1 controls. Where it has nothing, decoders differ: private use with some, which
 * means nothing.
 */
function g1FromWindows(label: string): GraphicSet {
  const decode: DecodeRun = (bytes, start, end) => {
    const text = decoderOf(label).decode(bytes.subarray(start, end));
    return text.replace(/[^\0-\x7f\xa0]/g, (character, offset: number) => {
      const byte = bytes[start + offset] as number;
      if (byte < 0xa0) return String.fromCharCode(byte);
      return character >= '\ue000' && character <= '\uf8ff' ? '\ufffd' : character;
    });
  };
  return { half: 'G1', double: false, decode };
}

/** ISO-IR 6, the default repertoire. */
export const ascii: GraphicSet = { half: 'G0', double: false, decode: asciiText };

/** ISO-IR 100; also what upper bytes are read as where nothing is designated, since no byte gets lost so. */
export const latin1: GraphicSet = { half: 'G1', double: false, decode: latin1Text };

/** ISO-IR 14, JIS X 0201 romaji: ASCII but for two characters. */
export const romaji: GraphicSet = {
  half: 'G0',
  double: false,
  decode: (bytes, start, end) => asciiText(bytes, start, end).replaceAll('\\', '\u00a5').replaceAll('~', '\u203e'),
};

/** ISO-IR 13, JIS X 0201 katakana: 0xA1 to 0xDF are the halfwidth forms from U+FF61 on. */
export const katakana: GraphicSet = {
  half: 'G1',
  double: false,
  decode: (bytes, start, end) => {
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      text += String.fromCharCode(byte < 0x80 ? byte : byte >= 0xa1 && byte <= 0xdf ? byte - 0xa1 + 0xff61 : 0xfffd);
    }
    return text;
  },
};

/** Whether a byte is one of the 94 that sets in G0 are made of. */
export function isGraphic(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x7f;
}

// Where the Encoding standard follows Microsoft's tables, and JIS X 0208 and JIS X 0212 name another character.
const jisDiffers = '\uff5e\u2225\uff0d\uffe0\uffe1\uffe2';
const microsoftsInJis = /[\uff5e\u2225\uff0d\uffe0-\uffe2]/g;

/**
 * The two Japanese sets of 94 × 94 characters in G0, read as the EUC-JP of the same characters; `differing` are the characters
 * that this set has in the places of `jisDiffers`.
 */
function g0FromEucJp(prefix: readonly number[], differing: string): GraphicSet {
  const decode: DecodeRun = (bytes, start, end) => {
    const euc: number[] = [];
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (!isGraphic(byte)) {
        euc.push(byte);
        continue;
      }
      euc.push(...prefix, byte | 0x80);
      if (i + 1 < end && isGraphic(bytes[i + 1])) euc.push((bytes[++i] as number) | 0x80);
    }
    const text = decoderOf('euc-jp').decode(Uint8Array.from(euc));
    return text.replace(microsoftsInJis, (character) => differing[jisDiffers.indexOf(character)] ?? character);
  };
  return { half: 'G0', double: true, decode };
}

const jisX0208 = g0FromEucJp([], '\u301c\u2016\u2212\u00a2\u00a3\u00ac');
const jisX0212 = g0FromEucJp([0x8f], '~');
const ksX1001 = g1('euc-kr', true);
const gb2312 = g1('gbk', true);
const latin2 = g1('iso-8859-2');
const latin3 = g1('iso-8859-3');
const latin4 = g1('iso-8859-4');
const cyrillic = g1('iso-8859-5');
const arabic = g1('iso-8859-6');
const greek = g1('iso-8859-7');
const hebrew = g1('iso-8859-8');
const latin5 = g1FromWindows('windows-1254');
const latin9 = g1('iso-8859-15');
const thai = g1FromWindows('windows-874');

/** The sets that a defined term stands for, by its ISO-IR number. */
export const setsOfTerm: ReadonlyMap<number, readonly GraphicSet[]> = new Map([
  [6, [ascii]],
  [13, [romaji, katakana]],
  [58, [gb2312]],
  [87, [jisX0208]],
  [100, [latin1]],
  [101, [latin2]],
  [109, [latin3]],
  [110, [latin4]],
  [126, [greek]],
  [127, [arabic]],
  [138, [hebrew]],
  [144, [cyrillic]],
  [148, [latin5]],
  [149, [ksX1001]],
  [159, [jisX0212]],
  [166, [thai]],
  [203, [latin9]],
]);

/** The set that an escape sequence designates, by the characters after ESC (ISO 2022). */
export const setOfEscape: ReadonlyMap<string, GraphicSet> = new Map([
  ['(B', ascii],
  ['(J', romaji],
  [')I', katakana],
  ['$B', jisX0208],
  ['$(D', jisX0212],
  ['$)A', gb2312],
  ['$)C', ksX1001],
  ['-A', latin1],
  ['-B', latin2],
  ['-C', latin3],
  ['-D', latin4],
  ['-F', greek],
  ['-G', arabic],
  ['-H', hebrew],
  ['-L', cyrillic],
  ['-M', latin5],
  ['-T', thai],
  ['-b', latin9],
]);
