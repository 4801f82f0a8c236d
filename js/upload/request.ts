// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// One request, and what came of it.

import { type Answer, readAnswer } from './answer.js';
import { streamOf } from './content.js';
import { Multipart, PartError } from './multipart.js';
import type { StowCause, StowStatus } from './outcome.js';
import type { Prepared } from './prepare.js';

/** How all requests of an upload are made. */
export interface RequestSettings {
  readonly address: string;
  readonly headers: Headers;
  readonly credentials: RequestCredentials | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** What a request has come to. */
export interface Reply {
  readonly answer: Answer | undefined;
  readonly httpStatus: number | undefined;
  /** What instances are of which the answer says nothing. */
  readonly status: StowStatus;
  readonly cause: StowCause;
  /** Whether the same request may succeed later. */
  readonly mayPass: boolean;
  /** In milliseconds, where the server says when. */
  readonly retryAfter: number | undefined;
  /** Which instance could not be read, and why: the request was cut off inside it. */
  readonly broken: PartError | undefined;
}

const nothing = { answer: undefined, httpStatus: undefined, retryAfter: undefined, broken: undefined } as const;

/**
 * Sends instances by one request.
 * @throws The signal's reason where it aborts.
 */
export async function request(
  parts: readonly Prepared[],
  asStream: boolean,
  { address, headers, credentials, fetch, signal }: RequestSettings,
  onBytes: (count: number) => void,
): Promise<Reply> {
  const message = new Multipart(parts);
  let broken: PartError | undefined;
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* message.chunks(onBytes, signal);
    } catch (error) {
      if (error instanceof PartError) broken = error;
      throw error;
    }
  };
  const sent = new Headers(headers);
  sent.set('accept', 'application/dicom+json');
  sent.set('content-type', message.contentType);
  // Browsers leave it out of streams; on Node it makes a proxy or server see at once that a message is cut off.
  if (asStream) sent.set('content-length', String(message.size));
  const bodyOf = async (): Promise<BodyInit> => {
    if (asStream) return streamOf(chunks()) as ReadableStream<Uint8Array<ArrayBuffer>>;
    return message.blob(signal).catch((error: unknown) => {
      if (error instanceof PartError) broken = error;
      throw error;
    });
  };
  const { isRedirect, requestOptions } = await import('#upload');
  const options: RequestInit & { readonly duplex?: 'half' } = {
    method: 'POST',
    headers: sent,
    signal,
    // Headers and instances go nowhere but where they were told to.
    ...requestOptions,
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    ...(credentials === undefined ? {} : { credentials }),
    ...(asStream ? { duplex: 'half' } : {}),
  };
  try {
    return await replyOf(await fetch(address, { ...options, body: await bodyOf() }), parts.length, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isRedirect(error)) return { ...nothing, status: 'refused', cause: 'redirect', mayPass: false };
    return { ...nothing, status: 'unknown', cause: 'network', mayPass: true, broken };
  }
}

async function replyOf(response: Response, count: number, signal: AbortSignal): Promise<Reply> {
  const { status: httpStatus, type, headers } = response;
  const discard = (): Promise<void> => response.body?.cancel().catch(() => undefined) ?? Promise.resolve();
  if (type === 'opaqueredirect' || (httpStatus >= 300 && httpStatus < 400)) {
    await discard();
    const told = type === 'opaqueredirect' ? undefined : httpStatus;
    return { ...nothing, httpStatus: told, status: 'refused', cause: 'redirect', mayPass: false };
  }
  // Not only 200, 202 and 409 tell of the instances: some servers say 400 where one is refused and others are stored.
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
  if (!isJson) await discard();
  const text = isJson ? await textOf(response, 65_536 + 16_384 * count, signal) : undefined;
  const answer = text === undefined ? undefined : readAnswer(text);
  if (response.ok) return { ...nothing, answer, httpStatus, status: 'unknown', cause: 'response', mayPass: false };
  const isAboutAll = count === 1 || refusals.includes(httpStatus);
  return {
    ...nothing,
    answer,
    httpStatus,
    status: httpStatus < 500 && isAboutAll ? 'refused' : 'unknown',
    cause: 'http',
    // What the request is wrong about does not change.
    mayPass: httpStatus === 429 || (httpStatus >= 500 && httpStatus !== 501),
    retryAfter: retryAfterOf(headers.get('retry-after')),
  };
}

/** What a server says before it looks at any instance. */
const refusals: readonly number[] = [401, 403, 404, 405, 410, 411, 413, 415, 429];

/** The text, or `undefined` where it is longer than so many instances need. */
async function textOf(response: Response, limit: number, signal: AbortSignal): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return undefined;
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    signal.throwIfAborted();
    size += step.value.length;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(step.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Seconds, or a date. RFC 9110 §10.2.3 */
function retryAfterOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
