// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What the bench prints: one line a measurement, as a table for people or as JSON for programs.

export interface Line {
  readonly name: string;
  /** The npm package measured in the same run; absent where there is none. */
  readonly peer?: string;
  readonly ours: number;
  readonly theirs?: number;
  readonly unit: string;
  /** How much better ours is; below 1 it is worse. Memory and sizes have none. */
  readonly ratio?: number;
  /** What `ours` or the ratio should reach. */
  readonly target?: string;
  /** What else was measured in the same run, in the same unit: mostly ceilings, that nobody can beat. */
  readonly beside?: Readonly<Record<string, number>>;
}

/** A line of times, where less is better. */
export function lineOfTimes(line: Omit<Line, 'ratio'> & { readonly theirs: number }): Line {
  return { ...line, ratio: line.theirs / line.ours };
}

/** A line of throughputs, where more is better. */
export function lineOfThroughputs(line: Omit<Line, 'ratio'> & { readonly theirs: number }): Line {
  return { ...line, ratio: line.ours / line.theirs };
}

export function asJson({ name, peer, ours, theirs, unit, ratio, target, beside }: Line): string {
  return JSON.stringify({ name, peer, ours, theirs, unit, ratio, target, beside }, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  );
}

const columns = [
  { title: '', width: 62 },
  { title: 'ours', width: 10 },
  { title: 'theirs', width: 10 },
  { title: 'unit', width: 9 },
  { title: 'ratio', width: 8 },
  { title: 'target', width: 0 },
] as const;

export const tableHead = row(columns.map(({ title }) => title));

/** One row, and one below it for each thing measured beside. */
export function asRows(line: Line): string {
  const name = line.peer === undefined ? line.name : `${line.name}, ${line.peer}`;
  const ratio = line.ratio === undefined ? '' : `${line.ratio.toFixed(1)}×`;
  const theirs = line.theirs === undefined ? '' : numeral(line.theirs);
  const rows = [row([name, numeral(line.ours), theirs, line.unit, ratio, line.target ?? ''])];
  for (const [what, value] of Object.entries(line.beside ?? {})) rows.push(row([`    ${what}`, numeral(value)]));
  return rows.join('\n');
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 || i > 3 ? cell.padEnd(columns[i]?.width ?? 0) : cell.padStart(columns[i]?.width ?? 0)))
    .join(' ')
    .trimEnd();
}

function numeral(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
