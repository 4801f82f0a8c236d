// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm test` and its single stages: node tools/test.mjs [--long] check|core|fuzz|js|browser|bench…
// Sets up what the stages need, builds, and runs them in order; the first that fails ends the run.

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { build, configure } from './build.mjs';
import { check } from './check/main.mjs';
import { fuzz } from './fuzz.mjs';
import { StepError, finish, progressTo, root, run, say, step } from './run.mjs';
import { setUp } from './set-up.mjs';

/** @type {Record<string, { title: string, needs: Parameters<typeof setUp>, run: () => Promise<unknown> }>} */
const stages = {
  check: { title: 'Check', needs: ['build', 'core', 'check'], run: check },
  core: { title: 'Core, native, under ASan and UBSan', needs: ['core'], run: testCore },
  fuzz: { title: 'Fuzzers', needs: ['core'], run: () => fuzz(process.env.DCMSTREAM_LONG === undefined ? 30 : 300) },
  js: { title: 'Node', needs: ['build', 'peers'], run: () => testNode('tests/js') },
  browser: { title: 'Browser', needs: ['build', 'peers', 'browser'], run: () => testNode('tests/browser', 1) },
  bench: { title: 'Bench', needs: ['build', 'core', 'peers'], run: bench },
};

/** @param {readonly string[]} args */
async function main(args) {
  if (args.includes('--long')) process.env.DCMSTREAM_LONG = '1';
  const names = args.filter((arg) => arg in stages);
  // Standard output is the bench's own: with --json, one object a line.
  if (names.includes('bench')) progressTo(process.stderr);
  const chosen = names.flatMap((name) => stages[name] ?? []);
  if (chosen.length === 0) throw new StepError(`Which stage? ${Object.keys(stages).join(', ')}`);

  const needed = [...new Set(chosen.flatMap((stage) => stage.needs))];
  await setUp(...needed);
  if (needed.includes('build')) await build();
  for (const [i, stage] of chosen.entries()) {
    say(`\n━━ ${stage.title} ━━`);
    try {
      await stage.run();
    } catch (error) {
      const left = chosen.slice(i + 1).map(({ title }) => title);
      const rest = left.length > 0 ? ` Not run: ${left.join('; ')}.` : '';
      throw new StepError(
        `${error instanceof StepError ? error.message : error}\n\nStage failed: ${stage.title}.${rest}`,
      );
    }
  }
}

async function testCore() {
  await step('build', async () => {
    await configure('native');
    await run('cmake', ['--build', '--preset', 'native']);
  });
  await run('ctest', ['--preset', 'native'], { show: true });
}

/** Of Node's own accord one processor would be idle, and of two that is half.
 * @param {string} folder
 * @param {number} [atOnce] How many files at once: browsers, which are asked for times, alone. */
async function testNode(folder, atOnce = availableParallelism()) {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  if (files.length === 0) throw new StepError(`there are no tests in ${folder}`);
  const options = [
    '--import',
    'tsx',
    '--test',
    '--test-reporter=spec',
    '--test-timeout=900000',
    `--test-concurrency=${atOnce}`,
  ];
  await run(process.execPath, [...options, ...files], { show: true });
}

/** The arguments that are no stage are the bench's. */
async function bench() {
  const args = process.argv.slice(2).filter((arg) => arg !== 'bench');
  await step('native ceiling', async () => {
    await configure('release');
    await run('cmake', ['--build', '--preset', 'release']);
  });
  await run(process.execPath, ['--expose-gc', '--import', 'tsx', join('tests', 'bench', 'main.ts'), ...args], {
    show: true,
  });
}

await finish(main(process.argv.slice(2)));
