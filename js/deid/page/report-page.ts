// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A report or manifest as a page for people: one file, without scripts, that fetches nothing.

import type { Manifest, ManifestEntry } from '../manifest.js';
import type { Report, ReportEntry } from '../report.js';
import { optionNames } from '../rule/option.js';
import { Html, html } from './html.js';
import { actionInWords, optionInWords, reviewInWords, ruleInWords } from './plain-words.js';
import { pageStyle } from './style.js';

/** A report as it is written down: with the input's name where that was asked for. */
export interface NamedReport extends Report {
  readonly name?: string | undefined;
}

/**
 * A page in HTML that says what was done, of one data set or of a batch. It holds what the report holds: no value of a data set, and of
 * inputs and original instances only what a report that re-identifies names; the page says so then.
 *
 * ```ts
 * await writeFile('report.html', reportPage(deidentifier.manifest()));
 * ```
 */
export function reportPage(of: NamedReport | Manifest): string {
  const isBatch = !('counts' in of);
  const named = isBatch ? of.reidentifying : of.name !== undefined || of.original !== undefined;
  const title = isBatch ? 'De-identification of a batch' : 'De-identification of a data set';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(pageStyle)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${named ? reidentifies : nothing} ${how(of)} ${isBatch ? batch(of) : single(of)}
        </main>
      </body>
    </html> `;
  return page.text;
}

const nothing = html``;
const reidentifies = html`<p class="warning">
  <strong>This page re-identifies.</strong> It names inputs or original instances: keep it where the originals are kept,
  and do not hand it on with the results.
</p>`;

/** What was asked for. */
function how({ profile, secret, warnings }: Report | Manifest): Html {
  const used = optionNames.filter((name) => profile.options[name]);
  const own = warnings.map(
    ({ override, message, instead }) => html`<li><code>${override}</code> ${message} (<code>${instead}</code>)</li>`,
  );
  return html`<section>
    <h2>How</h2>
    <dl>
      ${profile.name === undefined ? nothing : fact('Profile', profile.name)}
      ${fact('Rules', 'Basic Application Level Confidentiality Profile, PS3.15 Annex E')}
      ${fact('Options', used.length === 0 ? 'none' : used.map(optionInWords).join('; '))}
      ${fact('Secret', secret === 'given' ? 'given: the same secret gives the same UIDs and pseudonyms' : 'drawn for this run: no other run gives the same UIDs and pseudonyms')}
    </dl>
    ${
      own.length === 0
        ? nothing
        : html`<h3>Rules of your own that leave more than the profile</h3>
            <ul>
              ${own}
            </ul>`
    }
  </section>`;
}

function fact(name: string, text: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${text}</dd>
  </div>`;
}

function batch({ entries, reidentifying }: Manifest): Html {
  const done = entries.filter(({ state }) => state === 'done');
  const look = done.filter(({ needsReview = [] }) => needsReview.length > 0);
  const failed = entries.filter(({ state }) => state === 'failed');
  const others = entries.length - done.length - failed.length;
  return html`<section>
<h2>What became of it</h2>
<ul class="numbers">
<li><strong>${done.length}</strong> de-identified</li>
<li${look.length > 0 ? attention : nothing}><strong>${look.length}</strong> to be looked at</li>
<li${failed.length > 0 ? attention : nothing}><strong>${failed.length}</strong> failed</li>
${others > 0 ? html`<li${attention}><strong>${others}</strong> not finished</li>` : nothing}
</ul>
${reviewsOf(look)}
</section>
<section>
<h2>Inputs, in their order</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Inputs">
<table>
<thead><tr><th>No.</th>${reidentifying ? html`<th>Input</th>` : nothing}<th>Result</th><th>New instance</th><th>New series</th></tr></thead>
<tbody>
${entries.map((entry, i) => inputRow(entry, i, reidentifying))}
</tbody>
</table>
</div>
</section>`;
}

const attention = html` class="attention"`;

/** By reason. */
function reviewsOf(entries: readonly ManifestEntry[]): Html {
  if (entries.length === 0) return nothing;
  const counts = new Map<string, number>();
  for (const { needsReview = [] } of entries) {
    for (const reason of needsReview) {
      const words = reviewInWords(reason);
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
  }
  return html`<h3>Why somebody should look</h3>
    <ul>
      ${[...counts].map(([words, count]) => html`<li>${words} (${count})</li>`)}
    </ul>`;
}

const states: Readonly<Record<ManifestEntry['state'], string>> = {
  done: 'done',
  failed: 'failed',
  running: 'not finished',
};

function inputRow(
  { name, original, state, error, needsReview = [], output }: ManifestEntry,
  i: number,
  named: boolean,
): Html {
  const input = [name, original?.sopInstance].filter((text) => text !== undefined).join(' · ');
  const failed = state === 'done' ? '' : ` (${(error ?? '').replaceAll('_', ' ')})`;
  const result = needsReview.length > 0 ? 'to be looked at' : `${states[state]}${failed === ' ()' ? '' : failed}`;
  return html`<tr${state === 'done' && needsReview.length === 0 ? nothing : attention}><td>${i + 1}</td>${named ? html`<td>${input}</td>` : nothing}<td>${result}</td><td><code>${output?.sopInstance ?? ''}</code></td><td><code>${output?.series ?? ''}</code></td></tr>`;
}

function single(report: NamedReport): Html {
  const { name, original, output, needsReview, pixels, entries, omittedEntries, counts } = report;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return html`<section>
      <h2>What became of it</h2>
      <dl>
        ${name === undefined ? nothing : fact('Input', name)}
        ${original === undefined ? nothing : fact('Was instance', original.sopInstance)}
        ${fact('New instance', output.sopInstance)} ${fact('New series', output.series)}
        ${fact('New study', output.study)} ${fact('Elements', total.toLocaleString('en'))}
        ${pixels === undefined ? nothing : fact('Pixels', blankedBy(pixels))}
      </dl>
      ${
        needsReview.length === 0
          ? nothing
          : html`<div class="warning">
              <strong>Somebody should look at the result.</strong>
              <ul>
                ${needsReview.map((reason) => html`<li>${reviewInWords(reason)}</li>`)}
              </ul>
            </div>`
      }
    </section>
    <section>
      <h2>Element by element</h2>
      ${omittedEntries === 0 ? nothing : html`<p>The first ${entries.length.toLocaleString('en')}; ${omittedEntries.toLocaleString('en')} more are counted below.</p>`}
      <div class="scroll" tabindex="0" role="region" aria-label="Elements">
        <table>
          <thead>
            <tr>
              <th>Where</th>
              <th>Attribute</th>
              <th>What was done</th>
              <th>Why</th>
              <th>Rule</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map(elementRow)}
          </tbody>
        </table>
      </div>
    </section>
    <section>
      <h2>By rule</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Rules">
        <table>
          <thead>
            <tr>
              <th>Rule</th>
              <th>What was done</th>
              <th>Elements</th>
            </tr>
          </thead>
          <tbody>
            ${counts.map(
              ({ rule, action, count }) =>
                html`<tr>
                  <td><code>${rule}</code></td>
                  <td>${actionInWords(action)}</td>
                  <td>${count}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
}

function blankedBy({ regions, rules }: NonNullable<Report['pixels']>): string {
  const blanked = regions === 1 ? '1 rectangle blanked' : `${regions.toLocaleString('en')} rectangles blanked`;
  return rules.length === 0 ? blanked : `${blanked} by ${rules.join(', ')}`;
}

function elementRow(entry: ReportEntry): Html {
  const { path, keyword = '', action, rule } = entry;
  return html`<tr>
    <td><code>${path}</code></td>
    <td>${keyword}</td>
    <td>${actionInWords(action)}</td>
    <td>${ruleInWords(entry)}</td>
    <td><code>${rule}</code></td>
  </tr>`;
}
