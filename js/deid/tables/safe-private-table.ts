// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// PS3.15 Table E.3.10-1: the private attributes that are known to be safe, by creator.

import { safePrivateRows } from './safe-private-rows.js';

/** By group and lower byte of the element, the VRs; UN where the table gives none. */
type Places = ReadonlyMap<number, readonly string[]>;

let table: ReadonlyMap<string, Places> | undefined;

function readTable(): ReadonlyMap<string, Places> {
  return new Map(
    safePrivateRows
      .slice(1)
      .split('\n>')
      .map((section): [string, Places] => {
        const [creator = '', ...lines] = section.split('\n');
        return [creator, new Map(lines.flatMap(readLine))];
      }),
  );
}

/** Reads `0019:9ELO,A3OX`. */
function readLine(line: string): [number, readonly string[]][] {
  const group = Number.parseInt(line.slice(0, 4), 16);
  return line
    .slice(5)
    .split(',')
    .map((cell) => {
      const vr = cell.slice(2);
      return [place(group, Number.parseInt(cell.slice(0, 2), 16)), vr === 'OX' ? ['OB', 'OW'] : [vr]];
    });
}

function place(group: number, element: number): number {
  return group * 0x100 + element;
}

/** The VRs of a private attribute that is safe; `undefined` of all others. The creator is without padding; case counts. */
export function safePrivateVrs(tag: number, creator: string): readonly string[] | undefined {
  return (table ??= readTable()).get(creator)?.get(place(tag >>> 16, tag & 0xff));
}

/** Whether anything is safe in a block that `creator` reserves in the group of the tag. */
export function hasSafePrivate(tag: number, creator: string): boolean {
  const group = tag >>> 16;
  const places = (table ??= readTable()).get(creator)?.keys() ?? [];
  return [...places].some((each) => each >>> 8 === group);
}

/** Whether the table has the creator, in any group. */
export function isSafeCreator(creator: string): boolean {
  return (table ??= readTable()).has(creator);
}
