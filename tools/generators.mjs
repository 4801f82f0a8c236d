// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The generators. `npm run generate` runs them all; with --check each compares what it would write with what is checked in.

import { join } from 'node:path';
import { finish, root, run, step } from './run.mjs';

const generators = ['generate-dictionary.mjs', 'generate-profile.mjs', 'generate-tables.mjs'];

/** @param {...string} args */
export async function generate(...args) {
  for (const name of generators) await run(process.execPath, [join(root, 'tools', name), ...args]);
}

if (process.argv[1] === import.meta.filename) {
  const args = process.argv.slice(2);
  await finish(step('generated files', () => generate(...args)));
}
