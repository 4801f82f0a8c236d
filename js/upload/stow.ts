// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// STOW-RS: instances are sent to a server, some at a time. PS3.18 §10.5

import { misuse } from '../errors.js';
import type { Store } from './content.js';
import { deliver, notSent } from './delivery.js';
import { type StowOptions, stowSettings } from './options.js';
import { isStored, type StowOutcome, type StowReason, type StowResult, UploadError } from './outcome.js';
import { nameOfFile, prepare, type Prepared, type StowFile } from './prepare.js';
import type { Reply } from './request.js';
import { Requests } from './requests.js';

/**
 * Sends DICOM files to a server by STOW-RS (PS3.18 §10.5), whatever their number and size: no file and no request is ever in memory as a
 * whole. They go in the order they come in, some in each request, and each at least once; what was not answered is sent again.
 *
 * ```ts
 * await stow('https://pacs.example/dicom-web/studies', input.files, { deidentifier, headers: { authorization } });
 * ```
 *
 * With `deidentifier`, no byte of a file is sent before all of it has been de-identified without an error, and its report needs no review or
 * `review` has accepted it. Until then it stands on disk: in browsers in the origin's private file system, or in a Blob where there is
 * none; on Node in a file without a name in the folder for temporary ones. So do streams, which are read once.
 *
 * Stored is what the server says of by its SOP Instance UID that it is stored, and nothing else.
 * @param url Of the studies, `…/studies`, or of the one study that all instances must be of, `…/studies/{study}`.
 * @param files Such as those of an `<input>`; an async iterable is asked for one when there is room for it.
 * @throws UploadError where not all are stored, with the outcome of each; the signal's reason where it aborts; TypeError with code
 * `argument_invalid`; and whatever iterating or a callback throws.
 */
export async function stow(
  url: string | URL,
  files: Iterable<StowFile> | AsyncIterable<StowFile>,
  options: StowOptions = {},
): Promise<StowResult> {
  const upload = new Upload(url, files, options);
  const { signal } = options;
  const onAbort = (): void => upload.stop(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort);
  try {
    return await upload.run();
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

class Upload {
  readonly #options: StowOptions;
  readonly #settings: ReturnType<typeof stowSettings>;
  readonly #requests: Requests;
  readonly #controller = new AbortController();
  readonly #outcomes: StowOutcome[] = [];
  readonly #otherFailures: StowReason[] = [];
  #files: number | undefined;
  #prepared = 0;
  #stored = 0;
  #failed = 0;
  #preparedBytes = 0;
  #settledBytes = 0;
  #store: Promise<Store> | undefined;
  /** Why nothing more is sent. */
  #final: Reply | undefined;
  #streamsFail = false;

  constructor(url: string | URL, files: Iterable<StowFile> | AsyncIterable<StowFile>, options: StowOptions) {
    this.#options = options;
    this.#settings = stowSettings(url, options);
    const iterator = iteratorOf(files);
    this.#files = countOf(files);
    this.#requests = new Requests(iterator, this.#settings, this.#controller.signal, (file, index) =>
      this.#prepare(file, index),
    );
  }

  stop(reason: unknown): void {
    this.#controller.abort(reason);
  }

  async run(): Promise<StowResult> {
    // While one request is on its way, the next is made ready.
    let ahead = this.#requests.next();
    try {
      for (let parts = await ahead; parts !== undefined; parts = await ahead) {
        ahead = this.#requests.next();
        // Waited for below, whatever happens until then.
        ahead.catch(() => undefined);
        await this.#send(parts);
      }
      return this.#result();
    } catch (error) {
      this.stop(error);
      throw error;
    } finally {
      await ahead.catch(() => undefined);
      await this.#requests.close();
      await (await this.#store?.catch(() => undefined))?.close();
    }
  }

  async #prepare(file: StowFile, index: number): Promise<Prepared | undefined> {
    const final = this.#final;
    const { deidentifier, review } = this.#options;
    const { signal } = this.#controller;
    const prepared =
      final === undefined
        ? await prepare(file, index, { deidentifier, review, signal, store: () => this.#openStore() })
        : notSent({ index, name: nameOfFile(file) }, final);
    signal.throwIfAborted();
    this.#prepared++;
    if (!('content' in prepared)) {
      this.#settle(prepared);
      return undefined;
    }
    this.#preparedBytes += prepared.content.size;
    this.#tell(0);
    return prepared;
  }

  async #openStore(): Promise<Store> {
    this.#store ??= import('#upload').then(({ openStore }) => openStore());
    return this.#store;
  }

  async #send(parts: readonly Prepared[]): Promise<void> {
    const { credentials, requestStreams, fetch = globalThis.fetch } = this.#options;
    const settle = (one: Prepared, outcome: StowOutcome): void => {
      this.#settledBytes += one.content.size;
      this.#settle(outcome);
    };
    try {
      if (this.#final !== undefined) {
        for (const one of parts) settle(one, notSent(one, this.#final));
        return;
      }
      const { address } = this.#settings;
      const { mayStream } = await import('#upload');
      this.#final = await deliver(parts, {
        ...this.#settings,
        ...{ credentials, settle },
        // As a method of anything else browsers refuse to be called.
        fetch: (...request) => fetch(...request),
        signal: this.#controller.signal,
        asStream: () => mayStream(address, this.#streamsFail ? false : requestStreams),
        onStreamFailed: () => (this.#streamsFail = true),
        onSent: (bytes) => this.#tell(bytes),
        onOtherFailures: (reasons) => this.#otherFailures.push(...reasons),
      });
    } finally {
      await Promise.all(parts.map(({ content }) => content.release()));
    }
  }

  #settle(outcome: StowOutcome): void {
    this.#outcomes[outcome.index] = outcome;
    if (isStored(outcome)) this.#stored++;
    else this.#failed++;
    this.#call(() => this.#options.onOutcome?.(outcome));
    this.#tell(0);
  }

  #tell(sent: number): void {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return;
    this.#files ??= this.#requests.count;
    const [files, prepared, stored, failed] = [this.#files, this.#prepared, this.#stored, this.#failed];
    const bytes = { preparedBytes: this.#preparedBytes, sentBytes: this.#settledBytes + sent };
    this.#call(() => onProgress({ files, prepared, stored, failed, ...bytes }));
  }

  /** What a callback throws ends the upload, wherever it was called from. */
  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.stop(error);
      throw error;
    }
  }

  #result(): StowResult {
    const [outcomes, stored, failed] = [this.#outcomes, this.#stored, this.#failed];
    const result = { outcomes, stored, failed, otherFailures: this.#otherFailures };
    if (failed > 0) throw new UploadError(result);
    return result;
  }
}

function countOf(files: object): number | undefined {
  const { length, size } = files as { readonly length?: unknown; readonly size?: unknown };
  return [length, size].find((count): count is number => typeof count === 'number');
}

function iteratorOf(files: Iterable<StowFile> | AsyncIterable<StowFile>): Iterator<StowFile> | AsyncIterator<StowFile> {
  // One file is iterable too, by its chunks or bytes.
  const isOne = [Blob, ReadableStream, ArrayBuffer, Uint8Array].some((one) => files instanceof one);
  if (!isOne && typeof files === 'object' && files !== null) {
    if (Symbol.asyncIterator in files) return files[Symbol.asyncIterator]();
    if (Symbol.iterator in files) return files[Symbol.iterator]();
  }
  throw misuse('argument_invalid', 'files are an iterable of files');
}
