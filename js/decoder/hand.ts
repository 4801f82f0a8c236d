// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One worker, as the pool sees it: it starts, takes one job at a time, and ends, by itself or because it is told to.

import { after, type DecoderWorker, keepAlive, listenTo } from '#threads';
import { DicomError } from '../errors.js';
import { type DecodedFrame, moduleOf } from '../wasm/codec.js';
import type { ModuleName } from '../wasm/load.js';
import type { Job } from './job.js';
import { type Order, protocolVersion, type Report } from './protocol.js';

/** A worker that has not said so long that it is ready never will, in milliseconds. */
const startPatience = 30_000;
/** A frame that nobody waits for any more may be decoded to the end so long: a new worker costs less than a second. */
const abandonedPatience = 3_000;

/** What happens to a hand; it is idle, or gone, when it is told. */
export interface HandEvents {
  ready(hand: Hand): void;
  done(hand: Hand, job: Job, outcome: DecodedFrame | DicomError): void;
  /** The worker has died, over this job if there was one. */
  crashed(hand: Hand, job: Job | undefined): void;
  /** It never came to life, or cannot be given what it needs. */
  unavailable(hand: Hand, reason: string, job: Job | undefined): void;
  /** It took too long over a frame that nobody waits for. */
  stuck(hand: Hand, job: Job): void;
}

export class Hand {
  /** Bytes that its wasm modules hold. */
  memory = 0;
  readonly #worker: DecoderWorker;
  readonly #events: HandEvents;
  readonly #given = new Set<ModuleName>();
  #state: 'starting' | 'alive' | 'gone' = 'starting';
  #resting = false;
  #ended: Promise<void> | undefined;
  #job: Job | undefined;
  #stopTimer: () => void;

  constructor(worker: DecoderWorker, events: HandEvents) {
    this.#worker = worker;
    this.#events = events;
    this.#stopTimer = after(startPatience, () => this.#fail('it has not answered in time'));
    listenTo(worker, { report: (report) => this.#hear(report), failed: (reason) => this.#fail(reason) });
  }

  get idle(): boolean {
    return this.#state === 'alive' && this.#job === undefined;
  }

  /** Gives it a job, when it is idle. */
  take(job: Job, module: WebAssembly.Module): void {
    this.#stopTimer();
    this.#resting = false;
    this.#job = job;
    keepAlive(this.#worker, true);
    const name = moduleOf[job.frame.codec];
    try {
      if (!this.#given.has(name)) this.#post({ kind: 'module', name, module }, []);
      this.#given.add(name);
    } catch (error) {
      return this.#end(() => this.#events.unavailable(this, String(error), job));
    }
    this.#post({ kind: 'decode', job: job.frame }, [job.frame.encoded.buffer as ArrayBuffer]);
  }

  /** The job that it has is not waited for any more: its result is dropped, if it comes soon. */
  abandon(job: Job): void {
    if (this.#job !== job) return;
    this.#stopTimer = after(abandonedPatience, () => this.#end(() => this.#events.stuck(this, job)));
  }

  /** There is nothing to do; `bored` is called when that has lasted so many milliseconds. */
  rest(milliseconds: number, bored: () => void): void {
    if (this.#resting) return;
    this.#resting = true;
    keepAlive(this.#worker, false);
    if (milliseconds !== Infinity) this.#stopTimer = after(milliseconds, bored);
  }

  /** Ends the worker, whatever it does. */
  dismiss(): Promise<void> {
    this.#stopTimer();
    this.#state = 'gone';
    this.#job = undefined;
    return (this.#ended ??= Promise.resolve(this.#worker.terminate()).then(() => undefined));
  }

  #post(order: Order, transfer: ArrayBuffer[]): void {
    this.#worker.postMessage(order, transfer);
  }

  #hear(report: Report): void {
    if (this.#state === 'gone') return;
    if (report.kind === 'crashed') return this.#fail('it has crashed');
    if (report.kind === 'unfit') return this.#end((job) => this.#events.unavailable(this, 'it is sent nothing', job));
    if (report.kind === 'ready') {
      if (report.version !== protocolVersion) return this.#fail('it is of another version');
      this.#stopTimer();
      this.#state = 'alive';
      return this.#events.ready(this);
    }
    this.#stopTimer();
    const job = this.#job;
    this.#job = undefined;
    this.memory = report.memory;
    if (job === undefined) return;
    this.#events.done(this, job, report.kind === 'decoded' ? report.frame : DicomError.from(report.error));
  }

  #fail(reason: string): void {
    const starting = this.#state === 'starting';
    this.#end((job) => {
      if (starting) this.#events.unavailable(this, reason, job);
      else this.#events.crashed(this, job);
    });
  }

  #end(tell: (job: Job | undefined) => void): void {
    if (this.#state === 'gone') return;
    const job = this.#job;
    void this.dismiss();
    tell(job);
  }
}
