// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Frames decoded by workers. They start with the first frame, as many as there is work for, and end when they have been idle
// for long. Jobs are begun in the order they come in; nothing here bounds how many there are: the readers do.

import { type DecoderWorker, startWorker } from '#threads';
import { DicomError, misuse } from '../errors.js';
import { type DecodedFrame, type FrameDecoder, type FrameJob, localDecoder, moduleOf } from '../wasm/codec.js';
import { compiledModule } from '../wasm/load.js';
import { Hand } from './hand.js';
import { AbortWatch, Job } from './job.js';

export interface PoolOptions {
  readonly workers: number;
  readonly worker?: (() => DecoderWorker) | undefined;
  readonly maxMemory: number;
  readonly idleTimeout: number;
}

/** What a decoder has done and is doing. */
export interface DecoderStats {
  /** Workers that there are now; idle ones end after a while. */
  readonly workers: number;
  /** Workers that are decoding, also a frame that nobody waits for any more. */
  readonly busy: number;
  /** Frames that have not been begun. */
  readonly waiting: number;
  /** Frames decoded … */
  readonly decoded: number;
  /** … refused, because they are malformed or not supported … */
  readonly failed: number;
  /** … lost, because their worker died (`decoder_crashed`) … */
  readonly crashed: number;
  /** … and not waited for to the end. */
  readonly cancelled: number;
  /** Workers ended because their memory had grown, or because a cancelled frame kept them too long. */
  readonly recycled: number;
  /** Encoded bytes of all these, but for the cancelled ones. */
  readonly bytesIn: number;
  /** Bytes of the frames decoded. */
  readonly bytesOut: number;
  /** Bytes that the wasm modules of the workers hold, as far as they have told. */
  readonly memory: number;
  /** Whether frames are decoded on this thread because no worker could be started. */
  readonly fallback: boolean;
}

const nothingDone = { decoded: 0, failed: 0, crashed: 0, cancelled: 0, recycled: 0, bytesIn: 0, bytesOut: 0 };

export class Pool implements FrameDecoder {
  readonly #options: PoolOptions;
  readonly #hands = new Set<Hand>();
  readonly #running = new Map<Hand, Job>();
  readonly #done = { ...nothingDone };
  readonly #ending = new Set<Promise<void>>();
  readonly #watch = new AbortWatch((job, reason) => this.#cancel(job, reason));
  #waiting: Job[] = [];
  /** How many workers there may be: fewer, once one could not be started; without any, this thread decodes. */
  #limit: number;
  #fallback = false;
  #local: Job | undefined;
  #closed: DOMException | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#limit = options.workers;
  }

  /**
   * `job.encoded` is copied at once, unless it is `owned`: then its memory is transferred.
   * @throws DicomError where the frame cannot be decoded, `decoder_crashed` where its worker died.
   * @throws TypeError with code `worker_unavailable` where the worker that the caller makes does not start.
   */
  async decode(job: FrameJob, signal?: AbortSignal): Promise<DecodedFrame> {
    if (this.#closed !== undefined) throw this.#closed;
    signal?.throwIfAborted();
    const { owned = false, ...frame } = job;
    const own = owned ? frame : { ...frame, encoded: frame.encoded.slice() };
    const waiting = new Job(own, (settled) => signal !== undefined && this.#watch.remove(signal, settled));
    if (signal !== undefined) this.#watch.add(signal, waiting);
    this.#waiting.push(waiting);
    if (this.#limit > 0) this.#compile(waiting);
    this.#advance();
    return waiting.promise;
  }

  get stats(): DecoderStats {
    return {
      workers: this.#hands.size,
      busy: this.#running.size,
      waiting: this.#waiting.length,
      ...this.#done,
      memory: [...this.#hands].reduce((sum, { memory }) => sum + memory, 0),
      fallback: this.#fallback,
    };
  }

  /** Rejects what is waited for, ends the workers, and is settled when they have ended. */
  async close(): Promise<void> {
    this.#closed ??= new DOMException('the decoder is closed', 'AbortError');
    for (const job of this.#waiting.splice(0)) job.reject(this.#closed);
    for (const job of this.#running.values()) job.reject(this.#closed);
    this.#local?.reject(this.#closed);
    for (const hand of this.#hands) this.#dismiss(hand);
    await Promise.all(this.#ending);
  }

  #compile(job: Job): void {
    compiledModule(moduleOf[job.frame.codec]).then(
      (module) => {
        job.module = module;
        this.#advance();
      },
      (error: unknown) => {
        this.#remove(job);
        job.reject(error);
      },
    );
  }

  /** Begins what can be begun. */
  #advance(): void {
    if (this.#closed !== undefined) return;
    while (this.#hands.size < Math.min(this.#limit, this.#running.size + this.#waiting.length) && this.#start());
    if (this.#limit === 0) return void this.#decodeHere();
    for (const hand of this.#hands) {
      if (!hand.idle) continue;
      const job = this.#waiting.find(({ module }) => module !== undefined);
      if (job?.module === undefined) hand.rest(this.#options.idleTimeout, () => this.#dismiss(hand));
      else {
        this.#remove(job);
        this.#running.set(hand, job);
        hand.take(job, job.module);
      }
    }
  }

  #start(): boolean {
    try {
      const { worker = startWorker } = this.#options;
      this.#hands.add(new Hand(worker(), this.#events));
      return true;
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  readonly #events = {
    ready: (): void => this.#advance(),
    done: (hand: Hand, job: Job, outcome: DecodedFrame | DicomError): void => {
      this.#running.delete(hand);
      this.#settle(job, outcome);
      if (hand.memory > this.#options.maxMemory) {
        this.#done.recycled++;
        this.#dismiss(hand);
      }
      this.#advance();
    },
    crashed: (hand: Hand, job: Job | undefined): void => {
      this.#lose(hand, job);
      this.#advance();
    },
    unavailable: (hand: Hand, reason: string, job: Job | undefined): void => {
      // What it has not been sent, another may do.
      const intact = job !== undefined && !job.settled && job.frame.encoded.length === job.size;
      if (intact) this.#waiting.unshift(job);
      this.#lose(hand, intact ? undefined : job);
      this.#giveUp(reason);
      this.#advance();
    },
    stuck: (hand: Hand): void => {
      this.#done.recycled++;
      this.#lose(hand, undefined);
      this.#advance();
    },
  };

  /** A worker could not be started: those that there are must do. */
  #giveUp(reason: string): void {
    this.#limit = this.#hands.size;
    if (this.#limit > 0) return;
    if (this.#options.worker === undefined) {
      this.#fallback = true;
      return;
    }
    // The caller wants these workers and no others; the next frame tries again.
    this.#limit = this.#options.workers;
    const error = misuse('worker_unavailable', `the worker that \`worker\` makes does not start: ${reason}`);
    for (const job of this.#waiting.splice(0)) job.reject(error);
  }

  async #decodeHere(): Promise<void> {
    if (this.#local !== undefined) return;
    while ((this.#local = this.#waiting.shift()) !== undefined) {
      const job = this.#local;
      try {
        this.#settle(job, await localDecoder.decode(job.frame));
      } catch (error) {
        if (error instanceof DicomError) this.#settle(job, error);
        else job.reject(error);
      }
      // Others wait for this thread too.
      if (this.#waiting.length > 0) await new Promise((go) => setTimeout(go));
    }
  }

  #settle(job: Job, outcome: DecodedFrame | DicomError): void {
    if (job.settled) return; // cancelled, and counted
    if (outcome instanceof DicomError) {
      this.#done[outcome.code === 'decoder_crashed' ? 'crashed' : 'failed']++;
      job.reject(outcome);
    } else {
      this.#done.decoded++;
      this.#done.bytesOut += outcome.bytes.length;
      job.resolve(outcome);
    }
    this.#done.bytesIn += job.size;
  }

  #lose(hand: Hand, job: Job | undefined): void {
    this.#dismiss(hand);
    if (job !== undefined) this.#settle(job, new DicomError({ code: 'decoder_crashed' }));
  }

  #cancel(job: Job, reason: unknown): void {
    this.#done.cancelled++;
    job.reject(reason);
    this.#remove(job);
    for (const [hand, running] of this.#running) if (running === job) hand.abandon(job);
  }

  #remove(job: Job): void {
    this.#waiting = this.#waiting.filter((other) => other !== job);
  }

  #dismiss(hand: Hand): void {
    this.#hands.delete(hand);
    this.#running.delete(hand);
    const ended = hand.dismiss().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
