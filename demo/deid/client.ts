// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The page's end of the worker: calls, and what becomes of them.

import type { OpenedFile } from '../study/instance.js';
import type { CallName, Calls, RunProgress, ToPage, ToWorker } from './protocol.js';

/** A call failed; the message says why, in words for people. */
export class WorkerError extends Error {}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Gives the files of a run. */
  readonly file?: (index: number) => OpenedFile;
  readonly progress?: (progress: RunProgress) => void;
}

interface Open extends CallOptions {
  resolve(answer: Calls[CallName]['answer']): void;
  reject(error: unknown): void;
}

export class DeidClient {
  private worker_: Worker | undefined;
  private readonly open_ = new Map<number, Open>();
  private last_ = 0;

  /** Rejects with WorkerError, or where the signal aborts with its reason, once the worker has tidied up. */
  call<Name extends CallName>(
    kind: Name,
    asks: Calls[Name]['asks'],
    options: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const worker = (this.worker_ ??= this.start());
    const id = ++this.last_;
    const answered = new Promise<Calls[Name]['answer']>((resolve, reject) => {
      this.open_.set(id, { ...options, resolve: resolve as Open['resolve'], reject });
    });
    worker.postMessage({ kind, id, asks } as ToWorker);
    signal?.addEventListener('abort', () => this.post({ kind: 'cancel', id }), { once: true });
    return answered;
  }

  /** What the worker holds goes with it: rows, and the secret that it drew. */
  end(): void {
    this.worker_?.terminate();
    this.worker_ = undefined;
    for (const { reject } of this.open_.values()) reject(new WorkerError('It was stopped.'));
    this.open_.clear();
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<ToPage>) => this.receive(data));
    worker.addEventListener('error', () => {
      for (const { reject } of this.open_.values())
        reject(new WorkerError('The worker could not be started, or has failed.'));
      this.open_.clear();
      this.end();
    });
    return worker;
  }

  private post(message: ToWorker): void {
    if (this.open_.has(message.id)) this.worker_?.postMessage(message);
  }

  private receive(message: ToPage): void {
    const { id } = message;
    const call = this.open_.get(id);
    if (call === undefined) return;
    switch (message.kind) {
      case 'progress':
        return call.progress?.(message.progress);
      case 'wanted': {
        const file = call.file?.(message.index);
        if (file !== undefined) this.post({ kind: 'file', id, index: message.index, file });
        return;
      }
      case 'answer':
        this.open_.delete(id);
        return call.resolve(message.answer);
      case 'failed':
        this.open_.delete(id);
        return call.reject(message.aborted ? call.signal?.reason : new WorkerError(message.reason));
    }
  }
}
