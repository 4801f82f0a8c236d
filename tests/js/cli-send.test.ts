// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// `dcmstream send`: what it sends, what it says of what is not stored, and that it repeats no secret.

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { StowResult } from 'dcmstream';
import { fileOf, filesIn, folderOfDoe } from '../support/deid-folder.js';
import { item, stowServer, tell, tellStored } from '../support/stow-server.js';
import { runTool } from '../support/tool.js';

describe('dcmstream send', () => {
  test('sends the files of folders as they are, with headers of the command line and of a file', async (context) => {
    const paths = folderOfDoe(context, 5);
    writeFileSync(paths.at('token'), 'Authorization: Bearer of secrets\r\nX-Two:2\n\n');
    const server = await stowServer(context, tellStored);
    const headers = ['--header', 'X-One: 1', '--header-file', paths.at('token')];
    const outcome = await runTool(['send', server.studies, paths.in, ...headers, '--max-instances', '3']);
    assert.deepEqual([outcome.code, outcome.errors, outcome.text], [0, [], '']);
    const sent = server.received.flatMap(({ parts }) => parts.map((part) => part.toString('hex')));
    assert.deepEqual(
      sent,
      [...filesIn(paths.in).values()].map((bytes) => bytes.toString('hex')),
    );
    assert.deepEqual(
      server.received.map(({ headers: h, parts }) => [parts.length, h['x-one'], h['x-two'], h.authorization, h.accept]),
      [3, 2].map((count) => [count, '1', '2', 'Bearer of secrets', 'application/dicom+json']),
    );
  });

  test('sends standard input', async (context) => {
    const server = await stowServer(context, tellStored);
    assert.equal((await runTool(['send', server.studies, '-'], [fileOf('7')])).code, 0);
    assert.deepEqual(server.received[0]?.parts, [Buffer.from(fileOf('7'))]);
  });

  test('tells of each file that is not stored in one line, and of all in a report', async (context) => {
    const { at, in: folder } = folderOfDoe(context, 3);
    writeFileSync(at('in/DOE/notes.txt'), 'no instance');
    const server = await stowServer(context, (response) =>
      tell(response, 202, {
        stored: [item('1.2.3.4.50'), item('1.2.3.4.51', { '00081196': 0xb000 })],
        failed: [item('1.2.3.4.52', { '00081197': 0xa900 })],
      }),
    );
    const outcome = await runTool(['send', server.studies, folder, at('none'), '--report', at('report')]);
    const doe = at('in/DOE');
    assert.equal(outcome.code, 1);
    assert.deepEqual(outcome.errors, [
      `dcmstream: ${doe}/notes.txt: not sent: no DICOM file with a SOP Instance UID`,
      `dcmstream: cannot read ${at('none')}: no such file or directory`,
      `dcmstream: ${doe}/JANE-1001.dcm: stored, with a warning (B000 elements were changed)`,
      `dcmstream: ${doe}/JANE-1002.dcm: refused (A900 the data set does not match its SOP class)`,
      'dcmstream: 2 of 5 files were not stored',
    ]);
    const { outcomes, stored } = JSON.parse(readFileSync(at('report'), 'utf8')) as StowResult;
    assert.deepEqual(
      outcomes.map(({ status, error }) => [status, error]),
      [
        ['stored', undefined],
        ['warning', undefined],
        ['refused', undefined],
        ['not_sent', 'not_dicom'],
        ['not_sent', 'file_error'],
      ],
    );
    assert.equal(stored, 2);
    if (process.platform !== 'win32') assert.equal(statSync(at('report')).mode & 0o777, 0o600);
  });

  test('repeats no header and no address that is wrong', async (context) => {
    const { at } = folderOfDoe(context);
    for (const args of [
      ['http://127.0.0.1:9/', at('in'), '--header', 'secret'],
      ['http://127.0.0.1:9/', at('in'), '--header', 'Authorization: secr€et'],
      ['https://me:secret@127.0.0.1/', at('in')],
      ['file:///secret', at('in')],
    ]) {
      const { code, errors } = await runTool(['send', ...args]);
      assert.deepEqual([code, errors.length], [2, 1]);
      assert.doesNotMatch(errors[0]!, /secr/);
    }
  });

  test('says when others may listen', async (context) => {
    const { at } = folderOfDoe(context, 1);
    writeFileSync(at('in/DOE/JANE-1000.dcm'), 'nothing that would be sent');
    const { code, errors } = await runTool(['send', 'http://pacs.example/studies', at('in')]);
    assert.deepEqual([code, errors[0]], [0, 'dcmstream: the connection is not encrypted']);
  });
});
