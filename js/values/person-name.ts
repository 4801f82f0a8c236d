// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Person names: up to three groups of five components (PS3.5 §6.2.1).

/** One way to write a name. Components that the value leaves out are ''. */
export interface NameComponents {
  readonly familyName: string;
  readonly givenName: string;
  readonly middleName: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** A name, with each of its groups. */
export interface PersonName {
  readonly alphabetic: NameComponents;
  readonly ideographic: NameComponents;
  readonly phonetic: NameComponents;
}

function parseGroup(text: string): NameComponents {
  const [familyName = '', givenName = '', middleName = '', prefix = '', ...rest] = text.split('^');
  // What stands after a fifth delimiter has no meaning in the standard; kept in the suffix, it is at least not lost.
  return { familyName, givenName, middleName, prefix, suffix: rest.join('^') };
}

/** Divides one decoded value of VR PN: `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic = '', ideographic = '', ...rest] = text.split('=');
  return {
    alphabetic: parseGroup(alphabetic),
    ideographic: parseGroup(ideographic),
    phonetic: parseGroup(rest.join('=')),
  };
}

function formatGroup(group: NameComponents): string {
  const { familyName, givenName, middleName, prefix, suffix } = group;
  return [familyName, givenName, middleName, prefix, suffix].join('^').replace(/\^+$/, '');
}

/** The value that stands for a name; delimiters at the end, after which nothing stands, are left out. */
export function formatPersonName(name: PersonName): string {
  const groups = [name.alphabetic, name.ideographic, name.phonetic].map(formatGroup);
  return groups.join('=').replace(/=+$/, '');
}
