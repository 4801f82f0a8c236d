// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How things are timed. All that a line compares takes turns in one process, so that what else the machine does meets them
// alike; each is warmed up first, and the best of many short rounds counts: noise only ever adds time. The time is the
// processor's: where others use the machine too, the wall clock measures them. (On an idle machine the two agree within a
// few per cent.)

/** Does the work once; what it returns is kept, so that nothing is optimised away. */
export type Work = () => unknown;

export interface Turns {
  /** How many rounds count: at least seven. */
  readonly rounds?: number;
  /** In a round each does its work as often as fits in so many milliseconds of processor time, and once at least. */
  readonly milliseconds?: number;
}

const kept: { last: unknown } = { last: undefined };

/** The best time of each, in milliseconds of processor time for doing its work once. */
export async function bestTimes<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { rounds = 41, milliseconds = 25 }: Turns = {},
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  const times = new Map<Name, number>();
  for (const name of names) times.set(name, await timesWithin(works[name], milliseconds));
  for (let round = 0; round < Math.max(rounds, 7); round++) {
    // From round to round another one comes first.
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      best[name] = Math.min(best[name], await timeOf(works[name], times.get(name) ?? 1));
    }
  }
  return best;
}

/** How often the work can be done in a round, found by doing it ever more often: which warms it up for half a second. */
async function timesWithin(work: Work, milliseconds: number): Promise<number> {
  for (let times = 1, spent = 0; ; times *= 2) {
    const once = await timeOf(work, times);
    spent += once * times;
    if (spent >= 500) return Math.max(1, Math.round(milliseconds / once));
  }
}

/** Of doing the work once, on average. */
async function timeOf(work: Work, times: number): Promise<number> {
  const begin = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const result = work();
    kept.last = result instanceof Promise ? await result : result;
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000 / times;
}
