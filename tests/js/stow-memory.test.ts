// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Upload in constant memory: an instance that is larger than memory should be, as it is and de-identified on the way. 256 MiB always; in
// the long run of the tests a GiB, which must take no more.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { item, tell } from '../support/stow-server.js';

const child = fileURLToPath(new URL('../support/stow-memory-child.ts', import.meta.url));
const mebibyte = 2 ** 20;
const isLong = process.env['DCMSTREAM_LONG'] !== undefined;
const sizes = isLong ? [256 * mebibyte, 1024 * mebibyte] : [256 * mebibyte];
/** What fetch, the reader and the garbage between two collections take. */
const allowance = 64 * mebibyte;

/** Takes an upload and keeps nothing of it but its first bytes, by which it knows the instance. */
async function swallow(run: (url: string, received: () => number) => Promise<void>): Promise<void> {
  let received = 0;
  const server = createServer((request, response) => {
    let first = '';
    received = 0;
    request.on('data', (chunk: Buffer) => {
      if (first.length < 4096) first += chunk.toString('latin1');
      received += chunk.length;
    });
    request.on('end', () => {
      // (0008,0018) UI in explicit VR little endian, and its value.
      const [, uid = ''] = /\x08\0\x18\0UI..([\d.]+)/s.exec(first) ?? [];
      tell(response, 200, { stored: [item(uid)] });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/studies`, () => received);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('upload', () => {
  for (const job of ['file', 'deidentified']) {
    for (const size of sizes) {
      test(`of ${size / mebibyte} MiB takes no memory for them, ${job}`, async (context) => {
        await swallow(async (url, received) => {
          const options = ['--expose-gc', '--max-semi-space-size=2', '--import', 'tsx', child, url, job, String(size)];
          const { stdout } = await promisify(execFile)(process.execPath, options);
          const { peak } = JSON.parse(stdout) as { peak: number };
          context.diagnostic(`${(peak / mebibyte).toFixed(1)} MiB`);
          assert.ok(received() > size && received() < size + 10_000, `${received()} bytes`);
          assert.ok(peak < allowance, `${(peak / mebibyte).toFixed(1)} MiB`);
        });
      });
    }
  }
});
