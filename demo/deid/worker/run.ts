// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One file after the other: de-identified, looked at, handed to where results go. One that fails does not stop the others.

import { type Deidentifier, type Manifest, type ManifestEntry, type Report, reportPage } from 'dcmstream';
import type { OpenedFile } from '../../study/instance.js';
import type { Failure, Review, RunProgress } from '../protocol.js';
import type { Destination } from './destination.js';
import { codeOf, reasonOf, ResultError, TargetError, targetReason } from './failures.js';
import type { Spool } from './spool.js';

/** The page is told so often, in milliseconds. */
const beat = 100;

export interface RunWith {
  readonly count: number;
  readonly deidentifier: Deidentifier;
  readonly destination: Destination;
  readonly spool: Spool;
  readonly namesInputs: boolean;
  readonly signal: AbortSignal;
  file(index: number): Promise<OpenedFile>;
  tell(progress: RunProgress): void;
}

export class Run {
  private readonly entries_: ManifestEntry[] = [];
  private readonly taken_ = new Set<string>();
  private failures_: Failure[] = [];
  private reviews_: Review[] = [];
  private bytes_ = 0;
  private toldAt_ = Number.NEGATIVE_INFINITY;
  private done_ = 0;

  constructor(private readonly with_: RunWith) {}

  /** How many results there are. After an error, or when it is stopped, there is nothing where results go. */
  async all(): Promise<{ readonly done: number; readonly file: Blob | undefined }> {
    const { count, destination, signal } = this.with_;
    try {
      for (let index = 0; index < count; index++) {
        signal.throwIfAborted();
        await this.one(index);
        this.tell();
      }
      this.tell(true);
      if (this.done_ === 0) {
        await destination.abort();
        return { done: 0, file: undefined };
      }
      await this.addAccount();
      signal.throwIfAborted();
      return { done: this.done_, file: await toTarget(destination.close()) };
    } catch (error) {
      await destination.abort().catch(() => undefined);
      throw error;
    }
  }

  /** What the batch has become, for programs and for people. */
  private async addAccount(): Promise<void> {
    const { destination } = this.with_;
    const manifest = this.manifest();
    const json = new Blob([`${JSON.stringify(manifest, undefined, 2)}\n`]);
    await toTarget(destination.add('manifest.json', json));
    await toTarget(destination.add('report.html', new Blob([reportPage(manifest)])));
  }

  private manifest(): Manifest {
    const { deidentifier, namesInputs } = this.with_;
    return { ...deidentifier.manifest(), reidentifying: namesInputs, entries: this.entries_ };
  }

  private async one(index: number): Promise<void> {
    const { signal, spool, deidentifier, destination, namesInputs } = this.with_;
    const { name, blob } = await this.with_.file(index);
    const named = namesInputs ? { name } : {};
    const before = this.bytes_;
    try {
      const { readable, writable, report } = deidentifier.deidentify();
      const fed = blob.stream().pipeThrough(this.counter()).pipeTo(writable, { signal });
      fed.catch(() => undefined);
      const spooled = await spool.keep(readable, signal);
      try {
        const { output, needsReview, original } = await report;
        const path = this.pathOf(output);
        signal.throwIfAborted();
        await toTarget(destination.add(path, spooled.blob));
        this.taken_.add(path);
        const instance = original === undefined ? {} : { original };
        this.entries_.push({ ...named, state: 'done', output, needsReview, ...instance });
        if (needsReview.length > 0) this.reviews_.push({ index, reasons: needsReview });
        ++this.done_;
      } finally {
        await spooled.release();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TargetError) throw error;
      this.entries_.push({ ...named, state: 'failed', error: codeOf(error) });
      this.failures_.push({ index, reason: reasonOf(error) });
    }
    this.bytes_ = before + blob.size;
  }

  /** `STUDY/SERIES/INSTANCE.dcm` by the new UIDs: never anything of the input's. */
  private pathOf({ study, series, sopInstance }: Report['output']): string {
    if (!isUid(sopInstance)) {
      throw new ResultError('uid_missing', 'It has no SOP Instance UID that the result could be named by.');
    }
    const path = [...[study, series].filter(isUid), `${sopInstance}.dcm`].join('/');
    if (this.taken_.has(path)) throw new ResultError('instance_twice', 'Another of the files is the same instance.');
    return path;
  }

  private counter(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.bytes_ += chunk.length;
        this.tell();
        controller.enqueue(chunk);
      },
    });
  }

  private tell(now = false): void {
    const time = performance.now();
    if (!now && time - this.toldAt_ < beat) return;
    this.toldAt_ = time;
    const { failures_: failures, reviews_: reviews } = this;
    this.failures_ = [];
    this.reviews_ = [];
    this.with_.tell({ files: this.entries_.length, bytes: this.bytes_, failures, reviews });
  }
}

/** What goes wrong there goes wrong for all. */
export async function toTarget<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (error instanceof ResultError) throw error;
    throw new TargetError(targetReason(error), { cause: error });
  }
}

/** Values of a file become a path here: nothing but digits, and points between them. PS3.5 §9.1 */
function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}
