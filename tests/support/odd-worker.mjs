// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// A worker of the package that something happens to: `workerData` says what, and with which frame.

import { parentPort, workerData } from 'node:worker_threads';

const { what, at = 1 } = workerData;
let frames = 0;

/** What happens when the frame comes. @type {Record<string, () => unknown>} */
const oddities = {
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('odd');
  },
  hang: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  memory: () => {
    for (const kept = []; ;) kept.push(new Array(100_000).fill(kept.length));
  },
  trap: () => {
    Uint8Array.prototype.set = () => {
      throw new WebAssembly.RuntimeError('unreachable');
    };
  },
};

parentPort?.on('message', ({ kind }) => {
  if (kind === 'decode' && ++frames === at) oddities[what]?.();
});

if (what === 'slow' && parentPort !== null) {
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (report, transfer) => void setTimeout(() => post(report, transfer), 60);
}

if (what === 'frugal') {
  const refuse = () => Promise.reject(new Error('it compiles'));
  Object.assign(WebAssembly, { compile: refuse, compileStreaming: refuse });
}

if (what === 'old') parentPort?.postMessage({ kind: 'ready', version: 0 });
else await import('dcmstream/worker');
