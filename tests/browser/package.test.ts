// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The package in a browser: installed from its tarball into an empty project, bundled without any configuration, and run
// under `script-src 'self' 'wasm-unsafe-eval'`.

import { copyFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build as bundle } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { chromiumMissing, launchChromium } from './support/chromium.js';
import { packageImage } from './support/package-image.js';
import { assertPageShows, pageFiles, policy } from './support/package-page.js';
import { PackageProject } from './support/package-project.js';
import { serveFolder } from './support/static-server.js';
import { whileServedByVite } from './support/vite-server.js';

describe('the package in a browser', { skip: chromiumMissing }, () => {
  let project: PackageProject;
  let browser: Browser;

  before(async () => {
    [project, browser] = await Promise.all([PackageProject.create(), launchChromium()]);
    await project.write(pageFiles('public'));
  });

  after(async () => {
    await browser?.close();
    await project?.remove();
  });

  test('works in a page built by Vite', async () => {
    await build({ root: project.folder, configFile: false, logLevel: 'error' });
    const server = await serveFolder(join(project.folder, 'dist'), { 'content-security-policy': policy });
    try {
      await assertPageShows(browser, `${server.origin}/`);
    } finally {
      await server.close();
    }
  });

  test('works in a page of a folder of the site, built by Vite with a relative base', async () => {
    const outDir = join(project.folder, 'site', 'deep', 'down');
    await build({ root: project.folder, configFile: false, logLevel: 'error', base: './', build: { outDir } });
    const server = await serveFolder(join(project.folder, 'site'));
    try {
      await assertPageShows(browser, `${server.origin}/deep/down/`);
    } finally {
      await server.close();
    }
  });

  test('works in a page served by Vite while it is developed', async () => {
    await whileServedByVite(project.folder, (address) => assertPageShows(browser, address));
  });

  test('works in a page bundled by esbuild, the wasm copied beside', async () => {
    const folder = join(project.folder, 'by-esbuild');
    await bundleTo(folder);
    const wasm = join(project.installed, 'dist', 'wasm');
    for (const file of await readdir(wasm)) {
      if (file.endsWith('.wasm')) await copyFile(join(wasm, file), join(folder, file));
    }
    await copyFile(join(project.folder, 'index.html'), join(folder, 'index.html'));
    await copyFile(join(project.folder, 'public', 'image.dcm'), join(folder, 'image.dcm'));
    const server = await serveFolder(folder, { 'content-security-policy': policy });
    try {
      await assertPageShows(browser, `${server.origin}/`);
    } finally {
      await server.close();
    }
  });

  test('works where Vite before 8 bundles dependencies to while a page is developed', async () => {
    await bundleTo(join(project.folder, 'node_modules', '.vite', 'deps'));
    const html = (await readFile(join(project.folder, 'index.html'), 'utf8')).replace(
      './main.js',
      '/node_modules/.vite/deps/main.js',
    );
    await project.write({ 'by-older-vite.html': html, 'image.dcm': packageImage() });
    const server = await serveFolder(project.folder);
    try {
      await assertPageShows(browser, `${server.origin}/by-older-vite.html`);
    } finally {
      await server.close();
    }
  });

  /** By esbuild, which leaves `new URL('./parser.wasm', import.meta.url)` as it is. */
  async function bundleTo(outdir: string): Promise<void> {
    await bundle({
      absWorkingDir: project.folder,
      entryPoints: ['main.js', 'worker.js'],
      outdir,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      logLevel: 'error',
    });
  }
});
