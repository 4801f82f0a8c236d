// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A worker of Node's worker_threads.

import { parentPort } from 'node:worker_threads';
import type { Order } from './protocol.js';
import { serve } from './serve.js';

if (parentPort !== null) {
  const port = parentPort;
  const take = serve((report, transfer) => port.postMessage(report, transfer));
  port.on('message', (order: Order) => void take(order));
  port.on('messageerror', () => port.postMessage({ kind: 'unfit' }));
}
