// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Tables as text (RFC 4180): what users bring as lists of pseudonyms and UIDs, and what is exported.

import { misuse, type MisuseError } from '../../errors.js';

/** A row of a table. */
export interface CsvRow {
  /** The field of a column; `undefined` where the table has none of that name. Case, spaces, `-` and `_` in names do not matter. */
  field(column: string): string | undefined;
  /** The error that says what is wrong with the row. It names the line and holds nothing of what stands there. */
  wrong(what: string): MisuseError;
}

/** Characters that are read at most. */
const longestTable = 2 ** 28;
const longestField = 10_240;

/**
 * Reads a table with a header. Fields are divided by commas, semicolons or tabs, whichever the header has first; a field in
 * double quotes may hold them, ends of lines, and quotes twice. Spaces around other fields, empty lines and a byte order
 * mark do not matter.
 * @throws TypeError with code `argument_invalid` where a quote does not end or text stands beside quotes, a row has more or
 * fewer fields than the header, two columns have one name, or the table or a field is too long. The message names the line.
 */
export function readCsv(text: string): CsvRow[] {
  if (text.length > longestTable) throw misuse('argument_invalid', 'the table is too long');
  const [header, ...rows] = rowsOf(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (header === undefined) return [];
  const columns = new Map(header.fields.map((name, index) => [columnName(name), index]));
  if (columns.size !== header.fields.length) throw header.wrong('names a column twice');
  return rows.map(({ fields, wrong }) => {
    if (fields.length !== columns.size) throw wrong('has another number of fields than the header');
    return { wrong, field: (column) => fields[columns.get(columnName(column)) ?? -1] };
  });
}

/** Writes a table that `readCsv` reads, its first row the header. Fields are text: a spreadsheet may take one for a formula. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  const quoted = (field: string): string =>
    /[",;\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  return rows.map((fields) => `${fields.map(quoted).join(',')}\r\n`).join('');
}

function columnName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

interface Fields {
  readonly fields: readonly string[];
  readonly wrong: CsvRow['wrong'];
}

function rowsOf(text: string): Fields[] {
  const firstLine = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  const delimiter = /[,;\t]/.exec(firstLine.replace(/"[^"]*"/g, ''))?.[0] ?? ',';
  const ends = new RegExp(`[${delimiter}\r\n]`, 'g');
  const rows: Fields[] = [];
  let at = 0;
  while (at < text.length) {
    // Empty lines, and what is left of an end of line of two characters.
    if (text[at] === '\n' || text[at] === '\r') {
      at++;
      continue;
    }
    const start = at;
    const fields: string[] = [];
    const wrong = (what: string): MisuseError =>
      misuse('argument_invalid', `line ${text.slice(0, start).split(/\r\n|[\r\n]/).length} of the table ${what}`);
    // One field a turn; what ends it is left at `at`.
    for (; ; at++) {
      const isQuoted = text[at] === '"';
      const from = at;
      if (isQuoted) at = afterQuotes(text, at, wrong);
      ends.lastIndex = at;
      const end = ends.exec(text)?.index ?? text.length;
      const plain = text.slice(isQuoted ? at : from, end).trim();
      if (isQuoted ? plain !== '' : plain.includes('"')) throw wrong('has text beside quotes');
      const field = isQuoted ? text.slice(from + 1, at - 1).replaceAll('""', '"') : plain;
      if (field.length > longestField) throw wrong('has a field that is too long');
      fields.push(field);
      at = end;
      if (text[at] !== delimiter) break;
    }
    // A line of nothing but spaces is no row of one empty field.
    if (fields.length > 1 || fields[0] !== '') rows.push({ fields, wrong });
  }
  return rows;
}

/** Where the quoted field that begins here has ended. */
function afterQuotes(text: string, open: number, wrong: CsvRow['wrong']): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) throw wrong('has quotes that do not end');
  return close + 1;
}
