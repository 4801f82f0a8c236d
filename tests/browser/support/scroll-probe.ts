// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Watches a viewer from within while it is scrolled: when a notch of the wheel asked for which image, when which image was
// painted, how long the main thread was busy, and which files were read.

import type { CDPSession, Page } from 'playwright-core';

export interface Scrolled {
  /** Milliseconds from each notch until the image that it asked for, or one beyond it, was painted. */
  readonly latencies: readonly number[];
  /** Images asked for, and painted, in order; from 1. */
  readonly asked: readonly number[];
  readonly painted: readonly number[];
  /** Of the tasks on the main thread that took longer than 50 ms. */
  readonly longTasks: readonly number[];
  /** Milliseconds that the processor spent on the main thread for a notch, whatever else the machine did meanwhile. */
  readonly work: number;
}

interface Stamp {
  readonly at: number;
  readonly image: number;
}

interface Watch {
  asked: Stamp[];
  painted: Stamp[];
  tasks: number[];
  read: string[];
}

declare global {
  interface Window {
    watch: Watch;
  }
}

/** To be called before the page is opened. Functions in it have no names: tsx would want a helper for them. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch: Watch = { asked: [], painted: [], tasks: [], read: [] };
    window.watch = watch;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.tasks.push(duration);
    }).observe({ type: 'longtask' });

    document.addEventListener(
      'wheel',
      ({ timeStamp: at }) => {
        const { value } = document.getElementById('slider') as HTMLInputElement;
        watch.asked.push({ at, image: Number(value) });
      },
      { passive: true }, // on the way up: the page has taken the notch
    );

    // A message that is posted while a frame is drawn comes when the frame has been handed over to be shown.
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => watch.painted.push({ at: performance.now(), image: data as number });
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...rest: unknown[]) {
      Reflect.apply(drawImage, this, rest);
      if (this.canvas.id !== 'canvas') return;
      const said = document.querySelector('[data-corner="series"]')?.textContent ?? '';
      channel.port2.postMessage(Number(/Image (\d+) of/.exec(said)?.[1]));
    } as typeof drawImage;

    const { slice, arrayBuffer } = Blob.prototype;
    const names = new WeakMap<Blob, string>();
    Blob.prototype.slice = function (this: Blob, ...rest) {
      const part = slice.apply(this, rest);
      names.set(part, names.get(this) ?? (this as File).name);
      return part;
    };
    Blob.prototype.arrayBuffer = function (this: Blob) {
      watch.read.push(names.get(this) ?? (this as File).name);
      return arrayBuffer.apply(this);
    };
  });
}

/** Forgets what was seen. */
export function resetProbe(page: Page): Promise<void> {
  return page.evaluate(() => Object.assign(window.watch, { asked: [], painted: [], tasks: [], read: [] })).then();
}

/** Names of the files of which something was read since then, each once. */
export function filesRead(page: Page): Promise<string[]> {
  return page.evaluate(() => [...new Set(window.watch.read)]);
}

export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => window.watch.tasks);
}

/** Turns the wheel, one image a notch, downwards or upwards, until the image that is asked for last has been painted. */
export async function scroll(page: Page, notches: number, direction: 1 | -1, pause: number): Promise<Scrolled> {
  await page.locator('#viewport').hover();
  await resetProbe(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  const turned: Promise<void>[] = [];
  for (let notch = 0, due = performance.now(); notch < notches; notch++) {
    // A hand does not wait until the page has followed.
    turned.push(page.mouse.wheel(0, 60 * direction));
    due += pause;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await Promise.all(turned);
  await page.waitForFunction(
    (way) => {
      const { asked, painted } = window.watch;
      return painted.some(({ at, image }) => at >= asked.at(-1)!.at && image * way >= asked.at(-1)!.image * way);
    },
    direction,
    { timeout: 30_000 },
  );
  const work = ((await taskSeconds(session)) - before) * (1000 / notches);
  await session.detach();
  const { asked, painted, tasks } = await page.evaluate(() => window.watch);
  const latencies = asked.map(({ at, image }) => {
    const seen = painted.find((one) => one.at >= at && one.image * direction >= image * direction);
    return (seen?.at ?? Number.POSITIVE_INFINITY) - at;
  });
  return { latencies, asked: asked.map(imageOf), painted: painted.map(imageOf), longTasks: tasks, work };
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

const imageOf = ({ image }: Stamp): number => image;
