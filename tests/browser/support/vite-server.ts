// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A project served by Vite as while it is developed. The address apart, nothing is configured: on loopback, at a port that is free.

import { createServer } from 'vite';

/** Serves the folder for the time of `use`, which is given the address. */
export async function whileServedByVite(root: string, use: (address: string) => Promise<void>): Promise<void> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0 },
  });
  try {
    await server.listen();
    await use(server.resolvedUrls?.local[0] ?? '');
  } finally {
    await server.close();
  }
}
