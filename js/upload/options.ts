// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How an upload is asked for, and what it tells meanwhile.

import type { Deidentifier } from '../deid/deidentify.js';
import type { Report } from '../deid/report.js';
import { misuse } from '../errors.js';
import type { StowOutcome } from './outcome.js';

/** How far an upload is. */
export interface StowProgress {
  /** How many files there are; `undefined` until an iterable that does not say so is at its end. */
  readonly files: number | undefined;
  /** Ready to be sent, or known not to be sent. */
  readonly prepared: number;
  readonly stored: number;
  readonly failed: number;
  /** Of the instances that are ready, as they are sent. */
  readonly preparedBytes: number;
  /**
   * Of the instances that are settled, and of the request under way what its stream has been asked for. Browsers do not tell how far a
   * request is whose body is a Blob or file: there it grows when a request is answered.
   */
  readonly sentBytes: number;
}

export interface StowOptions {
  /** Sent with every request, and to no other address: redirects are not followed. Accept and Content-Type are ours. */
  readonly headers?: HeadersInit | undefined;
  /** Ends the upload with its reason. What has not been told of by `onOutcome` then may or may not have been stored. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: StowProgress) => void) | undefined;
  /** Told what has become of each file, once that is known. */
  readonly onOutcome?: ((outcome: StowOutcome) => void) | undefined;
  /** De-identifies every file before any byte of it is sent. What fails is not sent. */
  readonly deidentifier?: Pick<Deidentifier, 'deidentify'> | undefined;
  /** Asked about each result that a person should look at: `true` lets it be sent. Without it, none is. */
  readonly review?: ((report: Report, name: string | undefined) => boolean | Promise<boolean>) | undefined;
  /** How many instances a request has at most. 100 by default. */
  readonly maxInstances?: number | undefined;
  /** How many bytes of instances a request has at most; a larger instance has one alone. 128 MiB by default. */
  readonly maxRequestBytes?: number | undefined;
  /** How often instances are sent again that were not answered, or may be taken later. 3 by default. */
  readonly retries?: number | undefined;
  /** Milliseconds before the first of them, doubled for each further one. 1000 by default. A server's Retry-After counts where it is longer. */
  readonly retryDelay?: number | undefined;
  /**
   * Whether bodies are streams, in browsers that can do so: they need HTTP/2. Without it they are, once an answer has come over it. Else a body is a
   * Blob, of files on disk. On Node bodies are streams always.
   */
  readonly requestStreams?: boolean | undefined;
  /** As of fetch: whether cookies go to other origins. */
  readonly credentials?: RequestCredentials | undefined;
  /** In place of the global one. It must not follow redirects. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The options with their defaults. */
export interface StowSettings {
  readonly address: string;
  readonly headers: Headers;
  readonly maxInstances: number;
  readonly maxRequestBytes: number;
  readonly retries: number;
  readonly retryDelay: number;
}

/** @throws TypeError with code `argument_invalid` where one is none. */
export function stowSettings(url: string | URL, options: StowOptions): StowSettings {
  const { maxInstances = 100, maxRequestBytes = 128 * 2 ** 20, retries = 3, retryDelay = 1000 } = options;
  if (!(maxInstances >= 1)) throw misuse('argument_invalid', 'maxInstances is a number, at least 1');
  if (!(maxRequestBytes >= 1)) throw misuse('argument_invalid', 'maxRequestBytes is a number, at least 1');
  if (!(retries >= 0 && retryDelay >= 0)) throw misuse('argument_invalid', 'retries and retryDelay are at least 0');
  return {
    address: addressOf(url),
    headers: headersOf(options.headers),
    ...{ maxInstances, maxRequestBytes, retries, retryDelay },
  };
}

/** Messages do not repeat what may be a password. */
function addressOf(url: string | URL): string {
  let address: URL;
  try {
    address = new URL(url, globalThis.location?.href);
  } catch {
    throw misuse('argument_invalid', 'the address is no URL');
  }
  if (!/^https?:$/.test(address.protocol)) throw misuse('argument_invalid', 'the address is one of http or https');
  if (address.username !== '' || address.password !== '') {
    throw misuse('argument_invalid', 'user and password stand in a header, not in the address');
  }
  address.hash = '';
  return address.href;
}

function headersOf(headers: HeadersInit | undefined): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw misuse('argument_invalid', 'a header has a name or value that HTTP does not allow');
  }
}
