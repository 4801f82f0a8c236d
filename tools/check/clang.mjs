// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// clang-format and clang-tidy over the C++. clang-tidy takes seconds a file, so what passed is remembered by content.
// Where the pinned major version cannot be had (see set-up), another one gives advice and fails nothing.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError, root, run, say } from '../run.mjs';
import { clangMajor, clangTool } from '../set-up.mjs';
import { generatedFiles, writtenFiles } from './files.mjs';

const layoutEndings = ['.cpp', '.hpp'];

export async function checkLayout() {
  await runTool('clang-format', ['--dry-run', '--Werror', '--ferror-limit=5', ...writtenFiles(...layoutEndings)]);
}

export async function layOut() {
  await runTool('clang-format', ['-i', ...writtenFiles(...layoutEndings)]);
}

/** clang-tidy over core/, two files at a time. bindings/ needs Emscripten's headers; a test takes it 40 s, GoogleTest's all (measured). */
export async function lint() {
  const passed = join(root, 'build', 'check', 'clang-tidy');
  mkdirSync(passed, { recursive: true });
  const files = writtenFiles('.cpp').filter((file) => file.startsWith('core/'));
  const common = commonKey();
  const keys = new Map(
    files.map((file) => [createHash('sha256').update(common).update(file).update(read(file)).digest('hex'), file]),
  );
  for (const old of readdirSync(passed)) if (!keys.has(old)) rmSync(join(passed, old));
  const waiting = [...keys].filter(([key]) => !readdirSync(passed).includes(key));
  /** @type {string[]} */
  const complaints = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [key, file] = next;
      try {
        await runTool('clang-tidy', ['--quiet', '-p', join('build', 'native'), file]);
        writeFileSync(join(passed, key), file);
      } catch (error) {
        complaints.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all([worker(), worker()]);
  if (complaints.length > 0) throw new StepError(complaints.join('\n\n'));
}

/** All that a file's verdict may hang on beside itself: the tool, its rules, how things are compiled, every header. */
function commonKey() {
  const hash = createHash('sha256').update(clangTool('clang-tidy')?.path ?? '');
  const headers = [...writtenFiles('.hpp', '.def'), ...generatedFiles('.inc')].filter((file) =>
    file.startsWith('core/'),
  );
  for (const file of ['.clang-tidy', 'CMakeLists.txt', 'CMakePresets.json', 'core/CMakeLists.txt', ...headers])
    hash.update(file).update(read(file));
  return hash.digest('hex');
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(root, file));
}

/** @param {'clang-format' | 'clang-tidy'} name
 * @param {readonly string[]} args */
async function runTool(name, args) {
  const tool = clangTool(name);
  if (tool === undefined) throw new StepError(`${name} is missing: apt-get install ${name}-${clangMajor}`);
  try {
    await run(tool.path, args);
  } catch (error) {
    if (tool.pinned) throw error;
    const [first = '', ...rest] = (error instanceof Error ? error.message : String(error)).split('\n');
    const shown = [first, ...rest.slice(0, 8)].join('\n');
    say(
      `${name} ${clangMajor} is not to be had here. What another version says is advice only, and begins so:\n${shown}`,
    );
  }
}
