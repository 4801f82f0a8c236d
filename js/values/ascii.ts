// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Strings from bytes that are one character each. Most values of a data set are short and ASCII, and there the fixed cost of
// a TextDecoder (130 ns, measured with Node 20) is more than that of building the string: 20 ns for eight characters.

const decoder = new TextDecoder();
const char = String.fromCharCode;

/** Above this a TextDecoder is faster (measured with Node 20). */
const longestBuilt = 40;

/** The string of ASCII bytes. The caller vouches that all are below 0x80. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return end - start > longestBuilt ? decoder.decode(bytes.subarray(start, end)) : latin1Text(bytes, start, end);
}

/** The string in which each byte is the character of its number: ISO 8859-1 with its C1 controls, not windows-1252. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; end - i > 16; i += 16) text += sixteen(bytes, i);
  if (end - i > 8) {
    text += eight(bytes, i);
    i += 8;
  }
  return text === '' ? upToEight(bytes, i, end - i) : text + upToEight(bytes, i, end - i);
}

// prettier-ignore
function sixteen(b: Uint8Array, i: number): string {
  return char(
    b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!,
    b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!,
  );
}

function eight(b: Uint8Array, i: number): string {
  return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!);
}

// One call with a fixed number of arguments is several times faster than appending single characters (measured).
function upToEight(b: Uint8Array, i: number, size: number): string {
  switch (size) {
    case 0:
      return '';
    case 1:
      return char(b[i]!);
    case 2:
      return char(b[i]!, b[i + 1]!);
    case 3:
      return char(b[i]!, b[i + 1]!, b[i + 2]!);
    case 4:
      return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!);
    case 5:
      return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!);
    case 6:
      return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!);
    case 7:
      return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!);
    default:
      return eight(b, i);
  }
}
