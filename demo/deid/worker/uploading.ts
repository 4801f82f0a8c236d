// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Results that are sent to a server: each is de-identified to its end before any byte of it goes.

import { type Deidentifier, stow, type StowOutcome, UploadError } from 'dcmstream';
import type { OpenedFile } from '../../study/instance.js';
import type { Failure, Review, RunProgress, UploadTarget } from '../protocol.js';
import { reasonOf, TargetError } from './failures.js';

/** The page is told so often, in milliseconds. */
const beat = 100;

export interface UploadWith {
  readonly count: number;
  readonly target: UploadTarget;
  readonly deidentifier: Deidentifier;
  readonly signal: AbortSignal;
  file(index: number): Promise<OpenedFile>;
  tell(progress: RunProgress): void;
}

/** Gives how many are stored. What has been sent when it is stopped stays where it is. */
export async function uploadAll({ count, target, deidentifier, signal, file, tell }: UploadWith): Promise<number> {
  const { url, authorization, sendsUnreviewed } = target;
  let [failures, reviews]: [Failure[], Review[]] = [[], []];
  let toldAt = Number.NEGATIVE_INFINITY;
  let last = { files: 0, bytes: 0 };
  const flush = (): void => {
    tell({ ...last, failures, reviews });
    [failures, reviews] = [[], []];
    toldAt = performance.now();
  };
  async function* files(): AsyncGenerator<Blob> {
    for (let index = 0; index < count; index++) yield (await file(index)).blob;
  }
  try {
    const { stored } = await stow(url, files(), {
      ...{ deidentifier, signal },
      headers: authorization === '' ? {} : { authorization },
      review: () => sendsUnreviewed,
      onOutcome: (outcome) => {
        const { index, needsReview = [] } = outcome;
        if (outcome.cause === 'needs_review') reviews.push({ index, reasons: needsReview });
        const reason = reasonNotStored(outcome);
        if (reason !== undefined) failures.push({ index, reason });
      },
      onProgress: ({ stored, failed, sentBytes }) => {
        last = { files: stored + failed, bytes: sentBytes };
        if (performance.now() - toldAt >= beat) flush();
      },
    });
    return stored;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UploadError) return error.result.stored;
    // What is wrong with the address or the header: the message repeats neither.
    throw error instanceof TypeError ? new TargetError(sentence(error.message)) : error;
  } finally {
    flush();
  }
}

function reasonNotStored({ status, cause, error, httpStatus, reason }: StowOutcome): string | undefined {
  if (status === 'stored' || status === 'warning') return undefined;
  switch (cause) {
    case 'instance':
      return `The server did not take it${reason === undefined ? '' : `: ${reason.text}`}.`;
    case 'http':
      return `The server refused it${httpStatus === undefined ? '' : ` (HTTP ${httpStatus})`}.`;
    case 'redirect':
      return 'The server sends on to another address, which is not followed.';
    case 'response':
      return 'The answer of the server does not say that it is stored.';
    case 'network':
      return 'The server cannot be reached, or does not let this page send to it.';
    case 'needs_review':
      return 'Not sent: somebody should look at it first.';
    case 'not_an_instance':
      return 'Not sent: it has no SOP Instance UID.';
    case 'storage':
      return 'Not sent: there is no room to keep it until then.';
    case 'deidentification':
    case 'source':
    case 'not_confirmed':
    case undefined:
      return reasonOf(error);
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
