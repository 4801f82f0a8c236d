// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoding, behind one door: ask for a frame of an instance, get it when it is decoded. It runs on the main thread; a
// pool of workers can stand behind the same interface.

import { type Frame, readFrames } from 'dcmstream';
import type { Instance } from '../study/instance.js';
import { FrameCache } from './cache.js';

export interface FrameStore {
  /** The frame, from 0. Rejects with DicomError, or with an AbortError where the instance was released meanwhile. */
  frame(instance: Instance, index: number): Promise<Frame>;
  /** The frame where it is decoded already. */
  peek(instance: Instance, index: number): Frame | undefined;
  /** Stops decoding instances that `needed` does not name. */
  release(needed: (instance: Instance) => boolean): void;
}

interface Waiting {
  resolve(frame: Frame): void;
  reject(reason: unknown): void;
}

/** One pass through an instance's file, from its first frame on, as far ahead of the last request as `ahead` allows. */
class Pass {
  /** Index of the frame that comes next. */
  next = 0;
  private wanted_ = 0;
  private ended_ = false;
  private readonly waiting_ = new Map<number, Waiting[]>();
  private readonly aborter_ = new AbortController();
  private proceed_: () => void = () => undefined;

  constructor(
    private readonly blob_: Blob,
    private readonly keep_: (frame: Frame) => void,
    private readonly ahead_: number,
    private readonly done_: () => void,
  ) {
    void this.run();
  }

  get ended(): boolean {
    return this.ended_;
  }

  want(index: number): Promise<Frame> {
    this.wanted_ = Math.max(this.wanted_, index);
    this.proceed_();
    return new Promise((resolve, reject) => {
      this.waiting_.set(index, [...(this.waiting_.get(index) ?? []), { resolve, reject }]);
    });
  }

  abort(): void {
    this.ended_ = true;
    this.aborter_.abort();
    this.proceed_();
    this.refuse(new DOMException('no longer needed', 'AbortError'));
  }

  private async run(): Promise<void> {
    let size = 0;
    try {
      for await (const frame of readFrames(this.blob_, { signal: this.aborter_.signal })) {
        if (this.ended_) return;
        this.keep_(frame);
        this.next = frame.index + 1;
        this.waiting_.get(frame.index)?.forEach(({ resolve }) => resolve(frame));
        this.waiting_.delete(frame.index);
        size = Math.max(size, frame.samples.byteLength);
        await this.breathe();
        while (!this.ended_ && (this.next - 1 - this.wanted_) * size >= this.ahead_) await this.request();
      }
      this.ended_ = true;
      this.refuse(new RangeError('the file holds fewer frames than it declares'));
    } catch (error) {
      this.ended_ = true;
      this.refuse(error);
    } finally {
      this.done_();
    }
  }

  /** Lets the page draw and take input between two frames. */
  private breathe(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve));
  }

  private request(): Promise<void> {
    return new Promise((resolve) => (this.proceed_ = resolve));
  }

  private refuse(reason: unknown): void {
    for (const list of this.waiting_.values()) list.forEach(({ reject }) => reject(reason));
    this.waiting_.clear();
  }
}

export class MainThreadFrames implements FrameStore {
  private readonly cache_: FrameCache;
  private readonly passes_ = new Map<Instance, Pass>();
  private readonly ids_ = new WeakMap<Instance, number>();
  private lastId_ = 0;

  /** @param capacity Bytes of decoded frames to keep. */
  constructor(private readonly capacity_: number) {
    this.cache_ = new FrameCache(capacity_);
  }

  peek(instance: Instance, index: number): Frame | undefined {
    return this.cache_.get(this.key(instance, index));
  }

  frame(instance: Instance, index: number): Promise<Frame> {
    const known = this.peek(instance, index);
    if (known !== undefined) return Promise.resolve(known);
    const running = this.passes_.get(instance);
    if (running !== undefined && !running.ended && running.next <= index) return running.want(index);
    running?.abort();
    const pass = new Pass(
      instance.file.blob,
      (frame) => this.cache_.put(this.key(instance, frame.index), frame),
      this.capacity_ / 2,
      () => {
        if (this.passes_.get(instance) === pass) this.passes_.delete(instance);
      },
    );
    this.passes_.set(instance, pass);
    return pass.want(index);
  }

  release(needed: (instance: Instance) => boolean): void {
    for (const [instance, pass] of this.passes_) {
      if (needed(instance)) continue;
      this.passes_.delete(instance);
      pass.abort();
    }
  }

  private key(instance: Instance, index: number): string {
    let id = this.ids_.get(instance);
    if (id === undefined) this.ids_.set(instance, (id = ++this.lastId_));
    return `${id}:${index}`;
  }
}

/** Whether a rejection of `frame` only says that nobody waits any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** One frame of an instance, kept nowhere. */
export async function decodeOnce(instance: Instance, index: number): Promise<Frame | undefined> {
  for await (const frame of readFrames(instance.file.blob)) {
    if (frame.index >= index) return frame;
  }
  return undefined;
}
