// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A page and a PACS under one origin, as hospitals set them up: the files of dist/ as they are, and a proxy in front of Orthanc, which allows no
// other origin. Over HTTP/1.1, or over HTTP/2 with TLS.

import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** What Node and bundlers resolve, a page without a bundler has in a map. */
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>reading</title>
    <script type="importmap">
      {
        "imports": {
          "dcmstream": "/dist/index.js",
          "#read-wasm": "/dist/wasm/read-wasm-web.js",
          "#threads": "/dist/decoder/threads-web.js",
          "#upload": "/dist/upload/platform-web.js"
        }
      }
    </script>
    <script type="module">
      // What runs the tests calls it around functions, those that run here too.
      globalThis.__name = (value) => value;
      globalThis.dcmstream = await import('dcmstream');
      await dcmstream.init();
      document.title = 'ready';
    </script>
  </head>
  <body></body>
</html>
`;

/** A request with instances, as the proxy saw it. */
export interface Passed {
  readonly version: string;
  /** Bodies that are streams have none. */
  readonly length: string | undefined;
}

export interface StowProxy {
  readonly origin: string;
  readonly passed: Passed[];
  close(): Promise<void>;
}

/** @param socket Of the file system, where Orthanc is. */
export async function serveWithProxy(socket: string, overHttp2: boolean): Promise<StowProxy> {
  const passed: Passed[] = [];
  const serve = (asked: IncomingMessage | Http2ServerRequest, answer: ServerResponse | Http2ServerResponse): void => {
    const path = normalize(decodeURIComponent((asked.url ?? '/').replace(/\?.*/, '')));
    if (path.startsWith('/dicom-web/')) return pass(asked, answer as ServerResponse);
    if (path.startsWith('/elsewhere/')) return void answer.writeHead(307, { location: '/dicom-web/studies' }).end();
    if (path === '/') return void answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    const file = join(dist, path.replace(/^\/dist\//, ''));
    if (!path.startsWith('/dist/') || !existsSync(file)) return void answer.writeHead(404).end();
    answer.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(answer as ServerResponse);
  };
  const pass = (asked: IncomingMessage | Http2ServerRequest, answer: ServerResponse): void => {
    const own = /^(:|connection$|host$|transfer-encoding$|keep-alive$)/;
    const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !own.test(name)));
    if (asked.method === 'POST') passed.push({ version: asked.httpVersion, length: asked.headers['content-length'] });
    const further = request({ socketPath: socket, method: asked.method, path: asked.url, headers });
    further.on('response', (response) => {
      const { 'content-type': type = 'text/plain', 'content-encoding': encoding } = response.headers;
      const encoded = encoding === undefined ? {} : { 'content-encoding': encoding };
      answer.writeHead(response.statusCode ?? 502, { 'content-type': type, ...encoded });
      response.pipe(answer);
    });
    further.on('error', () => answer.destroy());
    asked.on('aborted', () => further.destroy());
    asked.pipe(further);
  };
  const server = overHttp2 ? createSecureServer(certificate(), serve) : createServer(serve);
  const sessions = new Set<{ destroy(): void }>();
  server.on(overHttp2 ? 'session' : 'connection', (session: { destroy(): void }) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${overHttp2 ? 'https' : 'http'}://127.0.0.1:${port}`,
    passed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

/** One that nobody vouches for, for a day. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'dcmstream-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = [
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      ...name,
    ];
    const { status, stderr } = spawnSync('openssl', ['req', ...made, '-keyout', key, '-out', cert]);
    if (status !== 0) throw new Error(`openssl: ${stderr.toString()}`);
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
