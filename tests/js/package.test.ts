// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The package for Node and for TypeScript: installed from its tarball into an empty project.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { columns, expectedPixels, packageImage, patientName, rows } from '../browser/support/package-image.js';
import { PackageProject } from '../browser/support/package-project.js';

/** Uses every entry point, and prints what came of it. */
const consumer = `
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createDecoder, init, parse, parseBuffer, readDataset, readFrames, render, DicomError } from 'dcmstream';
import { PatientName, Rows } from 'dcmstream/tags';
import { parserWasm } from 'dcmstream/inline';

const bytes = new Uint8Array(await readFile('image.dcm'));
await init({ wasm: { parser: process.argv[2] === 'inline' ? parserWasm() : undefined }, names: true });
const seen = {};
seen.now = parseBuffer(bytes).string(PatientName);
seen.later = (await readDataset(new Blob([bytes]))).number(Rows);
seen.byKeyword = parseBuffer(bytes).number('Columns');
for await (const frame of readFrames(bytes)) {
  seen.pixels = createHash('sha256').update(render(frame).data).digest('hex');
}
const decoder = createDecoder();
for await (const { samples } of decoder.readFrames(bytes)) seen.samples = samples.length;
seen.size = 0;
for await (const parts of new Blob([bytes]).stream().pipeThrough(parse())) {
  for (const part of parts) seen.size += part.bytes.length;
}
seen.error = await readDataset(bytes.subarray(0, 300)).catch((error) => error instanceof DicomError && error.code);
console.log(JSON.stringify(seen));
`;

/** What TypeScript must accept, and what not. */
const typedConsumer = `
import { createDecoder, DicomError, init, parse, parseBuffer, readDataset, readFrames, render, through, bytes } from 'dcmstream';
import type { Dataset, Decoder, Flow, Frame, Part, Source } from 'dcmstream';
import { PatientName, PixelData } from 'dcmstream/tags';
import { parserWasm } from 'dcmstream/inline';

export async function show(source: Source, signal: AbortSignal): Promise<ImageData | undefined> {
  await init({ wasm: { parser: parserWasm() }, modules: ['parser', 'image'] });
  for await (const frame of readFrames(source, { signal })) {
    const { data, width, height, colorSpace }: ReturnType<typeof render> = render(frame satisfies Frame);
    return new ImageData(data, width, height, { colorSpace });
  }
  return undefined;
}

export async function countFrames(source: Source, address: URL): Promise<number> {
  await using decoder: Decoder = createDecoder({ workers: 2, worker: () => new Worker(address, { type: 'module' }) });
  let count = 0;
  for await (const _frame of decoder.readFrames(source, { ahead: 4 })) count++;
  return Math.max(count, decoder.stats().decoded);
}

export function nameOf(file: ArrayBuffer): string | undefined {
  const dataset: Dataset = parseBuffer(file, { stopAt: PixelData });
  return dataset.string(PatientName);
}

const pass: Flow = () => ({ part: (part, emit) => emit(part) });

export function copy(file: Blob): ReadableStream<Uint8Array> {
  const parts: ReadableStream<readonly Part[]> = file.stream().pipeThrough(parse());
  return parts.pipeThrough(through(pass)).pipeThrough(bytes());
}

export async function explain(response: Response): Promise<string> {
  try {
    // @ts-expect-error a number of bytes is no text
    await readDataset(response, { maxValue: 'all' });
  } catch (error) {
    if (error instanceof DicomError) return \`\${error.code} at \${error.position ?? 'an unknown position'}\`;
  }
  return '';
}
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
};

describe('the package', () => {
  let project: PackageProject;

  before(async () => {
    project = await PackageProject.create();
    await project.write({ 'image.dcm': packageImage(), 'consumer.js': consumer, 'consumer.ts': typedConsumer });
  });

  after(() => project?.remove());

  test('holds what is built and what must be read, and nothing else', () => {
    const [built, others] = [true, false].map((wanted) =>
      project.packed.filter((file) => file.startsWith('dist/') === wanted),
    );
    const schemas = ['docs/deid-profile.schema.json', 'docs/pixel-rules.schema.json'];
    const texts = ['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY.md'];
    assert.deepEqual(others?.sort(), [...texts, ...schemas, 'package.json']);
    const foreign = built?.filter((file) => !/\.(js|js\.map|d\.ts|wasm)$/.test(file));
    const notices = ['charls', 'libjpeg-turbo', 'noble-hashes', 'openjpeg', 'zlib'].map(
      (name) => `dist/licences/${name}.txt`,
    );
    assert.deepEqual(foreign?.sort(), notices);
    assert.ok(built?.includes('dist/wasm/parser.wasm'));
  });

  for (const [where, argument] of [
    ['beside the JavaScript', 'beside'],
    ['inside the JavaScript', 'inline'],
  ] as const) {
    test(`works in Node, its wasm ${where}`, async () => {
      const { stdout, stderr } = await project.run(process.execPath, ['consumer.js', argument]);
      assert.equal(stderr, '');
      assert.deepEqual(JSON.parse(stdout), {
        now: patientName,
        later: rows,
        byKeyword: columns,
        pixels: createHash('sha256')
          .update(await expectedPixels())
          .digest('hex'),
        samples: rows * columns,
        size: packageImage().length,
        error: 'truncated',
      });
    });
  }

  test('brings a command that runs', async () => {
    const command = join(project.folder, 'node_modules', '.bin', 'dcmstream');
    assert.match((await project.run(command, ['--help'])).stdout, /Usage: dcmstream/);
    assert.match((await project.run(command, ['dump', 'image.dcm'])).stdout, /\(0010,0010\) PN .*Package\^Tester/);
  });

  for (const [module, moduleResolution] of [
    ['esnext', 'bundler'],
    ['node16', 'node16'],
  ] as const) {
    test(`has types that compile strictly with moduleResolution ${moduleResolution}`, async () => {
      const name = `tsconfig.${moduleResolution}.json`;
      const config = { compilerOptions: { ...compilerOptions, module, moduleResolution }, files: ['consumer.ts'] };
      await project.write({ [name]: JSON.stringify(config) });
      await project.runTool('typescript/bin/tsc', ['-p', name]);
    });
  }

  test('has nothing that publint would change', async () => {
    const { messages, pkg } = await publint({ pkgDir: project.installed, pack: false, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
    );
  });

  test('has types that attw finds right, for ESM', async () => {
    const command = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
    const script = join(dirname(command), 'dist', 'index.js');
    // The wasm files are entry points without types: they are assets.
    const assets = ['parser', 'encode', 'image', 'zlib', 'jpeg', 'jpegls', 'jpeg2000'].map(
      (name) => `wasm/${name}.wasm`,
    );
    const args = [script, project.tarball, '--profile', 'esm-only', '--format', 'ascii'];
    await project.run(process.execPath, [...args, '--exclude-entrypoints', ...assets]);
  });
});
