// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The worker of the page: de-identifies beside it. What it is given, and the secret that it draws, stay in it.

import { allowedWords, createDeidentifier, type Deidentifier, readProfile, Secret } from 'dcmstream';
import { placeOf, regionsFor } from '../pixels/mark.js';
import type { CallName, Calls, ReadProfile, RunProgress, Setup, ToPage, ToWorker } from '../protocol.js';
import type { OpenedFile } from '../../study/instance.js';
import { openDestination } from './destination.js';
import { reasonOf, ResultError, TargetError } from './failures.js';
import { Preview } from './preview.js';
import { Run, toTarget } from './run.js';
import { Spool } from './spool.js';
import { uploadAll } from './uploading.js';

/** Attributes of a preview: more are counted, and not listed. As elements of a page they would be higher than browsers allow. */
const mostRows = 200_000;

/** Bytes held back until all is decided: reports with 100 000 attributes have more than the library's own limit. */
const mostHeld = 64 * 1024 * 1024;

type Handlers = {
  readonly [Name in CallName]: (
    asks: Calls[Name]['asks'],
    id: number,
    signal: AbortSignal,
  ) => Calls[Name]['answer'] | Promise<Calls[Name]['answer']>;
};

class Session {
  private drawn_ = Secret.draw();
  private preview_: Preview | undefined;
  private readonly spool_ = new Spool();
  private readonly calls_ = new Map<number, AbortController>();
  /** The file that each run waits for. */
  private readonly files_ = new Map<number, { resolve(file: OpenedFile): void; reject(error: unknown): void }>();
  private readonly handlers_: Handlers = {
    preview: async ({ file, setup }, _id, signal) => {
      // What is there stays until there is another one.
      const preview = await Preview.make(file, this.deidentifier(setup, mostRows), signal);
      signal.throwIfAborted();
      this.preview_ = preview;
      return preview.summary;
    },
    rows: ({ filter, first, count }) => this.preview_?.page(filter, first, count) ?? { count: 0, rows: [] },
    profile: ({ text }) => readProfileText(text),
    redraw: () => {
      this.drawn_ = Secret.draw();
      return undefined;
    },
    run: (asks, id, signal) => this.run(asks, id, signal),
  };

  constructor(private readonly post_: (message: ToPage) => void) {}

  receive(message: ToWorker): void {
    const { id } = message;
    if (message.kind === 'cancel') {
      const aborter = this.calls_.get(id);
      aborter?.abort();
      this.files_.get(id)?.reject(aborter?.signal.reason);
      return;
    }
    if (message.kind === 'file') {
      this.files_.get(id)?.resolve(message.file);
      return;
    }
    void this.call(message.kind, message.asks, id);
  }

  private async call<Name extends CallName>(name: Name, asks: Calls[CallName]['asks'], id: number): Promise<void> {
    const aborter = new AbortController();
    this.calls_.set(id, aborter);
    try {
      const handler = this.handlers_[name] as Handlers[Name];
      const answer = await handler(asks as Calls[Name]['asks'], id, aborter.signal);
      this.post_({ kind: 'answer', id, answer });
    } catch (error) {
      const reason = error instanceof TargetError ? error.message : reasonOf(error);
      this.post_({ kind: 'failed', id, reason, aborted: aborter.signal.aborted });
    } finally {
      this.calls_.delete(id);
    }
  }

  private async run(
    { count, setup, target }: Calls['run']['asks'],
    id: number,
    signal: AbortSignal,
  ): Promise<Calls['run']['answer']> {
    const deidentifier = this.deidentifier(setup, 0);
    const file = (index: number): Promise<OpenedFile> => this.file(id, index);
    const tell = (progress: RunProgress): void => this.post_({ kind: 'progress', id, progress });
    if (target.kind === 'upload') {
      const done = await uploadAll({ count, target, deidentifier, signal, file, tell });
      return { done, file: undefined, secret: deidentifier.manifest().secret };
    }
    const destination = await toTarget(openDestination(target, this.spool_));
    const { namesInputs } = setup;
    const run = new Run({ count, deidentifier, destination, signal, spool: this.spool_, namesInputs, file, tell });
    return { ...(await run.all()), secret: deidentifier.manifest().secret };
  }

  private async file(id: number, index: number): Promise<OpenedFile> {
    try {
      return await new Promise((resolve, reject) => {
        this.files_.set(id, { resolve, reject });
        this.post_({ kind: 'wanted', id, index });
      });
    } finally {
      this.files_.delete(id);
    }
  }

  private deidentifier(
    { profile, secret, words, marks, marksCoverText, namesInputs }: Setup,
    maxEntries: number,
  ): Deidentifier {
    return createDeidentifier(profile, {
      secret: secret ?? this.drawn_,
      text: { allow: allowedWords(words) },
      regions: (dataset) => regionsFor(marks, placeOf(dataset)),
      regionsCoverText: marksCoverText,
      maxEntries,
      maxSize: mostHeld,
      namesInstances: namesInputs,
    });
  }
}

/** What is wrong with it is said by its place in it. */
function readProfileText(text: string): ReadProfile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ResultError('profile', 'The file is no JSON.');
  }
  try {
    const profile = readProfile(json);
    return { profile, warnings: createDeidentifier(profile).manifest().warnings.length };
  } catch (error) {
    throw error instanceof TypeError ? new ResultError('profile', error.message) : error;
  }
}

const session = new Session((message) => postMessage(message));
addEventListener('message', ({ data }: MessageEvent<ToWorker>) => session.receive(data));
