// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every TypeScript example of README.md compiles and runs as it stands. An example may use `file`, a Blob of a slice of the
// sample series, without saying where it is from; all else it brings itself.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const slice = join(root, 'build', 'sample', 'ct-24.dcm');
/** In the checkout, so that the examples find the package by its name. */
const folder = join(root, 'build', 'readme');

interface Example {
  /** Of its first line in README.md, from 1. */
  readonly line: number;
  readonly path: string;
  readonly text: string;
}

function examplesOf(markdown: string): Example[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: text = '', index }) => {
    const line = markdown.slice(0, index).split('\n').length + 1;
    return { line, path: join(folder, `line-${line}.ts`), text };
  });
}

/** What stands in front of an example, in its first line, so that line numbers stay. */
function prelude(text: string): string {
  const usesFile = /\bfile\b/.test(text) && !/\b(const|let|var|function) file\b/.test(text);
  return usesFile ? `import { file } from './file.js'; ` : '';
}

const fileModule = `import { readFile } from 'node:fs/promises';
export const file: Blob = new Blob([new Uint8Array(await readFile(${JSON.stringify(slice)}))]);
`;

const examples = examplesOf(await readFile(join(root, 'README.md'), 'utf8'));

describe('README.md', () => {
  before(async () => {
    if (!existsSync(slice)) await run('--import', 'tsx', join('tools', 'sample', 'make.ts'));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file.ts'), fileModule);
    for (const { path, text } of examples) await writeFile(path, prelude(text) + text);
  });

  test('has at least three examples', () => assert.ok(examples.length >= 3, `${examples.length} examples`));

  test('has examples that compile under the strict rules of the project', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
    const { options } = ts.parseJsonConfigFileContent({ ...(config as object), files: ['unused'] }, ts.sys, root);
    // An example may well end before it uses what it made.
    const program = ts.createProgram({
      rootNames: examples.map(({ path }) => path),
      options: { ...options, incremental: false, noUnusedLocals: false, noUnusedParameters: false },
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const example = examples.find(({ path }) => path === file?.fileName);
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
      return `README.md:${(example?.line ?? 0) + line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(problems, []);
  });

  for (const { line, path } of examples) {
    test(`has an example in line ${line} that runs`, async () => {
      const { stdout, stderr } = await run('--import', 'tsx', path);
      assert.equal(stderr, '');
      assert.notEqual(stdout.trim(), '', 'an example says what came of it');
    });
  }
});

function run(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [...args], { cwd: root });
}
