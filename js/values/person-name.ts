// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Person names: up to three groups of five components (PS3.5 §6.2.1).

import { DicomError } from '../errors.js';

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

/** A name as it is put together: components and groups that are left out are ''. */
export type PersonNameParts = { readonly [Group in keyof PersonName]?: Partial<NameComponents> };

const noComponents: NameComponents = { familyName: '', givenName: '', middleName: '', prefix: '', suffix: '' };

/** A name of the groups and components that are given: `{ alphabetic: { familyName: 'Yamada' } }`. */
export function makePersonName({ alphabetic, ideographic, phonetic }: PersonNameParts): PersonName {
  return {
    alphabetic: { ...noComponents, ...alphabetic },
    ideographic: { ...noComponents, ...ideographic },
    phonetic: { ...noComponents, ...phonetic },
  };
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

/**
 * The value that stands for a name; delimiters at the end, after which nothing stands, are left out.
 * @throws DicomError with code `value_invalid` where a component holds a delimiter that would end it.
 */
export function formatPersonName(name: PersonName): string {
  const groups = [name.alphabetic, name.ideographic, name.phonetic].map(formatGroup);
  const text = groups.join('=').replace(/=+$/, '');
  if (!isSameName(parsePersonName(text), name) || text.includes('\\')) throw new DicomError({ code: 'value_invalid' });
  return text;
}

/** Whether two names are equal, component by component. */
export function isSameName(a: PersonName, b: PersonName): boolean {
  const isSameGroup = (one: NameComponents, other: NameComponents): boolean =>
    one.familyName === other.familyName &&
    one.givenName === other.givenName &&
    one.middleName === other.middleName &&
    one.prefix === other.prefix &&
    one.suffix === other.suffix;
  return (
    isSameGroup(a.alphabetic, b.alphabetic) &&
    isSameGroup(a.ideographic, b.ideographic) &&
    isSameGroup(a.phonetic, b.phonetic)
  );
}
