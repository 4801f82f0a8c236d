// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The page that a report or manifest becomes: what it says, and that no text in it becomes markup.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createDeidentifier, type Manifest, type NamedReport, reportPage } from 'dcmstream';
import { fileOf, folderOfDoe, identifying } from '../support/deid-folder.js';
import { runDeid } from '../support/deid-run.js';
import { askPython, noPython } from '../support/python.js';
import { runTool } from '../support/tool.js';

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u202e\u0000`;

/** All of it is hostile that is text. */
function hostileManifest(): Manifest {
  const { profile } = createDeidentifier().manifest();
  const output = { sopInstance: hostile, series: hostile, study: hostile };
  return {
    ...{ version: 1, reidentifying: true, secret: 'drawn', profile: { ...profile, name: hostile } },
    warnings: [{ override: hostile, action: 'K', instead: hostile, message: hostile }],
    entries: [
      {
        name: hostile,
        state: 'done',
        output,
        original: { reidentifying: true, sopInstance: hostile },
        needsReview: [],
      },
      { name: hostile, state: 'failed', error: hostile },
    ],
  };
}

/** The tags of a page by Python's parser, which knows nothing of how the page was made. */
const tagsWithPython = `
from html.parser import HTMLParser
class Reader(HTMLParser):
    def __init__(self):
        super().__init__(); self.open = []; self.tags = set(); self.attributes = set()
    def handle_starttag(self, tag, attributes):
        self.tags.add(tag); self.attributes |= {name for name, _ in attributes}
        self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag); self.attributes |= {name for name, _ in attributes}
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
reader = Reader(); reader.feed(given); reader.close()
out = {'open': reader.open, 'tags': sorted(reader.tags), 'attributes': sorted(reader.attributes)}
`;

test('no text of a manifest becomes markup', () => {
  const page = reportPage(hostileManifest());
  assert.doesNotMatch(page, /<script|<img|\u202e|\u0000/);
  assert.match(page, /&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(page, /This page re-identifies/);
});

test('no text of a report becomes markup', async () => {
  const { report } = await runDeid(fileOf('1'));
  const named: NamedReport = {
    ...report,
    name: hostile,
    entries: [{ path: hostile, keyword: hostile, action: 'X', rule: hostile, reason: hostile }],
    counts: [{ action: 'X', rule: hostile, count: 1 }],
  };
  assert.doesNotMatch(reportPage(named), /<script|<img|\u202e|\u0000/);
});

test('a page is well-formed, has no script and fetches nothing', { skip: noPython }, async () => {
  const { report } = await runDeid(fileOf('1'));
  for (const page of [reportPage(report), reportPage(hostileManifest())]) {
    const { open, tags, attributes } = askPython(tagsWithPython, page) as Record<string, string[]>;
    assert.deepEqual(open, []);
    assert.doesNotMatch(String(tags), /script|iframe|object|embed|link|base|form|img/);
    assert.doesNotMatch(String(attributes), /\bsrc|href|\bon/);
    assert.match(page, /default-src 'none'/);
  }
});

test('of one data set it says what was done with each element and why, and no value', async () => {
  const { report } = await runDeid(fileOf('7'));
  const page = reportPage(report);
  const row = page.split('\n').find((line) => line.includes('(0010,0010)')) ?? page;
  assert.match(page, /PatientName/);
  assert.match(row, /0010,0010/);
  assert.match(page, /It names the patient: a pseudonym stands for it/);
  assert.doesNotMatch(page, identifying);
  assert.doesNotMatch(page, /re-identifies/);
  assert.match(page, new RegExp(report.output.sopInstance.replaceAll('.', '\\.')));
});

test('of a batch it counts what is done, what is to be looked at, and what failed', async () => {
  const deidentifier = createDeidentifier({ options: { retainUids: true } });
  const output = { sopInstance: '2.25.1', series: '2.25.2', study: '2.25.3' };
  const page = reportPage({
    ...deidentifier.manifest(),
    entries: [
      { state: 'done', output, needsReview: [] },
      { state: 'done', output, needsReview: ['ultrasound', 'burned_in_annotation'] },
      { state: 'failed', error: 'truncated' },
    ],
  });
  assert.match(page, /<strong>2<\/strong> de-identified/);
  assert.match(page, /<strong>1<\/strong> to be looked at/);
  assert.match(page, /<strong>1<\/strong> failed/);
  assert.match(page, /UIDs stay/);
  assert.match(page, /failed \(truncated\)/);
  assert.match(page, /Ultrasound: such images often show a name at the edge\. \(1\)/);
});

test('dcmstream deid writes the page where the report is called .html', async (context) => {
  const { in: from, out, key, at } = folderOfDoe(context);
  await runTool(['deid', from, out, '--key-file', key, '--report', at('report.html')]);
  const page = readFileSync(at('report.html'), 'utf8');
  assert.match(page, /^<!doctype html>/);
  assert.match(page, /<strong>3<\/strong> de-identified/);
  assert.doesNotMatch(page, identifying);
});
