// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The viewer in a browser: gives it files and keys, reads what it shows, and watches over what it must never do.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { root, startDemo } from './demo-page.js';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ViewerOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly deviceScaleFactor?: number;
  /** A file of the sample that does not arrive until `release` is called. */
  readonly hold?: string;
  /** Where the page may send to, as it is asked to. */
  readonly uploadsTo?: string;
  /** Done before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Part of the picture that the canvas shows at one device pixel a sample. */
export interface ShownPixels {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Milliseconds: many times what the slowest step takes on an idle machine. */
const patience = 10_000;

export class ViewerPage {
  /** Paths that were fetched, by the page and by its workers. */
  readonly requests: string[] = [];
  private readonly trouble_: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly origin_: string,
    private readonly uploadsTo_: string | undefined,
  ) {}

  /** Opens the page and waits for the sample. */
  static async open(options: ViewerOptions = {}): Promise<ViewerPage> {
    const {
      colorScheme = 'dark',
      width = 1440,
      height = 900,
      deviceScaleFactor = 1,
      hold,
      prepare,
      uploadsTo,
    } = options;
    const { browser, origin } = await startDemo();
    const context = await browser.newContext({ colorScheme, deviceScaleFactor, viewport: { width, height } });
    const viewer = new ViewerPage(await context.newPage(), origin, uploadsTo);
    viewer.watch();
    viewer.page.setDefaultTimeout(patience);
    // What the page copies, without the permission that a real clipboard asks for.
    await viewer.page.addInitScript(`navigator.clipboard.writeText = async (text) => { window.copied = text; };`);
    if (hold !== undefined) await viewer.hold(hold);
    await prepare?.(viewer.page);
    await viewer.page.goto(`${origin}/`);
    if (hold === undefined) await viewer.settle();
    return viewer;
  }

  /** Closes the page; fails where anything left the origin, broke the policy or was logged. */
  async close(): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.trouble_, []);
  }

  /** Lets the file that was held back arrive. */
  release: () => void = () => undefined;

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Until nothing is being read and the picture asked for is drawn. */
  async settle(): Promise<void> {
    await this.page.locator('#status:not(:empty)').waitFor();
    await this.page.locator('#progress').waitFor({ state: 'hidden' });
    await this.drawn();
  }

  /** Two animation frames: what was asked for before them is on the screen. */
  async drawn(): Promise<void> {
    await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  async openFiles(files: readonly GivenFile[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, mimeType: 'application/dicom', buffer: Buffer.from(bytes) }));
    await this.page.locator('#file-input').setInputFiles(given);
    await this.settle();
  }

  async openFolder(path: string): Promise<void> {
    await this.page.locator('#folder-input').setInputFiles(path);
    await this.settle();
  }

  /** Drops files on the picture, as a file manager would. */
  async drop(files: readonly GivenFile[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
    const transfer = await this.page.evaluateHandle((list) => {
      const data = new DataTransfer();
      for (const { name, base64 } of list) {
        data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
      }
      return data;
    }, given);
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.locator('#viewport').dispatchEvent(type, { dataTransfer: transfer });
    }
    await this.drawn();
    await this.settle();
  }

  /** Closes all series. */
  async closeAll(): Promise<void> {
    while ((await this.page.locator('.series').count()) > 0) {
      await this.press('Delete');
      await this.drawn();
    }
  }

  /** Waits until a corner says this, also where the page is too narrow to show it. */
  shows(fact: string): Promise<void> {
    return this.page.locator('.corner li', { hasText: fact }).waitFor({ state: 'attached' });
  }

  text(selector: string): Promise<string> {
    return this.page.locator(selector).innerText();
  }

  corner(name: 'patient' | 'study' | 'series' | 'view'): Promise<string> {
    return this.text(`[data-corner="${name}"]`);
  }

  status(): Promise<string> {
    return this.text('#status');
  }

  /** The window that the corner shows. */
  async window(): Promise<{ center: number; width: number }> {
    const match = /C (-?[\d.]+)\s+W ([\d.]+)/.exec(await this.corner('view'));
    assert.ok(match, 'the corner shows no window');
    return { center: Number(match[1]), width: Number(match[2]) };
  }

  /** The middle of the canvas at a zoom of 100 %, as large as a picture of this size is seen. */
  async pixels(columns: number, rows: number): Promise<ShownPixels> {
    await this.press('x');
    await this.drawn();
    const shown = await this.page.evaluate(
      async ([pictureWidth, pictureHeight]) => {
        const canvas = document.querySelector('canvas#canvas') as HTMLCanvasElement;
        const left = Math.round((canvas.width - pictureWidth) / 2);
        const top = Math.round((canvas.height - pictureHeight) / 2);
        const x = Math.max(0, -left);
        const y = Math.max(0, -top);
        const width = Math.min(pictureWidth - x, canvas.width);
        const height = Math.min(pictureHeight - y, canvas.height);
        // From a copy: reading the page's own canvas again and again would change how the browser keeps it.
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = canvas.height;
        const context = copy.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(canvas, 0, 0);
        const pixels = context.getImageData(Math.max(0, left), Math.max(0, top), width, height);
        const reader = new FileReader();
        reader.readAsDataURL(new Blob([pixels.data]));
        await new Promise((resolve) => (reader.onload = resolve));
        return { x, y, width, height, url: reader.result as string };
      },
      [columns, rows] as const,
    );
    const { url, ...place } = shown;
    return { ...place, data: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
  }

  /** What axe finds wrong with the page as it stands. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const results = await this.page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }

  async screenshot(name: string): Promise<void> {
    const folder = join(root, 'build', 'screenshots');
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  private async hold(file: string): Promise<void> {
    const released = new Promise<void>((resolve) => (this.release = resolve));
    await this.page.route(`**/${file}`, async (route) => {
      await released;
      await route.continue();
    });
  }

  private watch(): void {
    const { page, trouble_: trouble } = this;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => trouble.push(`error: ${error.stack ?? error.message}`));
    // Those of workers are the context's too.
    page.context().on('request', (request) => {
      const { protocol, pathname } = new URL(request.url());
      this.requests.push(pathname);
      const inside = request.url().startsWith(`${this.origin_}/`) || protocol === 'blob:' || protocol === 'data:';
      if (request.url() === this.uploadsTo_) return;
      if (!inside || request.method() !== 'GET') trouble.push(`request: ${request.method()} ${request.url()}`);
    });
  }
}

/** Runs a test with a page of its own. */
export function withViewer(options: ViewerOptions, run: (viewer: ViewerPage) => Promise<void>): () => Promise<void> {
  return async () => {
    const viewer = await ViewerPage.open(options);
    let failed = true;
    try {
      await run(viewer);
      failed = false;
    } finally {
      if (failed) await viewer.screenshot('failed').catch(() => undefined);
      // The first failure is the one to see.
      await viewer.close().catch((error: unknown) => {
        if (!failed) throw error;
      });
    }
  };
}
