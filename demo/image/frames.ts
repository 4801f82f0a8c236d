// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Decoding, behind one door: who looks at a picture asks for it and names what may be asked for next. The picture comes
// first, the others while nothing else is to be done; whatever is not named any more is given up.

import { createDecoder, type Decoder, type Frame } from 'dcmstream';
import type { Instance, Picture } from '../study/instance.js';
import { FrameCache } from './cache.js';
import { InstanceFrames } from './instance-frames.js';

interface Request {
  readonly picture: Picture;
  readonly frame: Promise<Frame>;
  readonly aborter: AbortController;
}

/** Pictures read ahead of being asked for, at a time: while some are read from the disk, others are decoded. */
const together = 4;

export class FrameStore {
  private readonly cache_: FrameCache;
  private readonly requests_ = new Map<string, Request>();
  /** What is going to be read ahead. */
  private next_: readonly Picture[] = [];
  /** A picture that was asked for, and is read to its end although others have been asked for since: see `want`. */
  private held_: Request | undefined;
  private readonly instances_ = new WeakMap<Instance, InstanceFrames>();
  /** Those that have something to release. */
  private readonly busy_ = new Set<Instance>();
  private readonly ids_ = new WeakMap<Instance, number>();
  private lastId_ = 0;
  private idle_: (() => void)[] = [];

  /**
   * @param capacity_ Bytes of decoded frames to keep.
   * @param decoder_ Workers, where the browser gives any.
   */
  constructor(
    private readonly capacity_: number,
    private readonly decoder_: Decoder = createDecoder(),
  ) {
    this.cache_ = new FrameCache(capacity_);
  }

  /** The frame where it is decoded already. */
  peek({ instance, frame }: Picture): Frame | undefined {
    return this.cache_.get(this.key(instance, frame));
  }

  /**
   * The frame of a picture. Rejects with DicomError, or with an AbortError where another one was asked for meanwhile. Of
   * pictures asked for faster than they decode, one is always read to its end, so that something is seen on the way.
   * @param next Pictures to read ahead, the likeliest first.
   */
  want(picture: Picture, next: readonly Picture[] = []): Promise<Frame> {
    const needed = new Set([picture, ...next].map(({ instance, frame }) => this.key(instance, frame)));
    this.next_ = next;
    for (const [key, request] of this.requests_) {
      if (!needed.has(key) && request !== this.held_) this.giveUp(key, request);
    }
    for (const instance of this.busy_) {
      if (instance === picture.instance || instance === this.held_?.picture.instance) continue;
      if (!next.some((one) => one.instance === instance)) this.release(instance);
    }
    const known = this.peek(picture);
    if (known !== undefined) {
      this.advance();
      return Promise.resolve(known);
    }
    const request = this.requests_.get(this.key(picture.instance, picture.frame)) ?? this.begin(picture);
    this.held_ ??= request;
    return request.frame;
  }

  /** Nothing is looked at any more. */
  abandon(): void {
    this.next_ = [];
    this.held_ = undefined;
    for (const [key, request] of this.requests_) this.giveUp(key, request);
    for (const instance of this.busy_) this.release(instance);
  }

  /** The frame at a smaller size, halved up to so many times, where the file holds such sizes; it is kept nowhere. */
  reduced({ instance, frame }: Picture, reduce: number, signal: AbortSignal): Promise<Frame | undefined> {
    return this.framesOf(instance).reduced(frame, reduce, signal);
  }

  /** How far a picture is that is being waited for, from 0 to 1; `undefined` where that is not known. */
  progress({ instance, frame }: Picture): number | undefined {
    return this.instances_.get(instance)?.progress(frame);
  }

  /** Settled when nothing is being read or decoded. */
  whenIdle(): Promise<void> {
    if (this.requests_.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idle_.push(resolve));
  }

  private begin(picture: Picture): Request {
    const { instance, frame: index } = picture;
    const key = this.key(instance, index);
    const aborter = new AbortController();
    this.busy_.add(instance);
    const frame = this.framesOf(instance).frame(index, aborter.signal);
    const request: Request = { picture, frame, aborter };
    this.requests_.set(key, request);
    const done = (): void => {
      if (this.requests_.get(key) === request) this.requests_.delete(key);
      if (this.held_ === request) this.held_ = undefined;
      this.advance();
    };
    frame.then((decoded) => {
      this.cache_.put(key, decoded);
      done();
    }, done);
    return request;
  }

  /** Begins what may be begun. */
  private advance(): void {
    for (const picture of this.next_) {
      if (this.requests_.size >= together) return;
      const key = this.key(picture.instance, picture.frame);
      if (this.requests_.has(key) || this.cache_.has(key)) continue;
      // One that does not decode says so when it is looked at; it is not tried again until then.
      this.begin(picture).frame.catch(() => {
        this.next_ = this.next_.filter((one) => one !== picture);
      });
    }
    if (this.requests_.size === 0) this.idle_.splice(0).forEach((resolve) => resolve());
  }

  private giveUp(key: string, request: Request): void {
    this.requests_.delete(key);
    request.frame.catch(() => undefined);
    request.aborter.abort();
  }

  private release(instance: Instance): void {
    this.busy_.delete(instance);
    this.instances_.get(instance)?.release();
  }

  private framesOf(instance: Instance): InstanceFrames {
    let frames = this.instances_.get(instance);
    if (frames === undefined) {
      const keep = (frame: Frame): void => this.cache_.put(this.key(instance, frame.index), frame);
      frames = new InstanceFrames(this.decoder_, instance, keep, this.capacity_ / 4);
      this.instances_.set(instance, frames);
    }
    return frames;
  }

  private key(instance: Instance, index: number): string {
    let id = this.ids_.get(instance);
    if (id === undefined) this.ids_.set(instance, (id = ++this.lastId_));
    return `${id}:${index}`;
  }
}

/** Whether a rejection only says that nobody waits any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
