// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The tables of PS3.15 Annex E as tests read them: straight from the reviewed text, by none of the code that they test.

import { readFileSync } from 'node:fs';

/** The cells of a row by column. */
export type Row = Readonly<Record<string, string>>;

/** Columns of the tables by the options of a profile. */
export const optionColumns = {
  retainSafePrivate: 'retain-safe-private',
  retainUids: 'retain-uids',
  retainDeviceIdentity: 'retain-device-identity',
  retainInstitutionIdentity: 'retain-institution-identity',
  retainPatientCharacteristics: 'retain-patient-characteristics',
  retainLongitudinalFullDates: 'retain-full-dates',
  retainLongitudinalModifiedDates: 'retain-modified-dates',
  cleanDescriptors: 'clean-descriptors',
  cleanStructuredContent: 'clean-structured-content',
  cleanGraphics: 'clean-graphics',
} as const;

export type ColumnOption = keyof typeof optionColumns;
export const columnOptions = Object.keys(optionColumns) as ColumnOption[];

export function readTsv(name: string): Row[] {
  const text = readFileSync(new URL(`../../tools/standard/${name}`, import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

/** Of a compound code the one that may always be taken: the last. PS3.15 Table E.1-1a */
export function lastOf(code: string): string {
  return code.replace('*', '').split('/').pop() ?? '';
}

/** The cells of the options that are used, where they say something. */
export function said(row: Row, options: readonly ColumnOption[]): string[] {
  return options.map((option) => row[optionColumns[option]] ?? '').filter((cell) => cell !== '');
}

/** What a row says: cleaning goes before keeping, and both before the Basic Profile. */
export function expectedAction(row: Row, options: readonly ColumnOption[]): string {
  const cells = said(row, options);
  if (cells.includes('C')) return 'C';
  return cells.includes('K') ? 'K' : lastOf(row.basic ?? '');
}

/** Every set of options but those with both kinds of dates. */
export function optionSets(): ColumnOption[][] {
  const sets: ColumnOption[][] = [];
  for (let bits = 0; bits < 1 << columnOptions.length; bits++) {
    const set = columnOptions.filter((_, i) => ((bits >> i) & 1) === 1);
    const isContrary = set.includes('retainLongitudinalFullDates') && set.includes('retainLongitudinalModifiedDates');
    if (!isContrary) sets.push(set);
  }
  return sets;
}
