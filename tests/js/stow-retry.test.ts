// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Upload over bad connections and busy servers: what is sent again, what is not, and what aborting leaves.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { init, stow, type StowFile, type StowOptions, type StowResult, UploadError } from 'dcmstream';
import { fileOf } from '../support/deid-folder.js';
import { streamOf } from '../support/rechunk.js';
import { item, stowServer, tell, tellStored } from '../support/stow-server.js';
import { temporaryFolder } from '../support/tool.js';

await init();

const files = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => fileOf(String(i + 1)));
const uid = (index: number): string => `1.2.3.4.${index}`;

async function outcomesOf(url: string, sent: Iterable<StowFile>, options: StowOptions = {}): Promise<StowResult> {
  return stow(url, sent, { retryDelay: 5, ...options }).catch((error: unknown) => {
    if (error instanceof UploadError) return error.result;
    throw error;
  });
}

describe('an upload', () => {
  test('is tried again where the server is busy, and waits as long as it says', async (context) => {
    const times: number[] = [];
    const server = await stowServer(context, (response, received, count) => {
      times.push(performance.now());
      if (count === 1) response.writeHead(503).end();
      else if (count === 2) response.writeHead(429, { 'retry-after': '1' }).end();
      else tellStored(response, received);
    });
    const { outcomes } = await outcomesOf(server.studies, [streamOf([fileOf('1')])]);
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.attempts], ['stored', 3]);
    assert.ok(times[2]! - times[1]! >= 990, 'Retry-After counts');
    assert.deepEqual(server.received[0]?.parts, server.received[2]?.parts);
  });

  test('is given up where the server asks for more patience than there is', async (context) => {
    const server = await stowServer(context, (response) => response.writeHead(503, { 'retry-after': '86400' }).end());
    const { outcomes } = await outcomesOf(server.studies, files(1));
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.cause, outcomes[0]?.attempts], ['unknown', 'http', 1]);
  });

  test('is tried as often as said, and no more', async (context) => {
    const server = await stowServer(context, (response) => response.writeHead(502).end());
    const { outcomes } = await outcomesOf(server.studies, files(2), { retries: 2 });
    assert.deepEqual([server.received.length, outcomes[1]?.attempts, outcomes[1]?.httpStatus], [3, 3, 502]);
  });

  test('sends again only what may be taken later', async (context) => {
    const server = await stowServer(context, (response, received, count) => {
      if (count > 1) return tellStored(response, received);
      const failed = [item(uid(2), { '00081197': 0xa700 }), item(uid(3), { '00081197': 0xa900 })];
      tell(response, 202, { stored: [item(uid(1))], failed });
    });
    const { outcomes } = await outcomesOf(server.studies, files(3));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['stored', 'stored', 'refused'],
    );
    assert.deepEqual(
      server.received.map(({ uids }) => uids),
      [[uid(1), uid(2), uid(3)], [uid(2)]],
    );
  });

  test('goes on after a connection that broke in the middle', async (context) => {
    const server = await stowServer(context, (response, received, count) => {
      if (count === 1) response.socket?.destroy();
      else tellStored(response, received);
    });
    const { outcomes } = await outcomesOf(server.studies, files(2));
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.attempts], ['stored', 2]);
  });

  test('does not call refused what an earlier request may have stored', async (context) => {
    const server = await stowServer(context, (response, _, count) => {
      if (count === 1) response.socket?.destroy();
      else response.writeHead(401).end();
    });
    const { outcomes } = await outcomesOf(server.studies, files(1));
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.httpStatus, outcomes[0]?.attempts], ['unknown', 401, 2]);
  });

  test('says of a server that is not there that nothing is known', async () => {
    const { outcomes } = await outcomesOf('http://127.0.0.1:9/studies', files(1), { retries: 1 });
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.cause, outcomes[0]?.attempts], ['unknown', 'network', 2]);
  });

  test('never completes a part whose source fails while it is sent, and sends the others', async (context) => {
    const server = await stowServer(context, tellStored);
    const bytes = fileOf('2', { pixels: new Uint8Array(3_000_000) });
    const failing = (opened: number): ReadableStream<Uint8Array> =>
      new ReadableStream({
        async pull(controller) {
          // To be identified it is whole.
          controller.enqueue(opened === 1 ? bytes : bytes.subarray(0, 1_000_000));
          await new Promise((go) => setTimeout(go, 20));
          if (opened === 1) controller.close();
          else controller.error(new Error('the disk is gone'));
        },
      });
    let opened = 0;
    const source = { size: bytes.length, open: () => failing(++opened) };
    const { outcomes } = await outcomesOf(server.studies, [fileOf('1'), source, fileOf('3')], { retries: 0 });
    assert.deepEqual(
      outcomes.map(({ status, cause }) => [status, cause]),
      [
        ['stored', undefined],
        ['not_sent', 'source'],
        ['stored', undefined],
      ],
    );
    assert.match(String(outcomes[1]?.error), /the disk is gone/);
    assert.deepEqual(
      server.received.map(({ uids }) => uids),
      [[uid(1), uid(3)]],
    );
  });

  for (const [what, change] of [
    ['shorter', -4],
    ['longer', 4],
  ] as const) {
    test(`does not send a source that is ${what} than it says`, async (context) => {
      const server = await stowServer(context, tellStored);
      const bytes = fileOf('1');
      const { outcomes } = await outcomesOf(server.studies, [{ size: bytes.length - change, open: () => bytes }]);
      assert.deepEqual([outcomes[0]?.status, outcomes[0]?.cause, server.received.length], ['not_sent', 'source', 0]);
    });
  }

  test('ends with the reason of the signal, at once, and leaves no file', async (context) => {
    const folder = temporaryFolder(context);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    context.after(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    const server = await stowServer(context, () => undefined);
    const controller = new AbortController();
    let [isRead, isCancelled] = [false, false];
    const hanging = new ReadableStream<Uint8Array>(
      { pull: () => void (isRead = true), cancel: () => void (isCancelled = true) },
      { highWaterMark: 0 },
    );
    const sent = stow(server.studies, [streamOf([fileOf('1')]), hanging], {
      signal: controller.signal,
      maxInstances: 1,
    });
    while (server.received.length === 0 || !isRead) await new Promise((go) => setTimeout(go, 5));
    controller.abort(new Error('enough'));
    await assert.rejects(sent, { message: 'enough' });
    assert.ok(isCancelled);
    assert.deepEqual(readdirSync(folder), []);
    await assert.rejects(stow(server.studies, files(1), { signal: controller.signal }), { message: 'enough' });
    assert.equal(server.begun, 1);
  });

  test('ends while it waits to try again', async (context) => {
    const server = await stowServer(context, (response) => response.writeHead(503, { 'retry-after': '60' }).end());
    const signal = AbortSignal.timeout(300);
    await assert.rejects(stow(server.studies, files(1), { signal }), { name: 'TimeoutError' });
  });
});
