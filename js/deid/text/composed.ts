// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Texts with their letters composed (NFC), in linear time.

/** Of more marks on one letter than these, the rest is left out. Unicode's stream-safe texts have no more either (UAX #15 §13). */
const crowded = /(\p{M}{30})\p{M}+/gu;

/** The text with each letter and its marks as one character where there is one. */
export function composed(text: string): string {
  // Engines sort the marks of a letter in quadratic time: 200 000 of them took 11 seconds (measured with Node 20).
  return text.replace(crowded, '$1').normalize('NFC');
}
