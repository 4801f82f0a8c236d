// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What PS3.5 §6.2.1 asks of a person's name.

type NameFinding = 'name_components_invalid' | 'value_too_long';

/** What is wrong with one value of VR PN: at most three groups, of at most five components and `longest` characters each. */
export function personNameFindings(text: string, longest = 64): NameFinding[] {
  const groups = text.split('=');
  const codes: NameFinding[] = [];
  if (groups.length > 3 || groups.some((group) => group.split('^').length > 5)) codes.push('name_components_invalid');
  if (groups.some((group) => group.length > longest && [...group].length > longest)) codes.push('value_too_long');
  return codes;
}
