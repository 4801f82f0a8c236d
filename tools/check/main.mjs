// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run check`: everything that a tool can say about the sources without running them.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { configure } from '../build.mjs';
import { generate } from '../generators.mjs';
import { root, run, runPackage, step } from '../run.mjs';
import { checkLayout, lint } from './clang.mjs';
import { writtenFiles } from './files.mjs';

/** What prettier lays out. */
export const prettierEndings = ['.ts', '.mjs', '.js', '.json', '.html', '.css', '.yml'];

/** The projects of TypeScript that make nothing; js/ is checked as it is built. */
const projects = ['tests', 'demo', 'tools'];

export async function check() {
  mkdirSync(join(root, 'build', 'check'), { recursive: true });
  await step('generated files', () => generate('--check'));
  await step('clang-format', checkLayout);
  await step('clang-tidy', async () => {
    await configure('native');
    await run('cmake', ['--preset', 'native']); // so that it knows new files
    await lint();
  });
  await step('prettier', () =>
    runPackage('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', ...writtenFiles(...prettierEndings)]),
  );
  await step('eslint', () => runPackage('eslint/bin/eslint.js', ['--max-warnings=0', '.']));
  for (const project of projects) {
    await step(`tsc ${project}`, () => runPackage('typescript/bin/tsc', ['-p', project, '--pretty', 'false']));
  }
  await step('package', () => run('npm', ['pack', '--dry-run', '--ignore-scripts']));
}
