// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How the frames of one instance are read: single images with the file around them; frames by themselves, by an index of the
// file; or in a pass, where that shows the first one sooner than indexing thousands of fragments would, and where there are
// no ranges to read.

import { type Decoder, DicomError, type FileIndex, type Frame, indexFile, type Note } from 'dcmstream';
import type { Instance } from '../study/instance.js';
import { Pass } from './pass.js';

/** A file that holds one image is read at once up to this size. */
const small = 16 * 1024 * 1024;

/** An index is made at once up to so many fragments; each is a read of its header. */
const fewFrames = 32;

/** Native pixel data: their ranges are computed, whatever their number. PS3.5 §A.1, §A.2, §A.3 */
const native = /^1\.2\.840\.10008\.1\.2(\.[12])?$/;
/** One stream, which can only be read from its beginning. PS3.5 §A.5 */
const deflated = '1.2.840.10008.1.2.1.99';

export class InstanceFrames {
  private building_: Promise<FileIndex | undefined> | undefined;
  private index_: FileIndex | undefined;
  private indexer_ = new AbortController();
  private pass_: Pass | undefined;

  /**
   * @param keep_ Takes frames that pass by without being asked for, too.
   * @param ahead_ How many bytes of those there may be.
   */
  constructor(
    private readonly decoder_: Decoder,
    private readonly instance_: Instance,
    private readonly keep_: (frame: Frame) => void,
    private readonly ahead_: number,
  ) {}

  /** The frame, from 0. Rejects with DicomError, or with an AbortError. */
  async frame(index: number, signal: AbortSignal): Promise<Frame> {
    const { pass_: pass, instance_: instance } = this;
    if (instance.frames === 1 && index === 0 && instance.file.blob.size <= small) return this.only(signal);
    if (this.comesSoon(index)) {
      const frame = await this.passTo(index, signal);
      this.index(signal).catch(() => undefined);
      return frame;
    }
    const found = await this.index(signal);
    signal.throwIfAborted();
    if (found !== undefined) {
      if (pass?.wanted === false) pass.end();
      try {
        const frame = await this.decoder_.readFrame(instance.file.blob, found, index, { signal });
        return withNotes(frame, found.notes);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    // Samples that are missing are filled in by a pass alone, and what is wrong is known best there.
    return this.passTo(index, signal);
  }

  /** The frame at a smaller size, halved up to so many times, where the file holds such sizes. */
  async reduced(index: number, reduce: number, signal: AbortSignal): Promise<Frame | undefined> {
    const { blob } = this.instance_.file;
    const found = index === 0 && this.isLong ? undefined : await this.index(signal);
    signal.throwIfAborted();
    if (found !== undefined) return this.decoder_.readFrame(blob, found, index, { reduce, signal });
    for await (const frame of this.decoder_.readFrames(blob, { reduce, signal, ahead: 1 })) {
      if (frame.index >= index) return frame;
    }
    return undefined;
  }

  /** How far the pass is on its way to a frame, from 0 to 1; `undefined` where the frame does not come from a pass. */
  progress(index: number): number | undefined {
    const { pass_: pass } = this;
    if (pass === undefined || pass.ended || pass.next > index) return undefined;
    return pass.next / (index + 1);
  }

  /** Ends what is being read. */
  release(): void {
    this.pass_?.end();
    this.pass_ = undefined;
    if (this.index_ !== undefined) return;
    this.indexer_.abort();
    this.indexer_ = new AbortController();
    this.building_ = undefined;
  }

  /** Each part of a Blob is made by another process, which this thread waits for: so one read is better than three (measured). */
  private async only(signal: AbortSignal): Promise<Frame> {
    const bytes = await this.instance_.file.blob.arrayBuffer();
    signal.throwIfAborted();
    for await (const frame of this.decoder_.readFrames(bytes, { signal, ahead: 1 })) return frame;
    throw new RangeError('the file holds no frame');
  }

  private get isLong(): boolean {
    return this.instance_.frames > fewFrames && !native.test(this.instance_.dataset.transferSyntax);
  }

  /** Whether a pass is at it, or would be at once, while there is no index yet. */
  private comesSoon(index: number): boolean {
    if (this.index_ !== undefined || !this.isLong) return false;
    const next = this.pass_ === undefined || this.pass_.ended ? 0 : this.pass_.next;
    return index >= next && index < next + fewFrames;
  }

  private passTo(index: number, signal: AbortSignal): Promise<Frame> {
    const { pass_: running } = this;
    if (running !== undefined && !running.ended && running.next <= index) return running.want(index, signal);
    running?.end();
    const { blob } = this.instance_.file;
    this.pass_ = new Pass((ending) => this.decoder_.readFrames(blob, { signal: ending }), this.keep_, this.ahead_);
    return this.pass_.want(index, signal);
  }

  /** `undefined` where the file has no ranges, or cannot be indexed. */
  private index(signal: AbortSignal): Promise<FileIndex | undefined> {
    const { instance_: instance } = this;
    if (instance.dataset.transferSyntax === deflated) return Promise.resolve(undefined);
    // Of a single image it is made again each time: a series has hundreds, and there are look-up tables in it.
    if (instance.frames === 1) return makeIndex(instance.file.blob, signal);
    this.building_ ??= makeIndex(instance.file.blob, this.indexer_.signal).then((index) => (this.index_ = index));
    return this.building_;
  }
}

async function makeIndex(blob: Blob, signal: AbortSignal): Promise<FileIndex | undefined> {
  try {
    const index = await indexFile(blob, { signal });
    return index.frames.length === 0 ? undefined : { ...index, elements: [] };
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof DicomError && (error.code === 'truncated' || error.code === 'frame_missing');
}

function withNotes(frame: Frame, notes: readonly Note[]): Frame {
  return notes.length === 0 ? frame : { ...frame, notes: [...notes, ...frame.notes] };
}
