// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What PS3.5 Table 6.2-1 says about the text of each VR, as far as reading and writing it depends on that.

// Trailing spaces and NULs are padding in all of them.
export const declared = 1; // in the declared character set; all other VRs keep to the default repertoire
export const several = 2; // a backslash divides values
export const leading = 4; // leading spaces are padding too
export const components = 8; // a person's name, divided by ^ and =

export const textRules: Readonly<Record<string, number>> = {
  AE: several | leading,
  AS: several,
  CS: several | leading,
  DA: several,
  DS: several | leading,
  DT: several,
  IS: several | leading,
  LO: declared | several | leading,
  LT: declared,
  PN: declared | several | components,
  SH: declared | several | leading,
  ST: declared,
  TM: several,
  UC: declared | several,
  UI: several,
  UR: 0,
  UT: declared,
};
