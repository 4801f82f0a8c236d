// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames decoded in workers of a browser: bundled and not, ours and the page's own, under a strict Content Security Policy.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build as bundle } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { chromiumMissing, launchChromium } from './support/chromium.js';
import { assertPageDecodes, decoderPage, type Expected, html } from './support/decoder-page.js';
import { PackageProject } from './support/package-project.js';
import { serveFolder } from './support/static-server.js';
import { whileServedByVite } from './support/vite-server.js';

const scripts = "script-src 'self' 'wasm-unsafe-eval'";
const policy = `${scripts}; worker-src 'self'`;

/** Without modules that workers need, and no others, a page resolves what Node and bundlers do. */
const importMap = JSON.stringify({
  imports: {
    dcmstream: './node_modules/dcmstream/dist/index.js',
    '#read-wasm': './node_modules/dcmstream/dist/wasm/read-wasm-web.js',
    '#threads': './node_modules/dcmstream/dist/decoder/threads-web.js',
  },
});
const importMapHash = `'sha256-${createHash('sha256').update(importMap).digest('base64')}'`;

describe('a decoder in a browser', { skip: chromiumMissing }, () => {
  let project: PackageProject;
  let browser: Browser;

  before(async () => {
    [project, browser] = await Promise.all([PackageProject.create(), launchChromium()]);
  });

  after(async () => {
    await browser?.close();
    await project?.remove();
  });

  async function assertFolderDecodes(folder: string, csp: string, path = '/', expected?: Expected): Promise<void> {
    const server = await serveFolder(folder, { 'content-security-policy': csp });
    try {
      await assertPageDecodes(browser, `${server.origin}${path}`, expected);
    } finally {
      await server.close();
    }
  }

  async function assertViteBuilds(worker?: string, head?: string): Promise<void> {
    await project.write(decoderPage('public', worker, head));
    await build({ root: project.folder, configFile: false, logLevel: 'error', build: { emptyOutDir: true } });
    await assertFolderDecodes(join(project.folder, 'dist'), policy);
  }

  test('works built by Vite', () => assertViteBuilds());

  test('works with a worker of the page’s, by the address that Vite gives it', () =>
    assertViteBuilds("() => new Worker(address, { type: 'module' })", "import address from 'dcmstream/worker?url';"));

  test('works with a worker of the page’s, by the name of the package', () =>
    assertViteBuilds("() => new Worker(new URL('dcmstream/worker', import.meta.url), { type: 'module' })"));

  test('works served by Vite while it is developed', async () => {
    await project.write(decoderPage('public'));
    await whileServedByVite(project.folder, (address) => assertPageDecodes(browser, address));
  });

  test('works bundled by esbuild, the wasm and the worker copied beside', async () => {
    const folder = join(project.folder, 'by-esbuild');
    await bundleTo(folder);
    await copyAssets(folder);
    await copyFile(
      join(project.installed, 'dist', 'decoder', 'dcmstream-worker.js'),
      join(folder, 'dcmstream-worker.js'),
    );
    await assertFolderDecodes(folder, policy);
  });

  test('decodes on the page where there is no worker, or the policy allows none', async () => {
    const folder = join(project.folder, 'without-worker');
    await bundleTo(folder);
    await copyAssets(folder);
    const without = { fallback: true, allowed: /404|Content Security Policy|worker-src/ };
    await assertFolderDecodes(folder, policy, '/', without);
    await assertFolderDecodes(folder, `${scripts}; worker-src 'none'`, '/', without);
  });

  test('works where Vite before 8 bundles dependencies to while a page is developed', async () => {
    const folder = join(project.folder, 'node_modules', '.vite', 'deps');
    await rm(folder, { recursive: true, force: true });
    await bundleTo(folder);
    await assertFolderDecodes(project.folder, policy, '/node_modules/.vite/deps/');
  });

  test('works as it is in the package, bundled by nobody', async () => {
    await project.write({ ...decoderPage('.'), 'index.html': html(importMap) });
    await assertFolderDecodes(project.folder, `${scripts} ${importMapHash}; worker-src 'self'`);
  });

  test('works with a worker from elsewhere, by a Blob that imports it', async () => {
    const elsewhere = await serveFolder(project.installed, { 'access-control-allow-origin': '*' });
    try {
      const address = `${elsewhere.origin}/dist/decoder/dcmstream-worker.js`;
      const blob = `new Blob(['import "${address}"'], { type: 'text/javascript' })`;
      const worker = `() => new Worker(URL.createObjectURL(${blob}), { type: 'module' })`;
      await project.write({ ...decoderPage('.', worker), 'index.html': html(importMap) });
      const csp = `${scripts} ${elsewhere.origin} ${importMapHash}; worker-src blob: ${elsewhere.origin}`;
      await assertFolderDecodes(project.folder, csp);
    } finally {
      await elsewhere.close();
    }
  });

  /** By esbuild, which leaves `new URL('./parser.wasm', import.meta.url)` as it is. */
  async function bundleTo(outdir: string): Promise<void> {
    const name = outdir.replace(`${project.folder}/`, '');
    const files = decoderPage(name);
    await project.write({
      'main.js': files['main.js']!,
      [`${name}/index.html`]: html(),
      [`${name}/many.dcm`]: files[`${name}/many.dcm`]!,
    });
    await bundle({
      absWorkingDir: project.folder,
      entryPoints: ['main.js'],
      outdir,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      logLevel: 'error',
    });
  }

  async function copyAssets(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const wasm = join(project.installed, 'dist', 'wasm');
    for (const file of await readdir(wasm)) {
      if (file.endsWith('.wasm')) await copyFile(join(wasm, file), join(folder, file));
    }
  }
});
