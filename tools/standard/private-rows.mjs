// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The private attributes of all creators as js/dictionary/private-rows.ts holds them; README.md says how the tables are read.

/** VRs that are spelt otherwise in the tables, and those that js/dictionary/private-attributes.ts knows by a code. */
const spellings = { OB_OW: 'OX', 'OW/OB': 'OX', 'US or SS': 'XS', '': 'UN' };

/** As readTables gives them.
 * @typedef {Record<string, Record<string, any>[]>} Tables */

/** One attribute: `place` is group and lower byte of the element, `001910`, `60xx10`, or `0011xx` for a whole block.
 * @typedef {{ creator: string, place: string, vr: string, vm: string, name: string }} PrivateRow */

/** What was collected, completed and corrected by what the standard says.
 * @param {Tables} tables
 * @returns {PrivateRow[]} */
function mergedRows(tables) {
  const collected = ['private-attributes-a-o.tsv', 'private-attributes-p-z.tsv'].flatMap((name) => tables[name] ?? []);
  /** @type {Map<string, PrivateRow>} */
  const rows = new Map();
  const isGeneral = (row) => /xx..$/.test(row.tag);
  // Stable: of the rows for one attribute the one with `xx` comes first.
  for (const row of [...collected].sort((a, b) => Number(isGeneral(b)) - Number(isGeneral(a)))) {
    if (!/^([0-9A-F]{4}|[0-9A-F]{2}xx)(xx|10|00)([0-9A-F]{2}|xx)$/.test(row.tag)) throw new Error(`tag ${row.tag}`);
    if (isEvenGroup(row.tag) || (row.tag.endsWith('xx') && /\bcreator$/i.test(row.name))) continue;
    const place = row.tag.slice(0, 4) + row.tag.slice(6);
    const known = rows.get(`${row.creator}\t${place}`);
    const name = row.name === 'Unknown' ? '' : row.name;
    if (known === undefined) add(rows, { creator: row.creator, place, vr: row.vr, vm: row.vm, name });
    else known.name ||= name;
  }
  for (const { creator, group, element, vr, vm, meaning } of tables['safe-private-attributes.tsv'] ?? []) {
    const place = `${group}${element}`;
    const known = rows.get(`${creator}\t${place}`);
    add(rows, { creator, place, vr: vr || known?.vr || '', vm, name: meaning });
  }
  const byPlace = (a, b) => compare(a.creator, b.creator) || compare(a.place, b.place);
  return [...rows.values()].sort(byPlace);
}

/** @param {Map<string, PrivateRow>} rows
 * @param {PrivateRow} row */
function add(rows, row) {
  const vr = spellings[row.vr] ?? row.vr;
  if (!/^[A-Z]{2}$/.test(vr) || !/^\d[\dn-]*$/.test(row.vm)) throw new Error(`${row.creator} ${row.place}: VR or VM`);
  rows.set(`${row.creator}\t${row.place}`, { ...row, vr });
}

/** @param {string} tag */
function isEvenGroup(tag) {
  return /^...[02468ACE]/.test(tag);
}

/** By code units, on every machine the same.
 * @param {string} a
 * @param {string} b */
function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}

/** The two texts: attributes by creator and group, and their names in the same order.
 * @param {Tables} tables
 * @returns {{ rows: string[], names: string[] }} */
export function privateRows(tables) {
  const byCreator = groupBy(mergedRows(tables), (row) => row.creator);
  /** @type {string[]} */
  const names = [];
  const rows = [...byCreator].flatMap(([creator, attributes]) => {
    const named = attributes.map((row) => row.name).filter((name) => name !== '');
    names.push(...named);
    return [`>${named.length} ${creator}`, ...groupLines(attributes)];
  });
  return { rows, names };
}

/** @param {PrivateRow[]} attributes */
function groupLines(attributes) {
  return [...groupBy(attributes, (row) => row.place.slice(0, 4))].map(([group, rows]) => {
    let next = '00';
    const cells = rows.map(({ place, vr, vm, name }) => {
      const element = place.slice(4);
      const start = element === next ? '' : ` ${element}`;
      next = (Number.parseInt(element, 16) + 1).toString(16).toUpperCase().padStart(2, '0');
      return `${start}${name === '' ? vr.toLowerCase() : vr}${vm === '1' ? '' : `${vm};`}`;
    });
    return `${group}${cells.join('')}`;
  });
}

/** @param {PrivateRow[]} rows
 * @param {(row: PrivateRow) => string} keyOf
 * @returns {Map<string, PrivateRow[]>} */
function groupBy(rows, keyOf) {
  /** @type {Map<string, PrivateRow[]>} */
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
