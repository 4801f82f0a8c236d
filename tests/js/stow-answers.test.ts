// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// What upload makes of answers: of those that tell of each instance, those that do not, and hostile ones.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { init, stow, type StowFile, type StowOptions, type StowResult, UploadError } from 'dcmstream';
import { fileOf } from '../support/deid-folder.js';
import { item, stowServer, tell, tellStored } from '../support/stow-server.js';

await init();

const files = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => fileOf(String(i + 1)));
const uid = (index: number): string => `1.2.3.4.${index}`;

async function outcomesOf(url: string, sent: Iterable<StowFile>, options: StowOptions = {}): Promise<StowResult> {
  return stow(url, sent, { retryDelay: 5, ...options }).catch((error: unknown) => {
    if (error instanceof UploadError) return error.result;
    throw error;
  });
}

describe('answers to an upload', () => {
  test('give each instance what the server says of it', async (context) => {
    const server = await stowServer(context, (response) => {
      const stored = [item(uid(1)), item(uid(2), { '00081196': 0xb000 })];
      const failed = [item(uid(3), { '00081197': 0xa900 }), item(uid(4), { '00081197': 0xc122 }), item(uid(5))];
      tell(response, 202, { stored, failed, other: [{ '00081197': { vr: 'US', Value: ['272'] } }] });
    });
    const { outcomes, stored, failed, otherFailures } = await outcomesOf(server.studies, files(6));
    assert.deepEqual(
      outcomes.map(({ status, cause, reason }) => [status, cause, reason?.code]),
      [
        ['stored', undefined, undefined],
        ['warning', undefined, 0xb000],
        ['refused', 'instance', 0xa900],
        ['refused', 'instance', 0xc122],
        ['refused', 'instance', undefined],
        ['unknown', 'response', undefined],
      ],
    );
    assert.deepEqual([stored, failed, otherFailures], [2, 4, [{ code: 0x0110, text: 'processing failure' }]]);
    assert.equal(server.received.length, 1);
  });

  test('are told by an error that holds no value of a file where something is not stored', async (context) => {
    const server = await stowServer(context, (response) => {
      tell(response, 409, { failed: [item(uid(1), { '00081197': 0x0122 })] });
    });
    const failure = stow(server.studies, files(1));
    await assert.rejects(failure, { name: 'UploadError', message: '1 of 1 files were not stored: instance 1' });
  });

  test('are believed for the instance that stands among those that failed, too', async (context) => {
    const server = await stowServer(context, (response) =>
      tell(response, 200, { stored: [item(uid(1))], failed: [item(uid(1), { '00081197': 0xc000 })] }),
    );
    assert.equal((await outcomesOf(server.studies, files(1))).outcomes[0]?.status, 'refused');
  });

  const unreadable: readonly (readonly [string, string, string])[] = [
    ['XML', 'application/dicom+xml', '<NativeDicomModel/>'],
    ['nothing', 'application/dicom+json', ''],
    ['broken JSON', 'application/dicom+json', '{"00081199":'],
    ['deep JSON', 'application/dicom+json', '['.repeat(60_000)],
    ['another object', 'application/json', '{"error":"__proto__"}'],
    ['values of other types', 'application/json', '{"00081199":{"Value":[null,1,"x",{"00081155":{"Value":[{}]}}]}}'],
    ['a text of megabytes', 'application/dicom+json', `"${'x'.repeat(5_000_000)}"`],
  ];
  for (const [name, type, text] of unreadable) {
    test(`that are ${name} do not make an instance stored`, async (context) => {
      const server = await stowServer(context, (response) => {
        response.on('error', () => undefined);
        response.writeHead(200, { 'content-type': type }).end(text);
      });
      const { outcomes } = await outcomesOf(server.studies, files(1));
      assert.deepEqual(
        [outcomes[0]?.status, outcomes[0]?.cause, outcomes[0]?.httpStatus],
        ['unknown', 'response', 200],
      );
      assert.equal(server.received.length, 1, 'not sent again');
    });
  }

  test('without an end are not read to it', async (context) => {
    const server = await stowServer(context, (response) => {
      response.writeHead(200, { 'content-type': 'application/dicom+json' });
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    assert.equal((await outcomesOf(server.studies, files(1))).outcomes[0]?.cause, 'response');
  });

  test('that name another place are not followed, and nothing more is sent', async (context) => {
    const other = await stowServer(context, tellStored);
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await stowServer(context, (response) =>
        response.writeHead(status, { location: other.studies }).end(),
      );
      const options = { headers: { authorization: 'Bearer secret' }, maxInstances: 2 };
      const { outcomes } = await outcomesOf(server.studies, files(7), options);
      assert.deepEqual([outcomes[0]?.status, outcomes[0]?.cause], ['refused', 'redirect']);
      assert.deepEqual([outcomes[6]?.status, outcomes[6]?.cause], ['not_sent', 'redirect']);
      assert.equal(server.received.length, 1);
    }
    assert.equal(other.begun, 0);
  });

  test('that let nobody in end the upload; files are not even read any more', async (context) => {
    const server = await stowServer(context, (response) => response.writeHead(401).end('who are you?'));
    let opened = 0;
    const sources = files(9).map((bytes) => ({ name: 'x', open: () => (opened++, bytes) }));
    const { outcomes } = await outcomesOf(server.studies, sources, { maxInstances: 1 });
    assert.deepEqual([outcomes[0]?.status, outcomes[0]?.httpStatus, outcomes[0]?.attempts], ['refused', 401, 1]);
    assert.deepEqual([outcomes[8]?.status, outcomes[8]?.httpStatus, outcomes[8]?.name], ['not_sent', 401, 'x']);
    assert.equal(server.received.length, 1);
    assert.ok(opened <= 2, `${opened} files were opened`);
  });

  test('that refuse many for one are asked about them apart', async (context) => {
    const server = await stowServer(context, (response, received) => {
      if (received.uids.includes(uid(3))) response.writeHead(400, { 'content-type': 'text/plain' }).end('no');
      else tellStored(response, received);
    });
    const { outcomes, stored } = await outcomesOf(server.studies, files(8));
    assert.equal(stored, 7);
    assert.deepEqual([outcomes[2]?.status, outcomes[2]?.cause, outcomes[2]?.httpStatus], ['refused', 'http', 400]);
  });

  test('that a request is too large are answered by smaller ones', async (context) => {
    const server = await stowServer(context, (response, received) => {
      if (received.parts.length > 3) response.writeHead(413).end();
      else tellStored(response, received);
    });
    assert.equal((await outcomesOf(server.studies, files(10))).stored, 10);
  });

  test('whatever they are, only those that name an instance as stored make it so', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(uid(1)), fc.constantFrom(272, 42_752, 43_264));
    const element = fc.oneof(value, fc.record({ vr: value, Value: fc.array(value, { maxLength: 2 }) }));
    const instance = fc.dictionary(fc.constantFrom('00081155', '00081197', '00081196', '00081190'), element);
    const items = fc.record({ vr: fc.constant('SQ'), Value: fc.array(fc.oneof(instance, value), { maxLength: 3 }) });
    const sequences = fc.constantFrom('00081198', '00081199', '0008119A', '0008119a');
    const dataset = fc.dictionary(sequences, fc.oneof(items, element));
    const status = fc.constantFrom(200, 202, 299, 400, 409, 500, 503);
    await fc.assert(
      fc.asyncProperty(fc.oneof(dataset, fc.jsonValue()), status, async (json, code) => {
        const text = JSON.stringify(json);
        const headers = { 'content-type': 'application/dicom+json' };
        const fetch = (): Promise<Response> => Promise.resolve(new Response(text, { status: code, headers }));
        const { outcomes } = await outcomesOf('http://127.0.0.1:9/', files(1), { fetch, retries: 1, retryDelay: 0 });
        assert.equal(outcomes.length, 1);
        if (['stored', 'warning'].includes(outcomes[0]!.status)) {
          assert.match(text, /"00081199":\{.*"00081155":\{.*"Value":\["1\.2\.3\.4\.1"/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
