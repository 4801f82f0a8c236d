// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#threads` where there is no Node: the workers of the web.

import type { Report } from './protocol.js';

/** A worker, of the web or of Node's worker_threads, as far as a decoder needs it. */
export interface DecoderWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** What is heard of a worker. */
export interface WorkerEvents {
  report(report: Report): void;
  /** It has died, or never lived. */
  failed(reason: string): void;
}

/** How many threads the machine runs at a time. */
export function parallelism(): number {
  return navigator.hardwareConcurrency || 1;
}

/** Starts a worker of ours. */
export function startWorker(): DecoderWorker {
  // Vite before 8, while developing, bundles this module into `node_modules/.vite/deps`, but leaves the worker in the package.
  const [modules, bundled] = import.meta.url.split('/.vite/deps/');
  if (bundled !== undefined) {
    return new Worker(`${modules}/dcmstream/dist/decoder/dcmstream-worker.js`, { type: 'module' });
  }
  // Written out in full, so that bundlers see it.
  return new Worker(new URL('./dcmstream-worker.js', import.meta.url), { type: 'module' });
}

export function listenTo(worker: DecoderWorker, { report, failed }: WorkerEvents): void {
  const target = worker as Worker;
  target.addEventListener('message', ({ data }: MessageEvent<Report>) => report(data));
  target.addEventListener('messageerror', () => failed('a message cannot be read'));
  target.addEventListener('error', (event) => {
    event.preventDefault(); // it is told to whom it concerns
    failed(event.message ?? 'its script cannot be loaded');
  });
}

/** Whether the worker has something to do; without, it lets the process end. */
export function keepAlive(_worker: DecoderWorker, _busy: boolean): void {
  // A page does not wait for its workers.
}

/** Calls `run` once, after so many milliseconds, unless the function that it returns is called before. */
export function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}
