// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Instances sent until the server has them, or it is clear that it will not: what may pass later is sent again, after a while.

import { unlessAborted } from '../source.js';
import { StorageError } from './content.js';
import type { StowOutcome, StowReason } from './outcome.js';
import type { Prepared } from './prepare.js';
import { type Reply, request, type RequestSettings } from './request.js';

/** How an upload delivers. */
export interface DeliverySettings extends RequestSettings {
  readonly retries: number;
  /** Before the first retry, in milliseconds. */
  readonly retryDelay: number;
  /** Whether the next request may have a stream as its body. */
  readonly asStream: () => boolean;
  /** A request with a stream has not been answered. */
  readonly onStreamFailed: () => void;
  /** Told how many bytes of contents are on their way in the request under way. */
  readonly onSent: (bytes: number) => void;
  readonly settle: (one: Prepared, outcome: StowOutcome) => void;
  readonly onOtherFailures: (reasons: readonly StowReason[]) => void;
}

/** Whoever is told to wait longer gives up. */
const longestWait = 120_000;
const longestDelay = 30_000;

/**
 * Delivers instances, and settles each. Gives the last reply where it says that no further request will be taken either.
 * @throws The signal's reason where it aborts.
 */
export async function deliver(parts: readonly Prepared[], settings: DeliverySettings): Promise<Reply | undefined> {
  const { signal, retries, retryDelay, asStream, onStreamFailed, onSent, settle, onOtherFailures } = settings;
  let waiting = parts;
  for (let [attempt, failures] = [1, 0]; waiting.length > 0; attempt++) {
    let sent = 0;
    const streams = asStream();
    const reply = await request(waiting, streams, settings, (bytes) => onSent((sent += bytes)));
    onSent(0);
    if (streams && reply.cause === 'network' && reply.broken === undefined) onStreamFailed();
    onOtherFailures(reply.answer?.otherFailures ?? []);
    // Without the one that broke it off the request is another.
    if (reply.broken === undefined) failures++;
    const { retryAfter = 0 } = reply;
    const mayRetry = failures <= retries && retryAfter <= longestWait;
    const again: Prepared[] = [];
    for (const one of waiting) {
      const { outcome, mayPass } = outcomeOf(one, reply, attempt);
      if (mayPass && mayRetry) again.push(one);
      else settle(one, outcome);
    }
    if (again.length === 0) return isFinal(reply) ? reply : undefined;
    waiting = again;
    if (reply.broken !== undefined) continue;
    const delay = Math.min(retryDelay * 2 ** (failures - 1), longestDelay) * (0.75 + Math.random() / 2);
    await wait(Math.max(retryAfter, delay), signal);
  }
  return undefined;
}

function outcomeOf(
  { index, name, sopClass, sopInstance }: Prepared,
  { answer, status, cause, httpStatus, mayPass, broken }: Reply,
  attempts: number,
): { readonly outcome: StowOutcome; readonly mayPass: boolean } {
  const base = { index, name, sopClass, sopInstance, httpStatus, attempts };
  if (broken?.part.index === index) {
    const cause = broken.cause instanceof StorageError ? 'storage' : 'source';
    const outcome = { ...base, status: 'not_sent', cause, error: broken.cause } as const;
    return { outcome, mayPass: false };
  }
  const said = answer?.instances.get(sopInstance);
  if (said === undefined) return { outcome: { ...base, status, cause }, mayPass };
  const { reason, url } = said;
  const why = said.status === 'refused' ? ({ cause: 'instance' } as const) : {};
  return { outcome: { ...base, status: said.status, reason, url, ...why }, mayPass: said.mayPass };
}

/** Whether it is not about these instances, but about who sends, and where to. */
function isFinal({ cause, httpStatus = 0 }: Reply): boolean {
  return cause === 'redirect' || (cause === 'http' && [401, 403, 404, 405, 410, 415].includes(httpStatus));
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await unlessAborted(passed, signal).finally(() => clearTimeout(timer));
}
