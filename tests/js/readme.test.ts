// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Every TypeScript example of README.md and of the guides compiles and runs as it stands. An example may use `file`, a Blob of a slice
// of the sample series, without saying where it is from; all else it brings itself.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const slice = join(root, 'build', 'sample', 'ct-24.dcm');
/** In the checkout, so that the examples find the package by its name. */
const folder = join(root, 'build', 'readme');

/** Where examples stand, and how many there are at least. */
const documents: Readonly<Record<string, number>> = {
  'README.md': 3,
  'docs/flows.md': 4,
  'docs/dump.md': 2,
  'docs/deidentification.md': 2,
  'docs/upload.md': 1,
  'docs/pixel-rules.md': 2,
};

interface Example {
  readonly document: string;
  /** Of its first line in the document, from 1. */
  readonly line: number;
  readonly path: string;
  readonly text: string;
}

function examplesOf(document: string, markdown: string): Example[] {
  const name = basename(document, '.md').toLowerCase();
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: text = '', index }) => {
    const line = markdown.slice(0, index).split('\n').length + 1;
    return { document, line, path: join(folder, `${name}-${line}.ts`), text };
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

const texts = await Promise.all(Object.keys(documents).map((document) => readFile(join(root, document), 'utf8')));
const examples = Object.keys(documents).flatMap((document, i) => examplesOf(document, texts[i] as string));

describe('documentation', () => {
  before(async () => {
    if (!existsSync(slice)) await run('--import', 'tsx', join('tools', 'sample', 'make.ts'));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'file.ts'), fileModule);
    for (const { path, text } of examples) await writeFile(path, prelude(text) + text);
  });

  for (const [document, least] of Object.entries(documents)) {
    test(`has examples in ${document}`, () => {
      const count = examples.filter((example) => example.document === document).length;
      assert.ok(count >= least, `${count} examples`);
    });
  }

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
      return `${example?.document}:${(example?.line ?? 0) + line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(problems, []);
  });

  for (const { document, line, path } of examples) {
    test(`has an example in line ${line} of ${document} that runs`, async () => {
      const { stdout, stderr } = await run('--import', 'tsx', path);
      assert.equal(stderr, '');
      assert.notEqual(stdout.trim(), '', 'an example says what came of it');
    });
  }
});

function run(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [...args], { cwd: root });
}
