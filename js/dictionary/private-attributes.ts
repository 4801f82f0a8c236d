// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What is known of private attributes, by creator. Loaded lazily, through registry.ts.

import { privateCreatorTagOf, trimCreator } from './private-blocks.js';
import { privateRowNames, privateRows } from './private-rows.js';

/** A private attribute. Collected, save for those of PS3.15 Table E.3.10-1: good for names and VRs, but no authority. */
export interface PrivateAttribute {
  /** As the dictionary spells it. */
  readonly creator: string;
  /** Two letters, or a choice: `US or SS`, `OB or OW`; UN where it is not known. */
  readonly vr: string;
  /** `1`, `1-n`, `2-2n`. */
  readonly vm: string;
  /** '' where none is known. */
  readonly name: string;
}

export interface PrivateNames {
  /**
   * What is known of the private attribute at `tag` in a block that `creator` reserved; `undefined` where nothing is. Which
   * block makes no difference. Padding of the creator does not count; case does, save where nothing is known in that very spelling.
   */
  find(tag: number, creator: string): PrivateAttribute | undefined;
}

/** By group and lower byte of the element, as the rows have them: `001910`, `60xx10`, `0011xx`. */
type Places = ReadonlyMap<string, PrivateAttribute>;

/** The attributes of one creator; read when they are first asked for, since all at once take 50 ms (measured, Node 20). */
interface Section {
  readonly creator: string;
  readonly lines: readonly string[];
  /** Of all names, the first of this creator's. */
  readonly firstName: number;
  places?: Places;
}

interface Table {
  readonly exact: ReadonlyMap<string, Section>;
  /** Those whose creators differ in case alone stand together. */
  readonly anyCase: ReadonlyMap<string, readonly Section[]>;
  readonly names: readonly string[];
}

const choices: Readonly<Record<string, string>> = { OX: 'OB or OW', XS: 'US or SS' };

let table: Table | undefined;

function readTable(): Table {
  const exact = new Map<string, Section>();
  const anyCase = new Map<string, Section[]>();
  let firstName = 0;
  for (const text of privateRows.slice(1).split('\n>')) {
    const [head = '', ...lines] = text.split('\n');
    const creator = head.slice(head.indexOf(' ') + 1);
    const section = { creator, lines, firstName };
    exact.set(creator, section);
    const key = creator.toLowerCase();
    anyCase.set(key, [...(anyCase.get(key) ?? []), section]);
    firstName += Number.parseInt(head, 10);
  }
  return { exact, anyCase, names: privateRowNames.split('\n') };
}

function readPlaces({ creator, lines, firstName }: Section, names: readonly string[]): Places {
  const places = new Map<string, PrivateAttribute>();
  let nextName = firstName;
  for (const line of lines) {
    const group = line.slice(0, 4);
    let element = 0;
    // ` 10US2;`: the first of a run of elements; the VR, in capitals where there is a name; the VM unless 1.
    for (const [, start, code = '', vm = '1'] of line.slice(4).matchAll(/(?: (..))?([A-Za-z]{2})(?:(\d[^;]*);)?/g)) {
      if (start !== undefined && start !== 'xx') element = Number.parseInt(start, 16);
      const vr = code.toUpperCase();
      const name = code === vr ? (names[nextName++] ?? '') : '';
      const place = group + (start === 'xx' ? start : hexadecimal(element++, 2));
      places.set(place, { creator, vr: choices[vr] ?? vr, vm, name });
    }
  }
  return places;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** An attribute of its own goes before one that stands for many groups, and that before a whole block. */
function findIn(section: Section | undefined, names: readonly string[], tag: number): PrivateAttribute | undefined {
  if (section === undefined) return undefined;
  const places = (section.places ??= readPlaces(section, names));
  const group = hexadecimal(tag >>> 16, 4);
  const element = hexadecimal(tag & 0xff, 2);
  return places.get(group + element) ?? places.get(`${group.slice(0, 2)}xx${element}`) ?? places.get(`${group}xx`);
}

/** The private dictionary; its table is built at the first look-up. */
export const privateNames: PrivateNames = {
  find(tag, creator) {
    if (privateCreatorTagOf(tag) === undefined) return undefined;
    const { exact, anyCase, names } = (table ??= readTable());
    const wanted = trimCreator(creator);
    const found = findIn(exact.get(wanted), names, tag);
    if (found !== undefined) return found;
    for (const section of anyCase.get(wanted.toLowerCase()) ?? []) {
      const likely = findIn(section, names, tag);
      if (likely !== undefined) return likely;
    }
    return undefined;
  },
};
