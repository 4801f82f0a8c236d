// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Floating point numbers as text.

/** The fewest decimal digits that give a 32-bit number back when they are read as one. */
export function shortestFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 0x1000000) return Object.is(value, -0) ? '-0' : String(value);
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
