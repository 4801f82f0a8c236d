// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Builds and serves the demo page, once for all tests of one process.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { launchChromium } from './chromium.js';
import { serveFolder, type StaticServer } from './static-server.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const sampleFolder = join(root, 'build', 'sample');

export interface Demo {
  readonly browser: Browser;
  readonly origin: string;
}

let starting: Promise<{ browser: Browser; server: StaticServer }> | undefined;

async function start(): Promise<{ browser: Browser; server: StaticServer }> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join(root, 'tools', 'sample', 'make.ts')], {
    cwd: root,
  });
  await build({ configFile: join(root, 'demo', 'vite.config.ts'), logLevel: 'warn' });
  const server = await serveFolder(join(root, 'build', 'demo'));
  return { browser: await launchChromium(), server };
}

export async function startDemo(): Promise<Demo> {
  const { browser, server } = await (starting ??= start());
  return { browser, origin: server.origin };
}

export async function stopDemo(): Promise<void> {
  const { browser, server } = (await starting) ?? {};
  starting = undefined;
  await browser?.close();
  await server?.close();
}
