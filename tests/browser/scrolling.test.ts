// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Scrolling through 500 slices: what is asked for is what is seen, slices are there before they are asked for, and the main
// thread decodes nothing. How long a notch of the wheel takes is printed; the long run holds it to a bound.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { chromiumMissing } from './support/chromium.js';
import { stopDemo } from './support/demo-page.js';
import { assertShows, frameOf } from './support/expected-picture.js';
import { jpegLsSeries, type LongSeries, nativeSeries } from './support/long-series.js';
import { filesRead, installProbe, longTasks, resetProbe, scroll, type Scrolled } from './support/scroll-probe.js';
import { type ViewerPage, withViewer } from './support/viewer-page.js';

const long = process.env['DCMSTREAM_LONG'] === '1';
const slices = 500;
/** Notches each way, and the time between two: as fast as a hand turns a wheel without letting it spin. */
const notches = long ? slices - 1 : 60;
const pause = 40;
/** Milliseconds; asserted in the long run alone: machines are shared. */
const latencyBound = 50;
const taskBound = 100;

const toolMissing = spawnSync('dcmcjpls', ['--version']).error === undefined ? false : 'there is no dcmcjpls';

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const longest = (tasks: readonly number[]): string =>
  tasks.length === 0 ? 'none over 50 ms' : `${Math.round(Math.max(...tasks))} ms`;

describe('scrolling through 500 slices', { skip: chromiumMissing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dcmstream-scroll-'));
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stopDemo();
  });

  for (const [name, make, skip] of [
    ['native', async (into: string) => nativeSeries(into, slices), false],
    ['jpegls', (into: string) => jpegLsSeries(into, slices), toolMissing],
  ] as const) {
    describe(name, { skip }, () => {
      let series: LongSeries;
      before(async () => {
        series = await make(join(folder, name));
      });
      after(() => rmSync(join(folder, name), { recursive: true, force: true }));

      test('shows what is asked for, ahead of it, and decodes beside the main thread', (context) =>
        withViewer({ prepare: installProbe }, (viewer) => measure(viewer, context))());

      async function measure(viewer: ViewerPage, context: TestContext): Promise<void> {
        const { page } = viewer;
        await viewer.closeAll();
        await resetProbe(page);
        const opening = performance.now();
        await page.locator('#file-input').setInputFiles([...series.files]);
        await viewer.shows('Image 251 of 500');
        await viewer.settle();
        const opened = performance.now() - opening;
        const openingTasks = await longTasks(page);

        await viewer.press('Home');
        await viewer.shows('Image 1 of 500');
        await assertReadAhead(viewer, series);

        const down = await scroll(page, notches, 1, pause);
        assertSeen(down, 1);
        await assertShows(viewer, await frameOf(await readFile(series.files[down.asked.at(-1)! - 1]!)));
        await viewer.press('f');
        const up = await scroll(page, notches, -1, pause);
        assertSeen(up, -1);
        await assertShows(viewer, await frameOf(await readFile(series.files[up.asked.at(-1)! - 1]!)));

        const glue = viewer.requests.filter((path) => /jpegls-glue/.test(path));
        assert.deepEqual(glue, [], 'the main thread runs no codec');
        const wasm = viewer.requests.filter((path) => /jpeg[^/]*\.wasm$/.test(path));
        assert.equal(wasm.length, name === 'native' ? 0 : 1);

        const latencies = [...down.latencies, ...up.latencies];
        const [half, most] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
        const tasks = [...openingTasks, ...down.longTasks, ...up.longTasks];
        context.diagnostic(
          `${name}: wheel to paint ${half.toFixed(1)} ms (median), ${most.toFixed(1)} ms (95 %) of ${latencies.length};` +
            ` ${((down.work + up.work) / 2).toFixed(1)} ms of work a notch; longest task` +
            ` ${longest([...down.longTasks, ...up.longTasks])} scrolling, ${longest(openingTasks)} opening;` +
            ` opened in ${(opened / 1000).toFixed(1)} s`,
        );
        if (!long) return;
        assert.ok(most <= latencyBound, `${most} ms from wheel to paint`);
        assert.ok(Math.max(0, ...tasks) <= taskBound, `a task of ${Math.max(...tasks)} ms`);
      }
    });
  }
});

/** At rest on the first slice, those that may be asked for next are read, and not many more. */
async function assertReadAhead({ page }: ViewerPage, { files }: LongSeries): Promise<void> {
  const next = files.slice(0, 12).map((file) => basename(file));
  await page.waitForFunction((names) => names.every((name) => window.watch.read.includes(name)), next);
  const read = await filesRead(page);
  assert.ok(read.length < 100, `${read.length} files were read: ahead has a bound`);
}

/** Images come in the order of asking, and none that was not asked for. */
function assertSeen({ asked, painted, latencies }: Scrolled, direction: 1 | -1): void {
  assert.ok(latencies.every(Number.isFinite));
  assert.ok(asked.length > notches / 4, `${asked.length} notches of the wheel came through`);
  const steps = painted.slice(1).map((image, at) => (image - painted[at]!) * direction);
  assert.ok(steps.every((step) => step >= 0));
  const start = asked[0]! - direction;
  const stray = painted.filter((image) => image !== start && !asked.includes(image));
  assert.deepEqual(stray, []);
  assert.ok(new Set(painted).size > notches / 8, 'images are seen on the way');
}
