// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Attribute by attribute: what the file has, what its result has, and what the report says of it. Both are read from bytes.

import {
  actionInWords,
  type Dataset,
  type Element,
  formatTag,
  type Report,
  type ReportEntry,
  ruleInWords,
} from 'dcmstream';
import { keywordOf } from '../../study/dictionary.js';
import { absenceOf, summaryOf } from '../../panels/tags/values.js';
import type { Row } from '../protocol.js';

/** Longer values are cut: nobody compares them by eye. */
const longest = 600;

/** An item of the file, and what has become of it. */
interface Level {
  readonly before: Dataset | undefined;
  readonly after: Dataset | undefined;
}

const rebuilt = 'About the file: written anew.';
const marked = 'It says that the patient is not named any more.';

export function compare(before: Dataset, after: Dataset, { entries }: Report): Row[] {
  const levels = new Levels(before, after, entries);
  const rows: Row[] = [];
  const atRoot = new Set<string>();
  for (const entry of entries) {
    const { holder, tag, isItem } = stepOf(entry.path);
    if (holder === '') atRoot.add(tag);
    const level = levels.at(isItem ? entry.path : holder);
    rows.push(isItem ? itemRow(entry, level) : entryRow(entry, level, tag, holder));
  }
  for (const element of after.elements()) {
    const tag = formatTag(element.tag);
    if (element.tag > 0x2ffff && !atRoot.has(tag)) rows.push(rowOf(tag, '', undefined, element, added));
  }
  // Last, as it is about the file and not about the patient.
  for (const row of metaRows(before, after)) rows.push(row);
  return rows;
}

interface Verdict {
  readonly action: Row['action'];
  readonly what: string;
  readonly why: string;
  readonly rule: string;
}

const registered = { action: 'K', what: 'Kept', why: 'A UID of the standard, which identifies nobody.' } as const;
const added: Verdict = { action: '+', what: 'Added', why: marked, rule: 'PS3.15 §E.1.1' };

function* metaRows(before: Dataset, after: Dataset): Generator<Row> {
  const tags = new Set(
    [...before.elements(), ...after.elements()].map(({ tag }) => tag).filter((tag) => tag <= 0x2ffff),
  );
  for (const tag of [...tags].sort((a, b) => a - b)) {
    const [old, made] = [before.get(tag), after.get(tag)];
    const verdict: Verdict =
      made === undefined
        ? { action: 'X', what: 'Removed', why: rebuilt, rule: 'file meta information' }
        : { action: '=', what: 'Rebuilt', why: rebuilt, rule: 'file meta information' };
    yield rowOf(formatTag(tag), '', old, made, verdict);
  }
}

function entryRow(entry: ReportEntry, { before, after }: Level, tag: string, holder: string): Row {
  const number = numberOf(tag);
  const [old, made] = [before?.get(number), after?.get(number)];
  const row = rowOf(entry.path, holder, old, made, verdictOf(entry));
  const { action } = entry;
  if (action === 'X' && made !== undefined) return { ...row, ...added, what: 'Rewritten' };
  const isPatient = holder === '' && (number === 0x00100010 || number === 0x00100020);
  if (isPatient && action !== 'K' && row.after !== '') return { ...row, what: 'Pseudonym' };
  if (action === 'U' && made !== undefined && row.before === row.after) return { ...row, ...registered };
  return action === 'K' && row.before !== row.after ? { ...row, what: 'Rewritten' } : row;
}

function verdictOf(entry: ReportEntry): Verdict {
  const { action, rule } = entry;
  return { action, what: actionInWords(action), why: ruleInWords(entry), rule };
}

/** A content item. */
function itemRow(entry: ReportEntry, { after }: Level): Row {
  const { path, action, rule } = entry;
  return {
    ...{ path, action, rule, tag: '', keyword: 'Content item', before: 'item' },
    level: depthOf(path),
    after: after === undefined ? '' : 'item',
    what: actionInWords(action),
    why: ruleInWords(entry),
    changed: action === 'X',
  };
}

function rowOf(
  path: string,
  holder: string,
  before: Element | undefined,
  after: Element | undefined,
  verdict: Verdict,
): Row {
  const tag = path.slice(holder === '' ? 0 : holder.length + 1);
  const [old, made] = [textOf(before), textOf(after)];
  const { action, what, why, rule } = verdict;
  const isChanged = (before === undefined) !== (after === undefined) || old !== made || action === 'X';
  const [level, keyword] = [depthOf(holder), keywordOf(numberOf(tag))];
  // One object as it is, and no pieces of it: there may be 100 000 (measured).
  return { path, level, tag, keyword, before: old, after: made, action, what, why, rule, changed: isChanged };
}

function textOf(element: Element | undefined): string {
  if (element === undefined) return '';
  if (element.length === 0) return '';
  const text = summaryOf(element) || absenceOf(element);
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}

/** How many items a path goes through. */
function depthOf(path: string): number {
  return path.split('[').length - 1;
}

/** `(0040,A730)[1].(0040,A160)` in the item that holds it and its last step. */
function stepOf(path: string): { holder: string; tag: string; isItem: boolean } {
  const at = path.lastIndexOf('.');
  const last = path.slice(at + 1);
  return { holder: at < 0 ? '' : path.slice(0, at), tag: last.slice(0, 11), isItem: last.endsWith(']') };
}

/** Finds what has become of items: those behind one that was removed have moved up. */
class Levels {
  private readonly known_ = new Map<string, Level>();
  private readonly items_ = new Map<
    string,
    { readonly before: readonly Dataset[]; readonly after: readonly Dataset[] }
  >();
  /** Of sequences, the indices of items that are gone, in their order. */
  private readonly removed_ = new Map<string, number[]>();

  constructor(before: Dataset, after: Dataset, entries: readonly ReportEntry[]) {
    this.known_.set('', { before, after });
    for (const { path, action } of entries) {
      if (action !== 'X' || !path.endsWith(']')) continue;
      const { sequence, index } = itemOf(path);
      const removed = this.removed_.get(sequence);
      if (removed === undefined) this.removed_.set(sequence, [index]);
      else removed.push(index);
    }
  }

  at(path: string): Level {
    const known = this.known_.get(path);
    if (known !== undefined) return known;
    const { sequence, index } = itemOf(path);
    const { before, after } = this.items(sequence);
    const removed = this.removed_.get(sequence) ?? [];
    const fewer = firstFrom(removed, index);
    const level: Level = {
      before: before[index],
      after: removed[fewer] === index ? undefined : after[index - fewer],
    };
    this.known_.set(path, level);
    return level;
  }

  private items(sequence: string): { readonly before: readonly Dataset[]; readonly after: readonly Dataset[] } {
    const known = this.items_.get(sequence);
    if (known !== undefined) return known;
    const { holder, tag } = stepOf(sequence);
    const { before, after } = this.at(holder);
    const number = numberOf(tag);
    const items = { before: before?.items(number) ?? [], after: after?.items(number) ?? [] };
    this.items_.set(sequence, items);
    return items;
  }
}

/** How many of the numbers, which are sorted, are less. */
function firstFrom(numbers: readonly number[], number: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numbers[middle]! < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

function itemOf(path: string): { sequence: string; index: number } {
  const at = path.lastIndexOf('[');
  return { sequence: path.slice(0, at), index: Number(path.slice(at + 1, -1)) };
}

/** 0x00100010 of `(0010,0010)`. */
function numberOf(tag: string): number {
  return Number.parseInt(tag.slice(1, 5) + tag.slice(6, 10), 16);
}
