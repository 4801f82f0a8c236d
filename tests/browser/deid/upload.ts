// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Results that are sent to a server of another origin: what arrives there, what is said of what does not.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { parseBuffer } from 'dcmstream';
import { fileOf, identifying, patientName, ultrasound } from '../../support/deid-folder.js';
import { item, stowServer, tell } from '../../support/stow-server.js';
import { DeidPage, withDeid } from '../support/deid-page.js';

const allowed = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'accept, authorization, content-type',
};

/** In front of a server: lets pages of other origins send to it. Gives where studies are sent. */
async function openDoor(context: TestContext, studies: string): Promise<string> {
  const server = createServer((asked, answer) => {
    if (asked.method === 'OPTIONS') return void answer.writeHead(204, allowed).end();
    const { headers } = asked;
    const further = request(studies, { method: 'POST', headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, { ...response.headers, ...allowed });
      response.pipe(answer);
    });
    asked.pipe(further);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/studies`;
}

export function testUpload(): void {
  test('a server is sent what is de-identified, with the header that it asks for, and nothing that is to be looked at', async (context) => {
    let refused = '';
    const server = await stowServer(context, (response, { uids }) => {
      const [first = '', ...others] = uids;
      refused = first;
      const [failed, stored] = [[item(first, { '00081197': 0xa900 })], others.map((uid) => item(uid))];
      tell(response, 202, { stored, failed });
    });
    const url = await openDoor(context, server.studies);
    await withDeid({ uploadsTo: url }, async (viewer) => {
      const files = Array.from({ length: 6 }, (_, i) => ({
        name: `DOE-${i}.dcm`,
        bytes: fileOf(`5${i}`, { sopClass: i === 3 ? ultrasound : undefined }),
      }));
      await DeidPage.open(viewer, files);
      assert.equal(server.begun, 0);
      await viewer.page.locator('#deid-upload').click();
      assert.deepEqual(await viewer.violations(), []);
      await viewer.screenshot('deid-upload');
      await viewer.page.locator('#upload-url').fill(url);
      await viewer.page.locator('#upload-authorization').fill('Bearer of-the-test');
      await viewer.page.locator('#upload-send').click();
      await viewer.page.locator('.run-title', { hasText: '4 files uploaded' }).waitFor();
      assert.match(await viewer.text('#deid-reviews'), /1 result to be looked at/);
      const failures = await viewer.text('#deid-failures');
      assert.match(failures, /The server did not take it: .*\(1\)/);
      assert.match(failures, /Not sent: somebody should look at it first\. \(1\)/);
      const parts = server.received.flatMap((one) => one.parts);
      assert.equal(parts.length, 5);
      for (const part of parts) {
        assert.doesNotMatch(part.toString('latin1'), identifying);
        assert.match(parseBuffer(part).string(patientName) ?? '', /^P-/);
      }
      assert.match(refused, /^2\.25\./);
      assert.deepEqual(
        [...new Set(server.received.map(({ headers }) => headers.authorization))],
        ['Bearer of-the-test'],
      );
      assert.doesNotMatch(JSON.stringify(server.received.map(({ headers }) => headers)), identifying);
    })();
  });

  test(
    'an address that is none is said to be none, and nothing is sent',
    withDeid({}, async (viewer) => {
      await DeidPage.open(viewer, [{ name: 'one.dcm', bytes: fileOf('1') }]);
      await viewer.page.locator('#deid-upload').click();
      await viewer.page.locator('#upload-url').fill('ftp://pacs.example/studies');
      await viewer.page.locator('#upload-send').click();
      await viewer.page.locator('.run-title', { hasText: 'Not done' }).waitFor();
      assert.match(await viewer.text('.run-text'), /^The address is one of http or https\./);
    }),
  );
}
