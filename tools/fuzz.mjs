// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm run fuzz -- [--seconds N] [TARGET…]`: libFuzzer on the targets of tests/fuzz, side by side. It begins with the seeds,
// with what earlier runs found (build/fuzz/corpus) and with what made them fail (build/fuzz/artifacts). The seeds alone must
// reach nine tenths of the lines that a target is about.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { configure } from './build.mjs';
import { StepError, finish, root, run, say, step } from './run.mjs';
import { setUp } from './set-up.mjs';

/** The targets, and the sources that each is about. */
const targets = {
  parser: ['core/parse/'],
  inflate: ['core/inflate/'],
  rle: ['core/codec/rle.cpp'],
  splitter: ['core/codec/frame_splitter.cpp', 'core/codec/codestream_head.cpp'],
  jpeg_2000: [
    'core/codec/jpeg_2000.cpp',
    'core/codec/jpeg_2000_codestream.cpp',
    'core/codec/jpeg_2000_structure.cpp',
    'core/codec/openjpeg_decoding.cpp',
  ],
};
/** @typedef {keyof typeof targets} Target */

const allTargets = /** @type {Target[]} */ (Object.keys(targets));
const leastCoverage = 90;
/** The largest input: all that is of interest fits, and small ones are quick. */
const maxLength = 4096;
/** An input that takes longer, in seconds, makes the time grow faster than the input. */
const patience = 10;

/** @param {...string} names */
const folder = (...names) => join(root, 'build', 'fuzz', ...names);

/** Runs the targets for so many seconds each, and prints executions and coverage. @throws StepError where one fails.
 * @param {number} seconds
 * @param {readonly Target[]} names */
export async function fuzz(seconds, names = allTargets) {
  for (const preset of /** @type {const} */ (['coverage', 'fuzzers'])) {
    await step(`build: ${preset}`, async () => {
      await configure(preset);
      await run('cmake', ['--build', '--preset', preset]);
    });
  }
  for (const name of names) await writeSeeds(name);
  const bySeeds = new Map(await Promise.all(names.map(async (name) => coverageEntry(name, []))));
  for (const [name, percent] of bySeeds) say(`${name}: the seeds reach ${percent.toFixed(1)} % of the lines`);
  const poor = names.filter((name) => (bySeeds.get(name) ?? 0) < leastCoverage);
  if (poor.length > 0) throw new StepError(`The seeds of ${poor.join(', ')} reach less than ${leastCoverage} %.`);

  const ended = await step(`fuzz ${names.join(', ')} for ${seconds} s`, () =>
    Promise.allSettled(names.map((name) => runTarget(name, seconds))),
  );
  const failed = ended.filter((one) => one.status === 'rejected');
  if (failed.length > 0) {
    const kept = relative(root, folder('artifacts'));
    throw new StepError(`${failed.map(({ reason }) => reason.message).join('\n\n')}\n\nThe input is in ${kept}.`);
  }
  for (const [i, name] of names.entries()) {
    const log = ended[i]?.status === 'fulfilled' ? ended[i].value : '';
    const executions = Number(/stat::number_of_executed_units:\s*(\d+)/.exec(log)?.[1] ?? 0);
    const [, percent] = await coverageEntry(name, [folder('corpus', name)]);
    const inputs = readdirSync(folder('corpus', name)).length;
    say(`${name}: ${executions} executions, ${inputs} inputs kept, which reach ${percent.toFixed(1)} % of the lines`);
    if (executions === 0) throw new StepError(`${name} did not run:\n${log}`);
  }
}

/** @param {Target} name */
async function writeSeeds(name) {
  const seeds = folder('seeds', name);
  rmSync(seeds, { recursive: true, force: true });
  for (const kept of ['corpus', 'artifacts']) mkdirSync(folder(kept, name), { recursive: true });
  await run(program('coverage', `${name}_seeds`), ['--write', seeds], {
    env: { LLVM_PROFILE_FILE: folder('none.profraw') },
  });
}

/** Resolves to libFuzzer's log.
 * @param {Target} name
 * @param {number} seconds */
function runTarget(name, seconds) {
  const dictionary = join(root, 'tests', 'fuzz', `${name}.dict`);
  return run(program('fuzzers', `${name}_fuzz`), [
    `-max_total_time=${seconds}`,
    `-max_len=${maxLength}`,
    `-timeout=${patience}`,
    '-print_final_stats=1',
    `-artifact_prefix=${folder('artifacts', name)}${sep}`,
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    folder('corpus', name),
    folder('seeds', name),
    folder('artifacts', name),
  ]);
}

/** How many per cent of a target's lines its seeds reach, and the inputs of more folders.
 * @param {Target} name
 * @param {readonly string[]} more
 * @returns {Promise<[Target, number]>} */
async function coverageEntry(name, more) {
  const seeds = program('coverage', `${name}_seeds`);
  const [raw, merged] = [folder(`${name}.profraw`), folder(`${name}.profdata`)];
  await run(seeds, more, { env: { LLVM_PROFILE_FILE: raw } });
  await run(clangProgram('llvm-profdata'), ['merge', '-sparse', raw, '-o', merged]);
  const sources = targets[name].map((source) => join(root, source));
  const args = ['export', '-summary-only', `-instr-profile=${merged}`, seeds, ...sources];
  const { data } = JSON.parse(await run(clangProgram('llvm-cov'), args));
  const { count, covered } = data[0].totals.lines;
  if (!(count > 0)) throw new StepError(`llvm-cov knows no line of ${targets[name].join(', ')}`);
  return [name, (100 * covered) / count];
}

/** @param {'fuzzers' | 'coverage'} preset
 * @param {string} name */
function program(preset, name) {
  return join(root, 'build', preset, 'tests', 'fuzz', name);
}

/** The one that came with the compiler: formats of profiles differ from version to version. @param {string} name */
function clangProgram(name) {
  return spawnSync('clang++', [`-print-prog-name=${name}`], { encoding: 'utf8' }).stdout.trim();
}

/** @param {readonly string[]} args */
async function main(args) {
  const at = args.indexOf('--seconds');
  const seconds = at < 0 ? 300 : Number(args[at + 1]);
  const names = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  const unknown = names.filter((name) => !(name in targets));
  if (unknown.length > 0 || !(seconds > 0)) {
    throw new StepError(`npm run fuzz -- [--seconds N] [TARGET…], where a target is one of ${allTargets.join(', ')}`);
  }
  await setUp('core');
  await fuzz(seconds, names.length > 0 ? /** @type {Target[]} */ (names) : allTargets);
}

if (process.argv[1] === import.meta.filename) await finish(main(process.argv.slice(2)));
