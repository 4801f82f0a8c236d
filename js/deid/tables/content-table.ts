// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// PS3.15 Table E.3.4-1: content items of structured reports and of acquisition contexts, by concept and value type.

import type { TableRow } from '../rule/decision.js';
import { contentColumnOptions } from '../rule/option.js';
import { readActions } from './attribute-table.js';
import { structuredContentRows } from './structured-content-rows.js';

let table: ReadonlyMap<string, TableRow> | undefined;

function readTable(): ReadonlyMap<string, TableRow> {
  const rows = structuredContentRows
    .slice(1)
    .split('\n>')
    .flatMap((section) => {
      const [actions = '', ...lines] = section.split('\n');
      const row = readActions(actions, contentColumnOptions);
      return lines.flatMap((line) => {
        const [scheme = '', concepts = ''] = line.split('\t');
        return concepts.split(',').map((concept): [string, TableRow] => {
          const [code = '', valueType = ''] = concept.split(' ');
          // `NCDR [2.0b]` is the scheme with its version, which has an attribute of its own.
          return [key(scheme.replace(/ \[.*\]$/, ''), code, valueType), row];
        });
      });
    });
  return new Map(rows);
}

function key(scheme: string, code: string, valueType: string): string {
  return `${scheme}\t${code}\t${valueType}`;
}

/** The row of a content item: of its concept's coding scheme designator and code value, and of its value type. */
export function contentRow(scheme: string, code: string, valueType: string): TableRow | undefined {
  return (table ??= readTable()).get(key(scheme, code, valueType));
}
