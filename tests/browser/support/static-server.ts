// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// Serves a folder on loopback, on a port that the system chooses.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export interface StaticServer {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * @param headers Sent with every answer.
 * @param others Folders elsewhere, by the beginning of the path, such as `/corpus/`.
 */
export async function serveFolder(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname));
    const [beginning, elsewhere] = Object.entries(others).find(([start]) => path.startsWith(start)) ?? ['', folder];
    const file = join(elsewhere, path.endsWith('/') ? `${path}index.html` : path.slice(beginning.length));
    stat(file).then(
      ({ size }) => {
        const type = types[extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-length': size, ...headers });
        createReadStream(file).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
