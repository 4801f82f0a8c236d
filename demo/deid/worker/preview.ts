// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One file before and after, kept here row by row: the page asks for those that it shows.

import { type Deidentifier, readDataset } from 'dcmstream';
import * as tags from 'dcmstream/tags';
import type { Filter, PreviewSummary, Row, RowPage } from '../protocol.js';
import { compare } from './comparison.js';

export class Preview {
  private filter_ = '';
  private found_: readonly Row[];

  private constructor(
    private readonly rows_: readonly Row[],
    readonly summary: PreviewSummary,
  ) {
    this.found_ = rows_;
  }

  static async make(file: Blob, deidentifier: Deidentifier, signal: AbortSignal): Promise<Preview> {
    const { readable, writable, report } = deidentifier.deidentify();
    const fed = file.stream().pipeTo(writable, { signal });
    // Its error is that of what is read.
    fed.catch(() => undefined);
    const [after, before] = await Promise.all([
      readDataset(readable, { signal }),
      readDataset(file, { signal, openUnknown: true }),
    ]);
    const done = await report;
    const rows = compare(before, after, done);
    const names = [tags.PatientID, tags.PatientName].map((tag) => after.string(tag) ?? '');
    return new Preview(rows, {
      total: rows.length,
      changed: rows.filter(({ changed }) => changed).length,
      omitted: done.omittedEntries,
      pseudonym: names.find((name) => name !== '') ?? '',
      needsReview: done.needsReview,
    });
  }

  page(filter: Filter, first: number, count: number): RowPage {
    const key = JSON.stringify(filter);
    if (key !== this.filter_) {
      this.filter_ = key;
      this.found_ = this.rows_.filter((row) => (!filter.onlyChanged || row.changed) && matches(row, filter.text));
    }
    return { count: this.found_.length, rows: this.found_.slice(first, first + count) };
  }
}

function matches({ path, keyword, before, after, what }: Row, text: string): boolean {
  if (text === '') return true;
  return [keyword, path, before, after, what].some((one) => one.toLowerCase().includes(text));
}
