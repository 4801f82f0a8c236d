// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `npm start`: from a fresh clone to the viewer in a browser. With --dev (`npm run dev`) the page reloads as demo/ changes.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { writtenFiles } from './check/files.mjs';
import { finish, root, run, say, step } from './run.mjs';

const configFile = join(root, 'demo', 'vite.config.ts');
const host = '127.0.0.1';

async function start() {
  await build();
  await step('sample series', makeSample);
  if (process.argv.includes('--dev')) await develop();
  else await serve();
}

/** Makes the series that the page opens with, unless it was made from these very sources. */
async function makeSample() {
  const hash = createHash('sha256');
  for (const file of writtenFiles('.ts').filter((name) => /^(tools\/sample|tests\/support)\//.test(name))) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  const sources = hash.digest('hex');
  const stamp = join(root, 'build', 'sample-made-from');
  if (existsSync(join(root, 'build', 'sample')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  await run(process.execPath, ['--import', 'tsx', join('tools', 'sample', 'make.ts')]);
  writeFileSync(stamp, sources);
}

async function serve() {
  const vite = await import('vite');
  await step('demo', () => vite.build({ configFile, logLevel: 'warn' }));
  const server = await vite.preview({ configFile, logLevel: 'warn', preview: { host, open: false } });
  say(`\nThe viewer: ${server.resolvedUrls?.local[0]}\n(Ctrl+C stops it.)`);
}

async function develop() {
  const vite = await import('vite');
  const server = await vite.createServer({ configFile, logLevel: 'info', server: { host, open: false } });
  await server.listen();
  say(`\nThe viewer: ${server.resolvedUrls?.local[0]}`);
  say('Changes of demo/ show at once. After a change of core/, bindings/ or js/: npm run build, in another terminal.');
}

await finish(start());
