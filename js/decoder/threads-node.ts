// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `#threads` on Node: worker_threads. Neither idle workers nor timers keep the process alive.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Report } from './protocol.js';
import { type DecoderWorker, listenTo as listenToWeb, type WorkerEvents } from './threads-web.js';

export type { DecoderWorker, WorkerEvents };

export function parallelism(): number {
  return availableParallelism();
}

export function startWorker(): DecoderWorker {
  // Without the options of this process: a loader that it was started with has nothing to do there.
  return new Worker(new URL('./worker-node.js', import.meta.url), { execArgv: [] });
}

export function listenTo(worker: DecoderWorker, events: WorkerEvents): void {
  // Deno and Bun know workers of the web too.
  if (!(worker instanceof Worker)) return listenToWeb(worker, events);
  worker.on('message', (report: Report) => events.report(report));
  worker.on('messageerror', () => events.failed('a message cannot be read'));
  worker.on('error', (error: unknown) => events.failed(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => events.failed(`it has ended with code ${code}`));
}

export function keepAlive(worker: DecoderWorker, busy: boolean): void {
  if (!(worker instanceof Worker)) return;
  if (busy) worker.ref();
  else worker.unref();
}

export function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}
