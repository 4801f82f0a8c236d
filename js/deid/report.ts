// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What de-identification did with one data set, for programs: never what a value was.

import { names } from '../dictionary/names.js';
import { type ItemNode, Path } from '../path.js';
import { type Action, actions } from './rule/action.js';
import type { Decision } from './rule/decision.js';
import type { OptionName, ProfileOptions } from './rule/option.js';
import type { OverrideWarning } from './rule/warnings.js';
import type { TextSuspicion } from './pixels/suspicious.js';

/** What was done with one element. */
export interface ReportEntry {
  /** In the input: `(0040,A730)[1].(0040,A160)`; of a content item that a rule is about, `(0040,A730)[1]`. */
  readonly path: string;
  /** Where the standard has it. */
  readonly keyword?: string;
  readonly action: Action;
  /** Which row of which table, or which override, decided: `E.1-1 (0010,0010) basic Z`. */
  readonly rule: string;
  readonly option?: OptionName;
  readonly reason?: string;
}

/** How many elements a rule decided about. */
export interface RuleCount {
  readonly action: Action;
  readonly rule: string;
  readonly count: number;
}

/**
 * Why a person should look at the result: pixels that may show text, what nobody could look through, what was left.
 * The names are stable; docs explain them.
 */
export type ReviewReason =
  | TextSuspicion
  | 'recognizable_visual_features'
  | 'graphics_kept'
  | 'out_of_order'
  | 'overlay_in_pixel_data'
  | 'codestream_not_searched'
  | 'codestream_unknown'
  | 'pixel_data_longer'
  | 'pixel_data_undescribed'
  | 'overrides';

export interface Report {
  /** Of this form of report. */
  readonly version: 1;
  readonly profile: { readonly name?: string; readonly options: ProfileOptions };
  /** Overrides that leave what the tables do not. */
  readonly warnings: readonly OverrideWarning[];
  /** Whether the secret was given, or drawn for this run: then no other run gives the same UIDs and pseudonyms. */
  readonly secret: 'given' | 'drawn';
  readonly needsReview: readonly ReviewReason[];
  /** Where pixels were blanked, or rules for pixels were about the data set: how many rectangles, and which rules. */
  readonly pixels?: { readonly regions: number; readonly rules: readonly string[] };
  /** What was done, in the order of the file; of long files the first part. */
  readonly entries: readonly ReportEntry[];
  /** How many elements more there were. */
  readonly omittedEntries: number;
  /** All elements, by what decided. */
  readonly counts: readonly RuleCount[];
  /** The new UIDs, by which files may be named. */
  readonly output: { readonly sopInstance: string; readonly series: string; readonly study: string };
  /** With `namesInstances`: which instance this was. */
  readonly original?: { readonly reidentifying: true; readonly sopInstance: string };
}

interface Recorded {
  readonly tag: number;
  readonly parent: ItemNode | undefined;
  readonly index: number;
  readonly action: Action;
  readonly decision: Decision;
}

/** Rules that are counted apart; hostile files make up tags, and with them rules. */
const mostRules = 20_000;

/** Takes note of what is done. Nothing is written out before it is asked for. */
export class Recorder {
  readonly #recorded: Recorded[] = [];
  readonly #maxEntries: number;
  readonly #counts = new Map<Decision, Record<Action, number>>();
  readonly #reviews = new Set<ReviewReason>();
  #total = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  /** `index` where it is about an item. */
  record(tag: number, parent: ItemNode | undefined, action: Action, decision: Decision, index = -1): void {
    this.#total++;
    if (this.#recorded.length < this.#maxEntries) this.#recorded.push({ tag, parent, index, action, decision });
    let counts = this.#counts.get(decision);
    if (counts === undefined) {
      if (this.#counts.size >= mostRules) return;
      counts = { D: 0, Z: 0, X: 0, K: 0, C: 0, U: 0 };
      this.#counts.set(decision, counts);
    }
    counts[action]++;
  }

  review(reason: ReviewReason): void {
    this.#reviews.add(reason);
  }

  /** What is the same for all data sets, or known in the end, is the caller's. */
  report(rest: Omit<Report, 'version' | 'needsReview' | 'entries' | 'omittedEntries' | 'counts'>): Report {
    let recorded = this.#recorded;
    let entries: readonly ReportEntry[] | undefined;
    let counts: readonly RuleCount[] | undefined;
    const countRules = (): RuleCount[] => this.#ruleCounts();
    return {
      version: 1,
      ...rest,
      needsReview: [...this.#reviews],
      // Both are written out once somebody reads them: that takes a tenth of what all else does (measured).
      get entries() {
        entries ??= recorded.map(entryOf);
        recorded = [];
        return entries;
      },
      omittedEntries: this.#total - recorded.length,
      get counts() {
        return (counts ??= countRules());
      },
    };
  }

  #ruleCounts(): RuleCount[] {
    const byRule = new Map<string, RuleCount>();
    for (const [{ rule }, counts] of this.#counts) {
      for (const action of actions) {
        const count = counts[action];
        if (count === 0) continue;
        const key = `${action} ${rule}`;
        byRule.set(key, { action, rule, count: count + (byRule.get(key)?.count ?? 0) });
      }
    }
    return [...byRule.values()].sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
  }
}

function entryOf({ tag, parent, index, action, decision }: Recorded): ReportEntry {
  const keyword = names.keywordOf(tag);
  const { rule, option, reason } = decision;
  return {
    path: new Path(parent, tag, index).toString(),
    ...(keyword === undefined ? {} : { keyword }),
    ...{ action, rule },
    ...(option === undefined ? {} : { option }),
    ...(reason === undefined ? {} : { reason }),
  };
}
