// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Upload from Chromium to a real Orthanc behind a proxy of the page's own origin, over HTTP/1.1 and over HTTP/2 with TLS: what bodies are, that
// Orthanc has every byte, and that nothing stays on disk.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, beforeEach, describe, test } from 'node:test';
import type * as library from 'dcmstream';
import type { StowOutcome, StowResult } from 'dcmstream';
import type { Browser, Page } from 'playwright-core';
import { fileOf, identifying } from '../support/deid-folder.js';
import { Orthanc, orthancMissing } from '../support/orthanc.js';
import { chromiumMissing, launchChromium } from './support/chromium.js';
import { serveWithProxy, type StowProxy } from './support/stow-proxy.js';

const opensslMissing = spawnSync('openssl', ['version']).error === undefined ? false : 'there is no openssl';
const uid = (index: number): string => `1.2.3.4.${index}`;

/** What the page sends, and how. */
interface Job {
  /** In base 64. */
  readonly files: readonly string[];
  readonly path?: string;
  readonly as: 'files' | 'streams' | 'sources';
  readonly deidentifies?: boolean;
  readonly requestStreams?: boolean;
  /** Without the origin's private file system. */
  readonly withoutFiles?: boolean;
  readonly abortsAtRequest?: boolean;
}

interface Sent extends StowResult {
  readonly error: string | undefined;
  /** Files of uploads in the private file system: at the last request, and in the end. */
  readonly during: number;
  readonly afterwards: number;
}

/** Runs in the page. */
async function sendInPage(job: Job): Promise<Sent> {
  const { stow, createDeidentifier } = (globalThis as unknown as { dcmstream: typeof library }).dcmstream;
  Reflect.deleteProperty(navigator.storage, 'getDirectory');
  const getDirectory = navigator.storage.getDirectory.bind(navigator.storage);
  const forbidden = (): Promise<never> => Promise.reject(new DOMException('no', 'SecurityError'));
  if (job.withoutFiles) navigator.storage.getDirectory = forbidden;
  const countFiles = async (): Promise<number> => {
    const uploads = await (await getDirectory()).getDirectoryHandle('dcmstream-upload', { create: true });
    let count = 0;
    for await (const folder of uploads.values()) {
      count++;
      for await (const _ of (folder as FileSystemDirectoryHandle).keys()) count++;
    }
    return count;
  };
  const blobs = await Promise.all(
    job.files.map(async (base64) => (await fetch(`data:application/dicom;base64,${base64}`)).blob()),
  );
  const files = blobs.map((blob, i) => {
    if (job.as === 'streams') return blob.stream();
    return job.as === 'files' ? new File([blob], `${i}.dcm`) : { size: blob.size, open: () => blob.stream() };
  });
  const controller = new AbortController();
  let during: Promise<number> = Promise.resolve(0);
  const result = await stow(job.path ?? '/dicom-web/studies', files, {
    signal: controller.signal,
    retryDelay: 10,
    requestStreams: job.requestStreams,
    deidentifier: job.deidentifies ? createDeidentifier({}, { secret: 'sixteen bytes at least' }) : undefined,
    fetch: async (address, options) => {
      during = countFiles();
      if (job.abortsAtRequest) controller.abort(new Error('enough'));
      await during;
      return fetch(address, options);
    },
  }).catch((error: unknown) => {
    if ('result' in (error as object)) return (error as { result: StowResult }).result;
    return { outcomes: [], stored: 0, failed: 0, otherFailures: [], error: (error as Error).message };
  });
  const outcomes = result.outcomes.map((outcome): StowOutcome => ({ ...outcome, error: String(outcome.error) }));
  return { error: undefined, ...result, outcomes, during: await during, afterwards: await countFiles() };
}

describe('upload from Chromium', { skip: chromiumMissing || orthancMissing || opensslMissing }, () => {
  let [browser, orthanc]: [Browser | undefined, Orthanc | undefined] = [undefined, undefined];
  before(async () => {
    [browser, orthanc] = await Promise.all([launchChromium(), Orthanc.start()]);
  });
  after(async () => {
    await browser?.close();
    await orthanc?.stop();
  });

  const contents = [fileOf('1'), fileOf('2', { pixels: new Uint8Array(1_000_000).fill(2) }), fileOf('3')];
  const files = contents.map((bytes) => Buffer.from(bytes).toString('base64'));

  for (const overHttp2 of [false, true]) {
    describe(overHttp2 ? 'over HTTP/2' : 'over HTTP/1.1', () => {
      let proxy: StowProxy;
      let page: Page;
      before(async () => {
        proxy = await serveWithProxy(orthanc!.socket, overHttp2);
        const context = await browser!.newContext({ ignoreHTTPSErrors: true });
        page = await context.newPage();
        await page.goto(`${proxy.origin}/`);
        await page.waitForFunction(() => document.title === 'ready');
      });
      beforeEach(async () => {
        await orthanc!.clear();
        proxy.passed.length = 0;
        // No answer has come before.
        await page.evaluate(() => performance.clearResourceTimings());
      });
      after(async () => {
        await page?.context().close();
        await proxy?.close();
      });

      const send = (job: Partial<Job> = {}): Promise<Sent> =>
        page.evaluate(sendInPage, { files, as: 'files', ...job } satisfies Job);
      const versions = (): string[] => proxy.passed.map(({ version }) => version);
      const streamed = (): boolean[] => proxy.passed.map(({ length }) => length === undefined);
      async function assertStored(sent: Sent): Promise<void> {
        assert.deepEqual([sent.error, sent.stored, sent.afterwards], [undefined, 3, 0], JSON.stringify(sent));
        for (const [i, bytes] of contents.entries()) {
          assert.deepEqual(await orthanc!.file(uid(i + 1)), Buffer.from(bytes));
        }
        assert.ok(versions().every((version) => version === (overHttp2 ? '2.0' : '1.1')));
      }

      test('files go as they are, by a body that refers to them', async () => {
        const sent = await send();
        await assertStored(sent);
        assert.deepEqual([sent.outcomes[0]?.name, sent.during, streamed()], ['0.dcm', 0, [false]]);
      });

      test('streams stand on disk until they are sent', async () => {
        const sent = await send({ as: 'streams' });
        await assertStored(sent);
        // In one folder.
        assert.deepEqual([sent.during, streamed()], [4, [false]]);
      });

      test('streams stand in Blobs where there is no file system', async () => {
        const sent = await send({ as: 'streams', withoutFiles: true });
        await assertStored(sent);
        assert.deepEqual([sent.during, streamed()], [0, [false]]);
      });

      test('files are de-identified before they are sent', async () => {
        const sent = await send({ deidentifies: true });
        assert.deepEqual([sent.stored, sent.during, sent.afterwards], [3, 4, 0]);
        for (const { sopInstance } of sent.outcomes) {
          assert.doesNotMatch((await orthanc!.file(sopInstance!))!.toString('latin1'), identifying);
        }
      });

      test('a request stream that is asked for is one over HTTP/2, and else the same goes from disk', async () => {
        const sent = await send({ as: 'sources', requestStreams: true });
        await assertStored(sent);
        assert.deepEqual(streamed(), [overHttp2]);
        assert.equal(sent.outcomes[0]?.attempts, overHttp2 ? 1 : 2);
        assert.equal(sent.during, overHttp2 ? 0 : 4);
      });

      test('request streams come of themselves once an answer has come over HTTP/2', async () => {
        await assertStored(await send());
        await assertStored(await send({ as: 'sources' }));
        assert.deepEqual(streamed(), [false, overHttp2]);
        await assertStored(await send({ as: 'sources', requestStreams: false }));
        assert.deepEqual(streamed(), [false, overHttp2, false]);
      });

      test('an abort ends with its reason, and leaves nothing on disk', async () => {
        const sent = await send({ as: 'streams', abortsAtRequest: true });
        assert.deepEqual([sent.error, sent.during, sent.afterwards], ['enough', 4, 0]);
        assert.equal(await orthanc!.count(), 0);
      });

      test('what a page has left that was closed is removed by the next upload', async () => {
        await page.evaluate(async () => {
          Reflect.deleteProperty(navigator.storage, 'getDirectory');
          const root = await (
            await navigator.storage.getDirectory()
          ).getDirectoryHandle('dcmstream-upload', { create: true });
          await (await root.getDirectoryHandle('left', { create: true })).getFileHandle('file', { create: true });
        });
        await assertStored(await send({ as: 'streams' }));
      });

      test('a redirect is not followed', async () => {
        const sent = await send({ path: '/elsewhere/studies' });
        assert.deepEqual([sent.outcomes[0]?.status, sent.outcomes[0]?.cause], ['refused', 'redirect']);
        assert.equal(proxy.passed.length, 0);
      });
    });
  }
});
