// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A server for uploads that answers as a test wants: it takes the multipart messages apart by itself.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { init, parseBuffer } from 'dcmstream';

/** A request that has come in whole. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  /** The instances, in order. */
  readonly parts: readonly Buffer[];
  readonly uids: readonly string[];
}

export interface StowServer {
  /** `http://127.0.0.1:port/studies`. */
  readonly studies: string;
  /** All requests that have come in whole. */
  readonly received: Received[];
  /** Requests that have begun. */
  begun: number;
}

/** @param answer Called with each request when it is there whole, counted from 1. */
export async function stowServer(
  context: TestContext,
  answer: (response: ServerResponse, received: Received, count: number) => void,
): Promise<StowServer> {
  await init();
  const server = createServer((request, response) => {
    state.begun++;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const received = take(request, Buffer.concat(chunks));
      state.received.push(received);
      answer(response, received, state.received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const studies = `http://127.0.0.1:${(server.address() as AddressInfo).port}/studies`;
  const state: StowServer = { studies, received: [], begun: 0 };
  return state;
}

/** RFC 2046 §5.1.1 and RFC 2387, read strictly. */
function take({ headers }: IncomingMessage, body: Buffer): Received {
  const type = /^multipart\/related; type="application\/dicom"; boundary=([\w'()+,./:=?-]{1,70})$/;
  const boundary = type.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Error('no multipart message');
  const parts: Buffer[] = [];
  let at = 0;
  const expect = (text: string): void => {
    if (body.toString('latin1', at, at + text.length) !== text) throw new Error(`no ${JSON.stringify(text)} at ${at}`);
    at += text.length;
  };
  for (expect(`--${boundary}`); body.toString('latin1', at, at + 2) !== '--';) {
    expect('\r\nContent-Type: application/dicom\r\n\r\n');
    const end = body.indexOf(`\r\n--${boundary}`, at);
    if (end < 0) throw new Error('a part without an end');
    parts.push(body.subarray(at, end));
    at = end + `\r\n--${boundary}`.length;
  }
  expect('--\r\n');
  if (at !== body.length) throw new Error('more behind the end');
  return { headers, parts, uids: parts.map((part) => parseBuffer(part).string(0x00080018) ?? '') };
}

/** An item of the DICOM JSON Model about an instance. PS3.18 §F */
export function item(uid: string, more: Readonly<Record<string, number>> = {}): object {
  const numbers = Object.entries(more).map(([tag, value]) => [tag, { vr: 'US', Value: [value] }]);
  return { '00081155': { vr: 'UI', Value: [uid] }, ...(Object.fromEntries(numbers) as object) };
}

export interface Told {
  readonly stored?: readonly object[];
  readonly failed?: readonly object[];
  readonly other?: readonly object[];
}

/** Answers with a Store Instances Response. PS3.18 Table 10.5.3-2 */
export function tell(response: ServerResponse, status: number, { stored, failed, other }: Told): void {
  const sequences = { '00081199': stored, '00081198': failed, '0008119A': other };
  const present = Object.entries(sequences).filter(([, items]) => items !== undefined);
  const dataset = Object.fromEntries(present.map(([tag, items]) => [tag, { vr: 'SQ', Value: items }]));
  response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(dataset));
}

/** Answers that all is stored. */
export function tellStored(response: ServerResponse, { uids }: Received): void {
  tell(response, 200, { stored: uids.map((uid) => item(uid)) });
}
