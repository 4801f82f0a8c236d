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

/** What is sent together, how often it has been, and how many of these requests were not answered well. */
interface Group {
  readonly parts: readonly Prepared[];
  readonly attempts: number;
  readonly failures: number;
  /** Whether a request was not answered, so that they may have been stored by it. */
  readonly isUncertain: boolean;
}

/**
 * Delivers instances, and settles each. Gives the last reply where it says that no further request will be taken either.
 * @throws The signal's reason where it aborts.
 */
export async function deliver(parts: readonly Prepared[], settings: DeliverySettings): Promise<Reply | undefined> {
  const groups: Group[] = [{ parts, attempts: 0, failures: 0, isUncertain: false }];
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const { reply, again } = await attempt(group, settings);
    groups.unshift(...again);
    if (!isFinal(reply)) continue;
    // They have been sent before, together with others.
    for (const { parts: left, attempts } of groups) {
      for (const one of left) settings.settle(one, { ...notSent(one, reply), status: 'unknown', attempts });
    }
    return reply;
  }
  return undefined;
}

/** Sends a group once; what of it is to be sent again is given back, after the time that it takes. */
async function attempt(
  group: Group,
  settings: DeliverySettings,
): Promise<{ readonly reply: Reply; readonly again: readonly Group[] }> {
  const { signal, retries, retryDelay, asStream, onStreamFailed, onSent, settle, onOtherFailures } = settings;
  let sent = 0;
  const streams = asStream();
  const reply = await request(group.parts, streams, settings, (bytes) => onSent((sent += bytes)));
  onSent(0);
  const { answer, broken, cause, retryAfter = 0 } = reply;
  if (streams && cause === 'network' && broken === undefined) onStreamFailed();
  onOtherFailures(answer?.otherFailures ?? []);
  const attempts = group.attempts + 1;
  // Without the one that broke it off the request is another.
  const failures = group.failures + (broken === undefined ? 1 : 0);
  const mayRetry = failures <= retries && retryAfter <= longestWait;
  const [later, apart]: [Prepared[], Prepared[]] = [[], []];
  for (const one of group.parts) {
    const { outcome, mayPass } = outcomeOf(one, reply, attempts, group.isUncertain);
    if (mayPass && mayRetry) later.push(one);
    else if (outcome.cause === 'http' && mayBeForOne(reply) && group.parts.length > 1) apart.push(one);
    else settle(one, outcome);
  }
  const next = { attempts, failures, isUncertain: group.isUncertain || isUnanswered(reply) };
  if (later.length > 0) {
    if (broken === undefined) {
      const delay = Math.min(retryDelay * 2 ** (failures - 1), longestDelay) * (0.75 + Math.random() / 2);
      await wait(Math.max(retryAfter, delay), signal);
    }
    return { reply, again: [{ parts: later, ...next }] };
  }
  const middle = Math.ceil(apart.length / 2);
  const halves = [apart.slice(0, middle), apart.slice(middle)].filter(({ length }) => length > 0);
  return { reply, again: halves.map((parts) => ({ parts, ...next })) };
}

/** What came whole before a request broke off may have been stored, too. */
function isUnanswered({ cause, httpStatus = 0 }: Reply): boolean {
  return cause === 'network' || httpStatus >= 500;
}

/** Whether a request may have been refused for one of its instances: some servers do not say which, or for their number and size. */
function mayBeForOne({ httpStatus = 0 }: Reply): boolean {
  return [400, 409, 413, 422, 500].includes(httpStatus);
}

/** Of what is not sent because another request was refused, and this one would be. */
export function notSent(
  { index, name, sopClass, sopInstance }: Partial<Prepared> & { readonly index: number },
  { cause, httpStatus }: Reply,
): StowOutcome {
  return { index, name, sopClass, sopInstance, status: 'not_sent', cause, httpStatus, attempts: 0 };
}

function outcomeOf(
  { index, name, sopClass, sopInstance }: Prepared,
  { answer, status, cause, httpStatus, mayPass, broken }: Reply,
  attempts: number,
  isUncertain: boolean,
): { readonly outcome: StowOutcome; readonly mayPass: boolean } {
  const base = { index, name, sopClass, sopInstance, httpStatus, attempts };
  if (broken?.part.index === index) {
    const cause = broken.cause instanceof StorageError ? 'storage' : 'source';
    const outcome = { ...base, status: isUncertain ? 'unknown' : 'not_sent', cause, error: broken.cause } as const;
    return { outcome, mayPass: false };
  }
  const said = answer?.instances.get(sopInstance);
  if (said === undefined) return { outcome: { ...base, status: isUncertain ? 'unknown' : status, cause }, mayPass };
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
