// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run bench`: ours and the peers', in one run, on the same bytes. docs/benchmarks.md says how to read it.
//   --json       one object a line, numbers to four digits
//   --only NAME  one of the benchmarks named below

import { parseArgs } from 'node:util';
import { codecs } from './codecs.js';
import { deid } from './deid.js';
import { flows } from './flows.js';
import { indexing } from './index-file.js';
import { jsonText } from './json.js';
import { largeValues } from './large-value.js';
import { asJson, asRows, type Line, tableHead } from './line.js';
import { memory } from './memory.js';
import { metadata } from './metadata.js';
import { rendering } from './render.js';
import { size } from './size.js';
import { elements } from './small-elements.js';
import { workers } from './workers.js';

const benchmarks: Readonly<Record<string, () => Promise<Line[]>>> = {
  size,
  metadata,
  elements,
  flows,
  deid,
  index: indexing,
  json: jsonText,
  'large-value': largeValues,
  memory,
  render: rendering,
  codecs,
  workers,
};

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
const chosen = Object.entries(benchmarks).filter(([name]) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  console.error(`--only takes one of: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
if (values.json !== true && chosen.length > 0) console.log(tableHead);
for (const [, run] of chosen) {
  for (const line of await run()) console.log(values.json === true ? asJson(line) : asRows(line));
}
