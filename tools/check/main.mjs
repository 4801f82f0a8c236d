// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run check`: everything that a tool can say about the sources without running them. All of it is said in one go.

import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { configure } from '../build.mjs';
import { generate } from '../generators.mjs';
import { StepError, root, run, runPackage, step } from '../run.mjs';
import { checkLayout, lint } from './clang.mjs';
import { writtenFiles } from './files.mjs';

/** What prettier lays out. */
export const prettierEndings = ['.ts', '.mjs', '.js', '.json', '.html', '.css', '.yml'];

/** js/ is not among the projects of TypeScript here: it is checked as it is built.
 * @type {Record<string, () => Promise<unknown>>} */
const checks = {
  'generated files': () => generate('--check'),
  'clang-format': checkLayout,
  'clang-tidy': checkCore,
  prettier: () =>
    runPackage('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', ...writtenFiles(...prettierEndings)]),
  eslint: () => runPackage('eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  'tsc tests': () => checkTypes('tests'),
  'tsc demo': () => checkTypes('demo'),
  'tsc tools': () => checkTypes('tools'),
  package: checkPackage,
};

export async function check() {
  mkdirSync(join(root, 'build', 'check'), { recursive: true });
  /** @type {string[]} */
  const failures = [];
  const waiting = Object.entries(checks).values();
  const work = async () => {
    for (const [title, each] of waiting) {
      try {
        await step(title, each);
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        failures.push(`── ${title}\n${error.message}`);
      }
    }
  };
  // As many at once as there are processors; clang-tidy alone is two at once by itself, and the first that takes long.
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
  if (failures.length > 0) throw new StepError(`${failures.join('\n\n')}\n\n(npm run format lays the sources out.)`);
}

async function checkCore() {
  await configure('native');
  await run('cmake', ['--preset', 'native']); // so that it knows new files
  await lint();
}

/** @param {string} project */
async function checkTypes(project) {
  await runPackage('typescript/bin/tsc', ['-p', project, '--pretty', 'false']);
}

/** The packed package as publint and attw see it: a module of today's resolution, types beside the code. */
async function checkPackage() {
  const folder = join(root, 'build', 'check', 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  const [packed = ''] = readdirSync(folder);
  await runPackage('publint/src/cli.js', ['--strict', join(folder, packed)]);
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const assets = Object.keys(exports).filter((entry) => /\.(wasm|json)$/.test(entry));
  const attw = ['--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', ...assets, '--'];
  await runPackage('@arethetypeswrong/cli/dist/index.js', [...attw, join(folder, packed)]);
}
