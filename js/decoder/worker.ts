// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A worker of the web. tools/build.mjs makes one file of it, dcmstream-worker.js: workers know no import maps, bundlers
// copy it as it is, and a CDN serves it with one request.

import type { Order } from './protocol.js';
import { serve } from './serve.js';

/** The global scope of a worker, as far as it is used here: TypeScript's types are those of a page. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const take = serve((report, transfer) => scope.postMessage(report, transfer));
scope.onmessage = ({ data }) => void take(data);
scope.onmessageerror = () => scope.postMessage({ kind: 'unfit' }, []);
