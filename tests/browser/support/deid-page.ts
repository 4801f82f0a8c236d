// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// De-identification in the viewer: opens it, chooses, saves to places that the test can look into.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { init } from 'dcmstream';
import type { Page } from 'playwright-core';
import { filesIn } from '../../support/deid-folder.js';
import { temporaryFolder } from '../../support/tool.js';
import { type GivenFile, type ViewerOptions, type ViewerPage, withViewer } from './viewer-page.js';

/** Which picker gives a file or folder that belongs to the page alone, as no test can click in those of the browser. */
const pickers = `
  const root = () => navigator.storage.getDirectory();
  window.showSaveFilePicker = async () => (await root()).getFileHandle('out.zip', { create: true });
  window.showDirectoryPicker = async () => (await root()).getDirectoryHandle('out', { create: true });
`;

const listFiles = `
  async function list(folder, path, found) {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') { found.push(path + name + '/'); await list(handle, path + name + '/', found); }
      else found.push(path + name);
    }
    return found.sort();
  }
`;

/** A viewer with a single image of the sample, as this is about others. */
export function withDeid(options: ViewerOptions, run: (viewer: ViewerPage) => Promise<void>): () => Promise<void> {
  const prepare = async (page: Page): Promise<void> => {
    await page.route('**/sample/index.json', (route) =>
      route.fulfill({ json: { files: [{ name: 'ct-05.dcm', size: 0 }] } }),
    );
  };
  return withViewer({ width: 1280, height: 800, prepare, ...options }, async (viewer) => {
    await init();
    await run(viewer);
  });
}

export class DeidPage {
  constructor(readonly viewer: ViewerPage) {}

  /** Opens the dialog on files alone, or on a folder, and waits for the comparison. */
  static async open(viewer: ViewerPage, files: readonly GivenFile[] | string): Promise<DeidPage> {
    await viewer.closeAll();
    if (typeof files === 'string') await viewer.openFolder(files);
    else await viewer.openFiles(files);
    await viewer.page.evaluate(pickers);
    await viewer.press('e');
    const page = new DeidPage(viewer);
    await page.compared();
    return page;
  }

  /** Until the comparison is that of what is asked for. */
  async compared(): Promise<void> {
    // Longer than options have to stay before they are tried.
    await this.viewer.page.waitForTimeout(250);
    await this.viewer.page
      .locator('.deid-comparison:not([aria-busy]) .deid-state:not(:empty)')
      .waitFor({ state: 'attached', timeout: 60_000 });
    await this.viewer.drawn();
  }

  async choose(id: string): Promise<void> {
    await this.viewer.page.locator(`#${id}`).check();
    await this.compared();
  }

  /** The cells of the row of an attribute, by its path. */
  async row(path: string): Promise<Record<'name' | 'before' | 'after' | 'what' | 'why', string>> {
    const row = this.viewer.page.locator(`.deid-row[data-path="${path}"]`);
    const cell = (name: string): Promise<string> => row.locator(`.deid-${name}`).innerText();
    return {
      name: await cell('name'),
      before: await cell('before'),
      after: await cell('after'),
      what: await cell('what'),
      why: await cell('why'),
    };
  }

  async search(text: string): Promise<void> {
    await this.viewer.page.locator('#deid-search').fill(text);
    await this.viewer.page.waitForTimeout(300);
    await this.viewer.drawn();
  }

  /** Runs to the end, and gives what is said in the end. */
  async save(to: 'zip' | 'folder'): Promise<string> {
    await this.viewer.page.locator(`#deid-${to}`).click();
    // It begins at once.
    await this.viewer.page.waitForTimeout(150);
    await this.viewer.page.locator('#deid-stop').waitFor({ state: 'hidden' });
    return this.viewer.text('.run-head');
  }

  /** The zip's bytes; `undefined` where there is none. */
  async zip(): Promise<Buffer | undefined> {
    const base64 = await this.viewer.page.evaluate(`(async () => {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('out.zip').catch(() => undefined);
      if (handle === undefined) return undefined;
      const reader = new FileReader();
      reader.readAsDataURL(await handle.getFile());
      await new Promise((resolve) => (reader.onload = resolve));
      return reader.result.slice(reader.result.indexOf(',') + 1);
    })()`);
    return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
  }

  /** What stands in the folder. */
  async folder(): Promise<string[]> {
    return (await this.viewer.page.evaluate(`(async () => {
      ${listFiles}
      const root = await navigator.storage.getDirectory();
      return list(await root.getDirectoryHandle('out', { create: true }), '', []);
    })()`)) as string[];
  }

  /** What the browser keeps for the page. */
  async kept(): Promise<string[]> {
    return (await this.viewer.page.evaluate(`(async () => {
      ${listFiles}
      return list(await navigator.storage.getDirectory(), '', []);
    })()`)) as string[];
  }
}

/** The files of a zip, by Python's reader of zips, which also checks their sums. */
export function unzip(context: TestContext, zip: Buffer | undefined): Map<string, Buffer> {
  assert.ok(zip !== undefined && zip.length > 0, 'there is no zip');
  const folder = temporaryFolder(context);
  const [file, into] = [join(folder, 'out.zip'), join(folder, 'out')];
  writeFileSync(file, zip);
  mkdirSync(into);
  const script =
    'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])';
  execFileSync('/usr/bin/python3', ['-c', script, file, into]);
  return filesIn(into);
}
