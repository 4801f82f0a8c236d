// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// The call of an upload: what it takes, what it refuses, in which order it sends, what it tells meanwhile, and pipes of the caller's own.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deidentify, init, stow, type StowFile, type StowProgress, UploadError } from 'dcmstream';
import { fileOf, identifying } from '../support/deid-folder.js';
import { testSecret } from '../support/deid-run.js';
import { streamOf } from '../support/rechunk.js';
import { stowServer, tellStored } from '../support/stow-server.js';

await init();

const files = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => fileOf(String(i + 1)));
const nowhere = 'http://127.0.0.1:9/studies';

describe('stow', () => {
  test('sends multipart messages of the length that it says, and asks for JSON', async (context) => {
    const server = await stowServer(context, tellStored);
    const options = { headers: { 'x-own': 'yes', accept: 'text/html', 'content-type': 'text/plain' } };
    const { stored } = await stow(server.studies, files(2), options);
    const [{ headers, parts }] = server.received as [(typeof server.received)[0]];
    assert.equal(stored, 2);
    assert.deepEqual([headers.accept, headers['x-own']], ['application/dicom+json', 'yes']);
    assert.deepEqual(
      parts,
      files(2).map((bytes) => Buffer.from(bytes)),
    );
    const [, boundary = ''] = /boundary=(.*)$/.exec(headers['content-type'] ?? '') ?? [];
    const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
    const size = 2 * (head.length + fileOf('1').length) + 2 + `\r\n--${boundary}--\r\n`.length;
    assert.equal(headers['content-length'], String(size));
    assert.ok(boundary.length <= 70 && boundary.length >= 40);
    await stow(server.studies, files(1));
    assert.ok(
      !server.received[1]!.headers['content-type']!.includes(boundary),
      'each message has a boundary of its own',
    );
  });

  test('keeps to its limits, and never puts an instance twice into one request', async (context) => {
    const server = await stowServer(context, tellStored);
    const size = fileOf('1').length;
    const large = fileOf('7', { pixels: new Uint8Array(10 * size - ((10 * size) % 16)) });
    await stow(server.studies, [...files(3), fileOf('3'), large, ...files(2)], { maxRequestBytes: 2 * size });
    assert.deepEqual(
      server.received.map(({ uids }) => uids.map((uid) => uid.slice(-1)).join('')),
      ['12', '3', '3', '7', '12'],
    );
  });

  test('tells how far it is, and what has become of each', async (context) => {
    const server = await stowServer(context, tellStored);
    const told: StowProgress[] = [];
    const outcomes: number[] = [];
    const options = { maxInstances: 2, onProgress: (progress: StowProgress) => void told.push(progress) };
    await stow(server.studies, files(5), { ...options, onOutcome: ({ index }) => void outcomes.push(index) });
    assert.deepEqual(outcomes, [0, 1, 2, 3, 4]);
    const bytes = 5 * fileOf('1').length;
    const end = { files: 5, prepared: 5, stored: 5, failed: 0, preparedBytes: bytes, sentBytes: bytes };
    assert.deepEqual(told.at(-1), end);
    for (const [before, after] of told.map((each, i) => [each, told[i + 1] ?? each] as const)) {
      assert.ok(before.prepared <= after.prepared && before.stored <= after.stored);
      assert.ok(before.sentBytes <= bytes && before.files === 5);
    }
  });

  test('asks an async iterable for files when there is room for them, and ends it', async (context) => {
    let [asked, ended] = [0, false];
    async function* slow(): AsyncGenerator<StowFile> {
      try {
        for (const bytes of files(9)) {
          asked++;
          yield bytes;
        }
      } finally {
        ended = true;
      }
    }
    const seen: number[] = [];
    const server = await stowServer(context, (response, received) => {
      seen.push(asked);
      tellStored(response, received);
    });
    const counts: (number | undefined)[] = [];
    const onProgress = ({ files: count }: StowProgress): void => void counts.push(count);
    assert.equal((await stow(server.studies, slow(), { maxInstances: 2, onProgress })).stored, 9);
    assert.ok(seen[0]! <= 4, 'while one request is under way, one is made ready');
    assert.deepEqual([ended, counts[0], counts.at(-1)], [true, undefined, 9]);
  });

  test('sends what a pipe of the caller’s gives once it is confirmed, and nothing of it otherwise', async (context) => {
    const server = await stowServer(context, tellStored);
    const own = (bytes: Uint8Array): StowFile => {
      const { readable, writable, report } = deidentify({}, { secret: testSecret });
      return { open: () => streamOf([bytes]).pipeThrough({ readable, writable }), confirm: () => report };
    };
    const broken = fileOf('2', { pixels: new Uint8Array(500_000) }).subarray(0, -2);
    const refused = { open: () => streamOf([fileOf('3')]), confirm: () => Promise.reject(new Error('not this one')) };
    const failure = await stow(server.studies, [own(fileOf('1')), own(broken), refused]).catch(
      (error: unknown) => error,
    );
    assert.ok(failure instanceof UploadError);
    assert.deepEqual(
      failure.result.outcomes.map(({ status, cause }) => [status, cause]),
      [
        ['stored', undefined],
        ['not_sent', 'source'],
        ['not_sent', 'not_confirmed'],
      ],
    );
    assert.deepEqual([server.begun, server.received[0]?.parts.length], [1, 1]);
    assert.doesNotMatch(server.received[0]!.parts[0]!.toString('latin1'), identifying);
    assert.equal((failure.cause as { code?: string }).code, 'truncated');
  });

  test('sends nothing that is no instance', async (context) => {
    const server = await stowServer(context, tellStored);
    const without = fileOf('').subarray(0, 132 + 60);
    const junk = [new Uint8Array(0), new TextEncoder().encode('hello'), without, new Blob([]), 'text' as never];
    const failure = await stow(server.studies, junk).catch((error: unknown) => error);
    assert.ok(failure instanceof UploadError);
    assert.ok(failure.result.outcomes.every(({ status }) => status === 'not_sent'));
    assert.equal(server.begun, 0);
  });

  test('ends with what iterating or a callback throws', async (context) => {
    const server = await stowServer(context, tellStored);
    function* failing(): Generator<StowFile> {
      yield fileOf('1');
      throw new Error('no more');
    }
    await assert.rejects(stow(server.studies, failing()), { message: 'no more' });
    for (const name of ['onProgress', 'onOutcome'] as const) {
      const callback = (): never => {
        throw new Error(name);
      };
      await assert.rejects(stow(server.studies, files(3), { [name]: callback }), { message: name });
    }
  });

  test('refuses what it cannot be meant to do', async () => {
    const invalid = { code: 'argument_invalid' };
    for (const one of [new Blob([]), new Uint8Array(3), streamOf([]), 7, null, 'text']) {
      await assert.rejects(stow(nowhere, one as never), invalid);
    }
    for (const url of ['studies', 'ftp://127.0.0.1/', 'http://me:secret@127.0.0.1/', '']) {
      await assert.rejects(stow(url, []), (error: Error & { code: string }) => {
        assert.doesNotMatch(error.message, /secret/);
        return error.code === 'argument_invalid';
      });
    }
    for (const options of [
      { maxInstances: 0 },
      { maxRequestBytes: NaN },
      { retries: -1 },
      { headers: { 'no name': '' } },
    ]) {
      await assert.rejects(stow(nowhere, [], options as never), invalid);
    }
  });

  test('takes an answer that comes before all has been sent', async (context) => {
    const { createServer } = await import('node:http');
    for (const closes of [false, true]) {
      const server = createServer((_, response) => {
        response.writeHead(403, closes ? { connection: 'close' } : {}).end('no');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      context.after(() => {
        server.close();
        server.closeAllConnections();
      });
      const { port } = server.address() as { port: number };
      const large = fileOf('7', { pixels: new Uint8Array(900_000) });
      const sources = Array.from({ length: 40 }, (_, i) => fileOf(String(i), { pixels: new Uint8Array(900_000) }));
      const failure = await stow(`http://127.0.0.1:${port}/`, [large, ...sources], { retryDelay: 1 }).catch(
        (error: unknown) => error,
      );
      assert.ok(failure instanceof UploadError);
      assert.deepEqual(
        [closes, failure.result.outcomes[0]?.cause, failure.result.outcomes[0]?.httpStatus],
        [closes, 'http', 403],
      );
    }
  });
});
